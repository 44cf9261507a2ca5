//! Packages made by hand.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use pkgtree::{Content, InstallPath, Mode, Tree};

use super::{Format, WriteOptions, Written};
use crate::header::{Header, Tag};
use crate::package::{Dependencies, FileAttributes, Package, Texts};
use crate::{Dependency, Evr, Sense, read};

/// A package of `tree` that owns all but the root.
pub(crate) fn package(tree: Tree) -> Package {
    let attributes = FileAttributes { verify: u32::MAX, ..FileAttributes::default() };
    let files = tree
        .entries()
        .iter()
        .map(|entry| (!entry.path.is_root()).then(|| attributes.clone()))
        .collect();
    let provide = Dependency { name: "hello".into(), evr: "2.10-3".into(), sense: Sense::EQUAL };
    Package {
        prefixes: Vec::new(),
        name: "hello".into(),
        evr: Evr { epoch: None, version: "2.10".into(), release: Some("3".into()) },
        architecture: "amd64".parse().unwrap(),
        texts: Texts {
            summary: vec![("C".into(), "friendly greeter".into())],
            description: vec![("C".into(), "Greets.".into())],
            license: "MIT".into(),
            group: "Unspecified".into(),
            build_host: "localhost".into(),
            source_rpm: "hello-2.10-3.src.rpm".into(),
            ..Texts::default()
        },
        dependencies: Dependencies { provides: vec![provide], ..Dependencies::default() },
        scriptlets: BTreeMap::new(),
        triggers: Vec::new(),
        changelog: Vec::new(),
        tree,
        files,
        compression: "zstd:3".parse().unwrap(),
        format: crate::Format::V4,
        warnings: Diagnostics::new(),
        notes: Diagnostics::new(),
    }
}

/// A tree of files of these names and contents.
pub(crate) fn tree(files: &[(&str, &[u8])]) -> Tree {
    let mut tree = Tree::empty();
    for (path, bytes) in files {
        let path = InstallPath::parse(path.as_bytes()).unwrap();
        tree.insert_file(path, Content::from_bytes(*bytes), Mode::from_bits(0o644)).unwrap();
    }
    tree
}

/// How a test writes a package.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) compression: &'static str,
    pub(crate) threads: usize,
    pub(crate) memory: usize,
    pub(crate) format: Format,
}

impl Default for How {
    fn default() -> Self {
        Self { compression: "zstd:3", threads: 2, memory: 8 << 20, format: Format::V4 }
    }
}

/// Writes `package` to memory.
pub(crate) fn written(package: &Package, how: How) -> (Vec<u8>, Written) {
    let spool = tempfile::tempdir().unwrap();
    let options = WriteOptions {
        timestamp: Some(Timestamp::clamped(1_700_000_000)),
        format: how.format,
        ..WriteOptions::new(
            how.compression.parse().unwrap(),
            NonZeroUsize::new(how.threads).unwrap(),
            spool.path(),
        )
    };
    let mut out = Vec::new();
    let stream = super::Output::Stream(&mut out);
    let written = super::write_with(package, &options, how.memory, stream).unwrap();
    assert_eq!(written.length, out.len() as u64);
    (out, written)
}

/// The tree staged in `root`, with its hard links as they are.
pub(super) fn scanned(root: &std::path::Path) -> Tree {
    let hard_links = Some(pkgtree::HardLinkPolicy::Keep);
    let rules = pkgtree::TreeRules { hard_links, ..Default::default() };
    Tree::scan(root, &rules).unwrap_or_else(|defects| panic!("{defects}"))
}

/// The main header of a package.
pub(super) fn header_of(bytes: &[u8]) -> Header {
    read::metadata(&mut &bytes[..], &read::Limits::default()).unwrap().header
}

/// The texts of a tag.
pub(super) fn texts(header: &Header, tag: Tag) -> Vec<String> {
    header.texts(tag).map(|text| String::from_utf8(text.to_vec()).unwrap()).collect()
}

/// The numbers of a tag.
pub(super) fn numbers(header: &Header, tag: Tag) -> Vec<u64> {
    let Some(value) = header.value(tag) else { return Vec::new() };
    (0..value.count()).map(|index| value.number(index).unwrap()).collect()
}
