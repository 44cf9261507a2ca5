//! What was found.

use std::path::PathBuf;

use diagnostic::{Code, Diagnostic, Diagnostics, Subject};
use repo_store::{Key, StoreError};

use crate::codes;

/// Faults and warnings in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Diagnostics,
    pub(super) warnings: Diagnostics,
    /// How many more there were of each.
    more: [usize; 2],
}

/// So many faults are kept, and so many warnings: whoever has more knows enough.
const MOST: usize = 10_000;

impl Findings {
    /// Something that a client stumbles over.
    pub(super) fn fault(
        &mut self,
        code: Code,
        about: &str,
        problem: impl Into<String>,
        hint: &str,
    ) {
        self.push(diagnostic(code, about, problem, hint));
    }

    /// Something that works, and should not be so.
    pub(super) fn warn(&mut self, code: Code, about: &str, problem: impl Into<String>, hint: &str) {
        keep(&mut self.warnings, &mut self.more[1], diagnostic(code, about, problem, hint));
    }

    /// How many faults there were so far, those with them that are not kept.
    pub(super) fn count(&self) -> usize {
        self.faults.as_slice().len() + self.more[0]
    }

    /// Whether a fault of that code was found since there were `before`, as far as is known: one that is
    /// not kept may be.
    pub(super) fn has_since(&self, before: usize, code: Code) -> bool {
        let kept = self.faults.as_slice();
        let since = &kept[before.min(kept.len())..];
        since.iter().any(|fault| fault.code == code) || self.count() > kept.len().max(before)
    }

    /// What could not be read is `None`, and a fault.
    pub(super) fn read<T>(&mut self, key: &Key, read: Result<T, StoreError>) -> Option<T> {
        match read {
            Ok(found) => Some(found),
            Err(error) => {
                self.push(not_read(key, &error));
                None
            }
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        let Self { faults, warnings, more } = other;
        for fault in faults {
            self.push(fault);
        }
        for warning in warnings {
            keep(&mut self.warnings, &mut self.more[1], warning);
        }
        self.more.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }

    /// Faults and warnings; where there were more than are kept, one more of each says so.
    pub(super) fn finish(mut self) -> (Diagnostics, Diagnostics) {
        let told = |more: usize, word: &str| {
            let problem = format!("found {more} more {word}, which are not listed");
            diagnostic(codes::MORE, "this run", problem, "fix the listed ones, and verify again")
        };
        if self.more[0] > 0 {
            self.faults.push(told(self.more[0], "faults"));
        }
        if self.more[1] > 0 {
            self.warnings.push(told(self.more[1], "warnings"));
        }
        (self.faults, self.warnings)
    }

    /// A fault that is told elsewhere too.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        keep(&mut self.faults, &mut self.more[0], fault);
    }
}

fn keep(all: &mut Diagnostics, more: &mut usize, one: Diagnostic) {
    if all.as_slice().len() < MOST {
        all.push(one);
    } else {
        *more += 1;
    }
}

/// The fault of an object that could not be read.
pub(super) fn not_read(key: &Key, error: &StoreError) -> Diagnostic {
    let problem = format!("could not be read: {error}");
    diagnostic(codes::NOT_READ, key.as_str(), problem, "see that it can be read, and verify again")
}

fn diagnostic(code: Code, about: &str, problem: impl Into<String>, hint: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, Subject::File(PathBuf::from(about)), problem);
    if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) }
}
