//! Epoch, version and release, and their order.

mod order;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

pub use order::vercmp;

/// `[epoch:]version[-release]`.
///
/// Equal by `==` are equal texts. In rpm's order `1.0` and `1.00` are equal too, and so are no epoch
/// and epoch 0: that order is [`compare`](Self::compare), and there is no `Ord`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evr {
    /// The epoch, when there is one.
    pub epoch: Option<u32>,
    /// The version.
    pub version: String,
    /// The release, when there is one; a dependency may leave it out and then matches any.
    pub release: Option<String>,
}

impl Evr {
    /// Parses a text: the epoch is what comes before the first `:`, the release what stands after
    /// the last `-`.
    ///
    /// # Errors
    /// As [`from_parts`](Self::from_parts); an epoch that is no number up to 4,294,967,295.
    pub fn parse(text: &str) -> Result<Self, EvrError> {
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (Some(parse_epoch(epoch)?), rest),
            None => (None, text),
        };
        let (version, release) = match rest.rsplit_once('-') {
            Some((version, release)) => (version, Some(release)),
            None => (rest, None),
        };
        Self::from_parts(epoch, version, release)
    }

    /// Checks the parts (rpm's `build/parsePreamble.c`: letters, digits and `.`, `+`, `_`, `~`,
    /// `^`; no two dots in a row).
    ///
    /// # Errors
    /// Names the character and its place in the part; of a `-`, says to write `~` or `_`.
    pub fn from_parts(
        epoch: Option<u32>,
        version: &str,
        release: Option<&str>,
    ) -> Result<Self, EvrError> {
        check("version", version)?;
        release.map_or(Ok(()), |release| check("release", release))?;
        Ok(Self { epoch, version: version.to_owned(), release: release.map(str::to_owned) })
    }

    /// rpm's order (`rpmverCmp`): epochs as numbers, none being 0; then versions, then releases, by
    /// [`vercmp`]. No release comes before any.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.epoch
            .unwrap_or(0)
            .cmp(&other.epoch.unwrap_or(0))
            .then_with(|| vercmp(self.version.as_bytes(), other.version.as_bytes()))
            .then_with(|| match (&self.release, &other.release) {
                (Some(one), Some(other)) => vercmp(one.as_bytes(), other.as_bytes()),
                (one, other) => one.is_some().cmp(&other.is_some()),
            })
    }
}

impl fmt::Display for Evr {
    /// As it is written in a dependency.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(epoch) = self.epoch {
            write!(f, "{epoch}:")?;
        }
        f.write_str(&self.version)?;
        match &self.release {
            Some(release) => write!(f, "-{release}"),
            None => Ok(()),
        }
    }
}

/// Why a text is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct EvrError {
    /// What is wrong.
    pub problem: String,
    /// How to fix it.
    pub hint: Option<String>,
}

fn parse_epoch(text: &str) -> Result<u32, EvrError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(epoch) if digits => Ok(epoch),
        _ => Err(EvrError {
            problem: format!("has the epoch {text:?}, which is not a number from 0 to 4294967295"),
            hint: Some(
                "the epoch is the number before the first \":\"; most packages need no epoch"
                    .to_owned(),
            ),
        }),
    }
}

fn check(name: &str, part: &str) -> Result<(), EvrError> {
    if part.is_empty() {
        let hint = match name {
            "release" => "leave out the \"-\" at the end",
            _ => "write a version, as in \"1.0\"",
        };
        let problem = format!("has an empty {name}");
        return Err(EvrError { problem, hint: Some(hint.to_owned()) });
    }
    let wrong = part.chars().enumerate().find(|(_, found)| !may_stand_in_part(*found));
    if let Some((at, found)) = wrong {
        let position = at + 1;
        return Err(EvrError {
            problem: format!(
                "has {found:?} at position {position} of the {name} {part:?}, which an RPM {name} \
                 cannot have"
            ),
            hint: Some(hint_for(found, part)),
        });
    }
    if part.contains("..") {
        return Err(EvrError {
            problem: format!("has \"..\" in the {name} {part:?}, which an RPM {name} cannot have"),
            hint: Some("write one dot".to_owned()),
        });
    }
    Ok(())
}

fn may_stand_in_part(found: char) -> bool {
    found.is_ascii_alphanumeric() || ".+_~^".contains(found)
}

fn hint_for(found: char, part: &str) -> String {
    match found {
        '-' => {
            let (before, other) = (part.replace('-', "~"), part.replace('-', "_"));
            format!("write {before:?} if it precedes the release, or {other:?}")
        }
        ':' => "one epoch, before the version, is all there can be".to_owned(),
        found if found.is_whitespace() => "leave out the blank or line break".to_owned(),
        _ => "allowed are A-Z, a-z, 0-9, \".\", \"+\", \"_\", \"~\" and \"^\"".to_owned(),
    }
}
