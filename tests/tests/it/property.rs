//! Generated trees: staged, packaged, installed by dpkg, upgraded to another generated tree,
//! purged.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use conformance::dpkg::{Target, in_memory};
use conformance::model::{Kind, Listing, Model, Name, Node, Order};
use conformance::program::{Mkdeb, Mkrpm, Program};
use conformance::rebuild::unpack;
use conformance::rpm;
use conformance::tool::require_root;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

/// The package's time; some files are younger.
const CLAMP: i64 = 1_700_000_000;

fn component() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => "[a-zA-Z0-9_+.-]{1,12}",
        2 => "[ !\"#$%&'()*,:;<=>?@\\[\\]^`{|}~\\\\-]{1,8}",
        2 => "[äßéøλж日本😀e\u{301}]{1,6}",
        1 => ("[a-z]", 90_usize..=246).prop_map(|(letter, length)| letter.repeat(length)),
    ]
    .prop_map(String::into_bytes)
    .prop_filter("has a meaning of its own", |name| {
        !matches!(&name[..], b"." | b".." | b"DEBIAN") && name.len() <= 246
    })
}

fn path() -> impl Strategy<Value = Name> {
    let top = prop_oneof![
        3 => Just(&b"usr"[..]),
        1 => Just(&b"etc"[..]),
        1 => Just(&b"opt"[..]),
    ];
    (top, prop::collection::vec(component(), 1..5))
        .prop_map(|(top, components)| {
            let mut path = top.to_vec();
            for component in components {
                path.push(b'/');
                path.extend(component);
            }
            path
        })
        .prop_filter("dpkg reads no conffile's name that ends in a blank", |path| {
            !(path.starts_with(b"etc/") && path.ends_with(b" "))
        })
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![
        Just(0),
        Just(1),
        Just(511),
        Just(512),
        Just(513),
        Just(1024),
        0_usize..5_000,
        60_000_usize..70_000,
    ];
    (length, any::<u8>()).prop_map(|(length, start)| {
        (0..length).map(|index| start.wrapping_add((index * 7 % 251) as u8)).collect()
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        3 => Just(Kind::Directory),
        8 => bytes().prop_map(Kind::File),
        2 => prop::collection::vec(component(), 1..3)
            .prop_map(|parts| Kind::Symlink(parts.join(&b'/'))),
        // Long, but no component is longer than file systems have them: dpkg looks where links
        // lead when it upgrades.
        1 => (1_usize..250, 1_usize..5)
            .prop_map(|(length, parts)| Kind::Symlink(vec![vec![b'l'; length]; parts].join(&b'/'))),
        // Which file it is a name of is settled when the tree is put together.
        2 => Just(Kind::HardLink(Name::new())),
        1 => Just(Kind::Fifo),
        1 => (0_u32..300, 0_u32..70_000).prop_map(|(a, b)| Kind::CharacterDevice(a, b)),
        1 => (0_u32..300, 0_u32..300).prop_map(|(a, b)| Kind::BlockDevice(a, b)),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let mode = prop_oneof![
        4 => Just(0o644_u32),
        2 => Just(0o755),
        1 => Just(0o4755),
        1 => Just(0o2755),
        1 => Just(0o1777),
        2 => 0_u32..0o7777,
    ];
    let mtime = prop_oneof![
        4 => 1_000_000_000..CLAMP,
        1 => Just(0_i64),
        1 => CLAMP..CLAMP + 1_000_000,
    ];
    (kind(), mode, mtime).prop_map(|(kind, mode, mtime)| Node { kind, mode, mtime })
}

fn model() -> impl Strategy<Value = Model> {
    prop::collection::vec((path(), node()), 1..25).prop_map(|nodes| assemble(&nodes, None))
}

/// Puts a tree together from what was drawn, leaving out what does not fit; `earlier` is the tree
/// it is an upgrade of.
fn assemble(nodes: &[(Name, Node)], earlier: Option<&Model>) -> Model {
    let mut model = Model::default();
    for (path, node) in nodes {
        if earlier.is_some_and(|earlier| !can_follow(earlier, path, node)) {
            continue;
        }
        let mut node = node.clone();
        let in_etc = path.starts_with(b"etc/");
        if let Kind::HardLink(target) = &mut node.kind {
            let file = |(path, node): &(&Name, &Node)| {
                matches!(node.kind, Kind::File(_)) && !path.starts_with(b"etc/")
            };
            // Conffiles are replaced one by one: dpkg keeps no links between them.
            let Some((first, _)) = model.0.iter().find(file).filter(|_| !in_etc) else { continue };
            target.clone_from(first);
        }
        // Below another user's unreadable folder root still reads; dpkg needs to enter, too.
        model.insert(path, node);
    }
    if model.0.is_empty() {
        let node = Node { kind: Kind::File(b"x".to_vec()), mode: 0o644, mtime: 1 };
        model.insert(b"usr/only", node);
    }
    model
}

/// dpkg turns no folder into something else on upgrade, nor the other way round, and a conffile
/// stays one.
fn can_follow(earlier: &Model, path: &[u8], node: &Node) -> bool {
    let is_folder = |node: &Node| node.kind == Kind::Directory;
    let own = earlier.0.get(path).is_none_or(|before| {
        let config = |node: &Node| path.starts_with(b"etc/") && matches!(node.kind, Kind::File(_));
        is_folder(before) == is_folder(node) && config(before) == config(node)
    });
    let parents = conformance::model::parents(path);
    own && parents.iter().all(|parent| earlier.0.get(parent).is_none_or(is_folder))
}

/// A tree and one that follows it: some of the first, some new.
fn upgrade() -> impl Strategy<Value = (Model, Model)> {
    let drawn = prop::collection::vec((path(), node()), 0..15);
    (model(), prop::collection::vec((any::<bool>(), node()), 60), drawn).prop_map(
        |(first, kept, drawn)| {
            let old = first.0.iter().zip(kept).filter(|(_, (keep, _))| *keep);
            let mut nodes = Vec::new();
            for (index, ((path, before), (_, other))) in old.enumerate() {
                let mut node = before.clone();
                if index % 2 == 0 {
                    node.mtime = other.mtime;
                    node.mode = other.mode;
                    if let (Kind::File(_), Kind::File(_)) = (&node.kind, &other.kind) {
                        node.kind = other.kind;
                    }
                }
                nodes.push((path.clone(), node));
            }
            // dpkg forgets folders that hold nothing but conffiles of the earlier version.
            for path in first.0.keys().filter(|path| path.starts_with(b"etc/")) {
                for parent in conformance::model::parents(path) {
                    nodes.push((parent.clone(), first.0[&parent].clone()));
                }
            }
            nodes.extend(drawn);
            let second = assemble(&nodes, Some(&first));
            (first, second)
        },
    )
}

fn package(program: Program, model: &Model, version: &str, folder: &Path) -> PathBuf {
    let tree = folder.join(format!("tree-{version}"));
    fs::create_dir(&tree).unwrap();
    model.stage(&tree, Order::Forwards);
    let clamp = format!("--timestamp={CLAMP}");
    let arguments = [
        "--name=generated",
        "--version",
        version,
        "--arch=all",
        "--maintainer=A Tester <tester@example.com>",
        "--summary=a generated tree",
        "--license=MIT",
        "--compression=zstd:1",
        "--allow-special",
        "--modes=keep",
        "--hard-links=keep",
        &clamp,
    ];
    program.build(&tree, folder, &arguments)
}

fn same(what: &str, expected: &Listing, found: &Listing) -> Result<(), TestCaseError> {
    let differences = expected.differences(found);
    prop_assert!(differences.is_empty(), "{what}\n{differences}");
    Ok(())
}

/// What is on disk after the upgrade: the second tree, conffiles that are obsolete, and folders as
/// they were first made.
fn after_upgrade(first: &Model, second: &Model) -> Listing {
    let (before, mut after) = (first.installed(CLAMP), second.installed(CLAMP));
    for path in kept_links(first, second) {
        after.0.insert(path.clone(), before.0[path].clone());
    }
    let obsolete =
        |path: &Name| path.starts_with(b"etc/") && matches!(first.0[path].kind, Kind::File(_));
    let obsolete = before.0.keys().filter(|path| obsolete(path) && !after.0.contains_key(*path));
    let mut obsolete = obsolete.cloned().collect::<BTreeSet<_>>();
    for path in obsolete.clone() {
        obsolete.extend(conformance::model::parents(&path));
    }
    for (path, item) in before.0 {
        let config = path.starts_with(b"etc/") && item.kind == 'f';
        match after.0.get_mut(&path) {
            // dpkg leaves a conffile alone when its bytes are the same ...
            Some(found) if config && found.content == item.content => *found = item,
            // ... and keeps the permissions of conffiles and of folders.
            Some(found) if config || item.kind == 'd' => found.mode = item.mode,
            None if obsolete.contains(&path) => drop(after.0.insert(path, item)),
            _ => {}
        }
    }
    after.without_folder_times()
}

/// The symbolic links that dpkg leaves as they are, times and all: those that lead to the same
/// folder before and after.
fn kept_links<'a>(first: &'a Model, second: &'a Model) -> Vec<&'a Name> {
    let is_kept = |path: &&Name| {
        let (Some(old), Some(new)) = (link_text(first, path), link_text(second, path)) else {
            return false;
        };
        let upgrade = Upgrade { first, second, link: path };
        let found = |text| upgrade.folder(conformance::model::parents(path).last(), text, 0);
        found(old).is_some_and(|folder| found(new) == Some(folder))
    };
    second.0.keys().filter(is_kept).collect()
}

fn link_text<'a>(model: &'a Model, path: &[u8]) -> Option<&'a [u8]> {
    match &model.0.get(path)?.kind {
        Kind::Symlink(text) => Some(text),
        _ => None,
    }
}

/// What is on disk when dpkg comes to unpack `link`: links come last, in their order, and what is
/// of the first tree alone still stands.
#[derive(Clone, Copy)]
struct Upgrade<'a> {
    first: &'a Model,
    second: &'a Model,
    link: &'a Name,
}

impl Upgrade<'_> {
    /// The folder that `text` leads to from `folder`, if it leads to one.
    fn folder(self, folder: Option<&Name>, text: &[u8], depth: u32) -> Option<Name> {
        const ELOOP: u32 = 40;
        let mut place = folder.cloned().unwrap_or_default();
        for component in text.split(|byte| *byte == b'/') {
            let parent = place.clone();
            if !place.is_empty() {
                place.push(b'/');
            }
            place.extend(component);
            let is_unpacked = place.split(|byte| *byte == b'/').lt(self.link.split(|b| *b == b'/'));
            let is_folder =
                |model: &Model| model.0.get(&place).is_some_and(|at| at.kind == Kind::Directory);
            if is_folder(self.first) || is_folder(self.second) {
                continue;
            }
            let is_new = is_unpacked && self.second.0.contains_key(&place);
            let link = link_text(if is_new { self.second } else { self.first }, &place)?;
            if depth == ELOOP {
                return None;
            }
            place =
                self.folder(Some(&parent).filter(|parent| !parent.is_empty()), link, depth + 1)?;
        }
        Some(place)
    }
}

fn lives(first: &Model, second: &Model) -> Result<(), TestCaseError> {
    let folder = in_memory();
    let old = package(Mkdeb, first, "1.0", folder.path());
    let new = package(Mkdeb, second, "2.0", folder.path());
    let unpacked = unpack(&old, folder.path());
    same("dpkg-deb -x", &first.installed(CLAMP), &Listing::of(&unpacked.tree))?;

    let target = Target::new();
    target.dpkg("-i", &old);
    let installed = Listing::of(&target.root()).without_folder_times();
    same("installed", &first.installed(CLAMP).without_folder_times(), &installed)?;
    prop_assert_eq!(target.dpkg("--verify", "generated"), "");

    target.dpkg("-i", &new);
    let upgraded = Listing::of(&target.root()).without_folder_times();
    same("upgraded", &after_upgrade(first, second), &upgraded)?;

    target.dpkg("-P", "generated");
    same("purged", &Listing::default(), &Listing::of(&target.root()))
}

/// Without what rpm 4.18 opens when it installs it: a FIFO makes it wait for ever, a device does what
/// its driver does.
fn without_special(model: &Model) -> Model {
    let mut model = model.clone();
    model.0.retain(|_, node| {
        !matches!(node.kind, Kind::Fifo | Kind::CharacterDevice(..) | Kind::BlockDevice(..))
    });
    model
}

fn lives_with_rpm(first: &Model, second: &Model) -> Result<(), TestCaseError> {
    let (first, second) = (without_special(first), without_special(second));
    let folder = in_memory();
    let old = package(Mkrpm, &first, "1.0", folder.path());
    let new = package(Mkrpm, &second, "2.0", folder.path());
    let target = rpm::Target::new();
    // These belong to the distribution's own package.
    let is_top = |path: &[u8]| matches!(path, b"usr" | b"etc" | b"opt");
    let found = || {
        let database = |path: &[u8]| path.starts_with(b".rpmdb");
        Listing::of(target.root()).without(database).without(is_top).without_folder_times()
    };
    let staged = |model: &Model| model.installed(CLAMP).without(is_top).without_folder_times();

    target.rpm(&["-i"], &old);
    same("installed by rpm", &staged(&first), &found())?;
    prop_assert_eq!(target.rpm(&["-V"], "generated"), "");

    target.rpm(&["-U"], &new);
    same("upgraded by rpm", &staged(&second), &found())?;
    prop_assert_eq!(target.rpm(&["-V"], "generated"), "");

    target.rpm(&["-e"], "generated");
    same("erased by rpm", &Listing::default(), &found())
}

/// Tries `cases` generated upgrades.
fn try_all(cases: u32, test: fn(&Model, &Model) -> Result<(), TestCaseError>) {
    require_root();
    let config =
        Config { cases, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner.run(&upgrade(), |(first, second)| test(&first, &second)).unwrap();
}

fn cases() -> u32 {
    let cases = std::env::var("CONFORMANCE_CASES");
    cases.map_or(500, |text| text.parse().expect("CONFORMANCE_CASES is a number"))
}

#[test]
fn generated_trees_are_installed_upgraded_and_purged() {
    try_all(cases(), lives);
}

/// rpm takes its time for its database.
#[test]
fn generated_trees_are_installed_upgraded_and_erased() {
    try_all(cases() / 5, lives_with_rpm);
}
