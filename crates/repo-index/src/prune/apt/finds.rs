//! What was found of an archive.

use std::collections::{BTreeSet, HashSet};

use repo_store::{Key, Listed};

use crate::apt::layout;
use crate::prune::references::{References, below};

/// What was found of an archive.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) references: References,
    /// The suites that are published here, by whomever.
    pub(super) suites: BTreeSet<String>,
    /// The suites that are published here, without those of other programs.
    pub(super) ours: HashSet<String>,
    /// Names that are no digests: what clients of old ask for.
    pub(super) mirrors: HashSet<Key>,
}

impl Finds {
    /// Notes the names of suites: folders of `dists` with a commit.
    pub(super) fn suites(&mut self, dists: &Key, indexes: &[Listed]) {
        for Listed { key, .. } in indexes {
            let path = below(dists, key);
            match layout::suite_of_commit(path) {
                Some(suite) if !suite.contains(char::is_whitespace) => {
                    self.suites.insert(suite.to_owned());
                }
                Some(_) => self.references.block(key, "a suite in an unreadable location"),
                // The `Release` of what an index is of, beside it, and whatever else.
                None => {
                    let is_commit = ["InRelease", "Release"].contains(&key.file_name());
                    let is_beside =
                        path.split('/').any(|part| part == "source" || part.starts_with("binary-"));
                    if is_commit && !is_beside {
                        let problem = "a suite in an unreadable location";
                        self.references.block(key, problem);
                    }
                }
            }
        }
    }

    /// The suite that a path below `dists` is of, and the rest of the path.
    pub(super) fn suite_of<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str)> {
        layout::suite_of(path, |suite| self.suites.contains(suite))
    }
}
