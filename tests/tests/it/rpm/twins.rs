//! Tag by tag.

use std::path::Path;

use conformance::chroot::Suite;
use conformance::debian::download;
use conformance::fixtures;
use conformance::rebuild::unpack;
use conformance::rpm::{Difference, Rpmbuild, Twin, differences, values};
use conformance::tool::require_root;
use tempfile::TempDir;

use super::{CLAMP, FOREIGN};

/// What differs between any package and its twin.
const ALWAYS: &[Difference] = &[
    ("OPTFLAGS", "rpmbuild has those of its configuration, mkrpm those of the description"),
    ("header 1122", "OPTFLAGS"),
    ("PLATFORM", "Debian's rpmbuild adds the vendor"),
    ("SHA1HEADER", "over a header with these"),
    ("SHA256HEADER", "over a header with these"),
    ("SIGMD5", "over a header with these"),
    ("SIGSIZE", "the length with these"),
    ("LONGSIGSIZE", "the length with these"),
];

fn compare(name: &str, twin: &Twin<'_>, rpmbuild: &Rpmbuild, expected: &[Difference]) {
    let folder = TempDir::new().unwrap();
    let theirs = rpmbuild.build(twin, 4, folder.path());
    let output = folder.path().join("ours");
    std::fs::create_dir(&output).unwrap();
    let ours = twin.ours(&output, &[]);
    let locales = ["de_DE.UTF-8", "pt_BR.UTF-8"];
    let ask = |package: &Path| values(rpmbuild.system(), &rpmbuild.system().put(package), &locales);
    let lines = differences(&ask(&ours), &ask(&theirs), &[ALWAYS, expected].concat());
    assert!(lines.is_empty(), "{name}\n{lines}");
}

fn fixture(name: &str, tree: &str, compression: &str, expected: &[Difference]) {
    require_root();
    let (tree, manifest) = (fixtures::tree(tree), fixtures::manifest(name));
    let twin =
        Twin { manifest: &manifest, tree: &tree, timestamp: CLAMP, compression, foreign: FOREIGN };
    compare(name, &twin, &Rpmbuild::of(Suite::Bookworm), expected);
}

const SET_ID: &[Difference] = &[
    ("CLASSDICT", "libmagic says setuid and setgid too"),
    ("FILECLASS", "libmagic says setuid and setgid too"),
    ("header 1142", "CLASSDICT"),
];

const COMPRESSED: Difference = ("PAYLOADDIGEST", "compressed in blocks, on all cores");

#[test]
fn every_role() {
    fixture("roles", "roles", "zstd:3", &[SET_ID, &[COMPRESSED]].concat());
}

#[test]
fn every_scriptlet_and_trigger() {
    fixture("rpm-scripts", "minimal", "gzip:9", &[]);
}

#[test]
fn every_field() {
    let translated = ("header 1005", "rpmbuild leaves out descriptions after the last translated");
    fixture("rpm-fields", "minimal", "xz:6", &[COMPRESSED, translated]);
}

#[test]
fn every_kind() {
    fixture("kinds", "kinds", "none", SET_ID);
}

#[test]
fn names_that_are_hard_to_quote() {
    fixture("names", "names", "none", &[]);
}

/// A real tree, and a large one.
#[test]
fn erlang() {
    require_root();
    let folder = TempDir::new().unwrap();
    let unpacked = unpack(&download(&["erlang-base"])[0], folder.path());
    let manifest = folder.path().join("package.toml");
    std::fs::write(&manifest, ERLANG).unwrap();
    let twin = Twin {
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
    compare("erlang", &twin, &Rpmbuild::of(Suite::Bookworm), &expected);
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
