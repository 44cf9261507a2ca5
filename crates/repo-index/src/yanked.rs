//! Versions that were taken back.

use std::fmt;
use std::str::FromStr;

/// A version of a package that was taken out of a suite or an RPM repository for good, and why.
///
/// The list of them is part of what is published and signed, and goes on from publication to publication:
/// the field `Yanked` of a `Release`, and tags of a `repomd.xml`. Clients pass over both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Yanked {
    /// The name of the package.
    pub name: String,
    /// Its whole version.
    pub version: String,
    /// The architecture, as its format calls it; `None`: of every one.
    pub architecture: Option<String>,
    /// Why, on one line.
    pub reason: String,
}

/// What stands for every architecture.
const ANY: &str = "any";
/// The most bytes of a reason.
const LONGEST: usize = 1000;

impl Yanked {
    /// Whether the package is one that was taken back.
    #[must_use]
    pub fn covers(&self, name: &str, version: &str, architecture: &str) -> bool {
        let of_any = self.architecture.as_ref();
        self.name == name && self.version == version && of_any.is_none_or(|one| one == architecture)
    }

    /// A reason as it can be published: without blanks around it.
    ///
    /// # Errors
    /// One that is empty, longer than 1,000 bytes or not of one line; what is wrong, as the rest of a sentence.
    pub fn reason(text: &str) -> Result<String, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            Err("is empty")
        } else if text.len() > LONGEST {
            Err("is longer than 1,000 bytes")
        } else if text.chars().any(char::is_control) {
            Err("is not one line of text")
        } else {
            Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
    }
}

impl fmt::Display for Yanked {
    /// `hello 1.0-1 any REASON`, as it is published.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, architecture, reason } = self;
        write!(f, "{name} {version} {} {reason}", architecture.as_deref().unwrap_or(ANY))
    }
}

impl FromStr for Yanked {
    type Err = ();

    /// Reads what is published.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut words = text.trim().splitn(4, ' ');
        let mut word = || words.next().filter(|word| !word.is_empty()).map(str::to_owned).ok_or(());
        let (name, version, architecture, reason) = (word()?, word()?, word()?, word()?);
        let architecture = Some(architecture).filter(|one| one != ANY);
        Ok(Self { name, version, architecture, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_reads_back() {
        for text in ["hello 1.0-1 any it breaks", "hello 2:1.0-1.el9 x86_64 CVE-2024-1: a < b"] {
            let yanked: Yanked = text.parse().unwrap();
            assert_eq!(yanked.to_string(), text);
        }
        let any: Yanked = "hello 1.0 any reason".parse().unwrap();
        let one: Yanked = "hello 1.0 amd64 reason".parse().unwrap();
        assert!(any.covers("hello", "1.0", "amd64") && any.covers("hello", "1.0", "source"));
        assert!(one.covers("hello", "1.0", "amd64") && !one.covers("hello", "1.0", "arm64"));
        assert!(!any.covers("hello", "1.0-1", "amd64") && !any.covers("hell", "1.0", "amd64"));
        for odd in ["", "hello", "hello 1.0 any", "hello 1.0 any ", "hello  1.0 any"] {
            assert!(odd.parse::<Yanked>().is_err(), "{odd}");
        }
    }

    #[test]
    fn a_reason_is_one_line() {
        assert_eq!(Yanked::reason("  it   breaks\u{a0}boot "), Ok("it breaks boot".to_owned()));
        for odd in ["", "  ", "two\nlines", "a\tb", "a\u{7}b"] {
            assert!(Yanked::reason(odd).is_err(), "{odd:?}");
        }
        assert!(Yanked::reason(&"x".repeat(1001)).is_err());
    }
}
