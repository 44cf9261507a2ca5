//! The way back from a state that was put back, swapped or taken away.

use repo_store::{Found, Store};

use super::lineage::{FIRST, reading};
use super::transaction::COMMIT_LIMIT;
use super::{Contradiction, Lineage, Link, Past, PublishError, PublishOptions, Target, damaged};

/// What to do when the commit is not the newest one of its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recovery {
    /// Publish nothing.
    #[default]
    Refuse,
    /// Go on from the newest publication that markers lead to.
    Newest,
    /// Go on from the state that is published now.
    KeepCurrent,
    /// Go on from an empty state, where nothing is published. Where something is, as `Refuse`.
    StartOver,
}

/// The state that a publication follows.
pub(super) struct Base<S> {
    /// Where the commit stands that is there; `None` for a target without a chain.
    pub(super) lineage: Option<Lineage>,
    /// Whether a marker is known to name it.
    pub(super) is_marked: bool,
    /// The commit that is followed: the one that is there, or a newer one.
    pub(super) commit: Option<Found>,
    /// Its state.
    pub(super) state: S,
}

/// What proves that the current commit of a target is not its newest; `None` when nothing does.
///
/// # Errors
/// See [`PublishError`].
pub fn contradiction<T: Target>(
    store: &dyn Store,
    target: &T,
    options: &PublishOptions<'_>,
) -> Result<Option<Contradiction>, PublishError> {
    let commit = store.read(&target.commit(), COMMIT_LIMIT)?;
    let Some(lineage) = lineage(store, target, commit.as_ref())? else { return Ok(None) };
    match checked(store, &lineage, options) {
        Ok(_) => Ok(None),
        Err(PublishError::Contradicted(found)) => Ok(Some(*found)),
        Err(error) => Err(error),
    }
}

/// What is followed: the commit, if it is the newest one, or what `options` say instead.
pub(super) fn base<T: Target>(
    store: &dyn Store,
    target: &T,
    commit: Option<&Found>,
    options: &PublishOptions<'_>,
) -> Result<Base<T::State>, PublishError> {
    let current = |lineage, is_marked| {
        let state = target.read(store, commit)?;
        Ok::<_, PublishError>(Base { lineage, is_marked, commit: commit.cloned(), state })
    };
    let Some(lineage) = lineage(store, target, commit)? else {
        return current(None, false);
    };
    let found = match checked(store, &lineage, options) {
        Ok(is_marked) => return current(Some(lineage), is_marked),
        // What nobody signed is no evidence of anything.
        Err(PublishError::Contradicted(found)) if options.recovery == Recovery::Refuse => {
            target.endorsed(store, commit)?;
            return Err(PublishError::Contradicted(found));
        }
        Err(PublishError::Contradicted(found)) => *found,
        Err(error) => return Err(error),
    };
    let known = known(store, &lineage, options)?;
    match (options.recovery, last(store, &lineage, &known)?) {
        (Recovery::Refuse, _) | (Recovery::StartOver | Recovery::Newest, None) => Err(found.into()),
        (Recovery::StartOver, _) if lineage.commit.is_some() => Err(found.into()),
        (Recovery::Newest, Some(newest)) => {
            for link in known {
                if let Some(Past { commit, mut state }) = target.past(store, link.id)? {
                    // What followed it is lost, and was published all the same.
                    if link != newest {
                        target.follow(&mut state, newest);
                    }
                    return Ok(Base { lineage: Some(lineage), is_marked: false, commit, state });
                }
            }
            Err(unkept(&found, newest))
        }
        (Recovery::StartOver, Some(newest)) => {
            let mut state = target.read(store, None)?;
            target.follow(&mut state, newest);
            Ok(Base { lineage: Some(lineage), is_marked: false, commit: None, state })
        }
        (Recovery::KeepCurrent, newest) => {
            let mut base = current(Some(lineage), false)?;
            if let Some(newest) = newest {
                target.follow(&mut base.state, newest);
            }
            Ok(base)
        }
    }
}

/// The newest of the known publications that nothing followed.
fn last(
    store: &dyn Store,
    lineage: &Lineage,
    known: &[Link],
) -> Result<Option<Link>, PublishError> {
    for link in known {
        if lineage.marker(&reading(store), Some(link.id))?.is_none() {
            return Ok(Some(*link));
        }
    }
    Ok(None)
}

/// Every publication of the target that a marker or the mark outside names, the newest first.
fn known(
    store: &dyn Store,
    lineage: &Lineage,
    options: &PublishOptions<'_>,
) -> Result<Vec<Link>, PublishError> {
    let mut known: Vec<Link> = options.expected.seen(lineage)?.into_iter().collect();
    for listed in store.list(Some(&lineage.markers))? {
        let parent = match listed.key.file_name() {
            FIRST => None,
            name => match name.parse() {
                Ok(parent) => Some(parent),
                Err(_) => continue,
            },
        };
        known.extend(lineage.marker(&reading(store), parent)?);
    }
    known.sort_by_key(|link| std::cmp::Reverse((link.serial, link.date)));
    known.dedup();
    Ok(known)
}

/// Where a commit stands. One that cannot be read is an error, which names its signature first.
fn lineage<T: Target>(
    store: &dyn Store,
    target: &T,
    commit: Option<&Found>,
) -> Result<Option<Lineage>, PublishError> {
    target.lineage(store, commit).or_else(|error| {
        target.read(store, commit)?;
        Err(error)
    })
}

fn checked(
    store: &dyn Store,
    lineage: &Lineage,
    options: &PublishOptions<'_>,
) -> Result<bool, PublishError> {
    let is_marked = lineage.check(store, options.renamed_from)?;
    options.expected.check(store, lineage)?;
    Ok(is_marked)
}

fn unkept(found: &Contradiction, Link { id, serial, .. }: Link) -> PublishError {
    let target = found.target();
    let problem = format!(
        "publication {serial} ({id}) is the newest known one, but is no longer in the store: \
         restore it from a backup, or continue from the current publication with `mkrepo recover \
         {target} --keep-current`, or with --start-over if there is none"
    );
    damaged(target, problem)
}
