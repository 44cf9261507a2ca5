//! What identifies a package.

use std::fmt;
use std::ops::Range;

use rpmpkg::Evr;

use super::checksum::{Checksum, ChecksumKind};

/// What identifies a package, from its element of `primary`.
///
/// Its texts stand in one allocation: a repository has tens of thousands of these.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// One behind the other, in the order of [`Field`].
    text: Box<str>,
    /// Where each ends.
    ends: [usize; FIELDS],
    epoch: u32,
    kind: ChecksumKind,
    has_base: bool,
    size: u64,
    location_tag: Range<usize>,
}

/// The texts of [`Fields`].
#[derive(Clone, Copy)]
enum Field {
    Name,
    Architecture,
    Version,
    Release,
    Hex,
    Location,
    Base,
}

const FIELDS: usize = Field::Base as usize + 1;

/// What [`Fields`] are made of.
#[derive(Clone, Debug)]
pub(super) struct Identity<'a> {
    pub(super) name: &'a str,
    pub(super) architecture: &'a str,
    pub(super) epoch: u32,
    pub(super) version: &'a str,
    pub(super) release: &'a str,
    pub(super) kind: ChecksumKind,
    /// The digits of a digest of that kind, in lower case.
    pub(super) hex: &'a str,
    pub(super) size: u64,
    pub(super) location: &'a str,
    pub(super) base: Option<&'a str>,
    /// Where the tag `<location ..>` stands in the element.
    pub(super) location_tag: Range<usize>,
}

impl Fields {
    pub(super) fn new(identity: &Identity<'_>) -> Self {
        let Identity { name, architecture, version, release, hex, location, base, .. } = *identity;
        let texts: [&str; FIELDS] =
            [name, architecture, version, release, hex, location, base.unwrap_or_default()];
        let (mut ends, mut end) = ([0; FIELDS], 0);
        for (text, at) in texts.iter().zip(&mut ends) {
            end += text.len();
            *at = end;
        }
        Self {
            text: texts.concat().into(),
            ends,
            epoch: identity.epoch,
            kind: identity.kind,
            has_base: base.is_some(),
            size: identity.size,
            location_tag: identity.location_tag.clone(),
        }
    }

    /// The same, to be made into others.
    fn identity(&self) -> Identity<'_> {
        Identity {
            name: self.name(),
            architecture: self.architecture(),
            epoch: self.epoch,
            version: self.version(),
            release: self.release(),
            kind: self.kind,
            hex: self.hex(),
            size: self.size,
            location: self.location(),
            base: self.base(),
            location_tag: self.location_tag(),
        }
    }

    fn text(&self, field: Field) -> &str {
        let at = field as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    pub(super) fn name(&self) -> &str {
        self.text(Field::Name)
    }

    /// `src` or `nosrc` for a source package.
    pub(super) fn architecture(&self) -> &str {
        self.text(Field::Architecture)
    }

    pub(super) fn epoch(&self) -> u32 {
        self.epoch
    }

    pub(super) fn version(&self) -> &str {
        self.text(Field::Version)
    }

    pub(super) fn release(&self) -> &str {
        self.text(Field::Release)
    }

    /// With the epoch, whatever it is.
    pub(super) fn evr(&self) -> Evr {
        let (version, release) = (self.version().to_owned(), Some(self.release().to_owned()));
        Evr { epoch: Some(self.epoch), version, release }
    }

    /// The digits of the digest, in lower case. Their number tells the algorithm.
    pub(super) fn hex(&self) -> &str {
        self.text(Field::Hex)
    }

    pub(super) fn checksum(&self) -> Checksum {
        Checksum::known(self.kind, self.hex())
    }

    /// In bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn location(&self) -> &str {
        self.text(Field::Location)
    }

    pub(super) fn base(&self) -> Option<&str> {
        self.has_base.then(|| self.text(Field::Base))
    }

    /// Where the tag `<location ..>` stands in the element.
    pub(super) fn location_tag(&self) -> Range<usize> {
        self.location_tag.clone()
    }

    /// Those of an element whose tag stands elsewhere.
    pub(super) fn with_tag(self, location_tag: Range<usize>) -> Self {
        Self { location_tag, ..self }
    }

    /// Those of the same package at another place, without `xml:base`.
    pub(super) fn at(&self, location: &str, location_tag: Range<usize>) -> Self {
        Self::new(&Identity { location, base: None, location_tag, ..self.identity() })
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.identity().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_they_were_made_of() {
        let hex = "ab".repeat(20);
        let identity = Identity {
            name: "ä",
            architecture: "noarch",
            epoch: 7,
            version: "1~rc",
            release: "2",
            kind: ChecksumKind::Sha1,
            hex: &hex,
            size: 9,
            location: "Packages/ä.rpm",
            base: Some(""),
            location_tag: 3..8,
        };
        let fields = Fields::new(&identity);
        assert_eq!(format!("{fields:?}"), format!("{identity:?}"));
        assert_eq!(fields.evr().to_string(), "7:1~rc-2");
        assert_eq!(fields.checksum(), Checksum::new(ChecksumKind::Sha1, &hex).unwrap());
        let moved = fields.at("x", 4..5);
        let expected = Identity { location: "x", base: None, location_tag: 4..5, ..identity };
        assert_eq!(format!("{moved:?}"), format!("{expected:?}"));
        assert_ne!(fields, fields.clone().with_tag(0..1));
    }
}
