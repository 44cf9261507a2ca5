//! Whether what is published is the newest state of its target.

use repo_store::{Key, Sha256};

use super::findings::Findings;
use super::signatures::Context;
use super::{Place, SignatureReport, SignatureState};
use crate::codes;
use crate::publish::{Lineage, Link, MARKERS};

/// The most markers that are read beside each other.
const MOST: usize = 100_000;

/// What a commit says of its place in the chain of publications.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) commit: Link,
    pub(super) parent: Option<Sha256>,
    pub(super) target: Option<String>,
}

/// Holds what a commit says against the markers of its target, and against what the target is called;
/// `None`: there is no commit. Whether a fault was found.
pub(super) fn check(context: Context<'_>, said: Option<Said>, findings: &mut Findings) -> bool {
    let Ok(markers) = context.place.key(MARKERS) else { return false };
    let named = said.as_ref().and_then(|said| said.target.clone());
    let lineage = Lineage {
        target: target(context, named.as_deref()),
        markers,
        commit: said.as_ref().map(|said| said.commit),
        parent: said.as_ref().and_then(|said| said.parent),
        named,
    };
    let read = |key: &Key, limit| context.source.read(key, limit);
    match lineage.contradiction(&read, None) {
        Ok(Some(found)) => findings.push(found.diagnostic()),
        Ok(None) => return context.options.whole && later(context, &lineage, findings),
        Err(error) => error.diagnostics().into_iter().for_each(|one| findings.push(one)),
    }
    true
}

/// Whether a commit can be held against markers: one that was changed is none that was published.
pub(super) fn is_signed(context: Context<'_>, signatures: &[SignatureReport]) -> bool {
    let is_good = |one: &SignatureReport| {
        matches!(one.state, SignatureState::Good | SignatureState::Refused(_))
    };
    context.options.keys.is_none() || signatures.first().is_some_and(is_good)
}

/// Tells of a commit that is not there: one that was, one that never was of a target that is described, or
/// one that nothing explains. Whether nothing is wrong.
pub(super) fn absent(
    context: Context<'_>,
    file: &str,
    (problem, hint): (&str, &str),
    findings: &mut Findings,
) -> bool {
    if check(context, None, findings) {
        return false;
    }
    let is_described = context.options.described.contains(context.place);
    if !is_described {
        findings.fault(codes::RELEASE, &context.name(file), problem, hint);
    }
    is_described
}

/// What the target is called: as it is described, else as it calls itself, if that can be.
fn target(context: Context<'_>, named: Option<&str>) -> String {
    let described = context.options.names.iter().find(|(place, _)| place == context.place);
    if let Some((_, name)) = described {
        return name.clone();
    }
    let can_be = |named: &&str| match context.place {
        Place::Suite { name, .. } => {
            named.strip_prefix("apt:").and_then(|rest| rest.split_once('/')).map(|(_, suite)| suite)
                == Some(name)
        }
        Place::Rpm(_) => named.starts_with("rpm:"),
        Place::Flat(_) => true,
    };
    named.filter(can_be).map_or_else(|| context.place.to_string(), str::to_owned)
}

/// Looks for markers of later publications than the one that is there, where files can be listed. Whether
/// there are any.
fn later(context: Context<'_>, lineage: &Lineage, findings: &mut Findings) -> bool {
    let (Some(commit), Some(_)) = (lineage.commit, &lineage.named) else { return false };
    let Ok(Some(listed)) = context.source.list(Some(&lineage.markers)) else { return false };
    let read = |key: &Key, limit| context.source.read(key, limit);
    let parents = listed.iter().take(MOST).filter_map(|one| one.key.file_name().parse().ok());
    let links = parents.filter_map(|id| lineage.marker(&read, Some(id)).ok().flatten());
    let Some(newest) = links.max_by_key(|link| link.serial) else { return false };
    if newest.serial <= commit.serial {
        return false;
    }
    let problem = format!(
        "publication {} is published, and {} is recorded, {}",
        commit.serial, newest.serial, newest.id
    );
    let hint = "find out who changed the store; `mkrepo recover` continues from the newest signed \
         publication";
    findings.fault(codes::PUT_BACK, &lineage.target, problem, hint);
    true
}
