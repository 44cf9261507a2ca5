//! How a package is written, as flags say it.

use std::num::NonZeroUsize;

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{Compression, Timestamp};
use pkgsign::{KeyWarning, Signer};

use super::Flags;
use crate::{codes, signing, threads, timestamp};
use diagnostic::flag_defect;

/// How the package is written, parsed.
#[derive(Debug)]
pub(super) struct Settings {
    /// `None`: what the description asks for.
    pub(super) compression: Option<Compression>,
    pub(super) threads: NonZeroUsize,
    pub(super) timestamp: Option<Timestamp>,
    /// What signs it, if anything shall.
    pub(super) signer: Option<Box<dyn Signer>>,
}

impl Settings {
    /// `None` when a flag is wrong.
    pub(super) fn new(
        flags: Flags<'_>,
        concerns: fn(&KeyWarning) -> bool,
        errors: &mut Diagnostics,
        warnings: &mut Diagnostics,
    ) -> Option<Self> {
        let args = flags.build;
        let compression = compression(args.compression.as_deref());
        let threads = threads::threads(args.threads.as_deref());
        let timestamp = timestamp::timestamp(args.timestamp.as_deref());
        let signer = signing::signer(flags.signing, concerns, warnings);
        let compression = compression.map_err(|error| errors.push(error)).ok();
        let threads = threads.map_err(|error| errors.push(error)).ok();
        let timestamp = timestamp.map_err(|error| errors.push(error)).ok();
        let signer = signer.map_err(|defects| errors.append(defects)).ok();
        Some(Self {
            compression: compression?,
            threads: threads?,
            timestamp: timestamp?,
            signer: signer?,
        })
    }
}

/// What `--compression` says, if it is given.
fn compression(flag: Option<&str>) -> Result<Option<Compression>, Diagnostic> {
    flag.map(str::parse).transpose().map_err(|error: pkgio::ParseCompressionError| {
        flag_defect(codes::COMPRESSION, "--compression", error.to_string())
    })
}
