//! What was found of an archive.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use pkgio::Timestamp;
use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::below;
use crate::codes;
use crate::store::{Key, Listed};

/// What was found of an archive.
#[derive(Debug, Default)]
pub(super) struct Finds {
    /// What is referred to: `None` now or by what is kept, else until when.
    pub(super) references: HashMap<Key, Option<Timestamp>>,
    /// The suites that are published here, without those of other programs.
    pub(super) ours: HashSet<String>,
    /// Names that are no digests: what clients of old ask for.
    pub(super) mirrors: HashSet<Key>,
    /// Whether packages are to stay, whatever refers to them.
    pub(super) blocked: bool,
    pub(super) warnings: Diagnostics,
}

impl Finds {
    /// The names of suites: folders of `dists` with a commit.
    pub(super) fn suites(&mut self, dists: &Key, indexes: &[Listed]) -> BTreeSet<String> {
        let mut suites = BTreeSet::new();
        for Listed { key, .. } in indexes {
            let path: Vec<&str> = below(dists, key).split('/').collect();
            let [folders @ .., "InRelease" | "Release"] = &path[..] else { continue };
            match folders {
                [suite] if !suite.contains(char::is_whitespace) => {
                    suites.insert((*suite).to_owned());
                }
                // What an index is of, beside it.
                [.., folder] if *folder == "source" || folder.starts_with("binary-") => {}
                _ => self.block(key, "a suite in a place where none can be read"),
            }
        }
        suites
    }

    pub(super) fn refer(&mut self, key: Key, until: Option<Timestamp>) {
        let last = self.references.entry(key).or_insert(until);
        // Now is later than any time.
        *last = last.zip(until).map(|(known, until)| known.max(until));
    }

    /// No packages of the archive are dropped.
    pub(super) fn block(&mut self, key: &Key, problem: impl Into<String>) {
        self.blocked = true;
        let subject = Subject::File(PathBuf::from(key.as_str()));
        let hint = "packages of the archive are kept until that is over";
        let warning = Diagnostic::new(codes::REFERENCES_UNKNOWN, subject, problem).hint(hint);
        self.warnings.push(warning);
    }

    /// Tells of a suite that another program publishes.
    pub(super) fn leave_alone(&mut self, commit: &Key) {
        let subject = Subject::File(PathBuf::from(commit.as_str()));
        let problem = "another program published it: its packages are kept, and so are its indexes";
        self.warnings.push(Diagnostic::new(codes::LEFT_ALONE, subject, problem));
    }
}
