//! What is derived from the commit.

use std::io::{self, Read};
use std::path::PathBuf;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_store::{Found, Key, Mirror, Store, StoreError, Swapped};

use super::transaction::COMMIT_LIMIT;
use super::{PublishError, Target};
use crate::codes;

/// How often mirrors are written anew because another publisher's commit came meanwhile.
const ROUNDS: u32 = 8;

/// What a commit has besides itself.
pub(super) struct Derived {
    /// What stands beside it.
    pub(super) beside: Vec<Mirror>,
    /// Its mirrors.
    pub(super) mirrors: Vec<Mirror>,
}

/// Makes what stands beside `commit`, and its mirrors, what they should be, known or asked for, and of
/// whatever commit follows meanwhile: a mirror that was written after another publisher's would
/// otherwise stay.
///
/// Clients that begin at the commit do not need mirrors, so what fails is told and no more.
pub(super) fn settle<T: Target>(
    store: &dyn Store,
    target: &T,
    mut commit: Found,
    mut known: Option<Derived>,
) -> Diagnostics {
    let key = target.commit();
    for _ in 0..ROUNDS {
        // What stood beside the commit may have been written after that of another publisher.
        let may_be_late = known.as_ref().is_some_and(|known| !known.beside.is_empty());
        let known = known.take().map_or_else(|| derive(store, target, &commit), Ok);
        let Derived { beside, mirrors } = match known {
            Ok(known) => known,
            Err(error) => return warning(&key, &error).into(),
        };
        let (joined, mut warnings) = join(store, &key, &mut commit, &beside);
        let (wrote, more) = write(store, &mirrors);
        warnings.append(more);
        if !may_be_late && !joined && !wrote {
            return warnings;
        }
        match store.read(&key, COMMIT_LIMIT) {
            Ok(Some(current)) if current.tag != commit.tag => commit = current,
            _ => return warnings,
        }
    }
    // Other publishers are at work without a pause, and each of them writes mirrors.
    Diagnostics::new()
}

fn derive<T: Target>(
    store: &dyn Store,
    target: &T,
    commit: &Found,
) -> Result<Derived, PublishError> {
    let beside = target.beside(store, commit)?;
    Ok(Derived { beside, mirrors: target.mirrors(store, commit)? })
}

/// Puts beside the commit what is not there as it should be, in the way that never puts it beside
/// another commit: the commit is swapped for itself. Whether anything was done, or tried.
fn join(
    store: &dyn Store,
    key: &Key,
    commit: &mut Found,
    beside: &[Mirror],
) -> (bool, Diagnostics) {
    let is_there = |Mirror { key, bytes }: &Mirror| match bytes {
        Some(bytes) => holds(store, key, bytes),
        None => store.length(key).map(|length| length.is_none()),
    };
    let are_there = || beside.iter().try_fold(true, |all, one| Ok(all && is_there(one)?));
    let swapped = match are_there() {
        Ok(true) => return (false, Diagnostics::new()),
        Ok(false) => store.swap_with(key, Some(&commit.tag), &commit.bytes, beside),
        Err(error) => Err(error),
    };
    match swapped {
        Ok(Swapped::Done(tag)) => commit.tag = tag,
        Ok(Swapped::Lost) => {}
        Err(error) => return (true, warning(key, &error.into()).into()),
    }
    (true, Diagnostics::new())
}

/// Writes those that differ, in order; whether anything was written, or tried to be.
fn write(store: &dyn Store, mirrors: &[Mirror]) -> (bool, Diagnostics) {
    let mut warnings = Diagnostics::new();
    let mut wrote = false;
    for mirror in mirrors {
        match write_one(store, mirror) {
            Ok(changed) => wrote |= changed,
            Err(error) => {
                wrote = true;
                warnings.push(warning(&mirror.key, &error.into()));
            }
        }
    }
    (wrote, warnings)
}

fn write_one(store: &dyn Store, Mirror { key, bytes }: &Mirror) -> Result<bool, StoreError> {
    match bytes {
        None if store.length(key)?.is_none() => return Ok(false),
        None => store.delete(key)?,
        Some(bytes) if holds(store, key, bytes)? => return Ok(false),
        Some(bytes) => store.replace(key, bytes)?,
    }
    Ok(true)
}

/// Whether `bytes` are what is under `key`.
fn holds(store: &dyn Store, key: &Key, bytes: &[u8]) -> Result<bool, StoreError> {
    if store.length(key)? != Some(bytes.len() as u64) {
        return Ok(false);
    }
    let Some(mut found) = store.open(key)? else { return Ok(false) };
    let (mut piece, mut rest) = (vec![0; PIECE], bytes);
    loop {
        let length = match found.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|error| StoreError::Io { place: key.to_string(), error })?,
        };
        if length == 0 {
            return Ok(rest.is_empty());
        }
        match rest.split_at_checked(length) {
            Some((same, behind)) if same == &piece[..length] => rest = behind,
            _ => return Ok(false),
        }
    }
}

/// What is read and compared at once.
const PIECE: usize = 256 << 10;

fn warning(key: &Key, error: &PublishError) -> Diagnostic {
    let subject = Subject::File(PathBuf::from(key.as_str()));
    let problem = format!("derived files are stale: {error}");
    let hint = "clients that ask by hash do not notice; the next publish tries again";
    Diagnostic::new(codes::MIRROR, subject, problem).hint(hint)
}
