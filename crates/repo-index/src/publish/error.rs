//! Why nothing was published.

use crate::store::StoreError;

/// Why nothing was published. Readers see the state that they saw before, whole.
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
    /// A signature could not be made, or is not good.
    #[error("{0}")]
    Signature(String),
    /// The change cannot be made: each defect with its mend.
    #[error("the change was refused")]
    Refused(pkgtree::Diagnostics),
    /// The clock contradicts what is published.
    #[error("{0}")]
    Clock(String),
    /// Other publishers were faster, again and again.
    #[error("other publishers changed {key} {attempts} times meanwhile")]
    Busy {
        /// The commit object.
        key: String,
        /// How often it was tried.
        attempts: u32,
    },
}
