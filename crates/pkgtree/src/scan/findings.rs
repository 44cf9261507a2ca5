//! Defects and warnings in an order that does not depend on the walk.

use diagnostic::{Code, Diagnostic, Diagnostics, Subject};

use crate::InstallPath;

/// What was found: first of entries, by path, then of rules, in their order.
#[derive(Debug, Default)]
pub(super) struct Findings {
    defects: Sorted,
    warnings: Sorted,
}

#[derive(Debug, Default)]
struct Sorted {
    entries: Vec<(Box<[u8]>, Diagnostic)>,
    rules: Vec<Diagnostic>,
}

impl Findings {
    /// A defect of what is or would be installed at `path`.
    pub(super) fn defect_at(&mut self, path: &[u8], diagnostic: Diagnostic) {
        self.defects.entries.push((path.into(), diagnostic));
    }

    /// A defect of a rule.
    pub(super) fn defect(&mut self, diagnostic: Diagnostic) {
        self.defects.rules.push(diagnostic);
    }

    /// A warning about the entry at `path`.
    pub(super) fn warn(
        &mut self,
        code: Code,
        path: &InstallPath,
        problem: impl Into<String>,
        hint: &str,
    ) {
        let subject = Subject::Entry(path.as_bytes().into());
        self.warn_at(path.as_bytes(), Diagnostic::new(code, subject, problem).hint(hint));
    }

    /// A warning about what would be installed at `path`.
    pub(super) fn warn_at(&mut self, path: &[u8], diagnostic: Diagnostic) {
        self.warnings.entries.push((path.into(), diagnostic));
    }

    /// Takes those of another thread, which looked at other paths.
    pub(super) fn join(&mut self, other: Self) {
        self.defects.append(other.defects);
        self.warnings.append(other.warnings);
    }

    /// True while there are no defects.
    pub(super) fn is_sound(&self) -> bool {
        self.defects.entries.is_empty() && self.defects.rules.is_empty()
    }

    /// The warnings, or as the error the defects.
    pub(super) fn finish(self) -> Result<Diagnostics, Diagnostics> {
        let warnings = self.warnings.finish();
        self.defects.finish().into_result(warnings)
    }
}

impl Sorted {
    fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
        self.rules.append(&mut other.rules);
    }

    fn finish(mut self) -> Diagnostics {
        // A stable sort: findings of one path stay in the order of the checks.
        self.entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut all = Diagnostics::new();
        all.extend(self.entries.into_iter().map(|(_, diagnostic)| diagnostic));
        all.extend(self.rules);
        all
    }
}
