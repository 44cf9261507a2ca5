//! One package in an index.

use std::sync::Arc;

use crate::Sha256;

/// One package in an index: its paragraph, as bytes, with what identifies it.
///
/// What is published already is never printed anew: its bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The field `Package`.
    pub package: Box<str>,
    /// The field `Version`.
    pub version: Box<str>,
    /// The field `Architecture`.
    pub architecture: Box<str>,
    /// The field `Filename`, relative to the archive.
    pub filename: Box<str>,
    /// The field `Size`, in bytes.
    pub size: u64,
    /// The field `SHA256`.
    pub sha256: Sha256,
    /// The whole paragraph with the line break of its last line, without the empty line behind it.
    pub paragraph: Arc<str>,
}

/// Not a record of a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct RecordError {
    /// The line in the index, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}
