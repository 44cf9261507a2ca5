//! Versions and their order.

mod error;
mod order;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

pub use error::VersionError;

/// A Debian version: `[epoch:]upstream[-revision]` (deb-version(7)).
///
/// The order is dpkg's: numbers by value, `~` before everything, letters before other characters.
/// `1.0` and `1.0-0` are equal in that order, and so by `==` and in a hash map, though their texts
/// differ. To tell texts apart, compare what [`Display`](fmt::Display) gives.
#[derive(Clone, Debug)]
pub struct Version {
    epoch: u32,
    upstream: Box<str>,
    revision: Option<Box<str>>,
}

impl Version {
    /// Parses a version. An absent epoch is 0.
    ///
    /// # Errors
    /// dpkg's rules: an empty version or part, an epoch that is not a number up to 2,147,483,647,
    /// an upstream version that does not start with a digit or holds other than `A-Za-z0-9.+-~:`
    /// (`:` only after an epoch), a revision with other than `A-Za-z0-9+.~`.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        if text.is_empty() {
            return Err(VersionError::Empty("version"));
        }
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (parse_epoch(epoch)?, rest),
            None => (0, text),
        };
        let (upstream, revision) = match rest.rsplit_once('-') {
            Some((upstream, revision)) => (upstream, Some(revision)),
            None => (rest, None),
        };
        let offset = text.len() - rest.len();
        check_upstream(text, offset, upstream)?;
        if let Some(revision) = revision {
            check_revision(text, offset + upstream.len() + 1, revision)?;
        }
        Ok(Self { epoch, upstream: upstream.into(), revision: revision.map(Into::into) })
    }

    /// The epoch; 0 when absent.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The upstream version.
    #[must_use]
    pub fn upstream(&self) -> &str {
        &self.upstream
    }

    /// The Debian revision.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        self.revision.as_deref()
    }

    /// An absent revision sorts as `0`, and so does an empty text.
    fn comparable_revision(&self) -> &[u8] {
        self.revision.as_deref().unwrap_or_default().as_bytes()
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl Hash for Version {
    /// Agrees with `==`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.epoch.hash(state);
        order::hash(self.upstream.as_bytes(), state);
        order::hash(self.comparable_revision(), state);
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.epoch
            .cmp(&other.epoch)
            .then_with(|| order::compare(self.upstream.as_bytes(), other.upstream.as_bytes()))
            .then_with(|| order::compare(self.comparable_revision(), other.comparable_revision()))
    }
}

impl fmt::Display for Version {
    /// With the epoch unless it is 0 and can be left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.epoch != 0 || self.upstream.contains(':') {
            write!(f, "{}:", self.epoch)?;
        }
        f.write_str(&self.upstream)?;
        match &self.revision {
            Some(revision) => write!(f, "-{revision}"),
            None => Ok(()),
        }
    }
}

const LARGEST_EPOCH: u32 = i32::MAX as u32;

fn parse_epoch(text: &str) -> Result<u32, VersionError> {
    if text.is_empty() {
        return Err(VersionError::Empty("epoch"));
    }
    let wrong = || VersionError::Epoch(text.to_owned());
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    text.parse().ok().filter(|&epoch| epoch <= LARGEST_EPOCH).ok_or_else(wrong)
}

fn check_upstream(text: &str, offset: usize, upstream: &str) -> Result<(), VersionError> {
    let Some(first) = upstream.chars().next() else {
        return Err(VersionError::Empty("upstream version"));
    };
    check(text, offset, upstream, "upstream version", ".+-~:")?;
    if !first.is_ascii_digit() {
        return Err(VersionError::Start { found: first, version: text.to_owned() });
    }
    Ok(())
}

fn check_revision(text: &str, offset: usize, revision: &str) -> Result<(), VersionError> {
    if revision.is_empty() {
        return Err(VersionError::Empty("revision"));
    }
    check(text, offset, revision, "revision", ".+~")
}

fn check(
    text: &str,
    offset: usize,
    part: &str,
    name: &'static str,
    punctuation: &'static str,
) -> Result<(), VersionError> {
    let wrong = part
        .char_indices()
        .find(|&(_, found)| !found.is_ascii_alphanumeric() && !punctuation.contains(found));
    match wrong {
        None => Ok(()),
        Some((at, found)) => Err(VersionError::Character {
            part: name,
            found,
            position: text[..offset + at].chars().count() + 1,
            version: text.to_owned(),
        }),
    }
}
