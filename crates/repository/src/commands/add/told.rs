//! Warnings that were told before.

use std::collections::HashMap;

use diagnostic::{Diagnostic, Diagnostics};

/// Warnings by their number and what they are about.
pub(crate) struct Told<'a>(HashMap<(u16, String), Vec<&'a Diagnostic>>);

impl<'a> Told<'a> {
    /// Those of `warnings`.
    pub(crate) fn of(warnings: &'a Diagnostics) -> Self {
        let mut all = HashMap::<_, Vec<_>>::new();
        for told in warnings.as_slice() {
            all.entry(key(told)).or_default().push(told);
        }
        Self(all)
    }

    /// Whether `note` says what was told already, or more of the same: who reads on finds more of a
    /// kind, and names the first place again.
    pub(crate) fn has(&self, note: &Diagnostic) -> bool {
        let same = self.0.get(&key(note)).into_iter().flatten();
        same.filter(|told| told.subject == note.subject)
            .any(|told| note.problem.starts_with(&told.problem))
    }
}

/// What is looked up: two subjects of one text may differ.
fn key(warning: &Diagnostic) -> (u16, String) {
    (warning.code.number(), warning.subject.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use diagnostic::Subject;

    use super::*;

    fn warning(code: diagnostic::Code, file: usize, problem: &str) -> Diagnostic {
        let file = PathBuf::from(format!("/a/rather/long/folder/of/packages/{file}.deb"));
        Diagnostic::new(code, Subject::File(file), problem)
    }

    #[test]
    fn warnings_of_the_same_kind_and_file_are_told_once() {
        let mut warnings = Diagnostics::new();
        warnings.push(warning(debpkg::codes::ODD_TAR, 1, "a link twice"));
        let told = Told::of(&warnings);
        assert!(told.has(&warning(debpkg::codes::ODD_TAR, 1, "a link twice")));
        assert!(told.has(&warning(debpkg::codes::ODD_TAR, 1, "a link twice (and 3 more)")));
        assert!(!told.has(&warning(debpkg::codes::ODD_TAR, 1, "another")));
        assert!(!told.has(&warning(debpkg::codes::ODD_TAR, 2, "a link twice")));
        assert!(!told.has(&warning(debpkg::codes::ODD_PATH, 1, "a link twice")));
    }

    #[test]
    fn many_odd_packages_take_no_long_time() {
        const MANY: usize = 20_000;
        let mut warnings = Diagnostics::new();
        (0..MANY).for_each(|at| warnings.push(warning(debpkg::codes::ODD_TAR, at, "x")));
        let start = Instant::now();
        let told = Told::of(&warnings);
        let notes = (0..2 * MANY).map(|at| warning(debpkg::codes::ODD_TAR, at, "x (and 1 more)"));
        assert_eq!(notes.filter(|note| told.has(note)).count(), MANY);
        // Each compared with all would be 600 million comparisons.
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
