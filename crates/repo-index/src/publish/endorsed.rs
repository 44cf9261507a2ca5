//! What the signatures of neighbouring publications tell.

use std::collections::BTreeSet;
use std::path::PathBuf;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use pkgsign::{Endorsed, VerifyError};
use repo_store::Key;

use crate::codes;

/// What clients and publishers should know of the signatures of a commit, which `before` tells, and
/// of the one that follows it, which `after` tells: nobody signed both; a signature has expired, or is
/// of the future.
pub(super) fn warnings(
    commit: &Key,
    before: Option<&Endorsed>,
    after: Option<&Endorsed>,
    now: Option<Timestamp>,
) -> Diagnostics {
    let mut warnings = Diagnostics::new();
    let Some(before) = before else { return warnings };
    warnings.extend(now.and_then(|now| timed(commit, before, now)));
    warnings.extend(after.and_then(|after| handed_over(commit, before, after)));
    warnings
}

fn handed_over(commit: &Key, before: &Endorsed, after: &Endorsed) -> Option<Diagnostic> {
    let old: BTreeSet<String> = names(before);
    if names(after).iter().any(|name| old.contains(name)) {
        return None;
    }
    let named = |endorsed: &Endorsed| shown(endorsed).join(", ");
    let problem = format!(
        "was signed by {}, and is now signed only by {}: clients that have only the previous \
         certificate refuse it",
        named(before),
        named(after)
    );
    let hint = "have users install the new certificate; for suites of APT, sign with both keys \
                until they have: key = [\"file:old.asc\", \"file:new.asc\"] in [signing]";
    Some(Diagnostic::new(codes::HANDED_OVER, subject(commit), problem).hint(hint))
}

/// A signature that is good, but for the time.
fn timed(commit: &Key, endorsed: &Endorsed, now: Timestamp) -> Option<Diagnostic> {
    let created = endorsed.good.iter().filter_map(|one| one.signature.created).min();
    let expires = |one: &pkgsign::Verified| one.signature.expires.is_some_and(|end| end <= now);
    let problem = match created {
        Some(created) if created > now => format!(
            "is signed {} seconds ahead of this machine's clock, and clients refuse it until then",
            created.seconds().saturating_sub(now.seconds())
        ),
        _ if endorsed.good.iter().all(expires) => {
            "has a signature that has expired, and clients refuse it".to_owned()
        }
        _ => return None,
    };
    let hint = "the next publication has a new signature; find out who created this one";
    Some(Diagnostic::new(codes::MISTIMED, subject(commit), problem).hint(hint))
}

/// By what keys and certificates are known.
fn names(endorsed: &Endorsed) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for one in &endorsed.good {
        names.extend([one.certificate.to_string(), one.key.to_string()]);
        names.extend(one.key.key_id().map(|id| id.to_string()));
    }
    for one in &endorsed.worthless {
        match one {
            VerifyError::UnknownKey { issuer, key_id } => {
                names.extend(issuer.as_ref().map(ToString::to_string));
                names.extend(key_id.map(|id| id.to_string()));
            }
            VerifyError::Untrusted { key, .. } => {
                names.insert(key.to_string());
            }
            _ => {}
        }
    }
    names
}

/// The same for people: each signature by one name.
fn shown(endorsed: &Endorsed) -> Vec<String> {
    endorsed.good.iter().map(|one| one.certificate.to_string()).collect()
}

fn subject(commit: &Key) -> Subject {
    Subject::File(PathBuf::from(commit.as_str()))
}
