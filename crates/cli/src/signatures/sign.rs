//! `sign FILE...`: signs finished packages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Printable, flag_defect, unreadable};
use pkgio::{AtomicFile, Existing, Timestamp};
use pkgsign::{DetachedSignature, Signer};
use serde_json::{Map, Value, json};

use super::Signable;
use crate::args::SigningArgs;
use crate::build::fault;
use crate::report::{Failure, Outcome};
use crate::{codes, interrupt, signing};

/// Signs each of the packages at `paths`, in place of what it was.
pub(crate) fn sign<F: Signable>(paths: &[PathBuf], args: &SigningArgs) -> Result<Outcome, Failure> {
    let mut warnings = Diagnostics::new();
    let signer = match signing::signer(args, F::concerns, &mut warnings) {
        Ok(Some(signer)) => signer,
        Ok(None) => return Err(no_key().into()),
        Err(errors) => return Err(Failure { errors, warnings, manifest: None }),
    };
    let (mut errors, mut outcome, mut packages) =
        (Diagnostics::new(), Outcome::default(), Vec::new());
    for path in paths {
        match sign_one::<F>(path, &*signer, &mut warnings) {
            Ok(signature) => {
                let shown = path.as_os_str().as_encoded_bytes();
                outcome.result.extend([shown, b"\n"].concat());
                outcome.summary.push(summary(path, &signature));
                packages.push(document(path, &signature));
            }
            Err(defects) => errors.append(defects),
        }
    }
    if !errors.is_empty() {
        return Err(Failure { errors, warnings, manifest: None });
    }
    outcome.document = Map::from_iter([("packages".to_owned(), Value::from(packages))]);
    Ok(Outcome { warnings, ..outcome })
}

fn sign_one<F: Signable>(
    path: &Path,
    signer: &dyn Signer,
    warnings: &mut Diagnostics,
) -> Result<DetachedSignature, Diagnostics> {
    // What a link leads to is signed, and the link stays.
    let target = fs::canonicalize(path).map_err(|error| unreadable(path, &error))?;
    let mut package = pkgio::open_regular(&target).map_err(|error| unreadable(path, &error))?;
    let metadata = package.metadata().map_err(|error| unreadable(path, &error))?;
    let created = signing::time(signer, F::built(path, &package)?, warnings);

    let write_failed = |error: io::Error| diagnostic::unwritten(&target, &error);
    let (mut out, _guard) = interrupt::guarded(
        || AtomicFile::create(&target, Existing::Replace),
        AtomicFile::temporary,
    )
    .map_err(write_failed)?;
    fs::set_permissions(out.temporary(), metadata.permissions()).map_err(write_failed)?;
    let (signature, odd) = F::sign(path, &mut package, (signer, created), &mut out)?;
    warnings.append(odd);
    out.commit().map_err(write_failed)?;
    let bug = || fault::about(codes::BUG, path, "has no signature".to_owned());
    Ok(signature.ok_or_else(bug)?)
}

fn no_key() -> Diagnostic {
    flag_defect(repository::codes::OPERAND, "--sign-key", "is missing")
        .hint("give the key, or an external signer with --sign-command")
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
