//! `verify FILE...`: checks digests and signatures.

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Printable};
use pkgio::Timestamp;
use pkgsign::{Verified, Verifier};
use serde_json::{Map, Value, json};

use super::{Checked, Signable};
use crate::args::VerifyingArgs;
use crate::build::fault;
use crate::report::{Failure, Outcome};
use crate::signing;

/// Checks that each of the packages at `paths` is whole and signed by a key that is given.
pub(crate) fn verify<F: Signable>(
    paths: &[PathBuf],
    args: &VerifyingArgs,
) -> Result<Outcome, Failure> {
    let (mut errors, mut outcome, mut packages) =
        (Diagnostics::new(), Outcome::default(), Vec::new());
    let certificates = signing::certificates(args, &mut outcome.warnings)?;
    for path in paths {
        match verify_one::<F>(path, &certificates, &mut outcome.warnings) {
            Ok(verified) => {
                outcome.result.extend(line(path, &verified).into_bytes());
                packages.push(document(path, &verified));
            }
            Err(defects) => errors.append(defects),
        }
    }
    outcome.document = Map::from_iter([("packages".to_owned(), Value::from(packages))]);
    Ok(errors.into_result(outcome)?)
}

/// Who signed the package at `path`: everyone, since rpm 6 wants all of them to be known.
fn verify_one<F: Signable>(
    path: &Path,
    verifier: &dyn Verifier,
    warnings: &mut Diagnostics,
) -> Result<Vec<Verified>, Diagnostics> {
    let Checked { signatures, damage: mut errors, others, warnings: odd } =
        F::verify(path, verifier)?;
    warnings.append(odd);
    if signatures.is_empty() {
        errors.push(unsigned::<F>(path, &others));
    }
    let mut good = Vec::new();
    for signature in signatures {
        match signature {
            Ok(verified) => good.push(verified),
            Err(error) => errors.push(signing::verify_defect(path, &error, F::TOOL)),
        }
    }
    errors.into_result(good)
}

fn unsigned<F: Signable>(path: &Path, others: &[String]) -> Diagnostic {
    let problem = match others {
        [] => "is not signed".to_owned(),
        others => {
            let others: Vec<_> = others.iter().map(|name| Printable(name.as_bytes())).collect();
            let others: Vec<_> = others.iter().map(ToString::to_string).collect();
            format!("is not signed, except for {}, which is not checked", others.join(", "))
        }
    };
    fault::about(repository::codes::UNSIGNED, path, problem)
        .hint(format!("sign it with `{} sign`", F::TOOL))
}

fn line(path: &Path, signers: &[Verified]) -> String {
    let signer = |verified: &Verified| {
        let user = verified.user_id.as_deref().unwrap_or_default();
        format!("{} {}", verified.certificate, Printable(user))
    };
    let signers: Vec<_> = signers.iter().map(signer).collect();
    let path = Printable(path.as_os_str().as_encoded_bytes()).to_string();
    format!("{path}: good, signed by {}\n", signers.join(", "))
}

fn document(path: &Path, signers: &[Verified]) -> Value {
    let signer = |verified: &Verified| {
        json!({
            "certificate": verified.certificate.to_string(),
            "key": verified.key.to_string(),
            "user_id": verified.user_id.as_deref().map(|user| Printable(user).to_string()),
            "time": verified.signature.created.map(Timestamp::seconds),
        })
    };
    json!({
        "path": Printable(path.as_os_str().as_encoded_bytes()).to_string(),
        "signers": signers.iter().map(signer).collect::<Vec<_>>(),
    })
}
