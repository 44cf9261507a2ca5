//! What dpkg takes although no package should have it.

use diagnostic::Code;

use crate::judge::Finding;

/// What was tolerated while a package was read: each kind once, with its first place, so that a package
/// of a million odd entries is told of in one line.
#[derive(Debug, Default)]
pub(super) struct Tolerated(Vec<Noted>);

#[derive(Debug)]
struct Noted {
    code: Code,
    place: String,
    problem: &'static str,
    hint: &'static str,
    /// How many more places there are.
    more: u64,
}

/// How to make a package that has none of it.
pub(super) const REBUILD: &str = "build the package again with mkdeb or dpkg-deb";

impl Tolerated {
    /// Notes that what is at `place` has `problem`.
    pub(super) fn note(&mut self, code: Code, place: impl Into<String>, problem: &'static str) {
        self.note_with(code, place, problem, REBUILD);
    }

    /// The same with another way to fix it.
    pub(super) fn note_with(
        &mut self,
        code: Code,
        place: impl Into<String>,
        problem: &'static str,
        hint: &'static str,
    ) {
        match self.0.iter_mut().find(|noted| noted.code == code && noted.problem == problem) {
            Some(noted) => noted.more += 1,
            None => self.0.push(Noted { code, place: place.into(), problem, hint, more: 0 }),
        }
    }

    /// What was noted, in order.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let finding = |noted: &Noted| {
            let Noted { code, place, problem, hint, more } = noted;
            Finding::new(*code, place.as_str(), *problem, *hint).and_more(*more)
        };
        self.0.iter().map(finding).collect()
    }
}
