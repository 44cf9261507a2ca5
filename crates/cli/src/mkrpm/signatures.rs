//! `.rpm` as a format that is signed: tags of the signature header.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{AtomicFile, Timestamp};
use pkgsign::{DetachedSignature, KeyWarning, SignatureError, Signer, Verifier, base64};
use rpmpkg::header::tag;
use rpmpkg::read::{self, Limits, RawSignature, ReadError, Signed, Tolerated};
use rpmpkg::sign::{self, ChangeError, Report};

use super::args::MkrpmArgs;
use super::build::Rpm;
use crate::build::fault;
use crate::signatures::{Checked, Shown, Signable, packets};
use crate::tool::Tool;
use crate::{input, signing};

impl Signable for Rpm {
    const TOOL: &'static str = MkrpmArgs::NAME;

    fn concerns(warning: &KeyWarning) -> bool {
        signing::concerns_rpm(warning)
    }

    /// Reads the headers alone: signing itself reads the rest.
    fn built(path: &Path, mut package: &File) -> Result<Timestamp, Diagnostics> {
        let metadata = package
            .rewind()
            .map_err(ReadError::Io)
            .and_then(|()| read::metadata(&mut BufReader::new(package), &Limits::default()));
        let metadata = metadata.map_err(|error| error.to_diagnostic(path))?;
        let time = metadata.header.number(tag::BUILDTIME).unwrap_or_default();
        Ok(Timestamp::clamped(i64::try_from(time).unwrap_or(i64::MAX)))
    }

    fn sign(
        path: &Path,
        package: &mut File,
        (signer, created): (&dyn Signer, Timestamp),
        out: &mut AtomicFile,
    ) -> Result<(Option<DetachedSignature>, Diagnostics), Diagnostic> {
        let changed = sign::sign(package, signer, created, out).map_err(|error| match &error {
            ChangeError::Read(error) => error.to_diagnostic(path),
            ChangeError::Sign(error) => repository::key_defects::sign_defect(error),
            ChangeError::Output(source) => diagnostic::unwritten(path, source),
            error => fault::about(repository::codes::SIGN, path, diagnostic::with_causes(error))
                .hint("rebuild the package with mkrpm or rpmbuild"),
        })?;
        Ok((changed.signature, odd(&changed.tolerated, path)))
    }

    fn verify(path: &Path, verifier: &dyn Verifier) -> Result<Checked, Diagnostics> {
        let mut input = input::open(path)?;
        let Report { contents, signatures, unchecked, .. } =
            sign::verify(&mut input, verifier, &Limits::default())
                .map_err(|error| error.to_diagnostic(path))?;
        Ok(Checked {
            signatures: signatures.into_iter().map(|signature| signature.result).collect(),
            others: unchecked.into_iter().map(str::to_owned).collect(),
            warnings: odd(&contents.metadata.tolerated, path),
            ..Checked::default()
        })
    }
}

/// What is odd about the package at `path`, as one warning.
fn odd(tolerated: &[Tolerated], path: &Path) -> Diagnostics {
    Tolerated::warning(tolerated, path).map(Diagnostics::from).unwrap_or_default()
}

/// A signature as `inspect` shows it.
pub(super) fn shown(signature: &RawSignature) -> Shown<'_> {
    let packets = match signature.name {
        "OPENPGP" => match base64::decode(&signature.bytes) {
            Some(bytes) => packets(&bytes),
            None => Err(SignatureError::new("is not valid base64")),
        },
        _ => packets(&signature.bytes),
    };
    let role = match signature.signed {
        Signed::Header => "header",
        Signed::HeaderAndPayload => "header and payload",
    };
    Shown { place: signature.name, role, size: signature.bytes.len() as u64, packets }
}
