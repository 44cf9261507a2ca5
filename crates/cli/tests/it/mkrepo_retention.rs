//! `keep-versions`, `per` and `mkrepo remove --keep`: the newest versions alone.

use crate::repository::{Package, Repository, columns};

fn repository(lines: &str) -> Repository {
    let repository = Repository::unsigned();
    repository.describe(|_| {
        format!(
            "root = \"public\"\n[apt.deb]\narchitectures = [\"amd64\", \"arm64\"]\n\
             [apt.deb.suites.stable]\n{lines}\n[apt.deb.suites.all]\n[rpm.el]\n{lines}\n[rpm.all]\n"
        )
    });
    repository
}

/// Where packages of a format are kept, and where all of them are.
const TARGETS: [(&str, &str); 2] = [("apt:deb/stable", "apt:deb/all"), ("rpm:el", "rpm:all")];

fn built(repository: &Repository, target: &str, package: Package<'_>) -> String {
    match target.starts_with("apt:") {
        true => repository.build(package),
        false => repository.build_rpm(package),
    }
}

fn add(repository: &Repository, target: &str, versions: &[&str], further: &[&str]) -> String {
    let build = |version: &&str| built(repository, target, Package::new("hello", version));
    let files: Vec<String> = versions.iter().map(build).collect();
    let files = files.iter().map(String::as_str);
    let arguments: Vec<&str> =
        ["add", "--to", target].into_iter().chain(files).chain(further.iter().copied()).collect();
    repository.run(&arguments).done().to_owned()
}

/// `hello 1.0 amd64`, ..., without the release of RPM and the name of its architecture.
fn listed(repository: &Repository, target: &str) -> Vec<String> {
    let rows = columns(repository.run(&["list", target]).done());
    let rows = rows.iter().map(|row| row.split_once(' ').unwrap().1.replace("-1 ", " "));
    rows.map(|row| row.replace("x86_64", "amd64").replace("aarch64", "arm64")).collect()
}

#[test]
fn the_newest_versions_of_each_package_and_architecture_are_kept() {
    let repository = repository("keep-versions = 2");
    for (target, _) in TARGETS {
        add(&repository, target, &["1.9", "1.10"], &[]);
        let other = Package { arch: "arm64", ..Package::new("hello", "1.0") };
        let other = built(&repository, target, other);
        let another = built(&repository, target, Package::new("another", "0.1"));
        repository.run(&["add", &other, &another, "--to", target]).done();
        let before = repository.tree();
        let dry = add(&repository, target, &["2.0~rc1"], &["--dry-run"]);
        assert!(dry.contains("would remove hello"), "{dry}");
        assert_eq!(
            repository.tree().keys().filter(|name| !name.starts_with("dist/")).count(),
            before.keys().filter(|name| !name.starts_with("dist/")).count()
        );
        let text = add(&repository, target, &["2.0~rc1"], &[]);
        assert!(text.contains("removed hello"), "{text}");
        let expected =
            ["another 0.1 amd64", "hello 1.0 arm64", "hello 1.10 amd64", "hello 2.0~rc1 amd64"];
        assert_eq!(listed(&repository, target), expected);

        // An older one is not published, and brings no file.
        let text = add(&repository, target, &["1.8"], &[]);
        assert!(text.contains("outdated hello"), "{text}");
        let text = add(&repository, target, &["1.7", "3.0", "1.11"], &[]);
        assert!(text.contains("outdated hello") && !text.contains("added hello_1.11"), "{text}");
        let expected =
            ["another 0.1 amd64", "hello 1.0 arm64", "hello 2.0~rc1 amd64", "hello 3.0 amd64"];
        assert_eq!(listed(&repository, target), expected);
        let verified = repository.run(&["verify", "--deep", target]);
        verified.done();
        assert!(!verified.stderr.contains("E886"), "{}", verified.stderr);
        let serial =
            &repository.run(&["history", target, "--json"]).json()["publications"][0]["serial"];
        assert_eq!(serial, 4);
    }
}

#[test]
fn versions_are_counted_in_groups() {
    let repository = repository("keep-versions = 1\nper = \"${version.major}\"");
    for (target, _) in TARGETS {
        add(&repository, target, &["26.1", "27.1", "26.3", "26.2"], &[]);
        add(&repository, target, &["27.2"], &[]);
        assert_eq!(listed(&repository, target), ["hello 26.3 amd64", "hello 27.2 amd64"]);
    }
}

#[test]
fn what_is_copied_counts_too() {
    let repository = repository("keep-versions = 1");
    for (to, from) in TARGETS {
        add(&repository, from, &["1.0", "2.0", "3.0"], &[]);
        repository.run(&["copy", "hello=2.0*", "--from", from, "--to", to]).done();
        let run = repository.run(&["copy", "hello", "--from", from, "--to", to]);
        assert!(run.done().contains("removed hello") && run.stdout.contains("outdated hello"));
        assert_eq!(listed(&repository, to), ["hello 3.0 amd64"]);
        let run = repository.run(&["copy", "hello=1.0*", "--from", from, "--to", to]);
        assert!(run.done().contains("outdated hello"), "{}", run.stdout);
        assert!(run.stderr.contains("nothing to do"), "{}", run.stderr);
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn all_but_the_newest_are_removed_once() {
    let repository = repository("keep-versions = 9\nper = \"${version.major}\"");
    for (grouped, target) in TARGETS {
        for target in [grouped, target] {
            add(&repository, target, &["1.0", "1.1", "2.0", "2.1"], &[]);
        }
        let run = repository.run(&["remove", "--keep", "3", "--from", target, "--dry-run"]);
        assert_eq!(run.done().matches("would remove").count(), 1, "{}", run.stdout);
        repository.run(&["remove", "--keep", "3", "--from", target]).done();
        assert_eq!(listed(&repository, target).len(), 3);
        let per = ["remove", "hello", "--keep=1", "--per=${version.major}", "--from", target];
        repository.run(&per).done();
        assert_eq!(listed(&repository, target), ["hello 1.1 amd64", "hello 2.1 amd64"]);
        // The groups of the description.
        repository.run(&["remove", "--keep", "1", "--from", grouped]).done();
        assert_eq!(listed(&repository, grouped), ["hello 1.1 amd64", "hello 2.1 amd64"]);
        let run = repository.run(&["remove", "--keep", "1", "--from", grouped]);
        assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    }
    let run = repository.run(&["remove", "--keep=1", "--per=${major}", "--from=rpm:el"]);
    assert!(run.failed(2).contains("error[E069]"), "{}", run.stderr);
    repository.run(&["remove", "--keep=0", "--from=rpm:el"]).failed(2);
    repository.run(&["remove", "--from=rpm:el"]).failed(2);
}

#[test]
fn groups_without_a_number_and_no_number_are_errors() {
    for (lines, problem) in [
        ("keep-versions = 0", "0 is not a number of versions"),
        ("per = \"${version.major}\"", "means nothing without keep-versions"),
        ("keep-versions = 1\nper = \"${mayor}\"", "refers to {mayor}"),
        ("keep-versions = 1\nper = \"major\"", "refers to nothing of a package"),
    ] {
        let run = repository(lines).run(&["list"]);
        assert!(run.failed(3).contains(problem), "{lines}: {}", run.stderr);
    }
}
