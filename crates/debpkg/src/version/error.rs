//! Why a version is invalid.

/// Why a version is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VersionError {
    /// Nothing at all, or an empty part.
    #[error("has an empty {0}")]
    Empty(&'static str),
    /// The epoch is not a number, or too large.
    #[error("has the epoch {0:?}, which is not a number from 0 to 2147483647")]
    Epoch(String),
    /// The upstream version does not start with a digit.
    #[error("starts with {found:?}; an upstream version starts with a digit")]
    Start {
        /// The character.
        found: char,
        /// The whole text.
        version: String,
    },
    /// A character that the part may not have.
    #[error("has {found:?} at position {position}, which a Debian {part} cannot have")]
    Character {
        /// The part: `upstream version` or `revision`.
        part: &'static str,
        /// The character.
        found: char,
        /// Its position in the whole text in characters, from 1.
        position: usize,
        /// The whole text.
        version: String,
    },
}

impl VersionError {
    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Empty("revision") => Some("leave out the \"-\" at the end".to_owned()),
            Self::Empty("epoch") => Some("leave out the \":\" at the start".to_owned()),
            Self::Empty(_) => Some("write a version that starts with a digit".to_owned()),
            Self::Epoch(_) => Some(
                "the epoch is the number before the first \":\"; most packages need no epoch"
                    .to_owned(),
            ),
            Self::Start { version, .. } => start_hint(version),
            Self::Character { found, version, .. } => Some(character_hint(*found, version)),
        }
    }
}

fn start_hint(version: &str) -> Option<String> {
    let digit = version.find(|found: char| found.is_ascii_digit())?;
    Some(format!("write {:?}", &version[digit..]))
}

fn character_hint(found: char, version: &str) -> String {
    match found {
        '_' => format!(
            "write \"~\" before a pre-release or \".\" elsewhere: {:?}",
            version.replace('_', "~")
        ),
        '^' => format!("write \"+\" for what follows a release: {:?}", version.replace('^', "+")),
        found if found.is_whitespace() => "leave out the blank or line break".to_owned(),
        _ => "only A-Z, a-z, 0-9, \".\", \"+\", \"~\" and, before the revision, \"-\" are allowed"
            .to_owned(),
    }
}
