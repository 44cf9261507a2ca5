//! `--dry-run`: what would be published, and nothing that changes.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::repository::{Package, Repository};
use crate::support::Run;

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TWO: Package<'_> = Package::new("hello", "2.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");

/// Every file and directory below `folder` with what changes when it is written.
fn state(folder: &Path) -> Vec<(String, u32, u64, i64, i64, i64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let it = entry.metadata().unwrap();
            let path = entry.path().display().to_string();
            found.push((path, it.mode(), it.size(), it.mtime(), it.mtime_nsec(), it.ino() as i64));
            if it.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

/// Signed, with an archive of two suites and an RPM repository that signs packages.
fn repository() -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        format!(
            "{text}\n[apt.deb.suites.testing]\n[rpm.signed]\nsign-packages = \"unsigned\"\n\
             [rpm.plain]\n"
        )
    });
    repository
}

/// Runs the command with `--dry-run`, twice, and then without; what it said and did agree. Returns
/// what the dry run said.
#[track_caller]
fn agree(repository: &Repository, arguments: &[&str]) -> Value {
    let before = state(&repository.path("."));
    let run = repository.run(&[arguments, &["--dry-run"]].concat());
    let shown = run.done().to_owned();
    let dry = repository.run(&[arguments, &["--dry-run", "--json"]].concat()).json();
    assert!(state(&repository.path(".")) == before, "{arguments:?} changed something");
    let count = objects(repository);
    let real = repository.run(&[arguments, &["--json"]].concat()).json();
    assert_eq!((&dry["dry_run"], &real["dry_run"]), (&true.into(), &false.into()));
    let mut created = 0;
    let targets = dry["targets"].as_array().unwrap().iter();
    for (dry, real) in targets.zip(real["targets"].as_array().unwrap()) {
        let mut dry = dry.clone();
        let create = dry.as_object_mut().unwrap().remove("create").unwrap();
        created += create["objects"].as_u64().unwrap();
        assert!(create["objects"] == 0 || create["bytes"].as_u64() > Some(0));
        let mut real = real.clone();
        // The digest of a package that is yet to be signed is not known.
        for (dry, real) in packages(&mut dry).zip(packages(&mut real)) {
            if dry["sha256"].is_null() {
                real["sha256"] = Value::Null;
                real["checksum"] = Value::Null;
                real["size"] = dry["size"].clone();
            }
        }
        assert_eq!(dry, real, "{arguments:?}");
    }
    assert_eq!(objects(repository) - count, created, "{arguments:?}");
    let lines = dry["targets"].as_array().unwrap().iter().flat_map(|target| {
        ["added", "removed", "documents"].map(|key| target[key].as_array().map_or(0, Vec::len))
    });
    assert_eq!(shown.lines().count(), lines.sum::<usize>(), "{shown}");
    assert!(shown.lines().all(|line| line.contains(" would ")), "{shown}");
    dry
}

fn packages(target: &mut Value) -> impl Iterator<Item = &mut Value> {
    let lists = target.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut);
    lists.flatten().filter(|one| one.is_object())
}

/// The number of immutable objects.
fn objects(repository: &Repository) -> u64 {
    let is_immutable = |path: &str| {
        ["/pool/", "/by-hash/", "/Packages/", "/snapshots/", "/successors/"]
            .iter()
            .any(|part| path.contains(part))
            || path.contains("/repodata/") && path.contains('-')
    };
    repository.tree().keys().filter(|path| is_immutable(path)).count() as u64
}

#[test]
fn it_says_what_the_real_run_does() {
    let repository = repository();
    let (hello, two, tool) =
        (repository.build(HELLO), repository.build(TWO), repository.build(TOOL));
    let rpm = repository.build_rpm(HELLO);
    let updates = repository.path("updateinfo.xml");
    let update = "<updates><update><id>X-1</id><title>t</title></update></updates>";
    fs::write(&updates, update).unwrap();
    let to = ["--to=apt:deb/stable", "--to=rpm:signed"];

    let dry = agree(&repository, &["add", &hello, &tool, &rpm, to[0], to[1]]);
    assert_eq!(dry["targets"][0]["first"], true);
    assert_eq!(dry["targets"][1]["added"][0]["sha256"], Value::Null);
    agree(&repository, &["add", &hello, &tool, &rpm, to[0], to[1]]);
    agree(&repository, &["add", &two, "--to=apt:deb/stable", "--to=apt:deb/new"]);
    agree(&repository, &["add", updates.to_str().unwrap(), "--to=rpm:signed"]);
    agree(&repository, &["copy", "hello", "--from=apt:deb/stable", "--to=apt:deb/*"]);
    agree(&repository, &["copy", "hello", "--from=rpm:signed", "--to=rpm:plain"]);
    agree(&repository, &["remove", "hello=1.0", "--from=apt:deb/*"]);
    agree(&repository, &["rollback", "apt:deb/stable", "1"]);
    agree(&repository, &["rollback", "rpm:signed", "1"]);
    agree(&repository, &["refresh"]);
    let run = repository.run(&["verify"]);
    run.done();
}

#[test]
fn it_says_how_much_would_be_published() {
    let repository = repository();
    let rpm = repository.build_rpm(HELLO);
    let run = repository.run(&["add", &rpm, "--to=rpm:signed", "--dry-run"]);
    assert_eq!(run.done(), "rpm:signed would sign and add hello-1.0-1.x86_64\n");
    let said = "rpm:signed: would be published as 1, a new repository, with ";
    assert!(run.stderr.contains(said) && run.stderr.contains(" new objects of "), "{}", run.stderr);
    assert!(!repository.path("public").exists());
    let run = repository.run(&["refresh", "--dry-run"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing is published"), "{}", run.stderr);
    assert!(!repository.path("public").exists());
}

#[test]
fn it_fails_as_the_real_run_does() {
    let repository = repository();
    let (hello, tool) = (repository.build(HELLO), repository.build(TOOL));
    repository.run(&["add", &hello, "--to=apt:deb/stable"]).done();
    repository.run(&["add", &tool, "--to=apt:deb/testing"]).done();
    let other = repository.build(Package { text: "other", ..HELLO });
    for (arguments, code) in [
        // In the suite, and in the pool alone.
        (&["add", &other, "--to=apt:deb/stable"][..], 5),
        (&["add", &other, "--to=apt:deb/testing"], 5),
        (&["add", &other, "--to=apt:deb/*"], 5),
        (&["add", "nothing.deb", "--to=apt:deb/stable"], 4),
        (&["add", &hello, "--to=apt:deb/stabel"], 2),
        (&["remove", "hello", "--from=apt:deb/stable"], 5),
        (&["remove", "helo", "--from=apt:deb/stable"], 3),
        (&["copy", "nothing", "--from=apt:deb/stable", "--to=apt:deb/testing"], 3),
        (&["rollback", "apt:deb/stable", "7"], 3),
        (&["refresh", "apt:deb/other"], 2),
    ] {
        let before = state(&repository.path("."));
        let dry = repository.run(&[arguments, &["--dry-run"]].concat());
        let message = dry.failed(code).to_owned();
        assert!(state(&repository.path(".")) == before, "{arguments:?}");
        let real = repository.run(arguments);
        assert_eq!(real.failed(code), message, "{arguments:?}");
    }
}

#[test]
fn it_needs_neither_the_secret_key_nor_a_right_to_write() {
    let repository = repository();
    let (hello, two, rpm) =
        (repository.build(HELLO), repository.build(TWO), repository.build_rpm(HELLO));
    repository.run(&["add", &hello, "--to=apt:deb/*"]).done();
    let certificate = repository.path("public.asc");
    repository.run(&["key", "export", "-o", certificate.to_str().unwrap()]).done();
    repository.describe(|text| {
        let key = "key = \"file:signing.asc\"";
        assert!(text.contains(key), "{text}");
        text.replace(key, &format!("{key}\ncertificates = \"file:public.asc\""))
    });
    fs::remove_file(repository.path("signing.asc")).unwrap();
    let folder = repository.path(".");
    let published = repository.path("public");
    permit(&published, 0o444);
    let before = state(&folder);
    for arguments in [
        &["add", &two, &rpm, "--to=apt:deb/stable", "--to=rpm:signed", "--dry-run"][..],
        &["copy", "hello", "--from=apt:deb/stable", "--to=apt:deb/other", "--dry-run"],
        &["remove", "hello", "--from=apt:deb/stable", "--allow-empty", "-n"],
        &["rollback", "apt:deb/stable", "1", "--dry-run"],
        &["refresh", "--dry-run"],
    ] {
        let run = Run::of(&mut unprivileged(repository.command(arguments)));
        run.done();
        assert!(state(&folder) == before, "{arguments:?}");
    }
    // Indeed nothing could be written there.
    let program = "set -e; if touch public/deb/x; then exit 1; fi";
    let mut shell = real_tools::shell(program);
    shell.current_dir(&folder);
    Run::of(&mut unprivileged(shell)).done();
    permit(&published, 0o644);
    let real = repository.run(&["add", &two, "--to=apt:deb/stable"]);
    assert_ne!(real.code, Some(0));
}

/// Gives everything below `folder` these permissions, and directories those to enter them.
fn permit(folder: &Path, mode: u32) {
    fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o111)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            permit(&path, mode);
        } else {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
}

/// The command without what lets root write where permissions forbid it.
fn unprivileged(command: Command) -> Command {
    if !rustix::process::geteuid().is_root() {
        return command;
    }
    let mut other = real_tools::command("setpriv");
    other.args(["--bounding-set=-all", "--inh-caps=-all", "--"]);
    other.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        other.current_dir(folder);
    }
    other
}
