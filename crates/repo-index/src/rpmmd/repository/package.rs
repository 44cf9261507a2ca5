//! Where packages are.

use std::collections::BTreeSet;

use repo_store::Key;

use crate::rpmmd::intake::place;
use crate::rpmmd::{Record, RpmRepository};

/// Where a package that is added goes, below the repository's folder, such as
/// `Packages/h/hello-1.0-1.x86_64.rpm`: by the first letter of its name, as Fedora does it.
pub(super) fn location(record: &Record) -> String {
    let (name, evr) = (record.name(), record.evr());
    let (version, release) = (&evr.version, evr.release.as_deref().unwrap_or_default());
    place(&format!("{name}-{version}-{release}.{}.rpm", record.architecture()))
}

/// What leads from a snapshot's folder to the repository's.
pub(super) const UP: &str = "../../";

impl RpmRepository {
    /// The object of a package that a record names by `location`, if it is in this repository.
    pub(crate) fn package_key(&self, record: &Record) -> Option<Key> {
        match record.base() {
            Some(_) => None,
            None => self.key(record.location()).ok(),
        }
    }

    /// Whatever objects the package may be: `href` is taken as it stands, and with its escapes
    /// resolved.
    pub(crate) fn package_keys(&self, location: &str) -> BTreeSet<Key> {
        let decoded = decoded(location);
        let texts = [Some(location), decoded.as_deref()].into_iter().flatten();
        texts.filter_map(|text| self.key(text).ok()).collect()
    }
}

/// The text with `%2B` and the like resolved, when it is one and is another then.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.first_chunk::<2>().filter(|_| first == b'%');
        let value = digits
            .and_then(|digits| str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).ok().filter(|decoded| decoded != text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(decoded("a%2Bb%20c").as_deref(), Some("a+b c"));
        for same in ["a+b", "a%", "a%2", "a%zz", "a%+1", ""] {
            assert_eq!(decoded(same), None, "{same}");
        }
        let keys = RpmRepository::new("x").package_keys("c%2B%2B.rpm");
        let keys: Vec<_> = keys.iter().map(Key::as_str).collect();
        assert_eq!(keys, ["c%2B%2B.rpm", "c++.rpm"]);
        assert!(RpmRepository::new("x").package_keys("../a.rpm").is_empty());
    }
}
