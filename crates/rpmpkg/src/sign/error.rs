//! Why a package's signature was not changed.

use std::io;

use pkgsign::SignError;

use crate::header::HeaderError;
use crate::read::ReadError;

/// Why a package's signature was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The package could not be read, or is damaged.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A package of rpm 3, whose header has no region that a signature could be over.
    #[error("is a package of rpm 3, and signing such packages is not supported")]
    Old,
    /// The signature header would be larger than rpm reads.
    #[error("the signature header would be larger than rpm reads")]
    Header(#[from] HeaderError),
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The changed package could not be written.
    #[error("the signed package could not be written")]
    Output(#[source] io::Error),
}
