//! rpmbuild 4.20 and 6, which makes format 6 too.

use std::fs;

use conformance::fixtures;
use conformance::rpm::Difference;
use conformance::tool::require_root;
use tempfile::TempDir;

use super::{FORMAT_6, Peer, RPM_4_20, RPM_6, SET_ID, compare, fixture, twin};

#[test]
fn every_scriptlet_and_trigger() {
    fixture("rpm-scripts", "minimal", "gzip:9", RPM_4_20, &[]);
    fixture("rpm-scripts", "minimal", "none", RPM_6, &[]);
    fixture("rpm-scripts", "minimal", "none", FORMAT_6, &[]);
}

/// From 4.19 on rpmbuild requires `user(NAME)` and `group(NAME)` for the files of others than root.
/// Older systems, and Debian's, have nothing that provides them, so mkrpm leaves that to the
/// manifest; here it is told.
fn with_owners(name: &str, compression: &str, peer: Peer, expected: &[Difference]) {
    require_root();
    let folder = TempDir::new().unwrap();
    let (path, tree) = (folder.path().join("package.toml"), fixtures::tree(name));
    let text = fs::read_to_string(fixtures::manifest(name)).unwrap();
    fs::write(&path, &text).unwrap();
    let owners = twin(&path, &tree, compression).owners().into_iter().collect::<Vec<_>>();
    fs::write(&path, format!("{text}\n[rpm.requires-for]\n\"pre,postun\" = {owners:?}\n")).unwrap();
    compare(&twin(&path, &tree, compression), peer, expected);
}

#[test]
fn every_role() {
    let why = "the archive has the numbers that the building system gives to users and groups";
    let digests = [("PAYLOADDIGEST", why), ("PAYLOADDIGESTALT", why)];
    with_owners("roles", "none", RPM_4_20, &[SET_ID, &digests].concat());
    let digests = [("PAYLOADSHA256", why), ("PAYLOADSHA256ALT", why)];
    with_owners("roles", "none", RPM_6, &[SET_ID, &digests].concat());
}

#[test]
fn format_6() {
    with_owners("roles", "zstd:3", FORMAT_6, &[COMPRESSED, MEDIA_TYPES].concat());
    with_owners("kinds", "none", FORMAT_6, &[]);
    let translated = ("header 1005", "rpmbuild leaves out descriptions after the last translated");
    fixture("rpm-fields", "minimal", "xz:6", FORMAT_6, &[COMPRESSED, &[translated]].concat());
    fixture("names", "names", "none", FORMAT_6, &[]);
    fixture("minimal", "minimal", "gzip:9", FORMAT_6, COMPRESSED);
}

const COMPRESSED: &[Difference] = &[
    ("PAYLOADSHA256", "compressed in blocks, on all cores"),
    ("PAYLOADSHA512", "compressed in blocks, on all cores"),
    ("PAYLOADSHA3_256", "compressed in blocks, on all cores"),
    ("PAYLOADSIZE", "compressed in blocks, on all cores"),
];

const MEDIA_TYPES: &[Difference] = &[
    ("FILEMIMEINDEX", "ghosts are not read, and UTF-16 is not told from other data"),
    ("FILEMIMES", "ghosts are not read, and UTF-16 is not told from other data"),
    ("MIMEDICT", "ghosts are not read, and UTF-16 is not told from other data"),
    ("header 5116", "MIMEDICT"),
];
