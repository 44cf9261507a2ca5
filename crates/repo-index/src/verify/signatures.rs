//! What is signed, by whom, and whether that is true.

use pkgsign::{DetachedSignature, VerifyError, cleartext};

use super::findings::Findings;
use super::report::{SignatureReport, SignatureState};
use super::{Place, Source, VerifyOptions};
use crate::codes;
use crate::publish::COMMIT_LIMIT;

/// The text of a suite's `Release`, and what was found beside it.
#[derive(Debug, Default)]
pub(super) struct Signed {
    /// The text that clients go by.
    pub(super) text: Option<Vec<u8>>,
    /// `InRelease` and `Release` as they are there.
    pub(super) commits: Vec<Vec<u8>>,
    pub(super) signatures: Vec<SignatureReport>,
    /// Whether one of the files could not be read, which is told.
    pub(super) unread: bool,
    /// Whether `InRelease` is not what was signed.
    pub(super) damaged: bool,
}

/// Where a suite is read, and what is known beforehand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) place: &'a Place,
    pub(super) options: &'a VerifyOptions<'a>,
}

impl Context<'_> {
    /// The name of a file of the suite, as it is told.
    pub(super) fn name(&self, file: &str) -> String {
        self.place.key(file).map_or_else(|_| file.to_owned(), |key| key.to_string())
    }

    /// A file of the suite or repository, whole.
    pub(super) fn read(&self, file: &str, findings: &mut Findings) -> Option<Vec<u8>> {
        let key = self.place.key(file).ok()?;
        findings.read(&key, self.source.read(&key, COMMIT_LIMIT)).flatten()
    }

    /// That something is not signed: a fault for who gives keys and so expects signatures, else a
    /// warning.
    pub(super) fn unsigned(&self, file: &str, problem: &str, hint: &str, findings: &mut Findings) {
        let about = self.name(file);
        if self.options.keys.is_some() {
            findings.fault(codes::UNSIGNED, &about, problem, hint);
        } else {
            findings.warn(codes::UNSIGNED, &about, problem, hint);
        }
    }
}

/// Reads `InRelease`, `Release` and `Release.gpg`, and judges every signature.
pub(super) fn check(context: Context<'_>, findings: &mut Findings) -> Signed {
    let mut signed = Signed::default();
    let before = findings.count();
    let inrelease = context.read("InRelease", findings);
    let release = context.read("Release", findings);
    let detached = context.read("Release.gpg", findings);
    signed.unread = findings.count() > before;
    if let Some(message) = &inrelease {
        match cleartext::split(message) {
            Ok(split) => {
                let message = split.text.strip_suffix(b"\n").unwrap_or(&split.text);
                let judged = judge_all(context, "InRelease", &split.signatures, message, findings);
                signed.damaged = judged.iter().any(|one| one.state == SignatureState::Bad);
                signed.signatures.extend(judged);
                if let Some(release) = &release
                    && cleartext::canonical(release).ok().as_ref() != Some(&split.text)
                {
                    let problem = "differs from InRelease: clients see one or the other";
                    let hint = "a publication was cut short: `mkrepo verify --repair`, or publish \
                                again";
                    findings.fault(codes::OTHER_RELEASE, &context.name("Release"), problem, hint);
                }
                signed.text = Some(split.text);
            }
            Err(error) => {
                signed.damaged = true;
                let hint = "restore it, or publish the suite again";
                let about = context.name("InRelease");
                findings.fault(codes::BAD_SIGNATURE, &about, error.to_string(), hint);
            }
        }
    }
    if let (Some(release), Some(block)) = (&release, &detached) {
        signed.signatures.extend(judge_block(context, block, release, findings));
    }
    beside(context, [inrelease.is_some(), release.is_some(), detached.is_some()], findings);
    signed.text = signed.text.or_else(|| release.clone());
    signed.commits = [inrelease, release].into_iter().flatten().collect();
    signed
}

/// What is to be said of which of the three files are there.
fn beside(context: Context<'_>, there: [bool; 3], findings: &mut Findings) {
    let [inrelease, release, detached] = there;
    let unsigned = "sign the archive; without a signature, clients accept it only with \
                    [trusted=yes]";
    match (inrelease, release, detached) {
        (false, false, true) => {
            let about = context.name("Release.gpg");
            let problem = "exists without a Release";
            findings.fault(codes::BAD_SIGNATURE, &about, problem, "publish again");
        }
        (false, false, false) if matches!(context.place, Place::Flat(_)) => {
            let problem = "is not there, and nothing is signed";
            context.unsigned("Release", problem, unsigned, findings);
        }
        (false, true, false) => context.unsigned("Release", "is not signed", unsigned, findings),
        (true, true, false) => {
            let problem = "has no Release.gpg";
            let hint = "clients that read no InRelease refuse it: publish again";
            findings.warn(codes::UNSIGNED, &context.name("Release"), problem, hint);
        }
        _ => {}
    }
}

fn judge_block(
    context: Context<'_>,
    block: &[u8],
    release: &[u8],
    findings: &mut Findings,
) -> Vec<SignatureReport> {
    let about = context.name("Release.gpg");
    if !block.starts_with(b"-----BEGIN PGP SIGNATURE-----") {
        let problem = "is not armored, which every apt refuses";
        findings.fault(codes::BAD_SIGNATURE, &about, problem, "write it with `gpg --armor`");
    }
    match DetachedSignature::parse_all(block) {
        Ok(signatures) => judge_all(context, "Release.gpg", &signatures, release, findings),
        Err(error) => {
            let problem = format!("the signature {error}");
            findings.fault(codes::BAD_SIGNATURE, &about, problem, "publish the suite again");
            Vec::new()
        }
    }
}

/// Judges the signatures of one file. One good signature is enough, and a bad one by a known key is
/// one too many, as with apt.
pub(super) fn judge_all(
    context: Context<'_>,
    file: &'static str,
    signatures: &[DetachedSignature],
    message: &[u8],
    findings: &mut Findings,
) -> Vec<SignatureReport> {
    let reports: Vec<SignatureReport> =
        signatures.iter().map(|one| judge(context, file, one, message)).collect();
    let is_good = |report: &SignatureReport| report.state == SignatureState::Good;
    let any_good = reports.iter().any(is_good);
    let about = context.name(file);
    for report in &reports {
        let SignatureReport { key, .. } = report;
        let (problem, hint) = match &report.state {
            SignatureState::Good => continue,
            SignatureState::Unchecked => {
                let problem = format!("is signed by {key}, which was not checked");
                let hint = "give the certificate that clients have with --key";
                findings.warn(codes::NOT_CHECKED, &about, problem, hint);
                continue;
            }
            SignatureState::Bad => {
                let problem = format!("the signature by {key} is of something else");
                let hint = "the text or the signature was changed: publish the suite again";
                findings.fault(codes::BAD_SIGNATURE, &about, problem, hint);
                continue;
            }
            SignatureState::Refused(reason) => {
                (format!("is signed by {key}, which {reason}"), "sign with another key")
            }
            SignatureState::Untrusted(reason) => {
                (format!("is signed by {key}, {reason}"), "sign it again, with a key that is valid")
            }
            // While keys are replaced, clients have one of two.
            SignatureState::Unknown if any_good => continue,
            SignatureState::Unknown => (
                format!("is signed by {key}, which is not known"),
                "if clients should trust it, give its certificate with --key",
            ),
        };
        if any_good {
            findings.warn(codes::SIGNING_KEY, &about, problem, hint);
        } else {
            findings.fault(codes::SIGNING_KEY, &about, problem, hint);
        }
    }
    ahead(context, &about, &reports, findings);
    reports
}

/// Signatures from the future: sqv takes none, not even by a second.
fn ahead(context: Context<'_>, about: &str, reports: &[SignatureReport], findings: &mut Findings) {
    let now = context.options.now;
    for report in reports {
        if let Some(created) = report.created
            && created > now
        {
            let seconds = created.seconds() - now.seconds();
            let problem = format!("its signature by {} is {seconds} s in the future", report.key);
            let hint = "set the publisher's clock right, or wait";
            findings.fault(codes::FUTURE, about, problem, hint);
        }
    }
}

fn judge(
    context: Context<'_>,
    file: &'static str,
    signature: &DetachedSignature,
    message: &[u8],
) -> SignatureReport {
    let key = match (&signature.issuer, signature.key_id) {
        (Some(issuer), _) => issuer.to_string(),
        (None, Some(id)) => id.to_string(),
        (None, None) => "a key that it does not name".to_owned(),
    };
    let mut report = SignatureReport {
        file,
        key,
        certificate: None,
        user_id: None,
        created: signature.created,
        digest: signature.hash.to_string(),
        state: SignatureState::Unchecked,
    };
    let Some(keys) = context.options.keys else { return report };
    report.state = match keys.verify(&signature.bytes, &mut { message }) {
        Ok(verified) => {
            let refused = match context.place {
                Place::Rpm(_) => &context.options.rpm_refused,
                Place::Suite { .. } | Place::Flat(_) => &context.options.refused,
            };
            let ended = refused
                .iter()
                .find(|refused| refused.key == verified.key || refused.key == verified.certificate);
            report.certificate = Some(verified.certificate);
            report.user_id = verified.user_id;
            let now = context.options.now;
            match (signature.expires.filter(|expires| *expires <= now), ended) {
                (Some(at), _) => {
                    let seconds = now.seconds() - at.seconds();
                    let reason = format!("with a signature that expired {seconds} s ago");
                    SignatureState::Untrusted(reason)
                }
                (None, Some(refused)) => SignatureState::Refused(refused.reason.clone()),
                (None, None) => SignatureState::Good,
            }
        }
        Err(VerifyError::UnknownKey { .. }) => SignatureState::Unknown,
        Err(VerifyError::Untrusted { reason, .. }) => SignatureState::Untrusted(reason),
        Err(VerifyError::Signature(error)) if error.is_unsupported() => {
            SignatureState::Untrusted(format!("with what {error}"))
        }
        Err(_) => SignatureState::Bad,
    };
    report
}
