//! Suites that have the packages of another.

use std::fs;

use crate::repository::{Package, Repository, at};

const ONE: Package<'_> = Package::new("erlang", "27.1");
const TWO: Package<'_> = Package::new("erlang", "28.0");
const MORE: Package<'_> = Package::new("erlang-doc", "27.1");
const LATEST: &str = "deb/dists/latest/InRelease";

/// A time, as commands take it: days after one at which the key was good already.
fn aliased(repository: &Repository, of: &str) {
    repository.describe(|text| {
        let text = text.split("\n[apt.deb.suites.latest]").next().unwrap();
        format!("{text}\n[apt.deb.suites.latest]\nalias-of = \"{of}\"\n")
    });
}

fn described() -> Repository {
    let repository = Repository::signed();
    aliased(&repository, "erlang-27");
    repository
}

/// The indexes that a suite has, by paths and digests, and what it says of itself.
fn listed(repository: &Repository, suite: &str) -> (Vec<String>, Vec<String>) {
    let text = repository.text(&format!("deb/dists/{suite}/Release"));
    let (fields, files) = text.split_once("SHA256:\n").unwrap();
    let own = ["Origin:", "Label:", "Suite:", "Codename:"];
    let fields = fields.lines().filter(|line| own.iter().any(|name| line.starts_with(name)));
    // That of an architecture has the suite's name.
    let files = files.lines().filter(|line| !line.ends_with("/Release"));
    (files.map(str::to_owned).collect(), fields.map(str::to_owned).collect())
}

#[test]
fn an_alias_is_published_with_its_suite_and_says_its_own_name() {
    let repository = described();
    let run = repository.run(&["add", &repository.build(ONE), "--to=apt:deb/erlang-27", &at(0)]);
    let expected =
        "apt:deb/erlang-27 added erlang_27.1_amd64\napt:deb/latest added erlang_27.1_amd64\n";
    assert_eq!(run.done(), expected);
    assert!(run.stderr.contains("apt:deb/latest: published as 1, a new suite"), "{}", run.stderr);
    let (files, fields) = listed(&repository, "latest");
    assert_eq!(files, listed(&repository, "erlang-27").0);
    assert!(fields.ends_with(&["Suite: latest".to_owned(), "Codename: latest".to_owned()]));

    // It moves on, and says of itself what it said before.
    repository.run(&["add", &repository.build(TWO), "--to=apt:deb/erlang-28", &at(1)]).done();
    assert_eq!(listed(&repository, "latest").0, files);
    aliased(&repository, "erlang-28");
    let run = repository.run(&["refresh", "apt:deb/erlang-28", &at(2)]);
    assert!(run.done().contains("apt:deb/latest added erlang_28.0_amd64\n"), "{}", run.stdout);
    assert!(run.done().contains("apt:deb/latest removed erlang_27.1_amd64\n"), "{}", run.stdout);
    assert_eq!(listed(&repository, "latest"), (listed(&repository, "erlang-28").0, fields));

    // What is removed, rolled back and dropped there is here, too.
    repository.run(&["add", &repository.build(MORE), "--to=apt:deb/erlang-28", &at(3)]).done();
    for (days, command) in [
        (4, vec!["remove", "erlang-doc", "--from=apt:deb/erlang-28"]),
        (5, vec!["rollback", "apt:deb/erlang-28", "3"]),
        (6, vec!["drop", "apt:deb/erlang-28"]),
    ] {
        let run = repository.run(&[&command[..], &[&at(days)]].concat());
        assert!(run.done().contains("apt:deb/latest "), "{command:?}: {}", run.stdout);
        let [own, its] = ["latest", "erlang-28"].map(|suite| listed(&repository, suite).0);
        assert_eq!(own, its, "{command:?}");
        repository.run(&["verify", "--deep", &at(days)]).done();
    }
}

#[test]
fn an_alias_is_not_changed_by_itself() {
    let repository = described();
    let file = repository.build(ONE);
    repository.run(&["add", &file, "--to=apt:deb/erlang-27"]).done();
    let more = repository.build(MORE);
    let before = repository.tree();
    for command in [
        &["add", &more, "--to=apt:deb/latest"][..],
        &["add", &more, "--to=apt:deb/erlang-27", "--to=apt:deb/latest"],
        &["remove", "erlang", "--from=apt:deb/latest"],
        &["copy", "erlang", "--from=apt:deb/erlang-27", "--to=apt:deb/latest"],
        &["rollback", "apt:deb/latest", "1"],
        &["drop", "apt:deb/latest"],
    ] {
        let run = repository.run(command);
        let said = run.failed(5);
        assert!(said.contains("error[E074]"), "{command:?}: {said}");
        assert!(said.contains("with the packages of apt:deb/erlang-27"), "{command:?}: {said}");
        assert_eq!(repository.tree(), before, "{command:?}");
    }
    // Patterns ignore it.
    let run = repository.run(&["add", &more, "--to=apt:deb/{erlang-*,latest}"]);
    assert_eq!(
        run.done(),
        "apt:deb/erlang-27 added erlang-doc_27.1_amd64\napt:deb/latest added \
         erlang-doc_27.1_amd64\n"
    );
    repository.run(&["remove", "erlang-doc", "--from=apt:deb/{erlang-*,latest}"]).done();
    assert!(!repository.run(&["list", "apt:deb/latest"]).done().contains("erlang-doc"));
    repository.run(&["drop", "apt:deb/{erlang-*,latest}"]).done();
    repository.run(&["verify"]).done();
}

/// Anyone who died between the two is followed by one who finishes it, with or without packages of
/// its own.
#[test]
fn the_next_call_publishes_what_one_that_died_did_not() {
    let repository = described();
    let (one, more) = (repository.build(ONE), repository.build(MORE));
    repository.run(&["add", &one, "--to=apt:deb/erlang-27", &at(0)]).done();
    let folder = repository.path("public/deb/dists/latest");
    let commits = ["InRelease", "Release", "Release.gpg"];
    let before = commits.map(|name| fs::read(folder.join(name)).unwrap());
    repository.run(&["add", &more, "--to=apt:deb/erlang-27", &at(1)]).done();
    let after = repository.text(LATEST);
    for (name, bytes) in commits.iter().zip(before) {
        fs::write(folder.join(name), bytes).unwrap();
    }
    // One that was killed before the swap had marked nothing.
    let mut markers =
        fs::read_dir(folder.join("successors")).unwrap().map(|one| one.unwrap().path());
    fs::remove_file(markers.find(|path| !path.ends_with("first")).unwrap()).unwrap();
    let run = repository.run(&["add", &more, "--to=apt:deb/erlang-27", "--dry-run", &at(1)]);
    assert_eq!(run.done(), "apt:deb/latest would add erlang-doc_27.1_amd64\n");
    let run = repository.run(&["add", &more, "--to=apt:deb/erlang-27", &at(1)]);
    assert_eq!(run.done(), "apt:deb/latest added erlang-doc_27.1_amd64\n");
    assert_eq!(repository.text(LATEST), after);
    let run = repository.run(&["add", &more, "--to=apt:deb/erlang-27", &at(1)]);
    assert_eq!(run.done(), "");
    // It is signed again with the other, which has no need of it.
    repository.run(&["refresh", "apt:deb/erlang-27", &at(2)]).done();
    assert!(repository.text(LATEST).contains("Serial: 3"));
    repository.run(&["verify"]).done();
}
