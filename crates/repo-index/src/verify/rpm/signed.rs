//! The signatures of a package, as clients with `gpgcheck` look at them.

use pkgsign::VerifyError;
use repo_store::Key;
use rpmpkg::sign::CheckedSignature;

use crate::codes;
use crate::verify::findings::Findings;
use crate::verify::pool::RESTORE;

/// One that is bad is a fault. Whether others are needed is for clients to say, with `gpgcheck`, and
/// for the `.repo` file that they are given.
pub(super) fn check(
    key: &Key,
    signatures: &[CheckedSignature],
    gpgcheck: bool,
    findings: &mut Findings,
) {
    let mut wanting = |code, problem: &str, hint: &str| match gpgcheck {
        true => {
            let problem = format!("{problem}, but the .repo file of the repository has gpgcheck=1");
            findings.fault(code, key.as_str(), problem, hint);
        }
        false => findings.warn(code, key.as_str(), problem, hint),
    };
    if signatures.is_empty() {
        let hint = "clients refuse it with gpgcheck=1: sign it with `mkrpm sign`, or on the way in";
        wanting(codes::UNSIGNED, "is not signed", hint);
    }
    let mut bad = Vec::new();
    for CheckedSignature { name, result, .. } in signatures {
        let Err(error) = result else { continue };
        let problem = format!("its signature {name}: {error}");
        match error {
            VerifyError::UnknownKey { .. } | VerifyError::Untrusted { .. } => {
                let hint = "clients refuse it with gpgcheck=1, unless they know and trust the key";
                wanting(codes::SIGNING_KEY, &problem, hint);
            }
            VerifyError::Signature(error) if error.is_unsupported() => {
                let hint = "clients refuse it with gpgcheck=1, unless they have the key";
                wanting(codes::SIGNING_KEY, &problem, hint);
            }
            _ => bad.push(problem),
        }
    }
    for problem in bad {
        findings.fault(codes::BAD_SIGNATURE, key.as_str(), problem, RESTORE);
    }
}
