//! What happens to modes and hard links that no rule speaks of.

use std::fmt;
use std::str::FromStr;

use diagnostic::nearest;

/// What happens to the modes of a staged tree before the rules apply: `modes` of a manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModePolicy {
    /// What the umask of the builder may have done is undone where that is safe: directories that
    /// every system has get their usual mode, and files and directories lose the write permission of
    /// group and others, but for sticky and setgid directories.
    #[default]
    Safe,
    /// What dh_fixperms of Debian does, but that setuid, setgid and sticky bits stay.
    Normal,
    /// Nothing.
    Keep,
}

/// What becomes of hard links: `hard-links` of a manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HardLinkPolicy {
    /// Links stay links below each top-level directory. A file with names below several of them is
    /// stored once for each, for they may be file systems of their own.
    #[default]
    Auto,
    /// All stay links.
    Keep,
    /// Every name becomes a file of its own.
    Copy,
}

/// A choice of a few words.
trait Choice: Copy + 'static {
    const WORDS: &'static [(&'static str, Self)];
}

impl Choice for ModePolicy {
    const WORDS: &'static [(&'static str, Self)] =
        &[("safe", Self::Safe), ("normal", Self::Normal), ("keep", Self::Keep)];
}

impl Choice for HardLinkPolicy {
    const WORDS: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("keep", Self::Keep), ("copy", Self::Copy)];
}

fn parse<T: Choice>(text: &str) -> Result<T, PolicyError> {
    let words = || T::WORDS.iter().map(|(word, _)| *word);
    let found = T::WORDS.iter().find(|(word, _)| *word == text);
    found.map(|(_, choice)| *choice).ok_or_else(|| PolicyError {
        text: text.to_owned(),
        nearest: nearest(text, words()),
        words: words().collect(),
    })
}

impl FromStr for ModePolicy {
    type Err = PolicyError;

    /// `safe`, `normal` or `keep`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text)
    }
}

impl FromStr for HardLinkPolicy {
    type Err = PolicyError;

    /// `auto`, `keep` or `copy`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text)
    }
}

/// Not one of the words of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// What was given.
    pub text: String,
    /// The word that it looks like.
    pub nearest: Option<&'static str>,
    /// All words.
    pub words: Vec<&'static str>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not one of {}", self.text, self.words.join(", "))
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_of_a_policy_are_taken() {
        assert_eq!("normal".parse(), Ok(ModePolicy::Normal));
        assert_eq!("copy".parse(), Ok(HardLinkPolicy::Copy));
        let error = "norml".parse::<ModePolicy>().unwrap_err();
        assert_eq!(error.nearest, Some("normal"));
        assert_eq!(error.to_string(), "\"norml\" is not one of safe, normal, keep");
        assert!("Keep".parse::<HardLinkPolicy>().is_err() && "".parse::<ModePolicy>().is_err());
    }
}
