//! `mkrepo verify`: repositories that `mkrepo` made and that were tampered with, each with what is to
//! be told of it; and those of other tools.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::repository::{Package, Repository};
use crate::support::Run;

const HELLO: Package<'_> = Package::new("hello", "1.0");
const SUITE: &str = "deb/dists/stable";
const INDEX: &str = "deb/dists/stable/main/binary-amd64/Packages.gz";
const XZ: &str = "deb/dists/stable/main/binary-amd64/Packages.xz";
const POOLED: &str = "deb/pool/main/h/hello/hello_1.0_amd64.deb";

/// A signed repository with one package.
fn published() -> Repository {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello]).done();
    repository
}

/// What was found: the exit code, and the codes of faults and of warnings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found(i32, Vec<String>, Vec<String>);

impl Found {
    pub(crate) fn new(exit: i32, faults: &[&str], warnings: &[&str]) -> Self {
        let texts = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        Self(exit, texts(faults), texts(warnings))
    }
}

/// Runs `mkrepo verify`, and holds every fault to having a subject, a problem and a fix.
#[track_caller]
pub(crate) fn verify(repository: &Repository, arguments: &[&str]) -> Found {
    let run = repository.run(&[&["verify", "--json"], arguments].concat());
    found(&run)
}

#[track_caller]
fn found(run: &Run) -> Found {
    let document: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr));
    let codes = |name: &str| {
        let found = document[name].as_array().unwrap_or_else(|| panic!("no {name}: {document}"));
        found.iter().for_each(|one| {
            for part in ["subject", "problem", "hint"] {
                assert!(one[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {one}");
            }
        });
        found.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    Found(run.code.unwrap(), codes("faults"), codes("warnings"))
}

/// Adds a byte to what is at `path`.
pub(crate) fn append(path: PathBuf) {
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(b'\n');
    fs::write(path, bytes).unwrap();
}

/// Changes a byte of what is at `path`.
pub(crate) fn flip(path: PathBuf) {
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// The object of the digest of what is at `path`.
fn by_hash(path: &Path) -> PathBuf {
    let output = real_tools::command("sha256sum").arg(path).output().unwrap();
    let digest = String::from_utf8(output.stdout).unwrap()[..64].to_owned();
    path.parent().unwrap().join("by-hash/SHA256").join(digest)
}

#[test]
fn quietly_nothing_is_said_while_all_is_well() {
    let repository = Repository::signed();
    let hello = repository.build(Package::new("hello", "1.0"));
    repository.run(&["add", &hello]).done();
    let run = repository.run(&["verify", "-q"]);
    assert_eq!((run.done(), &*run.stderr), ("", ""));
    let pooled = repository.path("public/deb/pool/main/h/hello/hello_1.0_amd64.deb");
    std::fs::remove_file(pooled).unwrap();
    let run = repository.run(&["verify", "-q"]);
    assert_eq!((run.code, run.stdout.lines().count()), (Some(7), 1), "{}", run.stdout);
    assert!(run.stdout.starts_with("fault[E878]: "), "{}", run.stdout);
    let run = repository.run(&["verify", "apt:dab"]);
    assert!(run.failed(2).contains("did you mean \"deb\"?"), "{}", run.stderr);
    let run = repository.run(&["verify", "-q"]);
    let loud = repository.run(&["verify"]);
    assert_eq!(loud.code, run.code);
    assert!(loud.stdout.contains(&run.stdout) && loud.stdout.contains("1 fault"));
}

#[test]
fn nothing_is_told_of_what_mkrepo_published() {
    let repository = published();
    repository.run(&["add", &repository.build(Package::new("other", "2.0"))]).done();
    let good = Found::new(0, &[], &[]);
    for arguments in [&[][..], &["--deep"], &["apt:deb"], &["apt:deb/stable"], &["--repair"]] {
        assert_eq!(verify(&repository, arguments), good, "{arguments:?}");
    }
    let run = repository.run(&["verify", "--deep"]);
    let text = run.done();
    assert!(text.starts_with("deb/dists/stable: serial 2, of 20"), "{text}");
    assert!(text.contains("\n  InRelease: good, ") && text.contains("\n  Release.gpg: good, "));
    let last = text.lines().last().unwrap();
    assert!(last.contains("2 of them read; 3 superseded files; 0 faults, 0 warnings"), "{last}");
    let document = repository.run(&["verify", "--json"]).json();
    let suite = &document["suites"][0];
    assert_eq!(suite["serial"], 2);
    assert_eq!(suite["components"], serde_json::json!(["main"]));
    assert_eq!(suite["signatures"][0]["state"], "good");
    assert_eq!(document["counts"]["package_files"], 2);
}

#[test]
fn each_tampering_is_told() {
    type Case<'a> = (&'a str, fn(&Path), &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            "a changed InRelease",
            |root| {
                let path = root.join(SUITE).join("InRelease");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(path, text.replace("Origin: Example", "Origin: Evil")).unwrap();
            },
            &[],
            &["E844", "E848"],
            &["E887"],
        ),
        (
            "text before InRelease",
            |root| {
                let path = root.join(SUITE).join("InRelease");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(path, format!("Package: evil\n{text}")).unwrap();
            },
            &[],
            &["E844"],
            &["E887"],
        ),
        (
            "a changed Release",
            |root| append(root.join(SUITE).join("Release")),
            &[],
            &["E848", "E844"],
            &[],
        ),
        (
            "a changed Release.gpg",
            |root| flip(root.join(SUITE).join("Release.gpg")),
            &[],
            &["E844"],
            &[],
        ),
        (
            "no Release.gpg",
            |root| fs::remove_file(root.join(SUITE).join("Release.gpg")).unwrap(),
            &[],
            &[],
            &["E843"],
        ),
        (
            "no commit at all",
            |root| {
                for file in ["InRelease", "Release", "Release.gpg"] {
                    fs::remove_file(root.join(SUITE).join(file)).unwrap();
                }
            },
            &["apt:deb/stable"],
            &["E961"],
            &[],
        ),
        ("a longer index", |root| append(root.join(INDEX)), &[], &["E872"], &[]),
        ("a changed index", |root| flip(root.join(XZ)), &[], &["E872"], &[]),
        (
            "an index changed by digest",
            |root| flip(by_hash(&root.join(INDEX))),
            &[],
            &["E872"],
            &[],
        ),
        (
            "an index by its digest alone",
            |root| fs::remove_file(root.join(INDEX)).unwrap(),
            &[],
            &[],
            &["E874"],
        ),
        (
            "an index by its name alone",
            |root| {
                fs::remove_file(by_hash(&root.join(XZ))).unwrap();
            },
            &[],
            &["E873"],
            &[],
        ),
        (
            "an index that is gone",
            |root| {
                let path = root.join(INDEX);
                fs::remove_file(by_hash(&path)).unwrap();
                fs::remove_file(path).unwrap();
            },
            &[],
            &["E871"],
            &[],
        ),
        (
            "a package that is gone",
            |root| fs::remove_file(root.join(POOLED)).unwrap(),
            &[],
            &["E878"],
            &[],
        ),
        ("a longer package", |root| append(root.join(POOLED)), &["--deep"], &["E879"], &[]),
        ("a changed package, not looked into", |root| flip(root.join(POOLED)), &[], &[], &[]),
        ("a changed package", |root| flip(root.join(POOLED)), &["--deep"], &["E880", "E881"], &[]),
        (
            "orphans",
            |root| {
                fs::copy(root.join(POOLED), root.join("deb/pool/main/h/hello/hello_0_amd64.deb"))
                    .unwrap();
                fs::write(root.join(INDEX).with_file_name("by-hash/SHA256/00"), "").unwrap();
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
fn times_and_keys_are_judged() {
    let repository = Repository::signed();
    repository.describe(|text| text.replace("# valid-for", "valid-for"));
    repository.run(&["add", &repository.build(HELLO)]).done();
    let document = repository.run(&["verify", "--json"]).json();
    let time = |name: &str| document["suites"][0][name].as_u64().unwrap();
    let (date, until) = (time("date"), time("valid_until"));
    let at = |seconds: u64| verify(&repository, &[&format!("--timestamp={seconds}")]);
    assert_eq!(at(until), Found::new(0, &[], &[]));
    assert_eq!(at(until + 1), Found::new(7, &["E847"], &[]));
    assert_eq!(at(date), Found::new(0, &[], &[]));
    // apt takes a Date of ten seconds ahead, and sqv no signature from the future.
    assert_eq!(at(date - 10), Found::new(7, &["E846", "E846"], &[]));
    assert_eq!(at(date - 11), Found::new(7, &["E846", "E846", "E846"], &[]));

    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys");
    let with = |name: &str| verify(&repository, &[&format!("--key={keys}/{name}.asc")]);
    assert_eq!(with("rsa3072"), Found::new(0, &[], &[]));
    assert_eq!(with("ed25519"), Found::new(7, &["E845", "E845"], &[]));
    let run = repository.run(&["verify", "--key=absent.asc"]);
    assert!(run.failed(6).contains("error[E700]: absent.asc"), "{}", run.stderr);
    // A directory has no keys of its own: its signatures are named, and not checked.
    assert_eq!(verify(&repository, &["public"]), Found::new(0, &[], &["E887", "E887"]));
    let suite = ["public/deb/dists/stable", &format!("--key={keys}/rsa3072.asc")];
    assert_eq!(verify(&repository, &suite), Found::new(0, &[], &[]));
    // Nobody signed, and nobody gives keys.
    let repository = Repository::unsigned();
    repository.run(&["add", &repository.build(HELLO)]).done();
    assert_eq!(verify(&repository, &["public"]), Found::new(0, &[], &["E843"]));
    let key = format!("--key={keys}/rsa3072.asc");
    assert_eq!(verify(&repository, &["public", &key]), Found::new(7, &["E843"], &[]));
}

#[test]
fn a_key_that_expires_is_told_once_it_did() {
    let repository = Repository::unsigned();
    let generate = [
        "key",
        "generate",
        "--name=Example",
        "--algorithm=ed25519",
        "--expires=90d",
        "-o",
        "new.asc",
    ];
    repository.run(&generate).done();
    repository.describe(|text| {
        text.replace("# [signing]", "[signing]").replacen(
            "# key = \"file:signing.asc\"",
            "key = \"file:new.asc\"",
            1,
        )
    });
    repository.run(&["add", &repository.build(HELLO)]).done();
    let document = repository.run(&["verify", "--json"]).json();
    let date = document["suites"][0]["date"].as_u64().unwrap();
    // That it will end is a warning of its own.
    let after = |days: u64| {
        let now = format!("--timestamp={}", date + days * 86_400 + 3_600);
        let Found(exit, faults, _) = verify(&repository, &[&now]);
        (exit, faults.join(" "))
    };
    assert_eq!(after(0), (0, String::new()));
    assert_eq!(after(89), (0, String::new()));
    assert_eq!(after(90), (7, "E845 E845".to_owned()));
}

#[test]
fn a_signature_that_expires_is_told_once_it_did() {
    let repository = published();
    let gpg = |arguments: &[&str]| {
        let home = repository.path("gnupg");
        let mut gpg = real_tools::command("gpg");
        gpg.args(["--batch", "--quiet", "--yes", "--homedir"]).arg(&home).args(arguments);
        assert!(gpg.current_dir(repository.path("public")).status().unwrap().success());
    };
    fs::DirBuilder::new().mode(0o700).create(repository.path("gnupg")).unwrap();
    gpg(&["--import", repository.path("signing.asc").to_str().unwrap()]);
    for (form, file) in [("--clearsign", "InRelease"), ("--armor --detach-sign", "Release.gpg")] {
        let (signed, release) = (format!("{SUITE}/{file}"), format!("{SUITE}/Release"));
        let form = form.split(' ');
        let means = ["--default-sig-expire=30d", "--digest-algo=SHA512", "--output", &signed];
        gpg(&form.chain(means).chain([release.as_str()]).collect::<Vec<_>>());
    }
    let mut kill = real_tools::command("gpgconf");
    kill.arg("--homedir").arg(repository.path("gnupg")).args(["--kill", "all"]);
    assert!(kill.status().unwrap().success());
    // Nobody but mkrepo marks what it signs.
    fs::remove_dir_all(repository.path("public").join(SUITE).join("successors")).unwrap();
    let document = repository.run(&["verify", "--json"]).json();
    let created = document["suites"][0]["signatures"][0]["time"].as_u64().unwrap();
    let after = |days: u64| {
        let now = format!("--timestamp={}", created + days * 86_400 + 60);
        let Found(exit, faults, _) = verify(&repository, &[&now]);
        (exit, faults.join(" "))
    };
    assert_eq!(after(29), (0, String::new()));
    assert_eq!(after(30), (7, "E845 E845".to_owned()));
}

#[test]
fn a_publication_that_was_cut_short_is_healed() {
    let repository = published();
    let mirrors: Vec<String> = ["Release", "Release.gpg"]
        .iter()
        .map(|file| format!("{SUITE}/{file}"))
        .chain([INDEX, XZ].map(str::to_owned))
        .collect();
    let before: Vec<Vec<u8>> = mirrors.iter().map(|path| repository.published(path)).collect();
    repository.run(&["add", &repository.build(Package::new("other", "2.0"))]).done();
    let after: Vec<Vec<u8>> = mirrors.iter().map(|path| repository.published(path)).collect();
    for (path, bytes) in mirrors.iter().zip(&before) {
        fs::write(repository.path("public").join(path), bytes).unwrap();
    }
    let torn = Found::new(7, &["E848", "E872", "E872"], &[]);
    assert_eq!(verify(&repository, &[]), torn);
    let run = repository.run(&["verify", "--repair"]);
    run.done();
    assert!(run.stderr.contains("is up to date"), "{}", run.stderr);
    let healed: Vec<Vec<u8>> = mirrors.iter().map(|path| repository.published(path)).collect();
    assert!(healed == after);
    assert_eq!(verify(&repository, &[]), Found::new(0, &[], &[]));
    // What a publication does not make again stays a fault.
    fs::remove_file(repository.path("public").join(POOLED)).unwrap();
    assert_eq!(verify(&repository, &["--repair"]), Found::new(7, &["E878"], &[]));
    let run = repository.run(&["verify", "--repair", "public"]);
    assert!(run.failed(2).contains("error[E057]"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_verified_is_named() {
    let repository = published();
    for (arguments, exit) in [
        (&["verify", "absent"][..], 2),
        (&["verify", "ftp://example.org"], 2),
        (&["verify", "rpm:el9"], 2),
        (&["verify", "apt:dep/stable"], 2),
        (&["verify", "--suite=stable"], 2),
        (&["-C", "stage", "verify"], 4),
    ] {
        let run = repository.run(arguments);
        assert_eq!(run.code, Some(exit), "{arguments:?}: {}", run.stderr);
    }
    fs::create_dir(repository.path("empty")).unwrap();
    assert_eq!(verify(&repository, &["empty"]), Found::new(3, &["E840"], &[]));
    assert_eq!(verify(&repository, &["apt:deb/testing"]), Found::new(7, &["E842"], &[]));
    // Nothing was published yet.
    let repository = Repository::signed();
    assert_eq!(verify(&repository, &[]), Found::new(3, &["E840"], &[]));
    assert_eq!(verify(&repository, &["--repair"]), Found::new(3, &["E840"], &[]));
}

/// A directory of packages, indexed by another tool's `command` in it.
fn foreign(packages: &[Package<'_>], command: &str) -> Repository {
    let repository = Repository::unsigned();
    for package in packages {
        repository.build(*package);
    }
    fs::create_dir_all(repository.path("foreign/pool")).unwrap();
    for file in fs::read_dir(repository.path("dist")).unwrap() {
        let file = file.unwrap();
        let path = repository.path("foreign/pool").join(file.file_name());
        fs::rename(file.path(), path).unwrap();
    }
    real_tools::run_script(&repository.path("foreign"), command);
    repository
}

#[test]
fn what_apt_ftparchive_made() {
    let command = "mkdir -p dists/stable/main/binary-amd64
        apt-ftparchive packages pool > dists/stable/main/binary-amd64/Packages
        gzip -k dists/stable/main/binary-amd64/Packages
        apt-ftparchive -o APT::FTPArchive::Release::Suite=stable release dists/stable > Release
        mv Release dists/stable";
    let packages = [HELLO, Package { arch: "all", ..Package::new("docs", "2.0~rc1") }];
    let repository = foreign(&packages, command);
    let good = Found::new(0, &[], &["E843"]);
    assert_eq!(verify(&repository, &["foreign", "--deep"]), good);
    assert_eq!(verify(&repository, &["foreign", "--suite=stable"]), good);
    // It makes no digests of its own accord to name files by: by name is all there is.
    append(repository.path("foreign/dists/stable/main/binary-amd64/Packages.gz"));
    assert_eq!(verify(&repository, &["foreign"]), Found::new(7, &["E872"], &["E843"]));
}

#[test]
fn what_dpkg_scanpackages_made_and_somebody_edited() {
    let command = "dpkg-scanpackages --multiversion pool > Packages; gzip -kn Packages";
    let repository = foreign(&[HELLO, Package::new("hello", "2.0")], command);
    let warned = ["E843"];
    assert_eq!(verify(&repository, &["foreign", "--deep"]), Found::new(0, &[], &warned));
    let index = repository.path("foreign/Packages");
    let text = fs::read_to_string(&index).unwrap();
    fs::remove_file(repository.path("foreign/Packages.gz")).unwrap();
    let (first, second) = text.trim_end().split_once("\n\n").unwrap();
    let field = |paragraph: &str, name: &str| {
        let line = paragraph.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_once(' ').unwrap().1.to_owned()
    };
    let digest = |paragraph: &str| field(paragraph, "SHA256:");
    let swapped = text.replace("Version: 2.0", "Version: 1.0");
    let two_digests = text.replace(&digest(second), &digest(first));
    for (name, text, faults, warnings) in [
        ("one version, two contents", swapped, &["E883", "E882"][..], &[][..]),
        ("another digest", two_digests, &["E880"], &[]),
        ("twice", format!("{text}\n{first}\n"), &[], &["E885"]),
        (
            "a dependency more",
            text.replacen("Version:", "Depends: evil\nVersion:", 1),
            &["E882"],
            &[],
        ),
        (
            "no dependency",
            text.replacen("Version:", "Depends: a (\nVersion:", 1),
            &["E877", "E882"],
            &[],
        ),
        ("another version", text.replacen("Version: 1.0", "Version: 1.1", 1), &["E882"], &[]),
        ("no digest", text.replacen("SHA256:", "Sha:", 1), &["E876"], &["E887"]),
        ("outside", text.replacen("pool/", "../", 1), &["E876"], &["E887"]),
        ("one file, two digests", text.replace("hello_2.0", "hello_1.0"), &["E884"], &["E886"]),
    ] {
        fs::write(&index, text).unwrap();
        let exit = if faults.is_empty() { 0 } else { 7 };
        let warnings = [&warned[..], warnings].concat();
        let expected = Found::new(exit, faults, &warnings);
        let run = repository.run(&["verify", "--json", "foreign", "--deep"]);
        assert_eq!(found(&run), expected, "{name}: {}", run.stdout);
    }
    // A compressed form of something else.
    fs::write(&index, &text).unwrap();
    fs::write(repository.path("other"), first).unwrap();
    real_tools::run_script(&repository.path("."), "gzip -nc other > foreign/Packages.gz");
    assert_eq!(verify(&repository, &["foreign"]), Found::new(7, &["E875"], &warned));
}
