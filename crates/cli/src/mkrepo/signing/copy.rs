//! Signed copies of packages.

use std::fs::File;
use std::path::{Path, PathBuf};

use diagnostic::Diagnostic;
use pkgio::{AtomicFile, Existing, Temporary, Timestamp};
use pkgsign::Signer;
use repo_store::Sha256;

use crate::build::fault;
use crate::describe::unreadable;
use crate::interrupt::Guard;
use crate::mkrepo::incoming::{Incoming, IncomingKind};
use crate::{codes, environment, interrupt, output, signing};

/// A signed copy of a package, which is there as long as this is.
#[derive(Debug)]
pub(in super::super) struct SignedCopy {
    pub(super) file: Temporary,
    /// Its digest, once it was read again.
    pub(in super::super) sha256: Option<Sha256>,
    _guard: Guard,
}

/// Signs a copy of a package.
pub(super) fn copy(
    package: &Incoming,
    signer: &dyn Signer,
    created: Timestamp,
) -> Result<SignedCopy, Diagnostic> {
    let file = &package.file;
    let mut opened = File::open(file).map_err(|error| unreadable(file, &error))?;
    let is_rpm = matches!(package.kind, IncomingKind::Rpm { .. });
    let folder = environment::variable("TMPDIR").filter(|folder| !folder.is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from);
    let target = folder.join("mkrepo-signed");
    let failed = |error: std::io::Error| output::failed(&target, &error);
    let (mut out, guard) = interrupt::guarded(
        || AtomicFile::create_private(&target, Existing::Replace),
        AtomicFile::temporary,
    )
    .map_err(failed)?;
    if is_rpm {
        rpmpkg::sign::sign(&mut opened, signer, created, &mut out)
            .map_err(|error| rpm_defect(file, &error))?;
    } else {
        debpkg::sign::sign(&mut opened, signer, created, &mut out)
            .map_err(|error| deb_defect(file, &error))?;
    }
    Ok(SignedCopy { file: out.into_temporary().map_err(failed)?, sha256: None, _guard: guard })
}

fn rpm_defect(file: &Path, error: &rpmpkg::sign::ChangeError) -> Diagnostic {
    use rpmpkg::sign::ChangeError;
    match error {
        ChangeError::Read(error) => error.to_diagnostic(file),
        ChangeError::Sign(error) => signing::sign_defect(error),
        ChangeError::Output(source) => output::failed(file, source),
        error => fault::about(codes::SIGN, file, fault::with_causes(error))
            .hint("rebuild the package with mkrpm or rpmbuild"),
    }
}

fn deb_defect(file: &Path, error: &debpkg::sign::ChangeError) -> Diagnostic {
    use debpkg::sign::ChangeError;
    match error {
        ChangeError::Read(error) => error.to_diagnostic(file),
        ChangeError::Sign(error) => signing::sign_defect(error),
        ChangeError::Output(source) => output::failed(file, source),
        error => fault::about(codes::SIGN, file, fault::with_causes(error)),
    }
}
