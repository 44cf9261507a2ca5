//! `modes = "normal"` against dh_fixperms, on generated trees.

use std::fs;
use std::path::Path;

use conformance::dpkg::in_memory;
use conformance::model::{Kind, Listing, Model, Name, Node, Order};
use conformance::program::{MINIMAL, Mkdeb};
use conformance::rebuild::unpack;
use conformance::tool::{command, require_root, run};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

/// Directories that the rules of dh_fixperms name, some beside them, and some that only look so.
/// `usr/share/themes` is left out: debhelper 14 treats it as manual pages, and debhelper 13 does not.
const DIRECTORIES: &[&str] = &[
    "bin",
    "etc/fixture",
    "etc/init.d",
    "etc/sudoers.d",
    "etc/sudoers.d/nested",
    "opt/fixture/bin",
    "sbin",
    "srv/www",
    "usr/bin",
    "usr/bin/nested",
    "usr/games",
    "usr/include/fixture",
    "usr/lib/ada",
    "usr/lib/fixture",
    "usr/lib/nodejs/fixture",
    "usr/lib/nodejs/fixture/deep",
    "usr/lib/x86_64-linux-gnu",
    "usr/libexec/fixture",
    "usr/sbin",
    "usr/share/applications",
    "usr/share/bug/fixture",
    "usr/share/bug/fixture/deep",
    "usr/share/doc",
    "usr/share/doc/fixture",
    "usr/share/doc/fixture/examples",
    "usr/share/doc/fixture/examples/deep",
    "usr/share/doc/fixture/more/examples",
    "usr/share/fixture",
    "usr/share/lintian/overrides",
    "usr/share/man/man1",
    "usr/share/perl5/Fixture",
    "var/lib/fixture",
    "var/spool/fixture",
];

const NAMES: &[&str] = &[
    "a.ali", "b.pm", "bin.js", "c.h", "cli.js", "d.so", "d.so.1", "d.so.1.2", "data", "e.a",
    "f.la", "g.css", "h.jpeg", "i.node", "j.cmxs", "k.soup", "l.so.d", "m.JPG", "run", "script",
    "n.png", ".so", "examples",
];

/// The modes that systems give these, whatever dh_fixperms does.
const USUAL: &[(&str, u32)] = &[("root", 0o700), ("tmp", 0o1777), ("var/tmp", 0o1777)];

fn mode() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0o600_u32),
        Just(0o700),
        Just(0o664),
        Just(0o775),
        Just(0o777),
        Just(0o4755),
        Just(0o2775),
        Just(0o1777),
        0_u32..0o7777,
    ]
}

fn model() -> impl Strategy<Value = Model> {
    let file = (prop::sample::select(DIRECTORIES), prop::sample::select(NAMES), mode(), 0..6_u8);
    let folders = prop::collection::vec(mode(), DIRECTORIES.len() + USUAL.len());
    (prop::collection::vec(file, 60..120), folders).prop_map(|(files, folders)| {
        let mut model = Model::default();
        let usual = USUAL.iter().map(|(path, _)| path);
        for (path, mode) in DIRECTORIES.iter().chain(usual).zip(folders) {
            model.insert(path.as_bytes(), Node { kind: Kind::Directory, mode, mtime: 1 });
        }
        let mut first: Option<Name> = None;
        for (folder, name, mode, kind) in files {
            let path = format!("{folder}/{name}").into_bytes();
            let kind = match (kind, &first) {
                (0, _) => Kind::Symlink(b"data".to_vec()),
                (1, Some(first)) => Kind::HardLink(first.clone()),
                _ => Kind::File(path.clone()),
            };
            let is_file = matches!(kind, Kind::File(_));
            if model.insert(&path, Node { kind, mode, mtime: 1 }) && is_file {
                first = Some(path);
            }
        }
        model
    })
}

/// The modes of everything below `root` but symbolic links.
fn modes(root: &Path) -> Vec<(String, u32)> {
    let items = Listing::of(root).0.into_iter().filter(|(_, item)| item.kind != 'l');
    items.map(|(path, item)| (String::from_utf8(path).unwrap(), item.mode)).collect()
}

fn dh_fixperms(tree: &Path, folder: &Path) {
    fs::create_dir(folder.join("debian")).unwrap();
    let control = "Source: fixture\nMaintainer: A Tester <tester@example.com>\n\
        Build-Depends: debhelper-compat (= 13)\nRules-Requires-Root: no\n\n\
        Package: fixture\nArchitecture: any\nDescription: a fixture\n";
    fs::write(folder.join("debian/control"), control).unwrap();
    let changelog = "fixture (1.0) unstable; urgency=low\n\n  * X.\n\n \
        -- A Tester <tester@example.com>  Mon, 01 Jan 2024 00:00:00 +0000\n";
    fs::write(folder.join("debian/changelog"), changelog).unwrap();
    let mut dh = command("dh_fixperms");
    run(dh.current_dir(folder).arg("-P").arg(tree).env("DEB_RULES_REQUIRES_ROOT", "no"));
}

fn is_alike(model: &Model) -> Result<(), TestCaseError> {
    let folder = in_memory();
    let tree = folder.path().join("stage");
    fs::create_dir(&tree).unwrap();
    model.stage(&tree, Order::Forwards);
    let staged = modes(&tree);
    let flags = [
        &MINIMAL[..],
        &["--modes=normal", "--hard-links=keep", "--no-etc-conffiles", "--compression=none"],
    ]
    .concat();
    let package = Mkdeb.build(&tree, folder.path(), &flags);
    let ours = modes(&unpack(&package, folder.path()).tree);

    dh_fixperms(&tree, folder.path());
    let expected: Vec<_> = modes(&tree)
        .into_iter()
        .zip(&staged)
        .map(|((path, theirs), (_, before))| {
            let usual = USUAL.iter().find(|(usual, _)| *usual == path);
            let is_other = is_usual_directory(&path);
            match usual {
                Some((_, mode)) => (path, *mode),
                None if is_other => (path, 0o755),
                // Special bits stay, which dh_fixperms takes away.
                None => (path, theirs & 0o777 | before & 0o7000),
            }
        })
        .collect();
    let lines =
        ours.iter().zip(&expected).zip(&staged).filter(|((ours, theirs), _)| ours != theirs);
    let lines: String = lines
        .map(|(((path, ours), (_, theirs)), (_, before))| {
            format!("{path}: of {before:04o} {ours:04o}, not {theirs:04o}\n")
        })
        .collect();
    prop_assert!(ours.len() == expected.len() && lines.is_empty(), "{lines}");
    Ok(())
}

/// Directories of the tree that every system has: they have 0755 even where the tree gives them
/// special bits, or takes entering them from their owner, both of which dh_fixperms lets be.
fn is_usual_directory(path: &str) -> bool {
    let below_usr = path.strip_prefix("usr/").unwrap_or(path);
    matches!(
        below_usr,
        "bin"
            | "sbin"
            | "games"
            | "lib"
            | "libexec"
            | "include"
            | "share"
            | "share/doc"
            | "share/man"
            | "share/man/man1"
            | "share/applications"
            | "share/lintian"
            | "share/lintian/overrides"
            | "share/bug"
            | "share/perl5"
            | "lib/x86_64-linux-gnu"
            | "usr"
            | "etc"
            | "etc/init.d"
            | "opt"
            | "srv"
            | "var"
            | "var/lib"
            | "var/spool"
    )
}

#[test]
fn normal_modes_are_those_of_dh_fixperms() {
    require_root();
    let config = Config { cases: 6, ..Config::with_source_file(file!()) };
    TestRunner::new(config).run(&model(), |model| is_alike(&model)).unwrap();
}

#[test]
#[ignore = "the exhaustive form: a minute"]
fn normal_modes_are_those_of_dh_fixperms_long() {
    require_root();
    let config = Config { cases: 100, ..Config::with_source_file(file!()) };
    TestRunner::new(config).run(&model(), |model| is_alike(&model)).unwrap();
}
