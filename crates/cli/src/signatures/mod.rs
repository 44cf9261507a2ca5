//! Signatures of finished packages, whatever their format: making, checking, showing them.

mod show;
mod sign;
mod verify;

pub(crate) use show::{Shown, packets};
pub(crate) use sign::sign;
pub(crate) use verify::verify;

use std::fs::File;
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{AtomicFile, Timestamp};
use pkgsign::{DetachedSignature, KeyWarning, Signer, Verified, Verifier, VerifyError};

/// A package format whose finished packages are signed and verified: its library behind one
/// interface.
pub(crate) trait Signable {
    /// The command that signs.
    const TOOL: &'static str;

    /// Whether what is odd about a key that signs concerns packages of this format.
    fn concerns(warning: &KeyWarning) -> bool;

    /// When the package was built, after reading it to its last byte: a damaged one is refused.
    fn built(path: &Path, package: &File) -> Result<Timestamp, Diagnostics>;

    /// Signs the package by a signer, for a time, and writes it to `out`. What is odd about it, and taken
    /// all the same, is a warning.
    fn sign(
        path: &Path,
        package: &mut File,
        by: (&dyn Signer, Timestamp),
        out: &mut AtomicFile,
    ) -> Result<(Option<DetachedSignature>, Diagnostics), Diagnostic>;

    /// Reads the package at `path`, `-` for standard input, to its last byte and checks it.
    fn verify(path: &Path, verifier: &dyn Verifier) -> Result<Checked, Diagnostics>;
}

/// A package that was read to its last byte.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Each signature that counts: who made it, or why it is not good.
    pub(crate) signatures: Vec<Result<Verified, VerifyError>>,
    /// What is damaged.
    pub(crate) damage: Diagnostics,
    /// Signatures of other kinds, which are not checked, by their names.
    pub(crate) others: Vec<String>,
    /// What is odd about it, and taken all the same.
    pub(crate) warnings: Diagnostics,
}
