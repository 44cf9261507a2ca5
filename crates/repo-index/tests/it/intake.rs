//! Packages taken in, beside what apt-ftparchive and dpkg-deb make of them.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use repo_index::apt::{PackageKind, intake};
use repo_index::codes;

use crate::tools::{build, by_field, control, ftparchive, options, output, take};

/// Control fields in an order that no tool prints them in.
const ODD: &str = "Zed: last\nTag: a::b,\n c::d\nHomepage: https://example.org\nEnhances: ed\n\
    Provides: something (= 1), other\nDepends: libc6 (>= 2.31) | libc6.1, bash:any\n\
    Installed-Size: 12\nOriginal-Maintainer: O <o@example.org>\nSection: contrib/net\n\
    Source: odd-source (1.0-1)\nEssential: no\nStatus: install ok installed\nMulti-Arch: foreign\n\
    Built-Using: gcc-12 (= 12.2.0-14)\nPackage: odd\nSHA256: forged\nSize: 1\nFilename: /etc/passwd\n\
    Conffiles:\n /etc/odd d41d8cd98f00b204e9800998ecf8427e\nDescription: odd things\n first\n .\n\
    \x20  indented\nPriority:   optional\nVersion: 1:1.0~rc1-1+b1\nArchitecture: amd64\n\
    Maintainer: Ä Ö <a@example.org>\nTask: some\nPre-Depends: dpkg (>= 1.17)\nAlpha: 1\n";

fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    build(root, "odd.deb", ODD, &["etc/odd"]);
    build(root, "a b+~.deb", &control("plain", "1", "all", ""), &["usr/share/x"]);
    build(
        root,
        "long.deb",
        &control("long", "2", "amd64", " and\n more\nX-Empty:\nX-Last: 1\n"),
        &[],
    );
    folder
}

/// Our index of a folder beside apt-ftparchive's, byte for byte in each paragraph.
fn compare(folder: &Path) -> usize {
    let theirs = ftparchive(folder, &["packages", "."]);
    let theirs = by_field(&theirs, "Filename");
    let ours = take(folder, &options());
    for package in &ours.packages {
        let name = format!("./{}", package.file.file_name().unwrap().to_string_lossy());
        let record = package.record(&name, false).unwrap();
        let text = String::from_utf8(record.paragraph().to_vec()).unwrap();
        let mut theirs = format!("{}\n", theirs[name.as_str()]);
        if package.package() == "odd" {
            // The only difference: apt-ftparchive takes what a package says of itself for true.
            theirs = theirs.replace("Size: 1\n", "");
        }
        assert_eq!(text, theirs);
    }
    ours.packages.len()
}

#[test]
fn records_are_those_of_apt_ftparchive() {
    let folder = sample();
    assert_eq!(compare(folder.path()), 3);
}

#[test]
#[ignore = "needs a folder of packages for amd64 in DEB_CORPUS"]
fn records_of_a_corpus_are_those_of_apt_ftparchive() {
    let corpus = PathBuf::from(std::env::var_os("DEB_CORPUS").expect("DEB_CORPUS"));
    println!("{} packages", compare(&corpus));
}

#[test]
fn threads_and_order_change_nothing() {
    let folder = sample();
    // dpkg refuses that one, which shows when the payload is read.
    let odd = ODD.replace("Status: install ok installed\n", "");
    build(folder.path(), "odd.deb", &odd, &["etc/odd"]);
    let shown = |threads: usize| {
        let mut options = options();
        options.threads = NonZeroUsize::new(threads).unwrap();
        options.payload = threads.is_multiple_of(2);
        let packages = take(folder.path(), &options).packages.into_iter();
        packages.map(|package| package.record("x", true).unwrap()).collect::<Vec<_>>()
    };
    let one = shown(1);
    for threads in [2, 3, 8] {
        assert_eq!(shown(threads), one);
    }
}

#[test]
fn what_dpkg_refuses_is_told_when_the_payload_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let fields = "Essential: maybe\nDepends: a b\nConflicts: a1 | b1\n";
    let refused = build(root, "refused.deb", &control("refused", "1", "all", fields), &[]);
    let fields = "Provides: a1 (>= 1)\n";
    let warned = build(root, "warned.deb", &control("warned", "1", "all", fields), &[]);
    let mut payload = options();
    payload.payload = true;
    let defects = intake(std::slice::from_ref(&refused), &payload).unwrap_err();
    let found: Vec<_> = defects.as_slice().iter().map(|defect| defect.code).collect();
    assert_eq!(found, [debpkg::codes::CONTROL_FIELD; 3], "{defects}");
    // Relationships that no index can hold are refused at any rate.
    let defects = intake(&[refused], &options()).unwrap_err();
    assert_eq!(defects.as_slice().len(), 1, "{defects}");
    let notes = intake(&[warned], &payload).unwrap().notes;
    assert!(notes.to_string().contains("dpkg 1.22 (Debian 13) and later refuse"), "{notes}");
}

#[test]
fn packages_find_their_place_and_kind() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let place = |name: &str, more: &str| {
        let file = build(root, name, &control("libtool", "1:2.0-1", "amd64", more), &[]);
        let package = intake(&[file], &options()).unwrap().packages.remove(0);
        let component =
            package.component(&repo_index::apt::Archive::new("deb", &["amd64"])).unwrap();
        (package.kind, package.pool_path(&component).unwrap())
    };
    let expected = |kind, path: &str| (kind, path.to_owned());
    let pool = "libtool_2.0-1_amd64";
    assert_eq!(
        place("x", "Section: libs\n"),
        expected(PackageKind::Binary, &format!("pool/main/libt/libtool/{pool}.deb"))
    );
    assert_eq!(
        place("x", "Section: contrib/libs\nSource: source (3)\n"),
        expected(PackageKind::Binary, &format!("pool/contrib/s/source/{pool}.deb"))
    );
    assert_eq!(
        place("x.deb", "Package-Type: udeb\n"),
        expected(PackageKind::Installer, &format!("pool/main/libt/libtool/{pool}.udeb"))
    );
    assert_eq!(place("x.deb", "Section: debian-installer\n").0, PackageKind::Installer);
    assert_eq!(
        place("x.deb", "Package-Type: ddeb\n"),
        expected(PackageKind::Debug, &format!("pool/main/libt/libtool/{pool}.ddeb"))
    );
}

#[test]
fn all_defects_of_all_files_come_in_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let good = build(root, "good.deb", &control("good", "1", "all", ""), &[]);
    let other = build(root, "other.deb", &control("good", "1", "all", "X: y\n"), &[]);
    let foreign = "Depends: a (>> )\nSuggests: b (>> )\n";
    let foreign = build(root, "foreign.deb", &control("foreign", "1", "arm64", foreign), &[]);
    let text = root.join("text.deb");
    fs::write(&text, "no package").unwrap();
    let files = [good.clone(), text, foreign, root.join("missing.deb"), root.to_owned(), other];
    let defects = intake(&files, &options()).unwrap_err();
    let found: Vec<_> = defects.as_slice().iter().map(|defect| defect.code).collect();
    assert_eq!(
        found,
        [
            debpkg::codes::NOT_A_PACKAGE,
            codes::ARCHITECTURE,
            codes::RELATIONSHIPS,
            codes::RELATIONSHIPS,
            codes::NO_FILE,
            codes::NO_FILE,
            codes::OTHER_CONTENT,
        ],
        "{defects}"
    );
    let twice = intake(&[good.clone(), good], &options()).unwrap();
    assert_eq!((twice.packages.len(), twice.notes.as_slice().len()), (1, 1));
    assert_eq!(twice.notes.as_slice()[0].code, codes::GIVEN_TWICE);
}

#[test]
fn what_is_cut_off_is_refused_wherever_dpkg_deb_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    let whole = build(folder.path(), "whole.deb", &control("tool", "1", "all", ""), &["usr/x"]);
    let bytes = fs::read(whole).unwrap();
    let cut = folder.path().join("cut.deb");
    // The byte that makes the last member even may be missing: dpkg before 1.23 does not look for it.
    for length in 0..bytes.len() - usize::from(bytes.ends_with(b"\n")) {
        fs::write(&cut, &bytes[..length]).unwrap();
        assert!(intake(std::slice::from_ref(&cut), &options()).is_err(), "{length} bytes");
    }
    let mut payload = options();
    payload.payload = true;
    let mut refusals = 0;
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        fs::write(&cut, &changed).unwrap();
        let accepted = intake(std::slice::from_ref(&cut), &payload).is_ok();
        let dpkg = output(folder.path(), "dpkg-deb", &["-c", "cut.deb"]).status.success();
        assert!(!accepted || dpkg, "dpkg-deb refuses a change at {at}");
        let outlined = intake(std::slice::from_ref(&cut), &options()).is_ok();
        let informed = output(folder.path(), "dpkg-deb", &["-I", "cut.deb"]).status.success();
        assert!(!outlined || informed, "dpkg-deb refuses the control data after a change at {at}");
        refusals += usize::from(!accepted);
    }
    assert!(refusals > 20, "{refusals}");
}
