//! What is derived from the commit.

use std::path::PathBuf;

use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::transaction::COMMIT_LIMIT;
use super::{Mirror, PublishError, Target};
use crate::codes;
use crate::store::{Found, Key, Store, StoreError};

/// How often mirrors are written anew because another publisher's commit came meanwhile.
const ROUNDS: u32 = 8;

/// Makes the mirrors those of `commit`, given or asked for, and of whatever commit follows
/// meanwhile: a mirror that was written after another publisher's would otherwise stay.
///
/// Clients that begin at the commit do not need mirrors, so what fails is told and no more.
pub(super) fn settle<T: Target>(
    store: &dyn Store,
    target: &T,
    mut commit: Found,
    mut mirrors: Option<Vec<Mirror>>,
) -> Diagnostics {
    let key = target.commit();
    for _ in 0..ROUNDS {
        let mirrors = match mirrors.take().map_or_else(|| target.mirrors(store, &commit), Ok) {
            Ok(mirrors) => mirrors,
            Err(error) => return warning(&key, &error).into(),
        };
        let (wrote, warnings) = write(store, &mirrors);
        if !wrote {
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
    let length = bytes.len() as u64;
    if store.length(key)? != Some(length) {
        return Ok(false);
    }
    match store.read(key, length) {
        Ok(found) => Ok(found.is_some_and(|found| found.bytes == bytes)),
        Err(StoreError::TooLarge { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn warning(key: &Key, error: &PublishError) -> Diagnostic {
    let subject = Subject::File(PathBuf::from(key.as_str()));
    let problem = format!("what is derived from the published state is not up to date: {error}");
    let hint = "clients that ask by hash do not notice; the next publish tries again";
    Diagnostic::new(codes::MIRROR, subject, problem).hint(hint)
}
