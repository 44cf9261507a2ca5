//! From the published state to the next one.

use std::collections::HashSet;
use std::path::PathBuf;

use bytes::Bytes;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_store::{Found, Key, Store, StoreError, Swapped, Tag};

use super::clock::is_the_stores;
use super::endorsed;
use super::lineage::{Lineage, unmarked};
use super::mirrors::{Derived, settle};
use super::options::pause;
use super::recovery::{Base, base};
use super::{Plan, Progress, PublishError, PublishOptions, Published, Reference, Target};
use crate::codes;
use crate::prune::rely_on;

/// The longest commit object that is read, in bytes. apt reads a `Release` of 10 MB at most.
pub const COMMIT_LIMIT: u64 = 16 << 20;

/// Publishes what `change` makes of the state, or nothing when it makes nothing (`None`).
///
/// `change` is applied again, to the newer state, when another publisher was faster: it must not
/// depend on how often it is called. In any case the mirrors are then those of the current commit,
/// also where an earlier run died before it had written them, and the commit is durable.
///
/// # Errors
/// See [`PublishError`]. Readers then see the state from before, whole; or the new one, if all that
/// failed was to make it durable after the swap, or to hear of it.
pub fn publish<T: Target>(
    store: &dyn Store,
    target: &T,
    mut change: impl FnMut(&T::State) -> Result<Option<T::State>, PublishError>,
    options: &PublishOptions<'_>,
) -> Result<Published<T::State>, PublishError> {
    let key = target.commit();
    (options.progress)(Progress::Locking);
    let _lock = store.lock(options.patience)?;
    let mut attempts = 0;
    loop {
        attempts += 1;
        (options.progress)(Progress::Reading);
        let commit = store.read(&key, COMMIT_LIMIT)?;
        let Base { lineage, is_marked, commit: parent, state: old } =
            base(store, target, commit.as_ref(), options)?;
        (options.progress)(Progress::Planning);
        let Some(new) = change(&old)? else {
            // Whoever wrote it may have died before it was durable, and now it is relied upon.
            store.sync(&key)?;
            let tag = commit.as_ref().map(|commit| commit.tag.clone());
            let mut warnings = note(lineage.as_ref(), store, (None, is_marked), options);
            if let Some(commit) = commit {
                warnings.append(settle(store, target, commit, None));
            }
            let serial = serial(lineage.as_ref());
            return Ok(Published { state: old, changed: false, serial, tag, attempts, warnings });
        };
        if let Some(now) = options.now {
            is_the_stores(store, now)?;
        }
        let before = target.endorsed(store, parent.as_ref()).ok().flatten();
        let plan = target.plan(store, parent.as_ref(), &old, &new)?;
        one_content(&plan)?;
        if !store.has_exclusive_lock() {
            keep(store, &plan, options)?;
        }
        if let Some(published) = commit_plan(store, &plan, commit.as_ref(), options)? {
            (options.progress)(Progress::Mirroring);
            let tag = Some(published.tag.clone());
            let after = target.endorsed(store, Some(&published)).ok().flatten();
            let mut warnings =
                endorsed::warnings(&key, before.as_ref(), after.as_ref(), options.now);
            let now = target.lineage(store, Some(&published))?;
            warnings.append(note(now.as_ref(), store, (lineage.as_ref(), is_marked), options));
            let serial = serial(now.as_ref());
            let known = Derived { beside: plan.beside, mirrors: plan.mirrors };
            warnings.append(settle(store, target, published, Some(known)));
            return Ok(Published { state: new, changed: true, serial, tag, attempts, warnings });
        }
        if attempts >= options.attempts {
            return Err(PublishError::Busy { key: key.to_string(), attempts });
        }
        let pause = pause(options.seed, attempts);
        (options.progress)(Progress::Again { attempts, pause });
        (options.sleep)(pause);
    }
}

/// Marks what is published now as the successor of what it followed, and has it noted outside the store. The
/// marker of what was there `before`, or else of what is there, is created too, unless it `is_marked`.
/// What fails harms nobody but the evidence, which the next run completes.
fn note(
    now: Option<&Lineage>,
    store: &dyn Store,
    (before, is_marked): (Option<&Lineage>, bool),
    options: &PublishOptions<'_>,
) -> Diagnostics {
    let Some(now) = now else { return Diagnostics::new() };
    let healed = match is_marked {
        true => Ok(()),
        false => before.unwrap_or(now).heal(store),
    };
    let marked = before.map_or(Ok(()), |before| now.mark(store, before));
    let mut warnings = Diagnostics::new();
    for error in [healed, marked, options.expected.raise(now)].into_iter().filter_map(Result::err) {
        warnings.append(unmarked(&now.target, &error));
    }
    warnings
}

fn serial(lineage: Option<&Lineage>) -> Option<u64> {
    let commit = lineage?.commit?;
    (commit.serial > 0).then_some(commit.serial)
}

/// Refuses a plan that names one key with two digests, wherever they come from.
fn one_content(plan: &Plan) -> Result<(), PublishError> {
    let mut defects = Diagnostics::new();
    for (key, first, second) in plan.two_contents() {
        let problem = format!("would have two contents: SHA-256 {first} and {second}");
        let hint =
            "one name is one file: leave one of the packages out, or give it another version";
        let subject = Subject::File(PathBuf::from(key.as_str()));
        defects.push(Diagnostic::new(codes::OTHER_CONTENT, subject, problem).hint(hint));
    }
    defects.into_result(()).map_err(PublishError::Refused)
}

/// Sees to it that nothing which the plan names is dropped as unreferenced, before it is referred to.
fn keep(store: &dyn Store, plan: &Plan, options: &PublishOptions<'_>) -> Result<(), PublishError> {
    let created = plan.immutable.iter().map(|object| &object.key);
    let keys: HashSet<&Key> = created.chain(plan.references.iter().map(|one| &one.key)).collect();
    rely_on(store, &keys, |attempt| (options.sleep)(pause(options.seed, attempt)))
}

/// Creates what is immutable, then swaps the commit with what is beside it; `None` when another
/// publisher was faster.
fn commit_plan(
    store: &dyn Store,
    plan: &Plan,
    commit: Option<&Found>,
    options: &PublishOptions<'_>,
) -> Result<Option<Found>, PublishError> {
    let (objects, bytes) =
        (plan.immutable.len(), plan.immutable.iter().map(|object| object.length).sum());
    (options.progress)(Progress::Creating { objects, bytes });
    let (key, bytes) = &plan.commit;
    let tag = commit.map(|commit| &commit.tag);
    match store.create(&plan.immutable) {
        // Another publisher may have made the same of the same, and have committed it by now.
        Err(StoreError::Conflict { .. }) if is_other(store, key, tag)? => return Ok(None),
        result => result?,
    }
    check(store, &plan.references)?;
    (options.progress)(Progress::Committing);
    match store.swap_with(key, tag, bytes, &plan.beside) {
        Ok(Swapped::Done(tag)) => Ok(Some(Found { bytes: bytes.to_vec(), tag })),
        Ok(Swapped::Lost) => Ok(None),
        Err(error @ StoreError::Unconfirmed { .. }) => ours(store, key, bytes, error),
        Err(error) => Err(error.into()),
    }
}

/// Whether a swap whose answer was lost was done, which the bytes tell: a commit is never the same
/// twice. If they are another's, ours may have been there before, and applying the change again
/// finds that out.
fn ours(
    store: &dyn Store,
    key: &Key,
    bytes: &Bytes,
    error: StoreError,
) -> Result<Option<Found>, PublishError> {
    match store.read(key, COMMIT_LIMIT) {
        Ok(Some(found)) if found.bytes[..] == bytes[..] => Ok(Some(found)),
        Ok(_) => Ok(None),
        Err(_) => Err(error.into()),
    }
}

/// Whether the commit is no longer what was read.
fn is_other(store: &dyn Store, key: &Key, read: Option<&Tag>) -> Result<bool, StoreError> {
    let found = store.read(key, COMMIT_LIMIT)?;
    Ok(found.as_ref().map(|found| &found.tag) != read)
}

/// Everything newly referred to is there, in its length; all that is not is named at once.
fn check(store: &dyn Store, references: &[Reference]) -> Result<(), PublishError> {
    let mut defects = Diagnostics::new();
    for Reference { key, length, .. } in references {
        let (code, problem) = match store.length(key)? {
            Some(found) if found == *length => continue,
            Some(found) => (codes::OTHER_LENGTH, format!("has {found} bytes, not {length}")),
            None => (codes::MISSING_OBJECT, "is referred to and does not exist".to_owned()),
        };
        let subject = Subject::File(PathBuf::from(key.as_str()));
        let hint = "verify the repository; add the package again from its file";
        defects.push(Diagnostic::new(code, subject, problem).hint(hint));
    }
    defects.into_result(()).map_err(PublishError::Refused)
}
