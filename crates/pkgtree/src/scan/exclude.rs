//! What is left out.

use std::sync::Arc;

use diagnostic::{Diagnostic, Sourced, Subject};

use super::Found;
use super::attributes::no_match;
use super::findings::Findings;
use crate::pattern::PatternSet;
use crate::{Pattern, codes};

/// The patterns of what is left out, and which of them matched.
#[derive(Debug)]
pub(super) struct Excludes {
    set: Option<Arc<PatternSet>>,
    matched: Vec<bool>,
    found: Vec<usize>,
}

impl Excludes {
    pub(super) fn new(patterns: &[Sourced<Pattern>], findings: &mut Findings) -> Self {
        let set = compile("exclude", patterns.iter(), findings);
        let set = set.filter(|_| !patterns.is_empty());
        Self { set: set.map(Arc::new), matched: vec![false; patterns.len()], found: Vec::new() }
    }

    /// The same patterns for another thread.
    pub(super) fn fork(&self) -> Self {
        Self { set: self.set.clone(), matched: self.matched.clone(), found: Vec::new() }
    }

    /// Takes what a fork matched.
    pub(super) fn join(&mut self, fork: &Self) {
        for (matched, other) in self.matched.iter_mut().zip(&fork.matched) {
            *matched |= other;
        }
    }

    /// True when `path`, which need not be installable, is left out.
    pub(super) fn matches(&mut self, path: &[u8]) -> bool {
        let Some(set) = &self.set else { return false };
        set.matches(path, &mut self.found);
        for &index in &self.found {
            self.matched[index] = true;
        }
        !self.found.is_empty()
    }

    /// True when nothing more can be learnt below an excluded directory.
    pub(super) fn all_matched(&self) -> bool {
        self.matched.iter().all(|&matched| matched)
    }

    /// Reports the patterns that matched nothing; `found` is what was not left out.
    pub(super) fn finish(
        self,
        patterns: &[Sourced<Pattern>],
        found: &[Found],
        findings: &mut Findings,
    ) {
        if self.set.is_none() {
            return;
        }
        let unmatched = patterns.iter().zip(self.matched).filter(|(_, matched)| !matched);
        for (pattern, _) in unmatched {
            let paths = found.iter().map(|found| &found.entry.path);
            findings.defect(no_match("exclude", pattern, paths));
        }
    }
}

/// Compiles patterns into a set; a failure is a defect of the first.
pub(super) fn compile<'a>(
    field: &str,
    patterns: impl Iterator<Item = &'a Sourced<Pattern>> + Clone,
    findings: &mut Findings,
) -> Option<PatternSet> {
    match PatternSet::new(patterns.clone().map(|pattern| &pattern.value)) {
        Ok(set) => Some(set),
        Err(reason) => {
            let source = patterns.map(|pattern| pattern.source.clone()).next().unwrap_or_default();
            let subject = Subject::Field { name: field.to_owned(), source };
            let problem = format!("the patterns are too large together: {reason}");
            findings.defect(Diagnostic::new(codes::PATTERNS_TOO_LARGE, subject, problem));
            None
        }
    }
}
