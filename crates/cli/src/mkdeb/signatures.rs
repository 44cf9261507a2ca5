//! `.deb` as a format that is signed: the member `_gpgorigin`.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::Path;

use debpkg::read::{self, Contents, Limits, ReadError, SignatureMember};
use debpkg::sign::{self, ChangeError, Report};
use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{Algorithms, AtomicFile, Timestamp};
use pkgsign::{DetachedSignature, KeyWarning, Signer, Verifier};

use super::args::MkdebArgs;
use super::build::Deb;
use crate::build::fault;
use crate::signatures::{Checked, Shown, Signable, packets};
use crate::tool::Tool;
use crate::{codes, input, signing};

/// The signature by where a package originates.
const ORIGIN: &str = "_gpgorigin";

impl Signable for Deb {
    const TOOL: &'static str = MkdebArgs::NAME;

    fn concerns(warning: &KeyWarning) -> bool {
        signing::concerns_deb(warning)
    }

    fn built(path: &Path, package: &File) -> Result<Timestamp, Diagnostics> {
        let contents = contents(package).map_err(|error| error.to_diagnostic(path))?;
        mismatches(path, &contents).into_result(contents.time)
    }

    fn sign(
        path: &Path,
        package: &mut File,
        (signer, created): (&dyn Signer, Timestamp),
        out: &mut AtomicFile,
    ) -> Result<(Option<DetachedSignature>, Diagnostics), Diagnostic> {
        let signed = sign::sign(package, signer, created, out).map_err(|error| match &error {
            ChangeError::Read(error) => error.to_diagnostic(path),
            ChangeError::Sign(error) => repository::key_defects::sign_defect(error),
            ChangeError::Output(source) => diagnostic::unwritten(path, source),
            error => fault::about(repository::codes::SIGN, path, diagnostic::with_causes(error))
                .hint("rebuild the package with mkdeb or dpkg-deb"),
        })?;
        Ok((Some(signed), Diagnostics::new()))
    }

    fn verify(path: &Path, verifier: &dyn Verifier) -> Result<Checked, Diagnostics> {
        let mut package = input::file(path)?;
        let contents = contents(&package).map_err(|error| error.to_diagnostic(path))?;
        let Report { signature, .. } = sign::verify(&mut package, verifier, &Limits::default())
            .map_err(|error| error.to_diagnostic(path))?;
        let names = contents.signatures.iter().map(|member| member.name.clone());
        Ok(Checked {
            signatures: signature.into_iter().collect(),
            damage: mismatches(path, &contents),
            others: names.filter(|name| name != ORIGIN).collect(),
            warnings: Diagnostics::new(),
        })
    }
}

/// Reads all of the package.
fn contents(mut package: &File) -> Result<Contents, ReadError> {
    package.rewind().map_err(ReadError::Io)?;
    let md5 = Algorithms { md5: true, ..Algorithms::NONE };
    read::contents(&mut BufReader::new(package), md5, &Limits::default())
}

/// What does not match the package's own list of digests.
fn mismatches(path: &Path, contents: &Contents) -> Diagnostics {
    let mut all = Diagnostics::new();
    for mismatch in contents.mismatches() {
        all.push(
            fault::about(codes::MISMATCH, path, mismatch.to_string())
                .hint("download or build the package again"),
        );
    }
    all
}

/// A member as `inspect` shows it.
pub(super) fn shown(member: &SignatureMember) -> Shown<'_> {
    let packets = match member.length == member.bytes.len() as u64 {
        true => packets(&member.bytes),
        false => Err(pkgsign::SignatureError::new("is too long for a signature")),
    };
    let role = member.name.strip_prefix("_gpg").filter(|role| !role.is_empty());
    Shown { place: &member.name, role: role.unwrap_or("unknown"), size: member.length, packets }
}
