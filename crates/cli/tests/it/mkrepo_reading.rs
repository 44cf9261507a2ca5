//! Commands that only read: without the secret key, and in a root that nobody can write to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::repository::{Package, Repository};
use crate::support::Run;

const HELLO: Package<'_> = Package::new("hello", "1.0");

/// Every command that only reads, and what its output has.
const READING: [(&[&str], &str); 8] = [
    (&["list"], "hello 1.0"),
    (&["list", "rpm:rpm"], "rpm:rpm hello 1.0-1"),
    (&["history", "apt:deb/stable"], "1 "),
    (&["history", "rpm:rpm"], "1 "),
    (&["verify", "--deep"], "0 faults"),
    (&["verify", "apt:deb/stable"], "0 faults"),
    (&["prune", "--dry-run"], ""),
    (&["key", "export"], "-----BEGIN PGP PUBLIC KEY BLOCK-----"),
];

/// An archive and an RPM repository, published, with these lines in `[signing]`.
fn published(signing: &str) -> Repository {
    let repository = Repository::signed();
    let packages = [repository.build(HELLO), repository.build_rpm(HELLO)];
    repository.run(&["add", &packages[0], &packages[1]]).done();
    repository.run(&["key", "export", "-o", "public.asc"]).done();
    describe(&repository, signing);
    repository
}

fn describe(repository: &Repository, signing: &str) {
    repository.describe(|text| {
        let (before, after) = text.split_once("[signing]\n").unwrap();
        let (_, after) = after.split_once("\n\n").unwrap();
        format!("{before}[signing]\n{signing}\n\n{after}")
    });
}

#[test]
fn reading_commands_work_without_the_secret_key() {
    let absent = "warning[E085]: ";
    for (case, signing, told) in [
        ("the file is missing", "key = \"file:gone.asc\"", absent),
        ("the variable is not set", "key = \"env:MKREPO_TEST_ABSENT\"", absent),
        ("one of two is missing", "key = [\"file:gone.asc\", \"file:signing.asc\"]", ""),
        (
            "the password is missing",
            "key = \"file:signing.asc\"\npassword = \"env:MKREPO_TEST_ABSENT\"",
            "",
        ),
        ("only the public half is there", "key = \"file:public.asc\"", ""),
        (
            "the certificate is named",
            "key = \"env:MKREPO_TEST_ABSENT\"\ncertificates = \"file:public.asc\"",
            "",
        ),
        ("the command is missing", "command = \"./gone\"\ncertificates = \"file:public.asc\"", ""),
    ] {
        let repository = published(signing);
        let before = repository.tree();
        for (arguments, expected) in READING {
            let run = repository.run(arguments);
            let told_of = format!("{case}: {arguments:?}: {}", run.stderr);
            assert!(run.done().contains(expected), "{told_of}");
            assert_eq!(run.stderr.contains("E085"), !told.is_empty(), "{told_of}");
            assert!(run.stderr.contains(told), "{told_of}");
        }
        assert_eq!(repository.tree(), before, "{case}");
        // Anyone who changes something still needs it.
        if !case.starts_with("the password") {
            let other = repository.build(Package::new("other", "1.0"));
            let run = repository.run(&["add", &other]);
            assert_eq!(run.code, Some(6), "{case}: {}", run.stderr);
        }
    }
}

#[test]
fn what_stands_in_for_a_key_is_named() {
    let repository = published("key = \"file:gone.asc\"");
    let run = repository.run(&["list"]);
    for told in [
        "warning[E085]: gone.asc: could not be read: ",
        "the certificate that the repository publishes is used instead: deb/archive-key.asc (",
        "certificates = \"file:archive-key.asc\"",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let document = repository.run(&["list", "--json"]).json();
    assert_eq!(document["warnings"][0]["code"], "E085");
    // What is dropped is reckoned by certificates that the owner names.
    let run = repository.run(&["prune"]);
    assert!(run.failed(6).contains("error[E700]: gone.asc: could not be read"), "{}", run.stderr);
    assert!(run.stderr.contains("name its certificate in [signing]"), "{}", run.stderr);
}

#[test]
fn only_certificates_that_are_named_count_where_some_are() {
    let repository = published("key = \"file:gone.asc\"\ncertificates = \"file:other.asc\"");
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.asc");
    fs::copy(other, repository.path("other.asc")).unwrap();
    for arguments in [&["list"][..], &["history", "apt:deb/stable"], &["verify"]] {
        assert_eq!(repository.run(arguments).code, Some(7), "{arguments:?}");
    }
}

#[test]
fn without_any_certificate_nothing_is_believed() {
    let repository = published("key = \"file:gone.asc\"");
    for file in ["deb/archive-key.asc", "rpm/RPM-GPG-KEY-example-rpm"] {
        fs::remove_file(repository.path("public").join(file)).unwrap();
    }
    for (arguments, _) in READING {
        let run = repository.run(arguments);
        let message = run.failed(6);
        assert!(message.contains("error[E700]: gone.asc"), "{arguments:?}: {message}");
        assert!(message.contains("name its certificate in [signing]"), "{arguments:?}: {message}");
    }
    // A certificate of somebody else is not one that signed this.
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.asc");
    fs::copy(other, repository.path("public/deb/archive-key.asc")).unwrap();
    for arguments in [&["list"][..], &["history", "apt:deb/stable"], &["verify"]] {
        assert_eq!(repository.run(arguments).code, Some(7), "{arguments:?}");
    }
}

#[test]
fn before_the_first_publication_nothing_has_to_be_verified() {
    let repository = Repository::signed();
    describe(&repository, "key = \"file:gone.asc\"");
    let run = repository.run(&["list"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing is published"), "{}", run.stderr);
    let run = repository.run(&["history", "apt:deb/stable"]);
    assert!(run.failed(3).contains("nothing is published as apt:deb/stable"), "{}", run.stderr);
    let run = repository.run(&["key", "export"]);
    assert!(run.failed(6).contains("error[E700]: gone.asc"), "{}", run.stderr);
}

#[test]
fn reading_commands_write_nothing() {
    let repository = published("key = \"file:signing.asc\"");
    fs::remove_dir_all(repository.path("public/.mkrepo")).unwrap();
    protect(&repository.path("."), 0o555, 0o444);
    // A key that only root could read, if it were not for its capabilities.
    fs::set_permissions(repository.path("signing.asc"), fs::Permissions::from_mode(0o000)).unwrap();
    let before = modes(&repository.path("."));
    for (arguments, expected) in READING {
        let command = repository.command(arguments);
        let run = Run::of(&mut unprivileged(&command));
        assert!(run.done().contains(expected), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("warning[E085]: signing.asc: could not be read: Permission"));
        assert_eq!(modes(&repository.path(".")), before, "{arguments:?}");
    }
    // So it is the permissions that keep from it.
    let run = Run::of(&mut unprivileged(&repository.command(&["key", "generate", "--name", "x"])));
    assert_ne!(run.code, Some(0));
    protect(&repository.path("."), 0o755, 0o644);
}

/// The same command without capabilities: permissions hold for root too.
fn unprivileged(command: &Command) -> Command {
    let mut wrapped = real_tools::command("setpriv");
    if rustix::process::geteuid().is_root() {
        wrapped.args(["--bounding-set=-all", "--inh-caps=-all"]);
    }
    wrapped.arg(command.get_program()).args(command.get_args());
    wrapped.current_dir(command.get_current_dir().unwrap());
    wrapped
}

/// Gives every directory and every file below `folder` a mode.
fn protect(folder: &Path, folders: u32, files: u32) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            protect(&path, folders, files);
        } else {
            fs::set_permissions(path, fs::Permissions::from_mode(files)).unwrap();
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(folders)).unwrap();
}

/// Everything below `folder`, with its mode.
fn modes(folder: &Path) -> Vec<(std::path::PathBuf, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::symlink_metadata(&path).unwrap().permissions().mode();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push((path, mode));
        }
    }
    found.sort();
    found
}
