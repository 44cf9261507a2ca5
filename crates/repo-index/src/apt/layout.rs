//! Which folders suites and components have below `dists`, and which of them would be one.
//!
//! A suite lies in `dists/SUITE`, and a component of it in `dists/SUITE/COMPONENT`. Where names have
//! slashes, one suite may lie in the folder of another: beside the components of that one, never in
//! the folder of a component, and never around one.

use std::collections::BTreeSet;

use crate::publish::MARKERS;

/// What lies in the folder of every suite: no component has such a name.
const OF_SUITES: [&str; 5] = ["InRelease", "Release", "Release.gpg", "by-hash", MARKERS];

/// What lies in the folders of suites and components, and would be taken for what it is not as a part
/// of a name that has several.
fn is_reserved(part: &str) -> bool {
    const NAMES: [&str; 7] =
        ["source", "debian-installer", "debug", "i18n", "dep11", "cnf", "pdiff"];
    const STARTS: [&str; 3] = ["binary-", "installer-", "Contents-"];
    OF_SUITES.contains(&part)
        || NAMES.contains(&part)
        || STARTS.iter().any(|start| part.starts_with(start))
}

/// What is wrong with the name of a suite, as the rest of the sentence: a part of it is what lies in the
/// folders of suites and components, or its `SUITE.sources` would lie where something else does.
#[must_use]
pub fn suite_problem(suite: &str) -> Option<String> {
    let (folders, _) = suite.rsplit_once('/')?;
    let reserved = suite.split('/').find(|part| is_reserved(part));
    // The folder of its file for users, which lies beside these.
    let first =
        suite.split('/').next().filter(|first| ["dists", "pool", super::KEYRING].contains(first));
    let of_file = folders.split('/').find(|part| part.ends_with(".sources"));
    let part = reserved.or(first).or(of_file)?;
    Some(format!("has the part {part:?}, which archives have for something else"))
}

/// What is wrong with the name of a component, as the rest of the sentence.
#[must_use]
pub fn component_problem(component: &str) -> Option<String> {
    let part = match component.contains('/') {
        true => component.split('/').find(|part| is_reserved(part))?,
        false => OF_SUITES.into_iter().find(|name| *name == component)?,
    };
    Some(format!("has the part {part:?}, which suites have for something else"))
}

/// A suite and a component of another suite that would share a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// The suite whose folder it is.
    pub suite: String,
    /// The suite that has the component.
    pub of: String,
    /// The component.
    pub component: String,
}

impl Collision {
    /// What would be in one folder, as a sentence without its end.
    #[must_use]
    pub fn problem(&self) -> String {
        let Self { suite, of, component } = self;
        format!(
            "the suite {suite:?} and the component {component:?} of the suite {of:?} would use \
             the same directory in dists"
        )
    }
}

/// Whether a component of the suite `of` would share its folder with another suite: the folder of one is
/// that of the other, or within it.
#[must_use]
pub fn collides(suite: &str, of: &str, component: &str) -> bool {
    // The suite around it holds the component in any case, and is no other one.
    let Some(rest) = suite.strip_prefix(of).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    is_within(rest, component) || is_within(component, rest)
}

/// The suites among `suites` that would share a folder with a component of another: each has all of
/// `components`. In order.
#[must_use]
pub fn collisions(suites: &[&str], components: &[&str]) -> BTreeSet<Collision> {
    let mut found = BTreeSet::new();
    for suite in suites.iter().filter(|suite| suite.contains('/')) {
        for of in suites {
            for component in components.iter().filter(|one| collides(suite, of, one)) {
                let [suite, of, component] = [suite, of, component].map(|name| (*name).to_owned());
                found.insert(Collision { suite, of, component });
            }
        }
    }
    found
}

/// Whether a path is `folder`, or within it.
fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The longest of the suites that `is_one` names which the path `below` `dists` is of, and the rest of it.
pub(crate) fn suite_of(below: &str, is_one: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let ends = below.rmatch_indices('/').map(|(at, _)| at);
    ends.map(|at| (&below[..at], &below[at + 1..])).find(|(suite, _)| is_one(suite))
}

/// The name of the suite whose `Release`, `InRelease` or first marker lies at the path `below` `dists`; `None` for the
/// `Release` beside an index, which says what it is an index of, and for everything else.
#[must_use]
pub fn suite_of_commit(below: &str) -> Option<&str> {
    let (suite, file) = below.rsplit_once('/')?;
    let (suite, is_commit) = match file {
        "InRelease" | "Release" => (suite, true),
        // One that was emptied has nothing but markers.
        "first" => (suite.strip_suffix(MARKERS)?.strip_suffix('/')?, true),
        _ => (suite, false),
    };
    let is_suite = suite_problem(suite).is_none() && !suite.split('/').any(str::is_empty);
    (is_commit && is_suite).then_some(suite)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::apt::{IndexId, IndexKind, contents, translation};

    #[test]
    fn folders_that_would_be_one_are_found() {
        for (suite, of, component) in [
            ("a/main", "a", "main"),
            ("a/b", "a", "b/c"),
            ("a/b/c", "a", "b"),
            ("a/b/c", "a", "b/c"),
            ("a/b/c", "a/b", "c"),
            ("a/main/x", "a", "main"),
        ] {
            assert!(collides(suite, of, component), "{suite} {of} {component}");
        }
        for (suite, of, component) in [
            ("a/b", "a", "c"),
            ("a/b", "a", "bc"),
            ("a/bc", "a", "b"),
            ("a/b", "a/b", "main"),
            ("a", "a/b", "main"),
            ("ab/main", "a", "main"),
            ("jammy/vendor/7.0", "jammy", "main"),
            ("stable/updates", "stable", "main"),
        ] {
            assert!(!collides(suite, of, component), "{suite} {of} {component}");
        }
        let found = collisions(&["a", "a/main", "a/b", "a/b/c"], &["main", "b"]);
        let found: Vec<_> = found.iter().map(|it| (&*it.suite, &*it.of, &*it.component)).collect();
        assert_eq!(found, [("a/b", "a", "b"), ("a/b/c", "a", "b"), ("a/main", "a", "main")]);
    }

    #[test]
    fn parts_that_mean_something_else_are_refused() {
        for bad in [
            "a/by-hash",
            "a/Release",
            "a/InRelease",
            "a/binary-amd64",
            "a/x/source",
            "a/i18n",
            "a/Contents-amd64",
            "dists/a",
            "pool/a",
            "archive-key.asc/a",
            "a.sources/b",
        ] {
            assert!(suite_problem(bad).is_some_and(|it| it.starts_with("has the part")), "{bad}");
        }
        for good in
            ["source", "by-hash", "a/b", "jammy/vendor/7.0", "a/dists", "a/b.sources", "x.sources"]
        {
            assert_eq!(suite_problem(good), None, "{good}");
        }
        for bad in
            ["by-hash", "Release", "a/debug", "main/debian-installer", "a/source", "a/binary-x"]
        {
            assert!(component_problem(bad).is_some(), "{bad}");
        }
        for good in ["main", "updates/main", "debug", "source", "non-free-firmware"] {
            assert_eq!(component_problem(good), None, "{good}");
        }
    }

    #[test]
    fn commits_are_told_from_what_stands_beside_indexes() {
        for (path, suite) in [
            ("stable/InRelease", Some("stable")),
            ("source/Release", Some("source")),
            ("jammy/vendor/7.0/Release", Some("jammy/vendor/7.0")),
            ("stable/main/binary-amd64/Release", None),
            ("stable/updates/main/source/Release", None),
            ("stable/main/debian-installer/binary-all/Release", None),
            ("stable/by-hash/SHA256/Release", None),
            ("stable/Release.gpg", None),
            ("Release", None),
            ("//Release", None),
        ] {
            assert_eq!(suite_of_commit(path), suite, "{path}");
        }
        let ours = |suite: &str| ["a", "a/b"].contains(&suite);
        assert_eq!(suite_of("a/b/c/Release", ours), Some(("a/b", "c/Release")));
        assert_eq!(suite_of("a/c/Release", ours), Some(("a", "c/Release")));
        assert_eq!(suite_of("b/Release", ours), None);
    }

    /// Every object that a suite may have, below the folder of the archive.
    fn objects(suite: &str, components: &[&str]) -> Vec<String> {
        let hash = "0".repeat(64);
        let mut paths: Vec<String> =
            ["InRelease", "Release", "Release.gpg", "Contents-amd64.gz"].map(str::to_owned).into();
        for component in components {
            for kind in [
                IndexKind::Binary("amd64".to_owned()),
                IndexKind::Binary("all".to_owned()),
                IndexKind::Installer("amd64".to_owned()),
                IndexKind::Debug("amd64".to_owned()),
                IndexKind::Source,
            ] {
                let id = IndexId { component: (*component).to_owned(), kind };
                let index = id.path();
                assert_eq!(IndexId::parse(&index).map(|(id, _)| id), Some(id.clone()), "{index}");
                let folder = index.rsplit_once('/').map_or("", |(folder, _)| folder);
                paths.push(format!("{folder}/Release"));
                paths.extend(contents::path(&id));
                paths.push(index);
            }
            paths.push(translation::path(component));
        }
        let by_hash = |path: &String| match path.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/by-hash/SHA256/{hash}"),
            None => format!("by-hash/SHA256/{hash}"),
        };
        let hashed: BTreeSet<String> = paths.iter().map(by_hash).collect();
        let all = paths.into_iter().chain(hashed).map(|path| format!("dists/{suite}/{path}"));
        all.chain([format!("{suite}.sources")]).collect()
    }

    proptest! {
        /// Whatever the configuration takes: no two suites and components have one object, and none has
        /// a file where another has a folder.
        #[test]
        fn what_does_not_collide_shares_no_object(
            suites in prop::collection::btree_set("[abs](/([abm]|main|a.sources)){0,2}|a.sources(/b)?|dists/a|pool/a", 1..4),
            components in prop::collection::btree_set("([abm]|main)(/([ab]|source|by-hash|main)){0,2}|Release", 1..4),
        ) {
            let suites: Vec<&str> = suites.iter().map(String::as_str).filter(|it| suite_problem(it).is_none()).collect();
            let components: Vec<&str> = components.iter().map(String::as_str).filter(|it| component_problem(it).is_none()).collect();
            let shared = collisions(&suites, &components);
            let mut seen = BTreeSet::from(["archive-key.asc".to_owned(), "pool/main/a/a/a_1_all.deb".to_owned()]);
            let mut repeated = false;
            for suite in &suites {
                for object in objects(suite, &components) {
                    repeated |= !seen.insert(object);
                }
            }
            let around = |path: &String| {
                path.match_indices('/').any(|(at, _)| seen.contains(&path[..at]))
            };
            let repeated = repeated || seen.iter().any(around);
            prop_assert!(!repeated || !shared.is_empty(), "{suites:?} {components:?}");
            // What lies in one folder is told, whether an object of it is one or not.
            for suite in &suites {
                for object in seen.iter().filter(|it| it.starts_with(&format!("dists/{suite}/"))) {
                    let below = object.strip_prefix("dists/").unwrap_or_default();
                    let found = suite_of(below, |one| suites.contains(&one));
                    prop_assert!(found.is_some());
                }
            }
        }
    }
}
