//! The files that indexes list.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::findings::Findings;
use super::ledger::{File, Ledger};
use super::{Counts, Source, VerifyOptions, deep};
use crate::codes;
use crate::store::Key;

/// Looks at every file of `ledger`, several at once; what is found is told in their order.
pub(super) fn check(
    source: &dyn Source,
    ledger: &Ledger,
    options: &VerifyOptions<'_>,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let files: Vec<(&Key, &File)> = ledger.files.iter().collect();
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
    counts.pool_files += files.len();
    counts.pool_bytes += files.iter().map(|(_, file)| file.size).sum::<u64>();
}

/// Looks at one file; whether it was read and hashed.
fn one(
    source: &dyn Source,
    key: &Key,
    file: &File,
    options: &VerifyOptions<'_>,
    findings: &mut Findings,
) -> bool {
    let index = &file.index;
    match findings.read(key, source.length(key)) {
        None => false,
        Some(None) => {
            let problem = format!("is listed in {index}, and is not there");
            let hint = "add the package again from its file, or remove it from the index";
            findings.fault(codes::POOL_MISSING, key.as_str(), problem, hint);
            false
        }
        Some(Some(length)) if length != file.size => {
            let problem = format!("has {length} bytes, not {} as {index} lists it", file.size);
            findings.fault(codes::POOL_LENGTH, key.as_str(), problem, deep::RESTORE);
            false
        }
        Some(Some(_)) => options.deep && deep::check(source, key, file, options, findings),
    }
}
