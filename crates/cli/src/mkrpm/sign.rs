//! `mkrpm sign FILE...`: signs finished packages.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use pkgio::{AtomicFile, Existing, Timestamp};
use pkgsign::{DetachedSignature, Signer};
use pkgtree::{Diagnostic, Diagnostics, Printable};
use rpmpkg::header::tag;
use rpmpkg::read::{self, Limits};
use rpmpkg::sign::{self, ChangeError};
use serde_json::{Map, Value, json};

use crate::args::SigningArgs;
use crate::build::fault;
use crate::describe::{flag_defect, unreadable};
use crate::report::{Failure, Outcome};
use crate::{codes, interrupt, output, signing};

/// Signs each of the packages at `paths`, in place of what it was.
pub(super) fn sign(paths: &[PathBuf], args: &SigningArgs) -> Result<Outcome, Failure> {
    let mut warnings = Diagnostics::new();
    let signer = match signing::signer(args, signing::concerns_rpm, &mut warnings) {
        Ok(Some(signer)) => signer,
        Ok(None) => return Err(no_key().into()),
        Err(errors) => return Err(Failure { errors, warnings, manifest: None }),
    };
    let (mut errors, mut outcome, mut packages) =
        (Diagnostics::new(), Outcome::default(), Vec::new());
    for path in paths {
        match sign_one(path, &*signer, &mut warnings) {
            Ok(signature) => {
                let shown = path.as_os_str().as_encoded_bytes();
                outcome.result.extend([shown, b"\n"].concat());
                outcome.summary.push(summary(path, &signature));
                packages.push(document(path, &signature));
            }
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(Failure { errors, warnings, manifest: None });
    }
    outcome.document = Map::from_iter([("packages".to_owned(), Value::from(packages))]);
    Ok(Outcome { warnings, ..outcome })
}

fn sign_one(
    path: &Path,
    signer: &dyn Signer,
    warnings: &mut Diagnostics,
) -> Result<DetachedSignature, Diagnostic> {
    // What a link leads to is signed, and the link stays.
    let target = fs::canonicalize(path).map_err(|error| unreadable(path, &error))?;
    let mut package = File::open(&target).map_err(|error| unreadable(path, &error))?;
    let metadata = package.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(unreadable(path, &io::Error::other("is not a regular file")));
    }
    let created = signing::time(signer, build_time(path, &package)?, warnings);

    let write_failed = |error: io::Error| output::failed(&target, &error);
    let (mut out, _guard) = interrupt::guarded(
        || AtomicFile::create(&target, Existing::Replace),
        AtomicFile::temporary,
    )
    .map_err(write_failed)?;
    fs::set_permissions(out.temporary(), metadata.permissions()).map_err(write_failed)?;
    let changed = sign::sign(&mut package, signer, created, &mut out)
        .map_err(|error| refused(path, &error))?;
    out.commit().map_err(write_failed)?;
    changed.signature.ok_or_else(|| fault::about(codes::BUG, path, "has no signature".to_owned()))
}

/// When the package was built, as its header says.
fn build_time(path: &Path, package: &File) -> Result<Timestamp, Diagnostic> {
    let metadata = read::metadata(&mut BufReader::new(package), &Limits::default())
        .map_err(|error| error.to_diagnostic(path))?;
    let time = metadata.header.number(tag::BUILDTIME).unwrap_or_default();
    Ok(Timestamp::clamped(i64::try_from(time).unwrap_or(i64::MAX)))
}

fn refused(path: &Path, error: &ChangeError) -> Diagnostic {
    match error {
        ChangeError::Read(error) => error.to_diagnostic(path),
        ChangeError::Sign(error) => signing::sign_defect(error),
        ChangeError::Output(source) => output::failed(path, source),
        error => fault::about(codes::SIGN, path, fault::with_causes(error))
            .hint("rebuild the package with mkrpm or rpmbuild"),
    }
}

fn no_key() -> Diagnostic {
    flag_defect(codes::OPERAND, "--sign-key", "is missing")
        .hint("name the key, or what signs instead with --sign-command")
}

fn summary(path: &Path, signature: &DetachedSignature) -> String {
    let path = path.display();
    match &signature.issuer {
        Some(key) => format!("{path}: signed by {key}"),
        None => format!("{path}: signed"),
    }
}

fn document(path: &Path, signature: &DetachedSignature) -> Value {
    json!({
        "path": Printable(path.as_os_str().as_encoded_bytes()).to_string(),
        "key": signature.issuer.as_ref().map(ToString::to_string),
        "time": signature.created.map(Timestamp::seconds),
    })
}
