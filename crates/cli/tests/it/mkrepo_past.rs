//! `mkrepo history`, `rollback` and `prune`.

use crate::repository::{Package, Repository, at, columns};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TWO: Package<'_> = Package::new("hello", "2.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");
const STABLE: &str = "deb/dists/stable/InRelease";

/// A time, as commands take it: days after one at which the key was good already.
/// Three publications, of which the last has version 2 of what the first has in version 1.
fn published() -> Repository {
    let repository = Repository::signed();
    let [hello, two, tool] = [HELLO, TWO, TOOL].map(|package| repository.build(package));
    repository.run(&["add", &hello, &tool, &at(0)]).done();
    repository.run(&["add", &two, &at(10)]).done();
    repository.run(&["remove", "hello=1.0", &at(20)]).done();
    repository
}

fn listed(repository: &Repository) -> Vec<String> {
    let lines = columns(repository.run(&["list"]).done());
    lines.into_iter().map(|line| line.replace("apt:deb/stable/main ", "")).collect()
}

#[test]
fn history_is_what_the_signed_chain_says() {
    let repository = Repository::signed();
    let run = repository.run(&["history"]);
    assert!(run.failed(3).contains("nothing is published"), "{}", run.stderr);
    let repository = published();
    let run = repository.run(&["history", "apt:deb/stable"]);
    let serials: Vec<_> = run.done().lines().map(|line| &line[..2]).collect();
    assert_eq!(serials, ["3 ", "2 ", "1 "]);
    let document = repository.run(&["history", "--json", "-n", "2"]).json();
    let publications = document["publications"].as_array().unwrap();
    assert_eq!(publications.len(), 2);
    assert_eq!(publications[0]["parent"], publications[1]["sha256"]);
    let place =
        format!("deb/dists/stable/by-hash/SHA256/{}", publications[0]["sha256"].as_str().unwrap());
    assert_eq!(repository.published(&place), repository.published(STABLE));
    assert_eq!(document["target"], "apt:deb/stable");
}

/// What each publication changed, as `history` tells it: without its number and date.
fn changes(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let run = repository.run(&[&["history"], arguments].concat());
    let lines = columns(run.done());
    lines.iter().map(|line| line.splitn(4, ' ').nth(3).unwrap().to_owned()).collect()
}

#[test]
fn history_tells_what_each_publication_changed() {
    let repository = Repository::signed();
    let [hello, two] = [HELLO, TWO].map(|package| repository.build(package));
    let tool = repository.build(Package { arch: "all", ..TOOL });
    let arm = repository.build(Package { arch: "arm64", ..TWO });
    let rpms = [HELLO, TWO].map(|package| repository.build_rpm(package));
    repository.run(&["add", &hello, &tool, &rpms[0], &at(0)]).done();
    repository.run(&["add", &two, &arm, &rpms[1], &at(1)]).done();
    repository.run(&["remove", "hello=1.0", "--from=apt:deb/stable", &at(2)]).done();
    repository.run(&["remove", "hello=1.0-1", "--from=rpm:rpm", &at(2)]).done();
    repository.run(&["refresh", &at(3)]).done();
    repository.run(&["rollback", "apt:deb/stable", "1", &at(4)]).done();
    let apt = changes(&repository, &["apt:deb/stable"]);
    let expected = [
        "+hello:amd64 1.0 -hello:amd64 2.0 -hello:arm64 2.0",
        "(the same packages)",
        "-hello 1.0",
        "+hello:amd64 2.0 +hello:arm64 2.0",
        "+hello 1.0 +tool 1.0",
    ];
    assert_eq!(apt, expected);
    let rpm = changes(&repository, &["rpm:rpm"]);
    let expected = ["(the same packages)", "-hello 1.0-1", "+hello 2.0-1", "+hello 1.0-1"];
    assert_eq!(rpm, expected);
    assert_eq!(changes(&repository, &["rpm:rpm", "-n", "2"]), expected[..2]);

    let long = repository.run(&["history", "-p", "apt:deb/stable", "-n", "1"]);
    let long = columns(long.done());
    let digest = long[0].rsplit(' ').next().unwrap();
    assert_eq!((digest.len(), &long[0][..2]), (64, "5 "), "{long:?}");
    let expected = ["+hello 1.0 amd64 main", "-hello 2.0 amd64 main", "-hello 2.0 arm64 main"];
    assert_eq!(long[1..], expected);
    let document = repository.run(&["history", "--json", "apt:deb/stable"]).json();
    let newest = &document["publications"][0];
    assert_eq!(newest["changes"]["added"][0]["version"], "1.0");
    assert_eq!(newest["changes"]["removed"][1]["architecture"], "arm64");
    assert_eq!(newest["changes_unknown"], serde_json::Value::Null);

    // Once older ones are gone, what the oldest changed is not known any more.
    repository.run(&["prune", "--yes", &at(200)]).done();
    let run = repository.run(&["history", "apt:deb/stable"]);
    let expected = "(changes unknown: the publication before it is not kept)\n";
    assert!(run.done().ends_with(expected) && run.stdout.lines().count() == 1, "{}", run.stdout);
    let document = repository.run(&["history", "--json", "apt:deb/stable"]).json();
    let oldest = &document["publications"][0];
    assert_eq!(oldest["changes"], serde_json::Value::Null);
    assert_eq!(oldest["changes_unknown"], "the publication before it is not kept");
}

#[test]
fn an_old_state_is_published_again_with_a_new_number() {
    let repository = published();
    let run = repository.run(&["rollback", "apt:deb/stable", "1"]);
    let expected = "apt:deb/stable added hello_1.0_amd64\napt:deb/stable removed hello_2.0_amd64\n";
    assert_eq!(run.done(), expected);
    assert!(run.stderr.contains("apt:deb/stable: published as 4"), "{}", run.stderr);
    assert_eq!(listed(&repository), ["hello 1.0 amd64", "tool 1.0 amd64"]);
    let dates: Vec<String> = repository
        .run(&["history"])
        .done()
        .lines()
        .map(|line| line.split(' ').skip(1).take(2).collect())
        .collect();
    assert_eq!(dates.len(), 4);
    assert!(dates.is_sorted_by(|new, old| new > old), "{dates:?}");

    let before = repository.published(STABLE);
    let run = repository.run(&["rollback", "4"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert_eq!(repository.published(STABLE), before);
    let document = repository.run(&["rollback", "--json", "3"]).json();
    let target = &document["targets"][0];
    assert_eq!((&target["serial"], &target["restored"]), (&5.into(), &3.into()));
    assert_eq!(target["added"][0]["version"], "2.0");
    assert_eq!(target["removed"][0]["version"], "1.0");
    assert_eq!(listed(&repository), ["hello 2.0 amd64", "tool 1.0 amd64"]);
}

#[test]
fn what_cannot_come_back_is_said() {
    let repository = published();
    let before = repository.published(STABLE);
    let run = repository.run(&["rollback", "apt:deb/stable", "7"]);
    let message = run.failed(3);
    assert!(
        message
            .contains("publication 7 of apt:deb/stable is not kept; publications 1 to 3 are kept"),
        "{message}"
    );
    for serial in ["x", "-1", ""] {
        repository.run(&["rollback", "apt:deb/stable", "--", serial]).failed(2);
    }
    repository.run(&["rollback", "apt:deb/testing", "1"]).failed(3);
    std::fs::remove_file(repository.path("public/deb/pool/main/h/hello/hello_1.0_amd64.deb"))
        .unwrap();
    let message = repository.run(&["rollback", "1"]);
    let message = message.failed(5);
    assert!(message.contains("publication 1 has hello_1.0_amd64"), "{message}");
    assert!(message.contains("add the package again from its file"), "{message}");
    assert_eq!(repository.published(STABLE), before);
}

#[test]
fn what_nothing_refers_to_goes_when_it_is_time() {
    let repository = published();
    let package = repository.path("public/deb/pool/main/h/hello/hello_1.0_amd64.deb");
    let told = repository.run(&["prune", "--dry-run", &at(40)]).done().to_owned();
    assert!(told.lines().any(|line| line.starts_with("would drop deb/dists/stable/by-hash/")));
    let kept = told.lines().find(|line| line.starts_with("keep ")).unwrap();
    assert!(
        kept.starts_with("keep deb/pool/main/h/hello/hello_1.0_amd64.deb: a package, "),
        "{kept}"
    );
    assert_eq!(repository.run(&["history"]).done().lines().count(), 3);

    let run = repository.run(&["prune", &at(40)]);
    let done = run.done().to_owned();
    let would: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("would drop ")).collect();
    assert_eq!(
        done.lines().map(|line| line.strip_prefix("dropped ").unwrap()).collect::<Vec<_>>(),
        would
    );
    assert!(run.stderr.contains("1 unreferenced kept for now"), "{}", run.stderr);
    assert_eq!(repository.run(&["history"]).done().lines().count(), 1);
    assert!(package.exists());
    assert!(repository.run(&["rollback", "1"]).failed(3).contains("3 to 3 are"));

    let document = repository.run(&["prune", "--json"]).json();
    assert_eq!(document["dropped"][0]["key"], "deb/pool/main/h/hello/hello_1.0_amd64.deb");
    assert_eq!(document["dropped"][0]["kind"], "package");
    assert_eq!(document["dry_run"], false);
    assert!(!package.exists());
    assert_eq!(listed(&repository), ["hello 2.0 amd64", "tool 1.0 amd64"]);
    repository.run(&["prune"]).done();
}

#[test]
fn strangers_are_left_alone_and_named() {
    let repository = published();
    std::fs::write(repository.path("public/deb/pool/README"), "read me").unwrap();
    let run = repository.run(&["prune"]);
    run.done();
    assert!(
        run.stderr.contains("deb/pool/README: belongs to no publication, not deleted"),
        "{}",
        run.stderr
    );
    assert_eq!(repository.text("deb/pool/README"), "read me");
}

#[test]
fn damage_stops_it_before_anything_is_dropped() {
    let repository = published();
    let in_release = repository.text(STABLE);
    std::fs::write(
        repository.path("public").join(STABLE),
        in_release.replace("Example", "Exemple"),
    )
    .unwrap();
    let before = repository.run(&["prune", "--dry-run"]);
    before.failed(7);
    repository.run(&["prune"]).failed(7);
    assert!(repository.path("public/deb/pool/main/h/hello/hello_1.0_amd64.deb").exists());
}
