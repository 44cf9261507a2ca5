//! rpmbuild 4.18, which ours are like.

use std::fs;

use conformance::debian::download;
use conformance::fixtures;
use conformance::rebuild::unpack;
use conformance::rpm::{Difference, Twin};
use conformance::tool::{copy_tree, require_root, workspace};
use tempfile::TempDir;

use super::super::FOREIGN;
use super::{RPM_4_18, SET_ID, compare, fixture, twin};

const COMPRESSED: Difference = ("PAYLOADDIGEST", "compressed in blocks, on all cores");

#[test]
fn every_role() {
    fixture("roles", "roles", "zstd:3", RPM_4_18, &[SET_ID, &[COMPRESSED]].concat());
}

/// All but `%preuntrans` and `%postuntrans`, which rpm 4.18 does not know.
#[test]
fn every_scriptlet_and_trigger() {
    require_root();
    let folder = TempDir::new().unwrap();
    copy_tree(&workspace().join("fixtures/manifests"), folder.path());
    let text = fs::read_to_string(fixtures::manifest("rpm-scripts")).unwrap();
    let known = text.lines().filter(|line| !line.contains("untrans"));
    let path = folder.path().join("known.toml");
    fs::write(&path, known.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let tree = fixtures::tree("minimal");
    compare(&twin(&path, &tree, "gzip:9"), RPM_4_18, &[]);
}

#[test]
fn every_field() {
    let translated = ("header 1005", "rpmbuild leaves out descriptions after the last translated");
    fixture("rpm-fields", "minimal", "xz:6", RPM_4_18, &[COMPRESSED, translated]);
}

#[test]
fn every_kind() {
    fixture("kinds", "kinds", "none", RPM_4_18, SET_ID);
}

#[test]
fn names_that_are_hard_to_quote() {
    fixture("names", "names", "none", RPM_4_18, &[]);
}

/// A real tree, and a large one.
#[test]
fn erlang() {
    require_root();
    let folder = TempDir::new().unwrap();
    let unpacked = unpack(&download(&["erlang-base"])[0], folder.path());
    let manifest = folder.path().join("package.toml");
    fs::write(&manifest, ERLANG).unwrap();
    let erlang = Twin {
        manifest: &manifest,
        tree: &unpacked.tree,
        timestamp: 1_800_000_000,
        compression: "zstd:3",
        foreign: &[FOREIGN, &["lib", "lib/systemd", "lib/systemd/system"]].concat(),
    };
    let expected = [
        COMPRESSED,
        ("CLASSDICT", "libmagic knows more"),
        ("FILECLASS", "libmagic knows more"),
        ("header 1142", "CLASSDICT"),
    ];
    compare(&erlang, RPM_4_18, &expected);
}

const ERLANG: &str = r#"
name = "erlang-base"
epoch = 1
version = "25.2.3"
release = "1"
arch = "amd64"
maintainer = "A Tester <tester@example.com>"
summary = "Erlang/OTP"
license = "Apache-2.0"
"#;

const LINKED: &str = r#"
name = "linked"
version = "1.0"
arch = "noarch"
summary = "hard links"
license = "MIT"
maintainer = "A Tester <tester@example.com>"
"#;

/// Stages one file with names below `/opt` and `/usr`: all linked, or only below each of them.
fn linked(tree: &std::path::Path, is_copied: bool) {
    for folder in ["opt/linked", "usr/lib/linked"] {
        fs::create_dir_all(tree.join(folder)).unwrap();
    }
    let names = ["opt/linked/a", "opt/linked/b", "usr/lib/linked/a", "usr/lib/linked/b"];
    fs::write(tree.join(names[0]), "content").unwrap();
    fs::hard_link(tree.join(names[0]), tree.join(names[1])).unwrap();
    if is_copied {
        fs::write(tree.join(names[2]), "content").unwrap();
    } else {
        fs::hard_link(tree.join(names[0]), tree.join(names[2])).unwrap();
    }
    fs::hard_link(tree.join(names[2]), tree.join(names[3])).unwrap();
    let mut paths = names.map(str::to_owned).to_vec();
    for path in names {
        paths.extend(
            std::path::Path::new(path)
                .ancestors()
                .skip(1)
                .map(|it| it.to_str().unwrap().to_owned()),
        );
    }
    for path in paths {
        conformance::model::set_mtime(&tree.join(path), 1_000_000_000);
    }
}

/// rpmbuild keeps all links. Where it is given copies it makes what mkrpm makes of links by default.
#[test]
fn hard_links_below_several_top_level_directories() {
    require_root();
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["linked", "copied"] {
        fs::create_dir(path(name)).unwrap();
        linked(&path(name), name == "copied");
    }
    let kept = path("kept.toml");
    fs::write(&kept, format!("{LINKED}hard-links = \"keep\"\n")).unwrap();
    let foreign = &[FOREIGN, &["opt"]].concat();
    let tree = path("linked");
    compare(&Twin { foreign, ..twin(&kept, &tree, "none") }, RPM_4_18, &[]);

    let auto = path("auto.toml");
    fs::write(&auto, LINKED).unwrap();
    let copied = path("copied");
    let of_copies = Twin { foreign, ..twin(&auto, &copied, "none") };
    compare(&of_copies, RPM_4_18, &[]);
    let of_links = Twin { tree: &tree, ..of_copies };
    let built = |twin: &Twin<'_>, name: &str| {
        fs::create_dir(path(name)).unwrap();
        fs::read(twin.ours(&path(name), &[])).unwrap()
    };
    assert!(built(&of_copies, "ours-of-copies") == built(&of_links, "ours-of-links"));
}
