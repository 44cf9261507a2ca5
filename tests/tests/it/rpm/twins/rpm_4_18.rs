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
