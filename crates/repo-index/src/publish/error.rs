//! Why nothing was published.

use std::path::PathBuf;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgsign::EndorseError;
use repo_store::{KeyError, StoreError};

use super::Contradiction;
use crate::codes;

/// Why nothing was published. Readers see the state that they saw before, whole, unless a store says
/// that it is unknown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The store did not do what it was asked for.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is published is not what its own signatures and digests say.
    #[error("{key}: {problem}")]
    Damaged {
        /// The object.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An index is what its signatures and digests say, and holds what cannot be gone on with.
    #[error("{key}: {problem}")]
    Unreadable {
        /// The index.
        key: String,
        /// The package, the line, and what is wrong.
        problem: String,
        /// How to mend it.
        hint: &'static str,
    },
    /// What is published is not signed by a key that is known.
    #[error("{key} {problem}")]
    Untrusted {
        /// The object.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// What is published has no signature, where one is asked for.
    #[error("{key} exists, but is not signed")]
    Unsigned {
        /// The object.
        key: String,
    },
    /// What is published is not the newest state of its target.
    #[error("{}", .0.diagnostic())]
    Contradicted(Box<Contradiction>),
    /// A signature could not be made.
    #[error("{0}")]
    Signature(String),
    /// The change cannot be made: each defect with its mend.
    #[error("the change was refused")]
    Refused(Diagnostics),
    /// The clock contradicts what is published.
    #[error("{0}")]
    Clock(String),
    /// Other publishers were faster, again and again.
    #[error("other publishers changed {key} {attempts} times in the meantime")]
    Busy {
        /// The commit object.
        key: String,
        /// How often it was tried.
        attempts: u32,
    },
}

/// [`PublishError::Damaged`].
pub(crate) fn damaged(key: impl ToString, problem: impl ToString) -> PublishError {
    PublishError::Damaged { key: key.to_string(), problem: problem.to_string() }
}

impl From<Contradiction> for PublishError {
    fn from(found: Contradiction) -> Self {
        Self::Contradicted(Box::new(found))
    }
}

impl From<KeyError> for PublishError {
    /// What is published, or described, names something that is no key.
    fn from(error: KeyError) -> Self {
        damaged(error.key, error.problem)
    }
}

impl PublishError {
    /// That of a published object whose signatures are not good.
    pub(crate) fn of_signatures(key: impl ToString, error: &EndorseError) -> Self {
        let (key, problem) = (key.to_string(), error.to_string());
        match error {
            EndorseError::NoneGood(_) => Self::Untrusted { key, problem },
            _ => Self::Damaged { key, problem },
        }
    }

    /// The same as diagnostics, each with its code and, where there is one, its mend.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        let about = |code, place: &str, problem: &str| {
            Diagnostic::new(code, Subject::File(PathBuf::from(place)), problem)
        };
        let diagnostic = match self {
            Self::Store(error) => return error.diagnostic().into(),
            Self::Contradicted(found) => found.diagnostic(),
            Self::Refused(diagnostics) => return diagnostics.clone(),
            Self::Damaged { key, problem } => about(codes::DAMAGED, key, problem)
                .hint("verify the repository; it was changed by something else, or a disk failed"),
            Self::Unreadable { key, problem, hint } => {
                about(codes::UNREADABLE_INDEX, key, problem).hint(*hint)
            }
            Self::Untrusted { key, problem } => about(codes::UNTRUSTED, key, problem).hint(
                "if you trust that key, name its certificate: certificates = [\"file:old.asc\"] \
                 in [signing]; only the keys of [signing] sign the next publication, and clients \
                 that have only the other certificate refuse it. Else find out who published it",
            ),
            Self::Unsigned { key } => about(codes::SIGNATURE, key, "exists, but is not signed")
                .hint(
                    "if another tool published it, continue from it with --adopt-unsigned; else \
                     find out who removed the signature",
                ),
            Self::Signature(problem) => about(codes::SIGNATURE, "signature", problem)
                .hint("nothing was published; fix the key or the signing command, and try again"),
            Self::Clock(problem) => about(codes::CLOCK, "clock", problem),
            Self::Busy { key, attempts } => {
                about(codes::BUSY, key, &format!("other publishers changed it {attempts} times"))
                    .hint("try again; nothing was changed")
            }
        };
        diagnostic.into()
    }
}
