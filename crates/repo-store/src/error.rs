//! Why a store did not do what it was asked for.

use std::io;
use std::path::PathBuf;

use diagnostic::{Code, Diagnostic, Subject};

use crate::{Key, Sha256, codes};

/// Why a store did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another publisher holds the lock.
    #[error("{holder} holds the lock {lock}")]
    Locked {
        /// The lock's place.
        lock: String,
        /// Who holds it, such as `process 1234`.
        holder: String,
    },
    /// An immutable object is there with other content.
    #[error("{key} is published already with other content: SHA-256 {published}, not {given}")]
    Conflict {
        /// Its key.
        key: Key,
        /// The digest of what is there.
        published: Sha256,
        /// The digest of what was to be created.
        given: Sha256,
    },
    /// What was read while creating an object is not what its digest says.
    #[error("{key}: what was read has SHA-256 {read}, not {given}")]
    Changed {
        /// The key.
        key: Key,
        /// The digest of what was read.
        read: Sha256,
        /// The digest that was given.
        given: Sha256,
    },
    /// An object is larger than what is read whole.
    #[error("{key} has more than {limit} bytes")]
    TooLarge {
        /// Its key.
        key: Key,
        /// The limit in bytes.
        limit: u64,
    },
    /// It was asked for, and the answer was lost: it may be done or not. Whatever is there is durable.
    #[error("{place}: no answer, so it is unknown whether the write succeeded: {error}")]
    Unconfirmed {
        /// The address.
        place: String,
        /// What happened.
        error: io::Error,
    },
    /// A file system, or a network, did not do it.
    #[error("{place}: {error}")]
    Io {
        /// The file, or address.
        place: String,
        /// What happened.
        error: io::Error,
    },
}

impl StoreError {
    /// The same as a diagnostic, with its code and, where there is one, its mend.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, place, problem, hint) = self.parts();
        let diagnostic = Diagnostic::new(code, Subject::File(PathBuf::from(place)), problem);
        match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    fn parts(&self) -> (Code, String, String, Option<&'static str>) {
        match self {
            Self::Locked { lock, holder } => {
                let problem = format!("is held by {holder}");
                (codes::LOCKED, lock.clone(), problem, Some("wait for it to end, and try again"))
            }
            Self::Conflict { key, published, given } => {
                let problem =
                    format!("is published with other content: SHA-256 {published}, not {given}");
                let is_in_pool = key.as_str().split('/').any(|part| part == "pool");
                let hint = if is_in_pool {
                    "published files never change: raise the version; or, if another suite of the \
                     archive has it, give the files different names with a line such as \
                     pool-names = \"pool/${suite}/${component}/${source}/${filename}\" in the \
                     archive's table"
                } else {
                    "published files never change: raise the version"
                };
                (codes::CONFLICT, key.to_string(), problem, Some(hint))
            }
            Self::Changed { key, read, given } => {
                let problem = format!("changed while it was read: SHA-256 {read}, not {given}");
                let hint = "try again after other programs have stopped writing to the file";
                (codes::CHANGED, key.to_string(), problem, Some(hint))
            }
            Self::TooLarge { key, limit } => {
                (codes::TOO_LARGE, key.to_string(), format!("has more than {limit} bytes"), None)
            }
            Self::Unconfirmed { place, error } => {
                let problem = format!(
                    "no answer, so it is unknown whether the write succeeded: \
                                       {error}"
                );
                (codes::UNCONFIRMED, place.clone(), problem, Some("try again"))
            }
            Self::Io { place, error } => (codes::STORE, place.clone(), error.to_string(), None),
        }
    }
}
