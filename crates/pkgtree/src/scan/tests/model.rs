//! Generated trees against a model of them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::scratch::Scratch;
use crate::{Kind, Tree, TreeRules};

/// What is at a path of the model.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Folder(u16),
    File(u16, Vec<u8>),
    Link(String),
}

fn node() -> impl Strategy<Value = Node> {
    // Nobody's permissions but the owner's, and nothing that is warned of.
    let mode = prop_oneof![Just(0o644), Just(0o755), Just(0o600), Just(0o700), Just(0o444)];
    prop_oneof![
        Just(Node::Folder(0o755)),
        Just(Node::Folder(0o700)),
        (mode, proptest::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(mode, bytes)| Node::File(mode, bytes)),
        "[a-z/]{1,12}".prop_map(Node::Link),
    ]
}

/// A tree in which every parent is a directory.
fn model() -> impl Strategy<Value = BTreeMap<String, Node>> {
    let path = proptest::collection::vec("[a-cé .%-]{1,3}", 1..5);
    proptest::collection::vec((path, node()), 0..25).prop_map(|entries| {
        let mut model: BTreeMap<String, Node> = BTreeMap::new();
        for (components, node) in entries {
            if components.iter().any(|name| matches!(name.as_str(), "." | "..")) {
                continue;
            }
            let parents: Vec<_> =
                (1..components.len()).map(|end| components[..end].join("/")).collect();
            let path = components.join("/");
            let folder = |path: &String| matches!(model.get(path), None | Some(Node::Folder(_)));
            if model.contains_key(&path) || !parents.iter().all(folder) {
                continue;
            }
            for parent in parents {
                model.entry(parent).or_insert(Node::Folder(0o755));
            }
            model.insert(path, node);
        }
        model
    })
}

fn stage<'a>(nodes: impl Iterator<Item = (&'a String, &'a Node)>) -> Scratch {
    let scratch = Scratch::within("/dev/shm");
    let mut modes = Vec::new();
    for (path, node) in nodes {
        match node {
            Node::Folder(mode) => {
                scratch.folder(path);
                modes.push((path, *mode));
            }
            Node::File(mode, bytes) => {
                scratch.file(path, bytes);
                modes.push((path, *mode));
            }
            Node::Link(target) => scratch.link(target, path),
        }
    }
    for (path, mode) in modes {
        scratch.mode(path, mode.into());
    }
    scratch
}

fn as_model(tree: &Tree) -> BTreeMap<String, Node> {
    let entries = tree.entries()[1..].iter().map(|entry| {
        let path = String::from_utf8(entry.path.as_bytes().to_vec()).unwrap();
        let node = match &entry.kind {
            Kind::Directory => Node::Folder(entry.mode.bits()),
            Kind::File(content) => {
                let mut bytes = vec![0; 64];
                let mut reader = content.open().unwrap();
                let length = reader.read(&mut bytes).unwrap();
                assert_eq!(reader.read(&mut bytes).unwrap(), 0);
                bytes.truncate(length);
                Node::File(entry.mode.bits(), bytes)
            }
            Kind::Symlink { target } => Node::Link(String::from_utf8(target.to_vec()).unwrap()),
            other => panic!("{other:?}"),
        };
        (path, node)
    });
    entries.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_scan_finds_what_was_staged(model in model()) {
        let scratch = stage(model.iter());
        let rules = TreeRules { allow_empty: true, ..TreeRules::default() };
        let tree = Tree::scan(scratch.path(), &rules).unwrap();
        prop_assert_eq!(as_model(&tree), model);
        prop_assert!(tree.entries().is_sorted_by(|one, next| one.path < next.path));
        for entry in &tree.entries()[1..] {
            let parent = tree.entry(&entry.path.parent().unwrap()).unwrap();
            prop_assert_eq!(&parent.kind, &Kind::Directory);
        }
    }

    #[test]
    fn the_order_in_which_it_was_staged_does_not_matter(model in model()) {
        // Backwards: what is deepest first, so that directories list their names otherwise.
        let (one, other) = (stage(model.iter()), stage(model.iter().rev()));
        let rules = TreeRules { allow_empty: true, ..TreeRules::default() };
        let scan = |scratch: &Scratch| Tree::scan(scratch.path(), &rules).unwrap();
        let (one, other) = (scan(&one), scan(&other));
        prop_assert_eq!(as_model(&one), as_model(&other));
        prop_assert_eq!(one.warnings(), other.warnings());
    }
}
