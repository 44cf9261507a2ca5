//! From what is there to what stays.

use diagnostic::Diagnostics;
use repo_store::{Key, Store, Swapped};

use super::decide::{Decision, decide};
use super::marks::Marks;
use super::{Domain, PruneOptions, Pruned, Survey};
use crate::publish::PublishError;

/// Drops what no kept publication of any of `domains` refers to.
///
/// `domains` are all that share the store's objects: what one of them refers to is kept for all.
///
/// # Errors
/// See [`PublishError`]; all defects of all domains at once. Whatever fails, wherever: nothing that
/// anybody may refer to is missing, and the next run goes on.
pub fn prune(
    store: &dyn Store,
    domains: &[&dyn Domain],
    options: &PruneOptions,
) -> Result<Pruned, PublishError> {
    let exclusive = store.has_exclusive_lock();
    if exclusive && !options.dry_run {
        domains.iter().for_each(|domain| domain.read_ahead(store, options.now));
    }
    let _lock = match options.dry_run {
        true => None,
        false => Some(store.lock(options.patience)?),
    };
    for _ in 0..options.attempts.max(1) {
        let (before, tag) = Marks::read(store)?;
        let survey = survey(store, domains, options)?;
        let Decision { marks, mut pruned, objection } = decide(survey, &before, exclusive, options);
        if options.dry_run {
            pruned.warnings.append(objection.map(Into::into).unwrap_or_default());
            return Ok(pruned);
        }
        if let Some(objection) = objection {
            return Err(PublishError::Refused(objection.into()));
        }
        if marks == before {
            return Ok(pruned);
        }
        if marks.swap(store, tag.as_ref())? == Swapped::Lost {
            continue;
        }
        pruned.dropped.iter().try_for_each(|finding| store.delete(&finding.key))?;
        if !pruned.dropped.is_empty() {
            forget(store, &pruned, options)?;
        }
        return Ok(pruned);
    }
    Err(busy(options))
}

/// What all domains find, or all that keeps them from it.
fn survey(
    store: &dyn Store,
    domains: &[&dyn Domain],
    options: &PruneOptions,
) -> Result<Survey, PublishError> {
    let mut all = Survey::default();
    let mut defects = Diagnostics::new();
    for domain in domains {
        match domain.survey(store, options.now) {
            Ok(survey) => {
                all.kept.extend(survey.kept);
                all.unreferenced.extend(survey.unreferenced);
                all.packages += survey.packages;
                all.foreign.extend(survey.foreign);
                all.warnings.append(survey.warnings);
            }
            Err(error @ PublishError::Store(_)) => return Err(error),
            Err(error) => defects.append(error.diagnostics()),
        }
    }
    defects.into_result(all).map_err(PublishError::Refused)
}

/// Takes away the marks of what was dropped.
fn forget(store: &dyn Store, pruned: &Pruned, options: &PruneOptions) -> Result<(), PublishError> {
    let dropped: std::collections::HashSet<&Key> =
        pruned.dropped.iter().map(|finding| &finding.key).collect();
    for _ in 0..options.attempts.max(1) {
        let (mut marks, tag) = Marks::read(store)?;
        marks.0.retain(|key, _| !dropped.contains(key));
        if marks.swap(store, tag.as_ref())? != Swapped::Lost {
            return Ok(());
        }
    }
    Err(busy(options))
}

fn busy(options: &PruneOptions) -> PublishError {
    PublishError::Busy { key: "what is marked".to_owned(), attempts: options.attempts }
}
