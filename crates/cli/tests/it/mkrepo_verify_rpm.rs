//! `mkrepo verify` of RPM repositories: those that `mkrepo` made and that were tampered with, each with
//! what is to be told of it; and those of createrepo_c.

use std::fs;
use std::path::{Path, PathBuf};

use crate::mkrepo_verify::{Found, append, flip, verify};
use crate::repository::{KEY, Package, Repository};

const HELLO: Package<'_> = Package { arch: "x86_64", ..Package::new("hello", "1.0") };
const PACKAGE: &str = "rpm/Packages/h/hello-1.0-1.x86_64.rpm";
const COMMIT: &str = "rpm/repodata/repomd.xml";

/// A signed repository with one package, which is at a public address.
fn published() -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        text.replacen("[rpm.rpm]", "[rpm.rpm]\nurl = \"http://example.org/rpm\"", 1)
    });
    let hello = repository.build_signed_rpm(HELLO, KEY);
    repository.run(&["add", &hello]).done();
    repository
}

/// The only file in a directory whose name ends so.
fn only(folder: &Path, end: &str) -> PathBuf {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let fits: Vec<_> = all.filter(|path| path.to_str().unwrap().ends_with(end)).collect();
    let [only] = &fits[..] else { panic!("{fits:?}") };
    only.clone()
}

/// Changes a byte near the end of a package, in its payload.
fn damage(path: PathBuf) {
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() - 10;
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn snapshot(root: &Path) -> PathBuf {
    only(&root.join("rpm/snapshots"), "")
}

#[test]
fn nothing_is_told_of_what_mkrepo_published() {
    let repository = published();
    repository
        .run(&["add", &repository.build_signed_rpm(Package::new("other", "2.0"), KEY)])
        .done();
    let good = Found::new(0, &[], &[]);
    for arguments in [&[][..], &["--deep"], &["rpm:rpm"], &["--repair"]] {
        assert_eq!(verify(&repository, arguments), good, "{arguments:?}");
    }
    let run = repository.run(&["verify", "--deep"]);
    let text = run.done();
    assert!(text.starts_with("rpm: serial 2, of 20"), "{text}");
    assert!(text.contains("\n  3 metadata files, 2 packages\n"), "{text}");
    assert!(text.contains("\n  repodata/repomd.xml.asc: good, "), "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("1 RPM repository, "), "{last}");
    assert!(last.contains("2 of them read;") && last.ends_with("0 faults, 0 warnings"), "{last}");
    let document = repository.run(&["verify", "--json"]).json();
    let found = &document["repositories"][0];
    assert_eq!(found["serial"], 2);
    assert_eq!(found["metadata_files"], serde_json::json!(["primary", "filelists", "other"]));
    assert_eq!(found["signatures"][0]["state"], "good");
    assert_eq!(found["signatures"].as_array().unwrap().len(), 1);
    // A snapshot is one by itself, whose packages are outside of it.
    let id = found["snapshot"].as_str().unwrap();
    let keys = concat!("--key=", env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc");
    let snapshot = format!("public/rpm/snapshots/{id}");
    assert_eq!(verify(&repository, &[&snapshot, "--deep", keys]), good);
    assert_eq!(verify(&repository, &["public/rpm", keys]), good);
}

#[test]
fn each_tampering_is_told() {
    type Case<'a> = (&'a str, fn(&Path), &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        ("a longer repomd.xml", |root| append(root.join(COMMIT)), &[], &["E844"], &[]),
        (
            "a signature of something else",
            |root| {
                let snapshot = snapshot(root).join("repodata/repomd.xml.asc");
                fs::copy(snapshot, root.join("rpm/repodata/repomd.xml.asc")).unwrap();
            },
            &[],
            &["E844"],
            &[],
        ),
        (
            "no signature",
            |root| fs::remove_file(root.join("rpm/repodata/repomd.xml.asc")).unwrap(),
            &[],
            &["E843"],
            &[],
        ),
        (
            "a changed list",
            |root| flip(only(&root.join("rpm/repodata"), "-filelists.xml.zst")),
            &[],
            &["E872"],
            &["E887"],
        ),
        (
            "a changed list of the snapshot",
            |root| flip(only(&snapshot(root).join("repodata"), "-primary.xml.zst")),
            &[],
            &["E872"],
            &[],
        ),
        ("no snapshot", |root| fs::remove_dir_all(snapshot(root)).unwrap(), &[], &["E842"], &[]),
        (
            "a package that is gone",
            |root| fs::remove_file(root.join(PACKAGE)).unwrap(),
            &[],
            &["E878"],
            &[],
        ),
        ("a longer package", |root| append(root.join(PACKAGE)), &["--deep"], &["E879"], &[]),
        ("a changed package, not looked into", |root| damage(root.join(PACKAGE)), &[], &[], &[]),
        (
            "a changed package",
            |root| damage(root.join(PACKAGE)),
            &["--deep"],
            &["E880", "E881"],
            &[],
        ),
        (
            "a list of mirrors that names another snapshot",
            |root| {
                let id = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
                let line = format!("http://example.org/rpm/snapshots/{id}/\n");
                fs::write(root.join("rpm/mirrorlist"), line).unwrap();
            },
            &[],
            &["E889"],
            &[],
        ),
        (
            "a .repo file of somebody else",
            |root| append(root.join("rpm/example-rpm.repo")),
            &[],
            &["E889"],
            &[],
        ),
        (
            "orphans",
            |root| {
                let orphan = "rpm/Packages/h/hello-0-1.x86_64.rpm";
                fs::copy(root.join(PACKAGE), root.join(orphan)).unwrap();
                fs::write(root.join("rpm/repodata/00-other.xml.zst"), "").unwrap();
            },
            &[],
            &[],
            &["E886", "E886"],
        ),
    ];
    for (name, tamper, arguments, faults, warnings) in cases {
        let repository = published();
        tamper(&repository.path("public"));
        let exit = if faults.is_empty() { 0 } else { 7 };
        let expected = Found::new(exit, faults, warnings);
        assert_eq!(verify(&repository, arguments), expected, "{name}");
    }
}

#[test]
fn a_publication_that_was_cut_short_is_healed() {
    let repository = published();
    let mirrors = ["rpm/mirrorlist", "rpm/example-rpm.repo", "rpm/repodata/repomd.xml.asc"];
    let before = mirrors.map(|path| repository.published(path));
    repository
        .run(&["add", &repository.build_signed_rpm(Package::new("other", "2.0"), KEY)])
        .done();
    let after = mirrors.map(|path| repository.published(path));
    for (path, bytes) in mirrors.iter().zip(&before) {
        fs::write(repository.path("public").join(path), bytes).unwrap();
    }
    assert_eq!(verify(&repository, &[]), Found::new(7, &["E844", "E889"], &[]));
    let run = repository.run(&["verify", "--repair"]);
    run.done();
    assert!(run.stderr.contains("rpm: everything derived from repomd.xml"), "{}", run.stderr);
    assert!(mirrors.map(|path| repository.published(path)) == after);
    assert_eq!(verify(&repository, &[]), Found::new(0, &[], &[]));
}

/// A directory of two packages, indexed by createrepo_c.
fn foreign(arguments: &str) -> Repository {
    let repository = Repository::unsigned();
    for package in [HELLO, Package { arch: "all", ..Package::new("docs", "2.0") }] {
        repository.build_rpm(package);
    }
    let command = format!("createrepo_c -q {arguments} dist");
    real_tools::run_script(&repository.path("."), &command);
    repository
}

#[test]
fn what_createrepo_c_made() {
    for arguments in [
        "",
        "--no-database",
        "--compress-type=xz",
        "--checksum=sha512 --general-compress-type=bz2",
        "--simple-md-filenames",
    ] {
        let repository = foreign(arguments);
        let found = verify(&repository, &["dist", "--deep"]);
        assert_eq!(found, Found::new(0, &[], &["E843"]), "{arguments}");
        damage(only(&repository.path("dist"), "docs-2.0-1.noarch.rpm"));
        let found = verify(&repository, &["dist", "--deep"]);
        assert_eq!(found, Found::new(7, &["E880", "E881"], &["E843"]), "{arguments}");
    }
}

/// Anyone who edits a list and its digests is told what is not the packages' own.
#[test]
fn what_somebody_edited() {
    for (from, to) in [
        ("<name>hello</name>", "<name>hallo</name>"),
        ("says hello", "says goodbye"),
        ("<rpm:header-range start=\\\"", "<rpm:header-range start=\\\"1"),
        ("<rpm:license>MIT", "<rpm:license>GPL"),
    ] {
        let repository = foreign("--no-database --simple-md-filenames");
        let edit = format!(
            "cd dist/repodata; gzip -d primary.xml.gz; sed -i 's,{from},{to},' primary.xml
             modifyrepo_c --remove primary . > out 2>&1
             modifyrepo_c --mdtype=primary --simple-md-filenames primary.xml . > out 2>&1; rm out"
        );
        real_tools::run_script(&repository.path("."), &edit);
        let run = repository.run(&["verify", "dist", "--deep"]);
        assert_eq!(run.code, Some(7), "{from}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("fault[E882]"), "{from}: {}", run.stdout);
    }
}
