//! What was found of an archive.

use std::collections::{BTreeSet, HashSet};

use crate::prune::references::{References, below};
use crate::publish::MARKERS;
use crate::store::{Key, Listed};

/// What was found of an archive.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) references: References,
    /// The suites that are published here, without those of other programs.
    pub(super) ours: HashSet<String>,
    /// Names that are no digests: what clients of old ask for.
    pub(super) mirrors: HashSet<Key>,
}

impl Finds {
    /// The names of suites: folders of `dists` with a commit.
    pub(super) fn suites(&mut self, dists: &Key, indexes: &[Listed]) -> BTreeSet<String> {
        let mut suites = BTreeSet::new();
        for Listed { key, .. } in indexes {
            let path: Vec<&str> = below(dists, key).split('/').collect();
            // One that was emptied has nothing but markers, and is refused.
            let ([folders @ .., "InRelease" | "Release"] | [folders @ .., MARKERS, "first"]) =
                &path[..]
            else {
                continue;
            };
            match folders {
                [suite] if !suite.contains(char::is_whitespace) => {
                    suites.insert((*suite).to_owned());
                }
                // What an index is of, beside it.
                [.., folder] if *folder == "source" || folder.starts_with("binary-") => {}
                _ => self.references.block(key, "a suite in a place where none can be read"),
            }
        }
        suites
    }
}
