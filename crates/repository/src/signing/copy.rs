//! Signed copies of packages.

use std::fs::File;
use std::path::Path;

use diagnostic::{Diagnostic, Subject, unreadable, unwritten, with_causes};
use pkgio::{Temporary, Timestamp};
use pkgsign::Signer;
use repo_store::Sha256;

use crate::codes;
use crate::incoming::{Incoming, IncomingKind};
use crate::key_defects::sign_defect;
use crate::surroundings::Held;
use crate::surroundings::Surroundings;

/// A signed copy of a package, which is there as long as this is.
#[derive(Debug)]
pub(crate) struct SignedCopy {
    pub(crate) file: Temporary,
    /// Its digest, once it was read again.
    pub(crate) sha256: Option<Sha256>,
    _held: Box<dyn Held>,
}

/// Signs a copy of a package.
pub(crate) fn copy(
    package: &Incoming,
    signer: &dyn Signer,
    created: Timestamp,
    surroundings: &Surroundings,
) -> Result<SignedCopy, Diagnostic> {
    let file = &package.file;
    let mut opened = File::open(file).map_err(|error| unreadable(file, &error))?;
    let is_rpm = matches!(package.kind, IncomingKind::Rpm { .. });
    let target = surroundings.temporaries.join("mkrepo-signed");
    let failed = |error: std::io::Error| unwritten(&target, &error);
    let (mut out, held) = (surroundings.private_file)(&target).map_err(failed)?;
    if is_rpm {
        rpmpkg::sign::sign(&mut opened, signer, created, &mut out)
            .map_err(|error| rpm_defect(file, &error))?;
    } else {
        debpkg::sign::sign(&mut opened, signer, created, &mut out)
            .map_err(|error| deb_defect(file, &error))?;
    }
    Ok(SignedCopy { file: out.into_temporary().map_err(failed)?, sha256: None, _held: held })
}

fn rpm_defect(file: &Path, error: &rpmpkg::sign::ChangeError) -> Diagnostic {
    use rpmpkg::sign::ChangeError;
    match error {
        ChangeError::Read(error) => error.to_diagnostic(file),
        ChangeError::Sign(error) => sign_defect(error),
        ChangeError::Output(source) => unwritten(file, source),
        error => about(file, error).hint("rebuild the package with mkrpm or rpmbuild"),
    }
}

fn deb_defect(file: &Path, error: &debpkg::sign::ChangeError) -> Diagnostic {
    use debpkg::sign::ChangeError;
    match error {
        ChangeError::Read(error) => error.to_diagnostic(file),
        ChangeError::Sign(error) => sign_defect(error),
        ChangeError::Output(source) => unwritten(file, source),
        error => about(file, error),
    }
}

fn about(file: &Path, error: &(dyn std::error::Error + 'static)) -> Diagnostic {
    Diagnostic::new(codes::SIGN, Subject::File(file.to_owned()), with_causes(error))
}
