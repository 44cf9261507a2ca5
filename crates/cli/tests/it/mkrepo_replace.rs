//! `mkrepo add --replace`: another content of a version that is published.

use std::fs;

use crate::repository::{Package, Repository, at};

const HELLO: Package<'_> = Package::new("hello", "1.0");

/// An archive with a suite whose versions may be replaced and one whose versions may not, and two such RPM
/// repositories.
fn repository() -> Repository {
    let repository = Repository::unsigned();
    repository.describe(|_| {
        "root = \"public\"\n\
         [apt.deb]\narchitectures = [\"amd64\", \"arm64\"]\ncontents = true\ntranslations = true\n\
         [apt.deb.suites.nightly]\nreplace = true\n[apt.deb.suites.\"2.0\"]\n\
         [rpm.nightly]\nreplace = true\n[rpm.stable]\n"
            .to_owned()
    });
    repository
}

/// Builds `hello` 1.0 for `target`, which says `text`.
fn built(repository: &Repository, target: &str, text: &str) -> String {
    let package = Package { text, ..HELLO };
    match target.starts_with("apt:") {
        true => repository.build(package),
        false => repository.build_rpm(package),
    }
}

/// The path of the only package that is listed, below the directory of its archive or repository.
fn path(repository: &Repository, target: &str) -> String {
    let listed = repository.run(&["list", target, "--json"]).json();
    let packages = listed["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 1, "{listed}");
    packages[0]["path"].as_str().unwrap().to_owned()
}

const TARGETS: [(&str, &str, &str); 2] = [
    ("apt:deb/nightly", "deb", "pool/main/h/hello/hello_1.0_amd64.deb"),
    ("rpm:nightly", "nightly", "Packages/h/hello-1.0-1.x86_64.rpm"),
];

#[test]
fn a_version_is_replaced_only_where_both_the_description_and_the_call_say_so() {
    let repository = repository();
    for (allowed, refusing, table) in [
        ("apt:deb/nightly", "apt:deb/2.0", "[apt.deb.suites.\"2.0\"]"),
        ("rpm:nightly", "rpm:stable", "[rpm.stable]"),
    ] {
        for target in [allowed, refusing] {
            let one = built(&repository, target, "one");
            repository.run(&["add", &one, "--to", target]).done();
        }
        let two = built(&repository, allowed, "two, which is longer");
        let before = repository.tree();
        let run = repository.run(&["add", &two, "--to", allowed]);
        let message = run.failed(5);
        assert!(message.contains("error[E812]") && message.contains("--replace"), "{message}");
        let run = repository.run(&["add", &two, "--to", refusing]);
        let message = run.failed(5);
        assert!(message.contains("error[E812]") && !message.contains("--replace"), "{message}");
        let run = repository.run(&["add", &two, "--to", refusing, "--replace"]);
        let message = run.failed(5);
        assert!(message.contains("error[E910]"), "{message}");
        assert!(message.contains(&format!("replace = true to {table}")), "{message}");
        assert_eq!(repository.tree(), before);
    }
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn the_old_file_keeps_its_name_and_the_new_one_gets_another() {
    let repository = repository();
    for (target, folder, usual) in TARGETS {
        let [one, two] = ["one", "two"].map(|text| {
            let file = built(&repository, target, text);
            let bytes = fs::read(repository.path(&file)).unwrap();
            let kept = format!("{text}-{}", file.rsplit('/').next().unwrap());
            fs::rename(repository.path(&file), repository.path(&kept)).unwrap();
            (kept, bytes)
        });
        repository.run(&["add", &one.0, "--to", target, &at(0)]).done();
        let dry = repository.run(&["add", &two.0, "--to", target, "--replace", "-n", &at(1)]);
        assert!(dry.done().contains("would replace hello"), "{}", dry.stdout);
        let run = repository.run(&["add", &two.0, "--to", target, "--replace", &at(1)]);
        assert!(run.done().contains(&format!("{target} added hello")), "{}", run.stdout);
        assert!(run.stdout.contains(&format!("{target} replaced hello")), "{}", run.stdout);

        let digest = repo_store::Sha256::of(&two.1);
        let (start, name) = usual.rsplit_once('/').unwrap();
        let aside = format!("{start}/{digest}/{name}");
        assert_eq!(path(&repository, target), aside);
        assert_eq!(repository.published(&format!("{folder}/{aside}")), two.1);
        assert_eq!(repository.published(&format!("{folder}/{usual}")), one.1);
        let history = repository.run(&["history", target]);
        assert!(
            history.done().lines().next().unwrap().contains("~hello 1.0"),
            "{}",
            history.stdout
        );
        repository.run(&["verify", "--deep"]).done();

        // Again it is nothing new.
        for further in [&["--replace"][..], &[]] {
            let arguments = [&["add", &two.0, "--to", target][..], further].concat();
            let run = repository.run(&arguments);
            assert!(
                run.done().is_empty() && run.stderr.contains("nothing to do"),
                "{}",
                run.stderr
            );
        }
        // The first one has its name still.
        repository.run(&["rollback", target, "1", &at(2)]).done();
        assert_eq!(path(&repository, target), usual);
        repository.run(&["add", &two.0, "--to", target, "--replace", &at(3)]).done();
        assert_eq!(path(&repository, target), aside);
        repository.run(&["add", &one.0, "--to", target, "--replace", &at(4)]).done();
        assert_eq!(path(&repository, target), usual);
        repository.run(&["add", &two.0, "--to", target, "--replace", &at(5)]).done();
        repository.run(&["verify", "--deep"]).done();

        // What nothing kept refers to goes, and its name is free.
        for days in [100, 200] {
            repository.run(&["prune", "--yes", &at(days)]).done();
        }
        assert!(!repository.path(&format!("public/{folder}/{usual}")).exists());
        assert_eq!(repository.published(&format!("{folder}/{aside}")), two.1);
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn what_another_suite_or_repository_has_stays() {
    let repository = repository();
    for (from, to) in [("apt:deb/nightly", "apt:deb/2.0"), ("rpm:nightly", "rpm:stable")] {
        let one = built(&repository, from, "one");
        repository.run(&["add", &one, "--to", from, &at(0)]).done();
        repository.run(&["copy", "hello", "--from", from, "--to", to, &at(0)]).done();
        let before = path(&repository, to);
        let two = built(&repository, from, "two");
        repository.run(&["add", &two, "--to", from, "--replace", &at(1)]).done();
        let run = repository.run(&["copy", "hello", "--from", from, "--to", to, &at(1)]);
        assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
        for days in [100, 200] {
            repository.run(&["prune", "--yes", &at(days)]).done();
        }
        assert_eq!(path(&repository, to), before);
        repository.run(&["verify", "--deep"]).done();
        repository.run(&["remove", "hello", "--from", to, "--allow-empty", &at(201)]).done();
        for days in [300, 400] {
            repository.run(&["prune", "--yes", &at(days)]).done();
        }
        repository.run(&["copy", "hello", "--from", from, "--to", to, &at(330)]).done();
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn a_copy_replaces_where_both_say_so() {
    let repository = repository();
    repository.describe(|text| {
        text + "[apt.other]\narchitectures = [\"amd64\"]\n[apt.other.suites.stable]\n\
                [apt.deb.suites.rc]\nreplace = true\n"
    });
    let two = built(&repository, "apt:deb/rc", "two");
    fs::rename(repository.path(&two), repository.path("two.deb")).unwrap();
    let one = built(&repository, "apt:deb/nightly", "one");
    for target in ["apt:deb/nightly", "apt:deb/2.0"] {
        repository.run(&["add", &one, "--to", target]).done();
    }
    repository.run(&["add", "two.deb", "--to=apt:other/stable"]).done();
    repository.run(&["add", "two.deb", "--to=apt:deb/rc", "--replace"]).done();
    let (one, two) = (built(&repository, "rpm:", "one"), built(&repository, "rpm:", "two"));
    assert_eq!(one, two);
    repository.run(&["add", &two, "--to=rpm:stable"]).done();
    let one = built(&repository, "rpm:", "one");
    repository.run(&["add", &one, "--to=rpm:nightly"]).done();

    let run =
        repository.run(&["copy", "hello", "--from=apt:deb/rc", "--to=apt:deb/2.0", "--replace"]);
    assert!(run.failed(5).contains("error[E910]"), "{}", run.stderr);
    // Within an archive, and from another one, whose file takes the place of the same content.
    for (from, to, count) in [
        ("apt:deb/rc", "apt:deb/nightly", 1),
        ("apt:other/stable", "apt:deb/nightly", 0),
        ("apt:deb/2.0", "apt:deb/nightly", 1),
        ("apt:other/stable", "apt:deb/nightly", 1),
        ("rpm:stable", "rpm:nightly", 1),
    ] {
        let copy = ["copy", "hello", "--from", from, "--to", to];
        if count == 1 {
            let run = repository.run(&copy);
            let message = run.failed(5);
            assert!(message.contains("error[E812]") && message.contains("--replace"), "{message}");
        }
        let run = repository.run(&[&copy[..], &["--replace"]].concat());
        assert_eq!(run.done().matches("replaced hello").count(), count, "{}", run.stdout);
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn two_suites_get_two_contents_in_one_call() {
    let repository = repository();
    repository.describe(|text| {
        text + "[apt.deb.suites.rc]\nreplace = true\n\
                [[route]]\nwhen = { filename = \"rc\" }\nto = \"apt:deb/rc\"\n\
                [[route]]\nto = \"apt:deb/nightly\"\n"
    });
    for (text, name) in [("one", "hello.rc.deb"), ("two", "hello.deb")] {
        let file = built(&repository, "apt:", text);
        fs::rename(repository.path(&file), repository.path(name)).unwrap();
    }
    let files = ["add", "hello.deb", "hello.rc.deb"];
    let run = repository.run(&files);
    assert!(run.failed(5).contains("pool-names"), "{}", run.stderr);
    for further in [&["--replace", "--dry-run"][..], &["--replace"]] {
        let run = repository.run(&[&files[..], further].concat());
        assert_eq!(run.done().matches("hello").count(), 2, "{}", run.stdout);
    }
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn a_version_has_one_content_in_all_components_and_architectures_after_replacing() {
    let repository = repository();
    let target = "apt:deb/nightly";
    let build = |arch, text, name: &str| {
        let file = repository.build(Package { arch, text, ..HELLO });
        fs::rename(repository.path(&file), repository.path(name)).unwrap();
    };
    build("amd64", "one", "amd64.deb");
    build("arm64", "one", "arm64.deb");
    build("all", "two", "all.deb");
    build("amd64", "three", "other.deb");
    repository.run(&["add", "amd64.deb", "arm64.deb", "--to", target]).done();
    let run = repository.run(&["add", "--json", "all.deb", "--to", target, "--replace"]).json();
    assert_eq!(run["targets"][0]["replaced"].as_array().unwrap().len(), 2, "{run}");
    repository.run(&["verify", "--deep"]).done();
    let to = "apt:deb/nightly/contrib";
    let run = repository.run(&["add", "--json", "other.deb", "--to", to, "--replace"]).json();
    assert_eq!(run["targets"][0]["replaced"].as_array().unwrap().len(), 1, "{run}");
    assert_eq!(repository.run(&["list", target]).done().lines().count(), 1);
    repository.run(&["verify", "--deep"]).done();
    // Two contents of one version in one call are none of them.
    let run = repository.run(&["add", "amd64.deb", "all.deb", "--to", target, "--replace"]);
    assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
}

#[test]
fn source_packages_stay_with_their_tarballs() {
    let repository = repository();
    let source = |folder: &str, revision: &str, tarball: &str, change: &str| {
        fs::create_dir_all(repository.path(folder)).unwrap();
        let line = |text: &str, name: &str| {
            fs::write(repository.path(&format!("{folder}/{name}")), text).unwrap();
            format!(" {} {} {name}\n", repo_store::Sha256::of(text.as_bytes()), text.len())
        };
        let sums = line(tarball, "hello_1.0.orig.tar.gz")
            + &line(change, &format!("hello_1.0-{revision}.debian.tar.xz"));
        let dsc = format!(
            "Format: 3.0 (quilt)\nSource: hello\nBinary: hello\nArchitecture: any\n\
             Version: 1.0-{revision}\nMaintainer: Jo Doe <jo@example.org>\nChecksums-Sha256:\n{sums}"
        );
        let name = format!("{folder}/hello_1.0-{revision}.dsc");
        fs::write(repository.path(&name), dsc).unwrap();
        name
    };
    let to = "--to=apt:deb/nightly";
    let (one, two) = (source("a", "1", "tarball", "1"), source("b", "2", "tarball", "2"));
    repository.run(&["add", &one, &two, to]).done();
    // A revision built again with the same tarball, and all of it built again with another.
    for (given, revision) in
        [(source("c", "1", "tarball", "other"), "1"), (source("d", "2", "another", "2"), "2")]
    {
        let run = repository.run(&["add", &given, to]);
        assert!(run.failed(5).contains("--replace"), "{}", run.stderr);
        let run = repository.run(&["add", "--json", &given, to, "--replace"]).json();
        let added = &run["targets"][0]["added"][0];
        let path = added["path"].as_str().unwrap();
        let digest = repo_store::Sha256::of(&fs::read(repository.path(&given)).unwrap());
        assert_eq!(path, format!("pool/main/h/hello/{digest}/hello_1.0-{revision}.dsc"));
        repository.run(&["verify", "--deep"]).done();
    }
    repository.run(&["rollback", "apt:deb/nightly", "1"]).done();
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn every_way_of_naming_files_gives_way() {
    for names in ["file", "pool/${suite}/${source}/${name}_${version}_${arch}.deb"] {
        let repository = repository();
        repository.describe(|text| {
            text.replacen("[apt.deb]\n", &format!("[apt.deb]\npool-names = \"{names}\"\n"), 1)
        });
        let target = "apt:deb/nightly";
        repository.run(&["add", &built(&repository, target, "one"), "--to", target]).done();
        let usual = path(&repository, target);
        let two = built(&repository, target, "two");
        repository.run(&["add", &two, "--to", target, "--replace"]).done();
        let digest = repo_store::Sha256::of(&fs::read(repository.path(&two)).unwrap());
        let (start, name) = usual.rsplit_once('/').unwrap();
        assert_eq!(path(&repository, target), format!("{start}/{digest}/{name}"));
        repository.run(&["verify", "--deep"]).done();
    }
}

#[test]
fn a_damaged_package_of_the_same_length_is_not_taken_for_the_published_one() {
    let repository = repository();
    for (target, _, _) in TARGETS {
        let one = built(&repository, target, "one");
        repository.run(&["add", &one, "--to", target]).done();
        let file = repository.path(&built(&repository, target, "two"));
        let mut bytes = fs::read(&file).unwrap();
        // A byte of the compressed payload.
        let at = bytes.len() - 40;
        bytes[at] ^= 0xff;
        fs::write(&file, bytes).unwrap();
        let run = repository.run(&["add", file.to_str().unwrap(), "--to", target, "--replace"]);
        run.failed(if target.starts_with("apt:") { 3 } else { 7 });
    }
}
