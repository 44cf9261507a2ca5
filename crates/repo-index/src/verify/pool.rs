//! The files that indexes list.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use repo_store::Key;

use super::findings::Findings;
use super::{Counts, Source, VerifyOptions};
use crate::codes;

/// The mend of a file that is another.
pub(super) const RESTORE: &str =
    "restore the file from a copy, or remove the package and add it again";

/// A file that indexes list.
pub(super) trait Pooled: Sync {
    /// Its length in bytes.
    fn size(&self) -> u64;

    /// The index that lists it first.
    fn index(&self) -> &str;

    /// Reads it to its last byte, and compares that with what is listed; false when it could not be
    /// read.
    fn look_into(
        &self,
        source: &dyn Source,
        key: &Key,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    ) -> bool;

    /// Reads its start alone, where that costs little, for what can be said by it.
    fn look_at_start(
        &self,
        source: &dyn Source,
        key: &Key,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    );
}

/// Looks at every file, several at once; what is found is told in their order.
pub(super) fn check<F: Pooled>(
    source: &dyn Source,
    files: &BTreeMap<Key, F>,
    options: &VerifyOptions<'_>,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let files: Vec<(&Key, &F)> = files.iter().collect();
    for files in files.chunks(CHUNK) {
        together(source, files, options, counts, findings);
    }
    counts.pool_files += files.len();
    counts.pool_bytes += files.iter().map(|(_, file)| file.size()).sum::<u64>();
}

/// So many files are looked at before what was found is put in order: there may be something to tell of
/// each.
const CHUNK: usize = 4096;

fn together<F: Pooled>(
    source: &dyn Source,
    files: &[(&Key, &F)],
    options: &VerifyOptions<'_>,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        while let Some(&(key, file)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut found = Findings::default();
            let hashed = one(source, key, file, options, &mut found);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((key, hashed, found));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads.get().min(files.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(key, ..)| *key);
    for (_, hashed, found) in done {
        counts.hashed += usize::from(hashed);
        findings.append(found);
    }
}

/// Looks at one file; whether it was read and hashed.
fn one<F: Pooled>(
    source: &dyn Source,
    key: &Key,
    file: &F,
    options: &VerifyOptions<'_>,
    findings: &mut Findings,
) -> bool {
    let index = file.index();
    match findings.read(key, source.length(key)) {
        None => false,
        Some(None) => {
            let problem = format!("is listed in {index}, and is not there");
            let hint = "add the package again from its file, or remove it from the index";
            findings.fault(codes::POOL_MISSING, key.as_str(), problem, hint);
            false
        }
        Some(Some(length)) if length != file.size() => {
            let problem = format!("has {length} bytes, not {} as {index} lists it", file.size());
            findings.fault(codes::POOL_LENGTH, key.as_str(), problem, RESTORE);
            false
        }
        Some(Some(_)) if options.deep => file.look_into(source, key, options, findings),
        Some(Some(_)) => {
            if source.is_near() {
                file.look_at_start(source, key, options, findings);
            }
            false
        }
    }
}
