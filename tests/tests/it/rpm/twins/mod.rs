//! Tag by tag, and the lead.

mod later;
mod rpm_4_18;

use std::fs;
use std::path::Path;

use conformance::chroot::Suite;
use conformance::fixtures;
use conformance::rpm::{Difference, Rpmbuild, Twin, differences, values};
use conformance::tool::require_root;
use tempfile::TempDir;

use super::{CLAMP, FOREIGN};

/// A rpmbuild to be like.
#[derive(Clone, Copy, Debug)]
struct Peer {
    suite: Suite,
    format: u8,
    /// What differs between any package and its twin besides [`ALWAYS`].
    differences: &'static [&'static [Difference]],
}

const RPM_4_18: Peer =
    Peer { suite: Suite::Bookworm, format: 4, differences: &[OLD_DIGESTS, OLD_NAMES] };
const RPM_4_20: Peer =
    Peer { suite: Suite::Trixie, format: 4, differences: &[OLD_DIGESTS, OLD_NAMES, LATER_RELEASE] };
const RPM_6: Peer =
    Peer { suite: Suite::Sid, format: 4, differences: &[OLD_DIGESTS, LATER_RELEASE, NO_LEAD] };
const FORMAT_6: Peer =
    Peer { suite: Suite::Sid, format: 6, differences: &[NEW_DIGESTS, LATER_RELEASE] };

/// What differs between any package and its twin.
const ALWAYS: &[Difference] = &[
    ("OPTFLAGS", "rpmbuild has those of its configuration, mkrpm those of the description"),
    ("header 1122", "OPTFLAGS"),
    ("PLATFORM", "Debian's rpmbuild adds the vendor"),
    ("SHA256HEADER", "over a header with these"),
];

const OLD_DIGESTS: &[Difference] = &[
    ("SHA1HEADER", "over a header with what differs always"),
    ("SIGMD5", "over a header with what differs always"),
    ("SIGSIZE", "the length with what differs always"),
    ("LONGSIGSIZE", "the length with what differs always"),
];

/// As rpm 4 has them; rpm 6 does not.
const OLD_NAMES: &[Difference] = &[("HDRID", "SHA1HEADER"), ("PKGID", "SIGMD5")];

const NEW_DIGESTS: &[Difference] = &[("SHA3_256HEADER", "over a header with what differs always")];

const LATER_RELEASE: &[Difference] =
    &[("RPMVERSION", "the first release whose packages ours are like, not the one at hand")];

const NO_LEAD: &[Difference] = &[
    ("lead architecture", "rpm 6 leaves it out in format 4 too; file(1) says it"),
    ("lead system", "rpm 6 leaves it out in format 4 too; file(1) says it"),
];

/// Compares what mkrpm and rpmbuild make of `twin`.
#[track_caller]
fn compare(twin: &Twin<'_>, peer: Peer, expected: &[Difference]) {
    let rpmbuild = Rpmbuild::of(peer.suite);
    let folder = TempDir::new().unwrap();
    let theirs = rpmbuild.build(twin, peer.format, folder.path());
    let output = folder.path().join("ours");
    fs::create_dir(&output).unwrap();
    let ours = twin.ours(&output, &[&format!("--format={}", peer.format)]);
    let locales = ["de_DE.UTF-8", "pt_BR.UTF-8"];
    let ask = |package: &Path| values(rpmbuild.system(), &rpmbuild.system().put(package), &locales);
    let expected = [&[ALWAYS], peer.differences, &[expected]].concat().concat();
    let lines = differences(&ask(&ours), &ask(&theirs), &expected);
    assert!(lines.is_empty(), "{twin:?} and {peer:?}\n{lines}");
}

/// Compares what they make of the fixture `name` with the tree `tree`.
#[track_caller]
fn fixture(name: &str, tree: &str, compression: &str, peer: Peer, expected: &[Difference]) {
    require_root();
    let (manifest, tree) = (fixtures::manifest(name), fixtures::tree(tree));
    compare(&twin(&manifest, &tree, compression), peer, expected);
}

/// The fixture tree `tree` with a manifest.
fn twin<'a>(manifest: &'a Path, tree: &'a Path, compression: &'a str) -> Twin<'a> {
    Twin { manifest, tree, timestamp: CLAMP, compression, foreign: FOREIGN }
}

const SET_ID: &[Difference] = &[
    ("CLASSDICT", "libmagic says setuid and setgid too"),
    ("FILECLASS", "libmagic says setuid and setgid too"),
    ("header 1142", "CLASSDICT"),
];
