//! The metadata: everything before the payload.

use std::ops::Range;

use super::path::Paths;
use super::tags::{number, text, utf8};
use super::{Limits, ReadError, Tolerated, digests, front, signature_header};
use crate::header::tag::signature as sig;
use crate::header::{Header, Tag, tag};
use crate::{Evr, codes};

/// The metadata of a package: everything before its payload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The name, without blanks, slashes and control characters.
    pub name: String,
    /// Epoch, version and release, which is always there.
    pub evr: Evr,
    /// The architecture as the header has it; a source package's is that of the machine it was made
    /// on.
    pub architecture: String,
    /// True for a source package.
    pub is_source: bool,
    /// The name in the lead; empty in version 6.
    pub lead_name: Vec<u8>,
    /// The signature header.
    pub signature: Header,
    /// The main header.
    pub header: Header,
    /// Where the main header is in the file: `start` and `end` of `header-range` in
    /// `primary.xml`.
    pub header_range: Range<u64>,
    /// The bytes of the main header, which signatures and digests are over.
    pub header_bytes: Vec<u8>,
    /// What every supported rpm ignores.
    pub tolerated: Vec<Tolerated>,
}

impl Metadata {
    /// `name-version-release.arch`, with `src` for a source package's architecture: the canonical
    /// file name without `.rpm`. The epoch is not part of it.
    #[must_use]
    pub fn nvra(&self) -> String {
        let release = self.evr.release.as_deref().unwrap_or_default();
        let architecture = match (self.is_source, self.header.value(tag::NOSOURCE)) {
            (true, Some(_)) => "nosrc",
            (true, None) => "src",
            (false, _) => &self.architecture,
        };
        format!("{}-{}-{release}.{architecture}", self.name, self.evr.version)
    }

    /// The version of the package format: 3 for what rpm 3 and older wrote, 4, or 6.
    #[must_use]
    pub fn format(&self) -> u32 {
        if !self.has_region() {
            return 3;
        }
        let format = self.header.number(tag::RPMFORMAT);
        format.and_then(|format| u32::try_from(format).ok()).unwrap_or(4)
    }

    /// False for headers of rpm 3 and older, of which rpm completes some values.
    pub(super) fn has_region(&self) -> bool {
        self.header_bytes.get(16..20) == Some(&tag::HEADERIMMUTABLE.0.to_be_bytes())
    }

    /// The bytes that all files take when installed, hard links once: `SIZE` or `LONGSIZE`.
    #[must_use]
    pub fn installed_size(&self) -> Option<u64> {
        self.header.number(tag::LONGSIZE).or_else(|| self.header.number(tag::SIZE))
    }
}

/// Makes metadata of what is in front of the payload.
pub(super) fn parse(front: front::Front, limits: &Limits) -> Result<Metadata, ReadError> {
    let front::Front { lead, signature, header, header_range, header_bytes, mut tolerated } = front;
    signature_header::check(&signature, &header)?;
    digests::check_header(&signature, &header_bytes)?;
    check_files(&header, limits)?;

    let is_source = is_source(&header);
    if is_source != lead.is_source {
        let word = |is_source| if is_source { "source" } else { "binary" };
        let problem = format!(
            "the lead, at byte 6, marks this as a {} package, but by {} it is a {} package",
            word(lead.is_source),
            "SOURCERPM (1044), which only binary packages have,",
            word(is_source),
        );
        tolerated.push(Tolerated::new(codes::TAG, problem));
    }
    let lengths = [
        (sig::SIZE, sig::LONGSIZE, "header and payload"),
        (sig::PAYLOADSIZE, sig::LONGARCHIVESIZE, "the decompressed payload"),
    ];
    for (short, long, of) in lengths {
        if signature.value(short).is_some() && signature.value(long).is_some() {
            let problem = format!(
                "tags {} and {} of the signature header both have the length of {of}",
                short.0, long.0
            );
            tolerated.push(Tolerated::new(codes::TAG, problem));
        }
    }
    let has_files =
        [tag::BASENAMES, tag::OLDFILENAMES].iter().any(|tag| header.value(*tag).is_some());
    for tag in [tag::FILEFLAGS, tag::FILEMTIMES] {
        if has_files && header.value(tag).is_none() {
            let problem = ReadError::tag(tag, "is missing").to_string();
            tolerated.push(Tolerated::new(codes::TAG, problem));
        }
    }
    if let Some(first) = tolerated.first().filter(|_| limits.strict) {
        return Err(ReadError::Strict(first.clone()));
    }
    let epoch = number(&header, tag::EPOCH)?;
    let epoch = epoch.map(|epoch| {
        u32::try_from(epoch).map_err(|_| ReadError::tag(tag::EPOCH, "has more than 32 bits"))
    });
    let evr = Evr {
        epoch: epoch.transpose()?,
        version: identifier(&header, tag::VERSION, b"-/")?,
        release: Some(identifier(&header, tag::RELEASE, b"-/")?),
    };
    let name = identifier(&header, tag::NAME, b"/")?;
    let architecture = identifier(&header, tag::ARCH, b"-/")?;
    Ok(Metadata {
        name,
        evr,
        architecture,
        is_source,
        lead_name: lead.name,
        signature,
        header,
        header_range,
        header_bytes,
        tolerated,
    })
}

/// Whether it is a source package, as rpm finds out: only binary packages name their source
/// package; those of old that do not are told by their files, which have no directory in source
/// packages.
fn is_source(header: &Header) -> bool {
    if header.value(tag::SOURCERPM).is_some() {
        return false;
    }
    let has_folders = || {
        let mut folders = header.texts(tag::DIRNAMES);
        let mut paths = header.texts(tag::OLDFILENAMES);
        folders.any(|folder| !folder.is_empty()) || paths.any(|path| path.starts_with(b"/"))
    };
    header.value(tag::SOURCEPACKAGE).is_some() || !has_folders()
}

/// The text of `tag`, which is part of the package's name: not empty, of visible characters, none
/// of `others` among them, so that file names and lists of packages have but one meaning.
fn identifier(header: &Header, tag: Tag, others: &[u8]) -> Result<String, ReadError> {
    let bytes = text(header, tag)?.ok_or_else(|| ReadError::tag(tag, "is missing"))?;
    let text = utf8(tag, bytes)?;
    if text.is_empty() {
        return Err(ReadError::tag(tag, "is empty"));
    }
    let is_bad = |c: &char| {
        c.is_whitespace() || c.is_control() || others.iter().any(|other| char::from(*other) == *c)
    };
    match text.chars().find(is_bad) {
        Some(bad) => Err(ReadError::tag(tag, format!("holds {bad:?}, which it must not"))),
        None => Ok(text),
    }
}

fn check_files(header: &Header, limits: &Limits) -> Result<(), ReadError> {
    let paths = Paths::read(header)?;
    if paths.len() as u64 > u64::from(limits.files) {
        let most = limits.files;
        return Err(ReadError::Limit(format!("it has {} files; {most} at most", paths.len())));
    }
    let most = limits.names + limits.names_each * paths.len() as u64;
    if paths.length()? > most {
        return Err(ReadError::Limit(format!("its files' paths have more than {most} bytes")));
    }
    Ok(())
}
