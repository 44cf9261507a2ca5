//! `mkrpm verify FILE...`: checks digests and signatures.

use std::path::{Path, PathBuf};

use pkgio::Timestamp;
use pkgsign::{Certificate, Verified};
use pkgtree::{Diagnostic, Diagnostics, Printable};
use rpmpkg::read::Limits;
use rpmpkg::sign::{self, Report};
use serde_json::{Map, Value, json};

use crate::args::VerifyingArgs;
use crate::build::fault;
use crate::report::{Failure, Outcome};
use crate::{codes, input, signing};

/// Checks that each of the packages at `paths` is whole and signed by a key that is given.
pub(super) fn verify(paths: &[PathBuf], args: &VerifyingArgs) -> Result<Outcome, Failure> {
    let certificates = signing::certificates(args)?;
    let (mut errors, mut outcome, mut packages) =
        (Diagnostics::new(), Outcome::default(), Vec::new());
    for path in paths {
        match verify_one(path, &certificates) {
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
fn verify_one(path: &Path, certificates: &Vec<Certificate>) -> Result<Vec<Verified>, Diagnostics> {
    let mut input = input::open(path)?;
    let Report { signatures, .. } = sign::verify(&mut input, certificates, &Limits::default())
        .map_err(|error| error.to_diagnostic(path))?;
    if signatures.is_empty() {
        return Err(unsigned(path).into());
    }
    let (mut good, mut errors) = (Vec::new(), Diagnostics::new());
    for signature in signatures {
        match signature.result {
            Ok(verified) => good.push(verified),
            Err(error) => errors.push(signing::verify_defect(path, &error)),
        }
    }
    errors.into_result(good)
}

fn unsigned(path: &Path) -> Diagnostic {
    fault::about(codes::UNSIGNED, path, "is not signed".to_owned())
        .hint("sign it with `mkrpm sign`")
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
