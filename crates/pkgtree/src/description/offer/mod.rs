//! What a text that is no package version was meant as: tags, the output of `git describe`,
//! semantic versions.
//!
//! Both formats read a version through this module, so that both make the same offer. An offer
//! never sorts before the release that it follows, nor after the one that it precedes, by dpkg's
//! order and by rpm's: `~` comes before what precedes a release, `+` before what follows it.

mod parse;
#[cfg(test)]
mod tests;

use diagnostic::Source;
pub use parse::{misordered, offer};

use super::Value;

/// What a text that is no version was probably meant as. Every part is a version, or a release, in
/// both formats: `A-Za-z0-9.+~`, and a version starts with a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// A version.
    Version(String),
    /// A version with a word after it that does not say where it sorts.
    Either {
        /// The version, if it precedes the release.
        before: String,
        /// The version, if it follows the release.
        after: String,
        /// The release.
        release: String,
    },
    /// A version and a Debian revision or RPM release, as in `1.2.0-1`.
    Release {
        /// The version.
        version: String,
        /// The revision or release.
        release: String,
    },
    /// The name of a commit, which says nothing of any order.
    Commit(String),
}

impl Offer {
    /// What to write, spelled as `value` was given: flags for a flag, keys for a manifest.
    #[must_use]
    pub fn hint(&self, value: &Value<'_>) -> String {
        let write = |key: &str, text: &str| spelled(value.source, key, text);
        match self {
            Self::Version(version) => format!("use {}", write("version", version)),
            Self::Either { before, after, release } => format!(
                "use {} if it precedes {release}, or {} if it follows it",
                write("version", before),
                write("version", after)
            ),
            Self::Release { version, release } => {
                let and = if matches!(value.source, Source::Flag(_)) { "" } else { "and " };
                format!("use {} {and}{}", write("version", version), write("release", release))
            }
            Self::Commit(version) => format!(
                "it looks like a commit: tag a release for `git describe --tags`, or use {}",
                write("version", version)
            ),
        }
    }
}

/// A value for `key` as a user writes it there where a value of `source` came from: `--version 1.2`
/// or `version = "1.2"`.
#[must_use]
pub fn spelled(source: &Source, key: &str, value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+~:/@".contains(&byte);
    match source {
        Source::Flag(_) if !value.is_empty() && value.bytes().all(plain) => {
            format!("--{key} {value}")
        }
        Source::Flag(_) => format!("--{key} '{}'", value.replace('\'', "'\\''")),
        Source::Program | Source::Manifest { .. } => match value.parse::<u32>() {
            Ok(number) if key == "epoch" => format!("{key} = {number}"),
            _ => format!("{key} = {value:?}"),
        },
    }
}

/// A tag such as `v1.2.0` without its `v`, when a digit follows it.
#[must_use]
pub fn without_v(text: &str) -> Option<&str> {
    text.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
