//! One name, one content: nothing is published under a name or a version that has another content.

use std::fs;

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");

/// Two archives, the first with two suites, and two RPM repositories.
fn repository() -> Repository {
    let repository = Repository::unsigned();
    repository.describe(|_| {
        "root = \"public\"\n\
         [apt.deb]\narchitectures = [\"amd64\", \"arm64\"]\n\
         [apt.deb.suites.stable]\n[apt.deb.suites.testing]\n\
         [apt.ubuntu]\narchitectures = [\"amd64\"]\n[apt.ubuntu.suites.jammy]\n\
         [rpm.el8]\n[rpm.el9]\n\
         [[route]]\nwhen = { filename = \"bookworm\" }\nto = \"apt:deb/stable\"\n\
         [[route]]\nwhen = { filename = \"trixie\" }\nto = \"apt:deb/testing\"\n\
         [[route]]\nwhen = { filename = \"jammy\" }\nto = \"apt:ubuntu/jammy\"\n\
         [[route]]\nwhen = { filename = \"el8\" }\nto = \"rpm:el8\"\n\
         [[route]]\nwhen = { filename = \"el9\" }\nto = \"rpm:el9\"\n"
            .to_owned()
    });
    repository
}

/// Builds a package, and calls its file `name`.
fn built(repository: &Repository, package: Package<'_>, name: &str) -> String {
    renamed(repository, &repository.build(package), name)
}

fn renamed(repository: &Repository, file: &str, name: &str) -> String {
    let new = format!("dist/{name}");
    fs::rename(repository.path(file), repository.path(&new)).unwrap();
    new
}

#[test]
fn versions_that_differ_by_their_epoch_have_one_file_name() {
    let repository = repository();
    let of_epoch = |epoch: &str, package, name| {
        let file = repository.build_by(env!("CARGO_BIN_EXE_mkdeb"), package, &["--epoch", epoch]);
        renamed(&repository, &file, name)
    };
    let one = of_epoch("1", HELLO, "one.deb");
    let two = of_epoch("2", Package { text: "x", ..HELLO }, "two.deb");
    let run = repository.run(&["add", &one, &two, "--to=apt:deb/stable"]);
    let message = run.failed(5);
    assert!(message.contains("E812") && message.contains("two.deb"), "{message}");
    assert!(message.contains("has the same file name as hello_1:1.0_amd64"), "{message}");
    assert!(message.contains("the epoch is not part of the file name"), "{message}");
    assert!(!repository.path("public/deb").exists());

    repository.run(&["add", &one, "--to=apt:deb/stable"]).done();
    let run = repository.run(&["add", &two, "--to=apt:deb/stable"]);
    assert!(
        run.failed(5).contains("has the same file name as hello_1:1.0_amd64"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_version_has_one_content_in_all_components_and_architectures_of_a_suite() {
    let repository = repository();
    let one = built(&repository, HELLO, "one.deb");
    let two = built(&repository, Package { text: "x", ..HELLO }, "two.deb");
    let all = built(&repository, Package { text: "y", arch: "all", ..HELLO }, "all.deb");
    let arm = built(&repository, Package { text: "z", arch: "arm64", ..HELLO }, "arm.deb");
    repository.run(&["add", &one, "--to=apt:deb/stable/main"]).done();
    for other in [&two, &all] {
        let run = repository.run(&["add", other, "--to=apt:deb/stable/other"]);
        assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
    }
    repository.run(&["add", &arm, "--to=apt:deb/stable/other"]).done();
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn source_packages_share_a_tarball_or_its_name_but_not_its_name_alone() {
    let repository = repository();
    let source = |folder: &str, revision: &str, tarball: &[u8]| {
        fs::create_dir_all(repository.path(folder)).unwrap();
        fs::write(repository.path(&format!("{folder}/hello_1.0.orig.tar.gz")), tarball).unwrap();
        let diff = format!("hello_1.0-{revision}.debian.tar.xz");
        fs::write(repository.path(&format!("{folder}/{diff}")), revision).unwrap();
        let line = |bytes: &[u8], name: &str| {
            format!(" {} {} {name}\n", repo_store::Sha256::of(bytes), bytes.len())
        };
        let sums = line(tarball, "hello_1.0.orig.tar.gz") + &line(revision.as_bytes(), &diff);
        let dsc = format!(
            "Format: 3.0 (quilt)\nSource: hello\nBinary: hello\nArchitecture: any\n\
             Version: 1.0-{revision}\nMaintainer: Jo Doe <jo@example.org>\nChecksums-Sha256:\n{sums}"
        );
        let name = format!("{folder}/hello_1.0-{revision}.dsc");
        fs::write(repository.path(&name), dsc).unwrap();
        name
    };
    let (one, two) = (source("a", "1", b"tarball"), source("b", "2", b"another"));
    let run = repository.run(&["add", &one, &two, "--to=apt:deb/stable"]);
    let message = run.failed(5);
    assert!(message.contains("hello_1.0.orig.tar.gz"), "{message}");
    assert!(message.contains("a tarball is published once under its name"), "{message}");
    let same = source("c", "3", b"tarball");
    repository.run(&["add", &one, &same, "--to=apt:deb/stable"]).done();
    let run = repository.run(&["add", &two, "--to=apt:deb/stable"]);
    assert!(run.failed(5).contains("hello_1.0.orig.tar.gz"), "{}", run.stderr);
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn archives_and_rpm_repositories_are_apart_from_each_other_in_one_call_too() {
    let repository = repository();
    let bookworm = built(&repository, HELLO, "hello_1.0.bookworm.deb");
    let jammy = built(&repository, Package { text: "x", ..HELLO }, "hello_1.0.jammy.deb");
    let rpm = Package { arch: "x86_64", ..HELLO };
    let el8 = renamed(&repository, &repository.build_rpm(rpm), "hello-1.0.el8.rpm");
    let rpm = repository.build_rpm(Package { text: "x", ..rpm });
    let el9 = renamed(&repository, &rpm, "hello-1.0.el9.rpm");
    let run = repository.run(&["add", &bookworm, &jammy, &el8, &el9]);
    assert_eq!(run.done().lines().count(), 4);
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn suites_of_one_archive_share_its_files_and_none_is_published_where_they_cannot() {
    let repository = repository();
    let bookworm = built(&repository, HELLO, "hello_1.0.bookworm.deb");
    let trixie = built(&repository, Package { text: "x", ..HELLO }, "hello_1.0.trixie.deb");
    let run = repository.run(&["add", &bookworm, &trixie]);
    let message = run.failed(5);
    assert!(message.contains("for apt:deb/stable and"), "{message}");
    assert!(message.contains("the suites of an archive share its files"), "{message}");
    assert!(!repository.path("public/deb").exists());
}

#[test]
fn files_that_are_named_apart_are_published_in_both_suites() {
    for names in ["file", "pool/${suite}/${component}/${source}/${name}_${version}_${arch}.deb"] {
        let repository = repository();
        repository.describe(|text| {
            text.replacen("[apt.deb]\n", &format!("[apt.deb]\npool-names = \"{names}\"\n"), 1)
        });
        let bookworm = built(&repository, HELLO, "hello_1.0~bookworm_amd64.deb");
        let trixie =
            built(&repository, Package { text: "x", ..HELLO }, "hello_1.0~trixie_amd64.deb");
        let document = repository.run(&["add", "--json", &bookworm, &trixie]).json();
        repository.run(&["verify", "--deep"]).done();
        for (target, file) in [&bookworm, &trixie].into_iter().enumerate() {
            let path = document["targets"][target]["added"][0]["path"].as_str().unwrap();
            let published = repository.published(&format!("deb/{path}"));
            assert_eq!(published, fs::read(repository.path(file)).unwrap());
        }
        // Within one suite it is one version, whatever its files are called.
        let run = repository.run(&["add", &trixie, "--to=apt:deb/stable"]);
        assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
        // The rest of the names is left to who publishes.
        repository.run(&["copy", "--from=apt:deb/stable", "--to=apt:ubuntu/jammy", "hello"]).done();
        repository.run(&["prune", "--dry-run"]).done();
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn two_contents_of_suites_in_two_calls_show_the_line_that_names_them_apart() {
    let repository = repository();
    let bookworm = built(&repository, HELLO, "hello_1.0~bookworm_amd64.deb");
    let trixie = built(&repository, Package { text: "x", ..HELLO }, "hello_1.0~trixie_amd64.deb");
    repository.run(&["add", &bookworm]).done();
    let run = repository.run(&["add", &trixie]);
    let message = run.failed(5);
    assert!(message.contains("pool-names = \"pool/${suite}/"), "{message}");

    repository
        .describe(|text| text.replacen("[apt.deb]\n", "[apt.deb]\npool-names = \"${x}\"\n", 1));
    let run = repository.run(&["add", &trixie]);
    assert!(run.failed(3).contains("refers to ${x}"), "{}", run.stderr);
    assert!(run.stderr.contains("${filename}"), "{}", run.stderr);
}
