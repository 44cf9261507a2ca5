//! Trees of so many directories that two threads read them.

use std::collections::BTreeSet;

use diagnostic::Sourced;

use crate::scratch::{Scratch, lines, paths};
use crate::{Pattern, Tree, TreeRules};

/// A hundred directories with three each, and in each of these a file.
fn wide() -> Scratch {
    let scratch = Scratch::new();
    for path in files() {
        scratch.file(path, b"x");
    }
    scratch
}

fn files() -> impl Iterator<Item = String> {
    (100..200).flat_map(|outer| (0..3).map(move |inner| format!("{outer}/{inner}/file")))
}

#[test]
fn everything_is_found_once() {
    let scratch = wide();
    let expected: BTreeSet<String> = files()
        .flat_map(|path| [3, 5, path.len()].map(|end| format!("/{}", &path[..end])))
        .collect();
    for _ in 0..5 {
        assert!(paths(&scratch.scan().unwrap()).iter().eq(&expected));
    }
}

#[test]
fn findings_of_both_threads_are_in_the_order_of_paths() {
    let scratch = wide();
    for path in files() {
        scratch.mode(&path, 0o4644);
    }
    let expected: Vec<_> = files().map(|path| format!("/{path}: is setuid")).collect();
    for _ in 0..5 {
        let warnings = lines(scratch.scan().unwrap().warnings());
        assert_eq!(warnings.len(), expected.len());
        assert!(
            warnings.iter().zip(&expected).all(|(one, path)| one.contains(path)),
            "{warnings:?}"
        );
    }
    for path in files() {
        scratch.file(format!("{path}\n"), b"");
    }
    let defects = lines(&scratch.scan().unwrap_err());
    assert_eq!(defects.len(), expected.len());
    assert!(
        defects.iter().zip(files()).all(|(one, path)| one.contains(&format!("/{path}\\x0a: ")))
    );
}

#[test]
fn a_pattern_may_match_what_either_thread_reads() {
    let scratch = wide();
    let exclude = (100..200).map(|outer| {
        let pattern = Pattern::parse(&format!("/{outer}/1/file")).unwrap();
        Sourced::from(pattern)
    });
    let rules = TreeRules { exclude: exclude.collect(), ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    assert_eq!(tree.entries().len(), 1 + 100 + 300 + 200);
}
