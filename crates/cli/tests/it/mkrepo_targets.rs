//! Several targets of one command, patterns of targets, and names that are mistyped.

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");

/// Two archives with suites that are described, one that is not, and two RPM repositories.
fn repository() -> Repository {
    let repository = Repository::unsigned();
    repository.describe(|_| {
        "root = \"public\"\n\
         [apt.debian]\narchitectures = [\"amd64\", \"arm64\"]\n\
         [apt.debian.suites.stable]\n[apt.debian.suites.testing]\n\
         [apt.ubuntu]\narchitectures = [\"amd64\"]\n[apt.ubuntu.suites.stable]\n\
         [rpm.el8]\n[rpm.el9]\n"
            .to_owned()
    });
    repository
}

/// What is listed, as `TARGET NAME VERSION`.
fn listed(repository: &Repository) -> Vec<String> {
    let document = repository.run(&["list", "--json"]).json();
    let mut lines: Vec<String> = document["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            format!("{} {} {}", text("target"), text("package"), text("version"))
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn packages_are_added_to_every_target_that_takes_their_format() {
    let repository = repository();
    let (deb, rpm) = (repository.build(HELLO), repository.build_rpm(HELLO));
    let document = repository
        .run(&["add", "--json", &deb, &rpm, "--to=apt:*/stable", "--to", "rpm:el9"])
        .json();
    let targets: Vec<_> =
        document["targets"].as_array().unwrap().iter().map(|it| it["target"].clone()).collect();
    assert_eq!(targets, ["apt:debian/stable", "apt:ubuntu/stable", "rpm:el9"]);
    assert_eq!(document["targets"][0]["first"], true);
    assert_eq!(
        listed(&repository),
        ["apt:debian/stable hello 1.0", "apt:ubuntu/stable hello 1.0", "rpm:el9 hello 1.0-1"]
    );
    // Several components of one suite are one transaction.
    let tool = repository.build(TOOL);
    let to = ["--to=apt:debian/testing/main", "--to=apt:debian/testing/contrib"];
    let run = repository.run(&["add", &tool, to[0], to[1]]);
    assert_eq!(run.done().lines().count(), 2);
    assert!(
        run.stderr.contains("apt:debian/testing: published as 1, a new suite"),
        "{}",
        run.stderr
    );
    // Where nothing goes, nothing is done.
    let run = repository.run(&["add", &deb, "--to=apt:debian/stable", "--to=rpm:el8"]);
    assert!(
        run.done().is_empty() && run.stderr.contains("rpm:el8: nothing to do"),
        "{}",
        run.stderr
    );
    assert!(!repository.path("public/el8/repodata").exists());
}

#[test]
fn a_format_that_no_target_takes_is_refused_and_nothing_is_published() {
    let repository = repository();
    let (deb, rpm) = (repository.build(HELLO), repository.build_rpm(HELLO));
    let run = repository.run(&["add", &deb, &rpm, "--to=apt:*/stable"]);
    assert!(run.failed(3).contains("is a rpm package"), "{}", run.stderr);
    let arm = repository.build(Package { arch: "arm64", ..TOOL });
    let run = repository.run(&["add", &deb, &arm, "--to=apt:*/stable"]);
    assert!(run.failed(3).contains("is for arm64, and apt:ubuntu publishes"), "{}", run.stderr);
    assert!(!repository.path("public").exists());
}

#[test]
fn what_one_target_refuses_is_published_in_none() {
    let repository = repository();
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello, "--to=apt:ubuntu/stable"]).done();
    let other = repository.build(Package { text: "other", ..HELLO });
    let run = repository.run(&["add", &other, "--to=apt:*/stable"]);
    assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
    assert_eq!(listed(&repository), ["apt:ubuntu/stable hello 1.0"]);
}

#[test]
fn a_failure_says_what_is_published_and_what_is_not() {
    let repository = repository();
    let hello = repository.build(HELLO);
    // What is not a directory there fails while objects are created, not before.
    let dists = repository.path("public/ubuntu/dists");
    std::fs::create_dir_all(dists.parent().unwrap()).unwrap();
    std::fs::write(&dists, "in the way").unwrap();
    let to = ["--to=apt:debian/stable", "--to=apt:ubuntu/stable", "--to=rpm:el9"];
    let run = repository.run(&["add", &hello, to[0], to[1], to[2]]);
    let message = run.failed(4);
    assert!(message.contains("warning[E906]: apt:debian/stable: published before"), "{message}");
    let left = "warning[E906]: apt:ubuntu/stable, rpm:el9: not published; ";
    assert!(message.contains(left), "{message}");
    std::fs::remove_file(&dists).unwrap();
    let run = repository.run(&["add", &hello, to[0], to[1], to[2]]);
    assert_eq!(run.done(), "apt:ubuntu/stable added hello_1.0_amd64\n");
}

#[test]
fn packages_are_removed_from_and_copied_to_several_targets() {
    let repository = repository();
    let (hello, tool, rpm) =
        (repository.build(HELLO), repository.build(TOOL), repository.build_rpm(HELLO));
    repository.run(&["add", &hello, &tool, "--to=apt:debian/stable"]).done();
    repository.run(&["add", &rpm, "--to=rpm:el8"]).done();
    let run = repository.run(&["copy", "hello", "--from=apt:debian/stable", "--to=apt:*/*"]);
    assert_eq!(
        run.done(),
        "apt:debian/testing added hello_1.0_amd64\napt:ubuntu/stable added hello_1.0_amd64\n"
    );
    // Two sources of one target, of which one is in another archive.
    let from = ["--from=apt:ubuntu/stable", "--from=apt:debian/stable/main"];
    let run = repository.run(&["copy", "hello", "tool", from[0], from[1], "--to=apt:ubuntu/new"]);
    assert_eq!(
        run.done(),
        "apt:ubuntu/new added hello_1.0_amd64\napt:ubuntu/new added tool_1.0_amd64\n"
    );
    let run = repository.run(&["copy", "hello", "--from=rpm:el8", "--to=rpm:*"]);
    assert_eq!(run.done(), "rpm:el9 added hello-1.0-1.x86_64\n");

    // A choice that means something somewhere is enough; one that means nothing is an error.
    let run = repository.run(&["remove", "tool", "nothing", "--from=apt:*/*"]);
    let message = run.failed(3);
    assert!(message.contains("nothing matches no package of apt:debian/stable, "), "{message}");
    let run = repository.run(&["remove", "tool", "--from=apt:*/*"]);
    assert_eq!(
        run.done(),
        "apt:debian/stable removed tool_1.0_amd64\napt:ubuntu/new removed tool_1.0_amd64\n"
    );
    assert!(run.stderr.contains("apt:ubuntu/stable: nothing to do"), "{}", run.stderr);
    // What would leave one of them empty is refused for all.
    let before = listed(&repository);
    let run = repository.run(&["remove", "hello", "--from=apt:*/*", "--from=rpm:el9"]);
    assert!(run.failed(5).contains("E064"), "{}", run.stderr);
    assert_eq!(listed(&repository), before);
    let all = ["--from=apt:*/*", "--from=rpm:*", "--allow-empty"];
    repository.run(&["remove", "hello", all[0], all[1], all[2]]).done();
    assert_eq!(listed(&repository), [""; 0]);
}

#[test]
fn components_of_one_suite_are_one_removal() {
    let repository = repository();
    let tool = repository.build(TOOL);
    for component in ["main", "contrib", "other"] {
        repository.run(&["add", &tool, &format!("--to=apt:debian/stable/{component}")]).done();
    }
    let from = ["--from=apt:debian/stable/main", "--from=apt:debian/stable/contrib"];
    let document = repository.run(&["remove", "--json", "tool", from[0], from[1]]).json();
    assert_eq!(document["targets"].as_array().unwrap().len(), 1);
    assert_eq!(document["targets"][0]["removed"].as_array().unwrap().len(), 2);
    assert_eq!(listed(&repository), ["apt:debian/stable tool 1.0"]);
}

#[test]
fn what_patterns_do_not_match_is_said_with_what_there_is() {
    let repository = repository();
    let hello = repository.build(HELLO);
    for (pattern, code, words) in [
        ("apt:debain/*", "E050", "did you mean \"debian\"?"),
        ("apt:debian/stabel*", "E054", "did you mean apt:debian/stable?"),
        (
            "apt:*/xyz*",
            "E054",
            "there are apt:debian/stable, apt:debian/testing, apt:ubuntu/stable",
        ),
        ("rpm:fc*", "E054", "there are "),
        ("apt:*", "E050", "write a pattern as apt:ARCHIVE/SUITE"),
        ("*", "E050", "write a pattern as apt:ARCHIVE/SUITE"),
        ("apt:debian/stable/*", "E054", "did you mean apt:debian/stable?"),
        ("apt:[/x", "E050", "write a pattern"),
        ("apt:debian", "E050", "or 'apt:debian/*' for all its suites"),
    ] {
        for command in [
            &["add", &hello, "--to", pattern][..],
            &["copy", "x", "--from", pattern, "--to", "apt:debian/testing"],
            &["copy", "x", "--from=apt:debian/testing", "--to", pattern],
            &["remove", "x", "--from", pattern],
            &["refresh", pattern],
        ] {
            let run = repository.run(command);
            let message = run.failed(2);
            assert!(message.contains(code) && message.contains(words), "{command:?}: {message}");
        }
    }
    assert!(!repository.path("public").exists());
}

#[test]
fn a_suite_that_is_mistyped_is_not_made() {
    let repository = repository();
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello, "--to=apt:debian/bookworm-1"]).done();
    let before = repository.tree();
    for (given, meant) in [
        ("apt:debian/stabel", "apt:debian/stable"),
        ("apt:debian/Stable", "apt:debian/stable"),
        ("apt:debian/tesitng/main", "apt:debian/testing"),
        ("apt:debian/bookwrom-1", "apt:debian/bookworm-1"),
        ("apt:debian/bookwrom-2", "apt:debian/bookworm-1"),
        ("apt:debian/bookworm_1", "apt:debian/bookworm-1"),
    ] {
        for command in [
            &["add", &hello, "--to", given][..],
            &["add", &hello, "--to", given, "--dry-run"],
            &["add", &hello, "--to=apt:*/stable", "--to", given],
            &["copy", "hello", "--from=apt:debian/bookworm-1", "--to", given],
        ] {
            let run = repository.run(command);
            let message = run.failed(2);
            assert!(message.contains("error[E053]: --to: "), "{command:?}: {message}");
            assert!(message.contains(&format!("did you mean {meant}?")), "{message}");
            assert!(message.contains("--new-suite"), "{message}");
        }
    }
    assert_eq!(repository.tree(), before);
    // What is not alike, and what is meant, is made.
    for (given, flag) in [
        ("bookworm-2", "--quiet"),
        ("sid", "--quiet"),
        ("unstable", "--quiet"),
        ("stabel", "--new-suite"),
        ("stable", "--new-suite"),
    ] {
        repository.run(&["add", &hello, "--to", &format!("apt:debian/{given}"), flag]).done();
    }
    // It exists now.
    repository.run(&["add", &hello, "--to=apt:debian/stabel"]).done();
    // Suites of other archives are none of this one's.
    repository.run(&["add", &hello, "--to=apt:ubuntu/tesitng"]).done();
    let run = repository.run(&["copy", "hello", "--from=apt:debian/sid", "--to=apt:ubuntu/sdi"]);
    run.done();
    // Archives and RPM repositories are made by the configuration alone.
    for target in ["apt:debain/stable", "rpm:el99"] {
        let run = repository.run(&["add", &hello, "--to", target, "--new-suite"]);
        assert!(run.failed(2).contains("E050"), "{}", run.stderr);
    }
}

#[test]
fn routes_make_any_suite() {
    let repository = repository();
    repository.describe(|text| text + "[[route]]\nto = \"apt:debian/{name}\"\n");
    let packages = ["stable", "stabel"].map(|name| repository.build(Package::new(name, "1.0")));
    repository.run(&["add", &packages[0]]).done();
    repository.run(&["add", &packages[1]]).done();
    assert_eq!(
        listed(&repository),
        ["apt:debian/stabel stabel 1.0", "apt:debian/stable stable 1.0"]
    );
}

#[test]
fn several_targets_are_refreshed() {
    let repository = repository();
    let (hello, rpm) = (repository.build(HELLO), repository.build_rpm(HELLO));
    repository.run(&["add", &hello, &rpm, "--to=apt:debian/stable", "--to=rpm:*"]).done();
    let run = repository.run(&["refresh", "apt:debian/*", "rpm:el8"]);
    run.done();
    for said in ["apt:debian/stable: published as 2", "rpm:el8: published as 2"] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    // Described and never published: a pattern ignores it, a name is an error.
    assert!(!run.stderr.contains("apt:debian/testing"), "{}", run.stderr);
    let run = repository.run(&["refresh", "apt:debian/stable", "apt:debian/testing"]);
    assert!(run.failed(2).contains("apt:debian/testing is not published"), "{}", run.stderr);
    assert!(repository.text("debian/dists/stable/Release").contains("\nSerial: 2\n"));
}
