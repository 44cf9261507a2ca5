//! `mkrepo drop`.

use crate::repository::{Package, Repository, at};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");
const OLD: &str = "deb/dists/old";

/// A time, as commands take it: days after one at which the key was good already.
/// Signed; the suites `old` and `stable` and the RPM repository `el7` have packages.
fn published() -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        let text = text.replacen("[apt.deb]\n", "[apt.deb]\nvalid-for = \"30d\"\n", 1);
        assert!(text.contains("valid-for"), "{text}");
        format!("url = \"https://example.org\"\n{text}\n[rpm.el7]\nid = \"el7\"\n[rpm.el9]\n")
    });
    let (hello, tool) = (repository.build(HELLO), repository.build(TOOL));
    let rpm = repository.build_rpm(HELLO);
    repository.run(&["add", &hello, &tool, "--to=apt:deb/old", &at(0)]).done();
    repository.run(&["add", &tool, "--to=apt:deb/stable", &at(0)]).done();
    repository.run(&["add", &rpm, "--to=rpm:el*", &at(0)]).done();
    repository
}

#[test]
fn a_dropped_target_is_empty_signed_and_says_so() {
    let repository = published();
    assert!(repository.path("public/deb/old.sources").exists());
    assert!(repository.path("public/el7/el7.repo").exists());
    let before = repository.tree();
    let run = repository.run(&["drop", "apt:deb/old", "rpm:el7", "--dry-run", &at(1)]);
    assert_eq!(run.done(), "apt:deb/old would be dropped\nrpm:el7 would be dropped\n");
    assert_eq!(repository.tree(), before);

    let run = repository.run(&["drop", "apt:deb/old", "rpm:el7", &at(1)]);
    assert_eq!(run.done(), "apt:deb/old dropped\nrpm:el7 dropped\n");
    assert!(
        run.stderr.contains("apt:deb/old: published as 2, empty; it had 2 packages"),
        "{}",
        run.stderr
    );
    let release = repository.text(&format!("{OLD}/Release"));
    for line in ["Dropped: yes", "Serial: 2", "Suite: old", "Codename: old", "Components: main"] {
        assert!(release.lines().any(|it| it == line), "{line}: {release}");
    }
    assert!(release.contains("main/binary-amd64/Packages.gz") && !release.contains("Valid-Until"));
    let repomd = repository.text("el7/repodata/repomd.xml");
    assert!(repomd.contains("<content>packwright:dropped=yes</content>"), "{repomd}");
    // Further users are not invited.
    assert!(!repository.path("public/deb/old.sources").exists());
    assert!(!repository.path("public/el7/el7.repo").exists());
    assert!(repository.path("public/el7/mirrorlist").exists());
    assert!(repository.path("public/deb/stable.sources").exists());
    repository.run(&["verify", "--deep", &at(1)]).done();

    // Again there is nothing to do; and a refresh leaves it dropped.
    let run = repository.run(&["drop", "apt:deb/old", "rpm:el7"]);
    assert!(run.done().is_empty() && run.stderr.contains("apt:deb/old: nothing to do"));
    repository.run(&["refresh", &at(2)]).done();
    let release = repository.text(&format!("{OLD}/Release"));
    assert!(release.contains("\nDropped: yes\n") && release.contains("\nSerial: 3\n"));
    assert!(repository.text("el7/repodata/repomd.xml").contains("dropped=yes"));
    repository.run(&["verify", &at(2)]).done();
}

#[test]
fn lists_and_histories_show_what_was_dropped() {
    let repository = published();
    repository.run(&["drop", "apt:deb/old", "rpm:el7", &at(1)]).done();
    let run = repository.run(&["list"]);
    assert_eq!(run.done().lines().count(), 2, "{}", run.stdout);
    for target in ["apt:deb/old", "rpm:el7"] {
        let run = repository.run(&["list", target]);
        assert!(run.done().is_empty(), "{}", run.stdout);
        assert!(run.stderr.contains(&format!("{target}: dropped")), "{}", run.stderr);
        let run = repository.run(&["history", target]);
        let lines: Vec<_> = run.done().lines().map(|line| line.contains("dropped")).collect();
        let first = lines.iter().position(|dropped| *dropped);
        assert_eq!(first, Some(0), "{}", run.stdout);
        let document = repository.run(&["history", "--json", target]).json();
        let dropped = |at: usize| document["publications"][at]["dropped"].clone();
        assert_eq!([dropped(0), dropped(1)], [true, false]);
    }
}

#[test]
fn a_dropped_target_comes_back_only_when_it_is_meant() {
    let repository = published();
    let (hello, rpm) = (repository.build(HELLO), repository.build_rpm(HELLO));
    repository.run(&["drop", "apt:deb/old", "rpm:el7"]).done();
    for arguments in [
        &["add", &hello, "--to=apt:deb/old"][..],
        &["add", &rpm, "--to=rpm:el7"],
        &["add", &hello, "--to=apt:deb/old", "--dry-run"],
        &["copy", "tool", "--from=apt:deb/stable", "--to=apt:deb/old"],
        &["copy", "hello", "--from=rpm:el9", "--to=rpm:el7"],
    ] {
        let run = repository.run(arguments);
        let message = run.failed(5);
        assert!(message.contains("error[E067]") && message.contains("--new-suite"), "{message}");
    }
    // A pattern ignores it.
    let run = repository.run(&["add", &hello, "--to=apt:deb/*"]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n");
    repository.run(&["copy", "hello", "--from=rpm:el9", "--to=rpm:*"]).done();
    assert!(repository.text("el7/repodata/repomd.xml").contains("dropped=yes"));

    let run = repository.run(&["add", &hello, "--to=apt:deb/old", "--new-suite"]);
    run.done();
    let said = "apt:deb/old: published as 3, which was dropped before";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let document = repository.run(&["add", "--json", &rpm, "--to=rpm:el7", "--new-suite"]).json();
    let target = &document["targets"][0];
    assert_eq!((&target["serial"], &target["revived"]), (&3.into(), &true.into()));
    let release = repository.text(&format!("{OLD}/Release"));
    assert!(!release.contains("Dropped") && release.contains("Valid-Until"), "{release}");
    assert!(!repository.text("el7/repodata/repomd.xml").contains("dropped"));
    assert!(repository.path("public/deb/old.sources").exists());
    assert!(repository.path("public/el7/el7.repo").exists());
    for target in ["apt:deb/old", "rpm:el7"] {
        repository.run(&["verify", "--deep", target]).done();
    }
}

#[test]
fn a_route_may_bring_it_back_and_says_so() {
    let repository = published();
    repository.run(&["drop", "apt:deb/old"]).done();
    repository.describe(|text| text + "[[route]]\nto = \"apt:deb/old\"\n");
    let hello = repository.build(HELLO);
    let run = repository.run(&["add", &hello]);
    assert_eq!(run.done(), "apt:deb/old added hello_1.0_amd64\n");
    assert!(run.stderr.contains("which was dropped before"), "{}", run.stderr);
}

#[test]
fn a_rollback_brings_it_back_for_as_long_as_its_files_are_kept() {
    let repository = published();
    repository.run(&["drop", "apt:deb/old", "rpm:el7", &at(1)]).done();
    for target in ["apt:deb/old", "rpm:el7"] {
        let run = repository.run(&["rollback", target, "1", &at(2)]);
        assert!(run.done().contains(" added hello"), "{}", run.stdout);
        assert!(
            run.stderr.contains(": published as 3, which was dropped before"),
            "{}",
            run.stderr
        );
        let run = repository.run(&["list", target]);
        assert!(!run.done().is_empty());
        // And to the state that says that it was dropped.
        repository.run(&["rollback", target, "2", &at(3)]).done();
        assert!(repository.run(&["list", target]).done().is_empty());
    }
    assert!(repository.text(&format!("{OLD}/Release")).contains("\nDropped: yes\n"));
    assert!(repository.text("el7/repodata/repomd.xml").contains("dropped=yes"));
    repository.run(&["verify", "--deep", &at(3)]).done();

    // All that was kept goes, but for the last state, which no rollback can undo then.
    repository.run(&["prune", "--yes", &at(100)]).done();
    let left = repository.tree().into_keys().filter(|path| path.starts_with("public/"));
    let left: Vec<String> = left.collect();
    let is_left = |part: &str| left.iter().any(|path| path.contains(part));
    assert!(!is_left("/hello_1.0") && !is_left("el7/Packages/"), "{left:#?}");
    assert!(is_left("deb/pool/main/t/tool/tool_1.0") && is_left("el9/Packages/"), "{left:#?}");
    assert!(is_left("dists/old/InRelease") && is_left("el7/repodata/repomd.xml.asc"), "{left:#?}");
    for target in ["apt:deb/old", "rpm:el7"] {
        repository.run(&["rollback", target, "1", &at(101)]).failed(3);
        assert_eq!(repository.run(&["history", target]).done().lines().count(), 1);
    }
    // `stable` has expired by then.
    for target in ["apt:deb/old", "rpm:el7"] {
        repository.run(&["verify", "--deep", target, &at(101)]).done();
    }
}

#[test]
fn what_cannot_be_dropped_is_refused() {
    let repository = published();
    let before = repository.tree();
    for (arguments, code, words) in [
        (&["drop", "apt:deb/old/main"][..], 2, "but only whole suites can be dropped"),
        (&["drop", "apt:deb/*/main"], 2, "but only whole suites can be dropped"),
        (&["drop", "apt:deb/other"], 3, "nothing is published as apt:deb/other"),
        (&["drop", "apt:deb/old", "rpm:el8"], 2, "rpm:el8 is not configured"),
        (&["drop", "apt:deb/old", "apt:deb/other"], 3, "nothing is published"),
        (&["drop", "rpm:fc*"], 2, "matches no configured or published target"),
        (&["drop"], 2, "<TARGET>"),
    ] {
        let run = repository.run(arguments);
        assert!(run.failed(code).contains(words), "{arguments:?}: {}", run.stderr);
    }
    assert_eq!(repository.tree(), before);
    let run = repository.run(&["drop", "apt:*/old", "rpm:el[0-8]"]);
    assert_eq!(run.done(), "apt:deb/old dropped\nrpm:el7 dropped\n");
    let empty = Repository::unsigned();
    empty.run(&["drop", "apt:deb/stable"]).failed(3);
    assert!(!empty.path("public").exists());
}

#[test]
fn documents_and_files_of_others_go_too() {
    let repository = published();
    let updates = repository.path("updateinfo.xml");
    let update = "<updates><update><id>X-1</id><title>t</title></update></updates>";
    std::fs::write(&updates, update).unwrap();
    repository.run(&["add", updates.to_str().unwrap(), "--to=rpm:el7", &at(1)]).done();
    assert!(repository.text("el7/repodata/repomd.xml").contains("updateinfo"));
    repository.run(&["drop", "rpm:el7", &at(2)]).done();
    assert!(!repository.text("el7/repodata/repomd.xml").contains("updateinfo"));
    repository.run(&["verify", "--deep", "rpm:el7", &at(2)]).done();
    // A document alone brings the repository back.
    let arguments = ["add", updates.to_str().unwrap(), "--to=rpm:el7", "--new-suite", &at(3)];
    let run = repository.run(&arguments);
    run.done();
    assert!(run.stderr.contains("which was dropped before"), "{}", run.stderr);
}
