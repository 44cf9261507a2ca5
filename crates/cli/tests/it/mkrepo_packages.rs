//! `mkrepo list`, `remove` and `copy`.

use std::fs;

use crate::repository::{Package, Repository, columns};

const TWO: Package<'_> = Package::new("hello", "2.0");
const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");
const STABLE: &str = "deb/dists/stable/InRelease";

/// Two versions of one package, and another one, in the suite stable.
fn published() -> Repository {
    let repository = Repository::signed();
    let files = [HELLO, TWO, TOOL].map(|package| repository.build(package));
    repository.run(&["add", &files[0], &files[1], &files[2]]).done();
    repository
}

#[test]
fn what_is_published_is_listed() {
    let repository = Repository::signed();
    assert_eq!(repository.run(&["list"]).done(), "");
    assert!(!repository.path("public").exists(), "reading makes nothing");
    let message = repository.run(&["list", "apt:deb/stable"]);
    assert!(message.failed(3).contains("nothing is published as apt:deb/stable"));

    let repository = published();
    let all = "apt:deb/stable/main hello 1.0 amd64\n\
               apt:deb/stable/main hello 2.0 amd64\n\
               apt:deb/stable/main tool  1.0 amd64\n";
    assert_eq!(repository.run(&["list"]).done(), all);
    for place in ["apt:deb", "apt:deb/", "apt:deb/stable", "apt:deb/stable/main"] {
        assert_eq!(repository.run(&["list", place]).done(), all, "{place}");
    }
    for specs in [&["hello"][..], &["hell?:amd64"], &["hello=1.0", "hello (>> 1.0)"]] {
        let run = repository.run(&[&["list", "apt:deb/stable"], specs].concat());
        assert_eq!(run.done().lines().count(), 2, "{specs:?}");
    }
    let document = repository.run(&["list", "--json", "tool"]).json();
    let tool = &document["packages"][0];
    assert_eq!(tool["target"], "apt:deb/stable");
    assert_eq!(tool["component"], "main");
    assert_eq!(tool["version"], "1.0");
    assert_eq!(tool["path"], "pool/main/t/tool/tool_1.0_amd64.deb");
}

#[test]
fn without_a_target_everything_is_listed() {
    let repository = published();
    repository
        .run(&["copy", "hello=2.0", "--from=apt:deb/stable", "--to=apt:deb/testing/contrib"])
        .done();
    let run = repository.run(&["list", "hello (>= 2)"]);
    let expected = "apt:deb/stable/main hello 2.0 amd64\n\
                    apt:deb/testing/contrib hello 2.0 amd64\n";
    assert_eq!(columns(run.done()), columns(expected));
    // Columns are aligned, whatever is in them.
    let columns: Vec<_> = run.stdout.lines().map(|line| line.find(" hello").unwrap()).collect();
    assert!(columns[0] == columns[1], "{}", run.stdout);
    assert_eq!(repository.run(&["list", "apt:deb"]).done().lines().count(), 4);
    for place in ["apt:deb", "apt:*/*", "apt:deb/{stable,testing}"] {
        assert_eq!(repository.run(&["list", place, "hello=2.0"]).stdout, run.stdout, "{place}");
    }
    let one = repository.run(&["list", "apt:*/test*"]);
    assert_eq!(one.done().lines().count(), 1, "{}", one.stdout);
    repository.run(&["verify", "apt:*/*"]).done();
    let run = repository.run(&["list", "rpm:*"]);
    assert!(run.failed(2).contains("rpm:* matches no published target"), "{}", run.stderr);
    // In one of both is in one of both.
    assert_eq!(repository.run(&["list", "tool"]).done(), "apt:deb/stable/main tool 1.0 amd64\n");
    repository.run(&["list", "absent"]).failed(3);
}

#[test]
fn a_place_that_is_not_published_is_told_with_one_that_is() {
    let repository = published();
    for (arguments, code, told) in [
        (&["apt:deb/stabel"][..], 3, "did you mean apt:deb/stable?"),
        (&["apt:deb/nowhere-near"], 3, "nothing is published as apt:deb/nowhere-near"),
        (&["apt:dab"], 2, "did you mean \"deb\"?"),
        (&["apt:dab/stable"], 2, "did you mean \"deb\"?"),
        (&["rpm:rpm"], 3, "nothing is published as rpm:rpm"),
        (&["rpm:rmp"], 2, "did you mean \"rpm\"?"),
        (&["apt:deb/stable/mian"], 3, "did you mean \"main\"?"),
        (&["apt:deb/stable/other"], 3, "there are main"),
        (&["apt:"], 2, "error[E050]"),
        (&["deb"], 3, "to list the packages there, use apt:deb"),
        (&["stable"], 3, "use apt:deb/stable"),
        (&["apt:deb", "hallo"], 3, "did you mean \"hello\"?"),
    ] {
        let run = repository.run(&[&["list"], arguments].concat());
        assert!(run.failed(code).contains(told), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn removed_packages_are_gone_and_their_files_are_not() {
    let repository = published();
    let run = repository.run(&["remove", "hello=1.*", "tool", "--from", "apt:deb/stable"]);
    let expected =
        "apt:deb/stable removed hello_1.0_amd64\napt:deb/stable removed tool_1.0_amd64\n";
    assert_eq!(run.done(), expected);
    assert!(run.stderr.contains("apt:deb/stable: published as 2"), "{}", run.stderr);
    let listed = repository.run(&["list"]).done().to_owned();
    assert_eq!(listed, "apt:deb/stable/main hello 2.0 amd64\n");
    assert!(repository.path("public/deb/pool/main/t/tool/tool_1.0_amd64.deb").exists());

    let run = repository.run(&["remove", "*"]);
    assert!(run.failed(5).contains("--allow-empty"), "{}", run.stderr);
    assert_eq!(repository.run(&["list"]).done(), listed);
    let document = repository.run(&["remove", "--json", "--allow-empty", "*"]).json();
    assert_eq!(document["targets"][0]["removed"][0]["version"], "2.0");
    assert_eq!(document["targets"][0]["serial"], 3);
    assert_eq!(repository.run(&["list"]).done(), "");
}

#[test]
fn every_choice_that_matches_nothing_is_named_and_nothing_changes() {
    let repository = published();
    let before = repository.published(STABLE);
    for command in [&["remove"][..], &["copy", "--from=apt:deb/stable", "--to=apt:deb/testing"]] {
        let run = repository.run(&[command, &["tool", "helo", "hello (>= 3)", "zzz"]].concat());
        let message = run.failed(3);
        for part in [
            "helo matches no package of apt:deb/stable; did you mean \"hello\"?",
            "hello (>= 3) matches no package of apt:deb/stable; published are \
             hello:amd64=1.0, hello:amd64=2.0",
            "zzz matches no package of apt:deb/stable; list the published packages",
        ] {
            assert!(message.contains(part), "{part} in {message}");
        }
        assert_eq!(repository.published(STABLE), before);
    }
    let run = repository.run(&["remove", "tool", "a b", "x (", "--from=apt:deb/stable"]);
    let message = run.failed(2);
    assert_eq!(message.matches("error[E060]").count(), 2, "{message}");
    assert!(run.stderr.contains("wildcards"), "{message}");
    repository.run(&["remove", "tool", "--from=apt:deb/stable/contrib"]).failed(3);
    assert_eq!(repository.published(STABLE), before);
    let run = repository.run(&["remove", "tool", "--from=apt:deb/stabel"]);
    assert!(run.failed(3).contains("nothing is published as apt:deb/stabel"), "{}", run.stderr);
    assert!(!repository.path("public/deb/dists/stabel").exists());
}

#[test]
fn packages_are_promoted_without_being_written_again() {
    use std::os::unix::fs::MetadataExt;
    let repository = published();
    let pooled = repository.path("public/deb/pool/main/h/hello/hello_2.0_amd64.deb");
    let before = fs::metadata(&pooled).unwrap();
    let copy = ["copy", "hello (>> 1.0)", "--from=apt:deb/stable", "--to=apt:deb/testing"];
    let run = repository.run(&copy);
    assert_eq!(run.done(), "apt:deb/testing added hello_2.0_amd64\n");
    let after = fs::metadata(&pooled).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    let release = repository.published("deb/dists/testing/InRelease");
    let run = repository.run(&copy);
    assert_eq!(run.done(), "");
    assert!(run.stderr.contains("apt:deb/testing: nothing to do"), "{}", run.stderr);
    assert_eq!(repository.published("deb/dists/testing/InRelease"), release);
}

#[test]
fn a_version_of_other_content_is_not_replaced_by_promotion() {
    let repository = published();
    let other = repository.build(Package { text: "other", ..TWO });
    // The pool has one place for it; another component has another.
    repository.run(&["add", &other, "--to=apt:deb/testing/contrib"]).done();
    let run = repository.run(&[
        "copy",
        "hello=2.0",
        "--from=apt:deb/stable",
        "--to=apt:deb/testing/contrib",
    ]);
    let message = run.failed(5);
    assert!(message.contains("hello_2.0_amd64") && message.contains("E812"), "{message}");
}

/// Describes another archive, whose indexes say more.
fn describe_other(repository: &Repository) {
    const OTHER: &str = "\n[apt.other]\norigin = \"Other\"\narchitectures = [\"amd64\"]\n\
                         md5 = true\ncontents = true\ntranslations = true\n";
    repository.describe(|text| text + OTHER);
}

#[test]
fn packages_go_to_another_archive_with_their_files() {
    const POOLED: &str = "other/pool/main/h/hello/hello_2.0_amd64.deb";
    let repository = published();
    describe_other(&repository);
    let copy = ["copy", "hello (>> 1.0)", "--from=apt:deb/stable", "--to=apt:other/stable"];
    assert_eq!(repository.run(&copy).done(), "apt:other/stable added hello_2.0_amd64\n");
    assert_eq!(
        repository.published(POOLED),
        repository.published("deb/pool/main/h/hello/hello_2.0_amd64.deb")
    );
    let packages = real_tools::command("zcat")
        .arg(repository.path("public/other/dists/stable/main/binary-amd64/Packages.gz"))
        .output()
        .unwrap();
    let packages = String::from_utf8(packages.stdout).unwrap();
    for part in ["Filename: pool/main/h/hello/hello_2.0_amd64.deb\n", "\nMD5sum: ", "-md5: "] {
        assert!(packages.contains(part), "{part} in {packages}");
    }
    repository.run(&["verify", "--deep"]).done();
    let run = repository.run(&copy);
    assert_eq!(run.done(), "");
    assert!(run.stderr.contains("apt:other/stable: nothing to do"), "{}", run.stderr);
    let to = ["copy", "tool", "--from=apt:deb/stable", "--to=apt:other/stable/contrib"];
    repository.run(&to).done();
    assert!(repository.path("public/other/pool/contrib/t/tool/tool_1.0_amd64.deb").exists());
}

#[test]
fn what_is_damaged_or_does_not_fit_goes_to_no_other_archive() {
    let repository = published();
    let strange = repository.build(Package { arch: "riscv64", ..TOOL });
    repository.describe(|text| text.replacen("[\"amd64\"", "[\"riscv64\", \"amd64\"", 1));
    repository.run(&["add", &strange]).done();
    describe_other(&repository);
    let other = repository.build(Package { text: "other", ..TWO });
    fs::copy(
        repository.path(&other),
        repository.path("public/deb/pool/main/h/hello/hello_2.0_amd64.deb"),
    )
    .unwrap();
    fs::remove_file(repository.path("public/deb/pool/main/h/hello/hello_1.0_amd64.deb")).unwrap();
    let before = repository.tree();
    let run = repository.run(&["copy", "*", "--from=apt:deb/stable", "--to=apt:other/stable"]);
    let message = run.failed(5);
    for part in [
        "hello_1.0_amd64.deb: is referred to and does not exist",
        "hello_2.0_amd64.deb: does not match its index",
        "tool_1.0_riscv64.deb: is for the architecture riscv64, which is not published",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert_eq!(repository.tree(), before);
}

#[test]
fn copies_go_somewhere_else() {
    let repository = published();
    repository.describe(|text| {
        text.replacen(
            "[apt.deb.suites.stable]",
            "[apt.deb.suites.stable]\n[apt.deb.suites.next]\n",
            1,
        ) + "\n[apt.other]\norigin = \"Other\"\narchitectures = [\"amd64\"]\n"
    });
    for (to, part) in
        [("apt:deb/stable", "is the source of the packages"), ("stable", "starts neither with")]
    {
        let run = repository.run(&["copy", "hello", "--from=apt:deb/stable", "--to", to]);
        assert!(run.failed(2).contains(part), "{to}: {}", run.stderr);
    }
    repository.run(&["copy", "tool", "--from=apt:deb/stable", "--to=apt:deb/next"]).done();
    let run = repository.run(&["remove", "hello"]);
    let message = run.failed(2);
    assert!(message.contains("several are possible: apt:deb/stable, apt:deb/next"), "{message}");
}
