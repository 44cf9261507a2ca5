//! What dpkg-deb says of every fixture, with every compressor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use conformance::dpkg::Target;
use conformance::fixtures;
use conformance::golden::DEBS;
use conformance::model::Listing;
use conformance::program::Mkdeb;
use conformance::rebuild::{fields, tar_listing, unpack};
use conformance::tool::{call, command, outcome, require_root, run};
use tempfile::TempDir;

/// The fixtures that have a tree of their own.
pub(crate) const TREES: [&str; 4] = ["minimal", "kinds", "names", "scripts"];

/// Every compressor that mkdeb has, and the name of the data member it gives.
pub(crate) const COMPRESSORS: [(&str, &str); 5] = [
    ("xz", "data.tar.xz"),
    ("xz:0", "data.tar.xz"),
    ("zstd", "data.tar.zst"),
    ("gzip", "data.tar.gz"),
    ("none", "data.tar"),
];

/// Builds a fixture.
pub(crate) fn build(name: &str, compressor: &str, output: &Path) -> PathBuf {
    let manifest = fixtures::manifest(name);
    let manifest = manifest.to_str().unwrap();
    let clamp = format!("--timestamp={CLAMP}");
    let arguments = ["--compression", compressor, "--manifest", manifest, &clamp];
    Mkdeb.build(&fixtures::tree(name), output, &arguments)
}

/// When everything but one file of the fixtures was made.
pub(crate) const CLAMP: i64 = 1_704_164_645;

/// What must be on disk once a fixture is unpacked: its tree, as its manifest has it.
pub(crate) fn expected(name: &str) -> Listing {
    let mut listing = Listing::of(&fixtures::tree(name));
    if name != "kinds" {
        return listing;
    }
    listing.0.remove(&b"usr/lib/kinds/left-out.tmp"[..]).expect("the fixture is not complete");
    // Numbers of owners as in every Debian (base-passwd).
    let mut own = |path: &[u8], owner| listing.0.get_mut(path).unwrap().owner = owner;
    own(b"usr/bin/setgid", (0, 60));
    own(b"etc/kinds/kinds.conf", (0, 4));
    own(b"var/spool/kinds", (1, 1));
    own(b"var/lib/kinds/shared", (0, 50));
    own(b"usr/lib/kinds/fifo", (0, 5));
    for item in listing.0.values_mut() {
        item.mtime = item.mtime.map(|time| time.min(CLAMP));
    }
    listing
}

#[track_caller]
pub(crate) fn assert_same(what: &str, expected: &Listing, found: &Listing) {
    let differences = expected.differences(found);
    assert!(differences.is_empty(), "{what}\n{differences}");
}

#[test]
fn dpkg_deb_unpacks_what_was_staged() {
    require_root();
    for name in TREES {
        for (compressor, _) in COMPRESSORS {
            let folder = TempDir::new().unwrap();
            let deb = build(name, compressor, folder.path());
            let unpacked = unpack(&deb, folder.path());
            let found = Listing::of(&unpacked.tree);
            assert_same(&format!("{name} with {compressor}"), &expected(name), &found);
        }
    }
}

#[test]
fn the_archive_stream_is_gnu_tar_in_order() {
    require_root();
    for name in TREES {
        let folder = TempDir::new().unwrap();
        let deb = build(name, "none", folder.path());
        let tar = call("dpkg-deb", &["--fsys-tarfile".as_ref(), deb.as_os_str()]);
        let stream = folder.path().join("stream.tar");
        std::fs::write(&stream, &tar).unwrap();
        let listed = run(command("tar").args(["--quoting-style=literal", "-tf"]).arg(&stream));
        let names = listed.split(|byte| *byte == b'\n').filter(|name| !name.is_empty());
        let names = names.collect::<Vec<_>>();
        assert_eq!(names[0], b"./", "{name}: the root comes first");
        let mut sorted = names.clone();
        sorted.sort_by_key(|name| {
            name.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>()
        });
        assert_eq!(names, sorted, "{name}: sorted, parents before children");
        // Nobody's build owners and no PAX headers, which dpkg refuses.
        let items = tar_listing(&deb);
        assert_eq!(items.len(), expected(name).0.len() + 1);
        for block in tar.chunks_exact(512).filter(|block| &block[257..262] == b"ustar") {
            assert_eq!(&block[257..265], b"ustar  \0", "{name}: GNU magic");
            assert!(!matches!(block[156], b'x' | b'g'), "{name}: a PAX header");
        }
    }
}

#[test]
fn dpkg_deb_lists_the_contents() {
    require_root();
    for name in TREES {
        for (compressor, _) in COMPRESSORS {
            let folder = TempDir::new().unwrap();
            let deb = build(name, compressor, folder.path());
            let listed = String::from_utf8(call("dpkg-deb", &["-c".as_ref(), deb.as_os_str()]));
            let lines = listed.unwrap().lines().count();
            assert_eq!(lines, expected(name).0.len() + 1, "{name} with {compressor}");
        }
    }
}

#[test]
fn dpkg_deb_reads_the_control_member() {
    require_root();
    for golden in DEBS {
        let folder = TempDir::new().unwrap();
        let deb = golden.build(folder.path());
        let info = outcome(command("dpkg-deb").arg("-I").arg(&deb)).succeeded();
        assert!(info.stderr.is_empty(), "{info}");
        let name = call("dpkg-deb", &["-f".as_ref(), deb.as_os_str(), "Package".as_ref()]);
        assert_eq!(String::from_utf8(name).unwrap().trim(), golden.manifest);
    }
}

#[test]
fn members_are_named_for_their_compressor() {
    require_root();
    for (compressor, member) in COMPRESSORS {
        let folder = TempDir::new().unwrap();
        let deb = std::fs::read(build("minimal", compressor, folder.path())).unwrap();
        assert!(deb.starts_with(b"!<arch>\ndebian-binary   "));
        let control = member.replace("data", "control");
        for member in [member, &control] {
            let header = format!("{member:<16}{CLAMP:<12}0     0     100644  ");
            let found = deb.windows(header.len()).any(|window| window == header.as_bytes());
            assert!(found, "{compressor}: no member header {header:?}");
        }
    }
}

#[test]
fn every_field_comes_out_as_deb_control_has_it() {
    require_root();
    let folder = TempDir::new().unwrap();
    let golden = DEBS.iter().find(|golden| golden.name == "fields").unwrap();
    let deb = golden.build(folder.path());
    assert_eq!(deb.file_name().unwrap(), "fields_1.0~rc1+git20240102-3~bpo12+1_arm64.deb");
    let unpacked = unpack(&deb, folder.path());
    let fields = fields(&unpacked.control.join("control"));
    let found = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let found = found.collect::<BTreeMap<_, _>>();
    let description = "every field of the control file\n The first paragraph.\n It has two lines.\n \
                       .\n The second paragraph:\n  * kept as it is\n  * and so is this";
    let expected = BTreeMap::from([
        ("Package", "fields"),
        ("Source", "fields-source (0.9)"),
        ("Version", "2:1.0~rc1+git20240102-3~bpo12+1"),
        ("Architecture", "arm64"),
        ("Maintainer", "Zoë Prüfer <zoe@example.com>"),
        ("Installed-Size", "5"),
        ("Essential", "yes"),
        ("Protected", "yes"),
        ("Multi-Arch", "foreign"),
        ("Section", "contrib/misc"),
        ("Priority", "important"),
        ("Homepage", "https://example.com/"),
        ("Bugs", "https://bugs.example.com/"),
        ("Origin", "Example"),
        ("Tag", "role::program, interface::commandline"),
        ("Pre-Depends", "dpkg (>= 1.17)"),
        ("Depends", "libc6 (>= 2.31), zlib1g, first | second (<< 2:3)"),
        ("Recommends", "recommended"),
        ("Suggests", "suggested:any"),
        ("Enhances", "enhanced"),
        ("Provides", "virtual (= 1.0)"),
        ("Breaks", "older (<< 1)"),
        ("Conflicts", "enemy (<= 1)"),
        ("Replaces", "enemy (<= 1)"),
        ("Built-Using", "gcc-12 (= 12.2.0-14)"),
        ("Static-Built-Using", "rustc (= 1.63.0)"),
        ("X-Commit", "0123456789abcdef"),
        ("Python-Version", "3.11"),
        ("Description", description),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn dpkg_verifies_what_it_installed_and_notices_damage() {
    require_root();
    for (compressor, _) in COMPRESSORS {
        let folder = TempDir::new().unwrap();
        let target = Target::new();
        for name in ["kinds", "names"] {
            target.dpkg("-i", build(name, compressor, folder.path()));
            let said = target.dpkg("--verify", name);
            assert_eq!(said, "", "{name} with {compressor}");
        }
        let file = target.root().join("usr/share/doc/kinds/NEWS");
        std::fs::write(&file, "damaged\n").unwrap();
        let said = target.attempt("--verify", Path::new("kinds")).text();
        assert!(said.contains("usr/share/doc/kinds/NEWS"), "md5sums must cover it: {said:?}");
    }
}
