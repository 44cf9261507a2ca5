//! `mkrepo yank`: versions that are taken back.

use crate::repository::{Package, Repository, columns};

const REASON: &str = "deletes <its> configuration & \"more\"";

fn repository() -> Repository {
    let repository = Repository::signed();
    repository.describe(|_| {
        "root = \"public\"\n[signing]\nkey = \"file:signing.asc\"\n\
         [apt.deb]\narchitectures = [\"amd64\", \"arm64\"]\n\
         [apt.deb.suites.stable]\n[apt.deb.suites.testing]\n[rpm.stable]\n[rpm.testing]\n"
            .to_owned()
    });
    repository
}

/// A target, another one, and how the version 1.0 is called there.
const TARGETS: [(&str, &str, &str); 2] =
    [("apt:deb/stable", "apt:deb/testing", "1.0"), ("rpm:stable", "rpm:testing", "1.0-1")];

fn built(repository: &Repository, target: &str, version: &str, arch: &str) -> String {
    let package = Package { arch, ..Package::new("hello", version) };
    match target.starts_with("apt:") {
        true => repository.build(package),
        false => repository.build_rpm(package),
    }
}

#[test]
fn a_yanked_version_is_gone_for_a_reason_and_does_not_come_back_by_mistake() {
    let repository = repository();
    for (target, other, version) in TARGETS {
        let one = built(&repository, target, "1.0", "amd64");
        let arm = built(&repository, target, "1.0", "arm64");
        let two = built(&repository, target, "2.0", "amd64");
        repository.run(&["add", &one, &arm, &two, "--to", target]).done();
        repository.run(&["add", &one, "--to", other]).done();
        let spec = format!("hello={version}");
        let yank = ["yank", &spec, "--reason", REASON, target];
        let before = repository.tree();
        let dry = repository.run(&[&yank[..], &["--dry-run"]].concat());
        assert_eq!(dry.done().matches("would yank hello").count(), 2, "{}", dry.stdout);
        assert_eq!(repository.tree(), before);
        let run = repository.run(&yank);
        assert_eq!(run.done().matches("yanked hello").count(), 2, "{}", run.stdout);
        // Only names of files are new; none of a package is gone.
        assert!(before.keys().all(|name| repository.path(name).exists()));

        let run = repository.run(&["list", target]);
        assert_eq!(run.done().lines().count(), 1, "{}", run.stdout);
        assert!(run.stderr.contains(REASON), "{}", run.stderr);
        let rows = columns(repository.run(&["list", "--yanked", target]).done());
        assert_eq!(rows, [format!("{target} hello {version} any {REASON}")]);
        let listed = repository.run(&["list", "--json", target]).json();
        let entry = &listed["yanked"][0];
        assert_eq!((&entry["reason"], &entry["target"]), (&REASON.into(), &target.into()));
        let run = repository.run(&["list", target, &spec]);
        assert!(run.done().is_empty() && run.stderr.contains(REASON), "{}", run.stderr);
        let history = repository.run(&["history", target]);
        let newest = history.done().lines().next().unwrap();
        assert!(newest.ends_with(&format!("(yanked hello {version}: {REASON})")), "{newest}");
        assert!(repository.run(&["history", "-p", target]).done().contains(REASON));
        let history = repository.run(&["history", "--json", target]).json();
        assert_eq!(history["publications"][0]["yanked"][0]["reason"], REASON);
        assert_eq!(history["publications"][1]["yanked"].as_array().unwrap().len(), 0);
        repository.run(&["verify", "--deep"]).done();

        // What was yanked stays so through other publications.
        let three = built(&repository, target, "3.0", "amd64");
        repository.run(&["add", &three, "--to", target]).done();
        repository.run(&["refresh", target]).done();
        let history = repository.run(&["history", "--json", target]).json();
        assert_eq!(history["publications"][0]["yanked"].as_array().unwrap().len(), 0);
        let tree = repository.tree();
        for arguments in [
            &["add", &one, "--to", target][..],
            &["add", &arm, "--to", target],
            &["copy", "hello", "--from", other, "--to", target],
            &["rollback", target, "1"],
        ] {
            let run = repository.run(arguments);
            let message = run.failed(5);
            assert!(message.contains("error[E912]") && message.contains(REASON), "{message}");
            assert_eq!(repository.tree(), tree, "{arguments:?}");
        }
        // Elsewhere it is as it was.
        repository.run(&["add", &arm, "--to", other]).done();
        repository.run(&["add", &one, "--to", target, "--allow-yanked"]).done();
        assert!(repository.run(&["list", "--yanked", target]).done().is_empty());
        repository.run(&["add", &arm, "--to", target]).done();
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn a_rollback_forgets_no_yanked_version() {
    let repository = repository();
    for (target, _, version) in TARGETS {
        for number in ["0.9", "1.0"] {
            let file = built(&repository, target, number, "amd64");
            repository.run(&["add", &file, "--to", target]).done();
        }
        let spec = format!("hello={version}");
        repository.run(&["yank", &spec, target, "--reason=bad"]).done();
        repository.run(&["rollback", target, "1"]).done();
        let rows = columns(repository.run(&["list", "--yanked", target]).done());
        assert_eq!(rows, [format!("{target} hello {version} any bad")]);
        repository.run(&["rollback", target, "2"]).failed(5);
        repository.run(&["rollback", target, "2", "--allow-yanked"]).done();
        assert!(repository.run(&["list", "--yanked", target]).done().is_empty());
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn one_architecture_is_yanked_by_its_name() {
    let repository = repository();
    for (target, _, version) in TARGETS {
        let (one, arm) = (
            built(&repository, target, "1.0", "amd64"),
            built(&repository, target, "1.0", "arm64"),
        );
        repository.run(&["add", &one, &arm, "--to", target]).done();
        let spec = format!("hello:arm64={version}");
        repository.run(&["yank", &spec, target, "--reason=bad"]).done();
        repository.run(&["add", &arm, "--to", target]).failed(5);
        repository.run(&["add", &one, "--to", target]).done();
        let run = repository.run(&["yank", &format!("hello={version}"), target, "--reason=bad"]);
        assert!(run.failed(5).contains("--allow-empty"), "{}", run.stderr);
    }
}

#[test]
fn what_cannot_be_yanked_is_refused() {
    let repository = repository();
    let one = built(&repository, "apt:", "1.0", "amd64");
    let two = built(&repository, "apt:", "2.0", "amd64");
    repository.run(&["add", &one, &two, "--to=apt:deb/stable"]).done();
    for (arguments, code, expected) in [
        (&["yank", "hello", "apt:deb/stable", "--reason=x"][..], 2, "E0"),
        (&["yank", "apt:deb/stable", "--reason=x"], 2, "E068"),
        (&["yank", "hello=1.0", "apt:deb/stable", "--reason= "], 2, "E068"),
        (&["yank", "hello=1.0", "apt:deb/stable", "--reason=a\nb"], 2, "E068"),
        (&["yank", "hello=1.0", "apt:deb/stable"], 2, "--reason"),
        (&["yank", "hello=1.1", "apt:deb/stable", "--reason=x"], 3, "E061"),
        (&["yank", "hello=1.0", "apt:deb/stable/main", "--reason=x"], 2, "E055"),
    ] {
        let run = repository.run(arguments);
        assert!(run.failed(code).contains(expected), "{arguments:?}: {}", run.stderr);
    }
    // Everywhere at once.
    repository.run(&["copy", "hello", "--from=apt:deb/stable", "--to=apt:deb/testing"]).done();
    let run = repository.run(&["yank", "hello=1.0", "apt:*/*", "--reason=x"]);
    assert_eq!(run.done().matches("yanked hello").count(), 2, "{}", run.stdout);
}
