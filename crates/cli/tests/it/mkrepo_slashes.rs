//! Suites and components whose names have slashes, and archives for the architecture `all`.

use crate::repository::{Package, Repository};

const SERVER: Package<'_> = Package::new("server", "7.0");
const NEWER: Package<'_> = Package::new("server", "7.1");
const SUITE: &str = "apt:deb/jammy/vendor/7.0";

fn described(tables: &str) -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        let text = text.split("\n[apt.").next().unwrap();
        format!("{text}\n[apt.deb]\norigin = \"Example\"\narchitectures = [\"amd64\"]\n{tables}")
    });
    repository
}

const TABLES: &str = "components = [\"updates/main\"]\n[apt.deb.suites.jammy]\n\
                      [apt.deb.suites.\"jammy/vendor/7.0\"]\nreplace = true\n\
                      [apt.deb.suites.\"jammy/vendor/8.0\"]\n\
                      [apt.deb.suites.\"jammy/vendor/latest\"]\nalias-of = \"jammy/vendor/7.0\"\n";

fn at(days: u64) -> String {
    format!("--timestamp={}", 1_720_000_000 + days * 86_400)
}

#[test]
fn every_command_takes_a_suite_with_slashes() {
    let repository = described(TABLES);
    let (old, new) = (repository.build(SERVER), repository.build(NEWER));
    let run = repository.run(&["add", &old, "--to", SUITE, &at(0)]);
    let expected = "apt:deb/jammy/vendor/7.0 added server_7.0_amd64\n\
                    apt:deb/jammy/vendor/latest added server_7.0_amd64\n";
    assert_eq!(run.done(), expected);
    repository.run(&["add", &new, "--to", "apt:deb/jammy/vendor/7.0/updates/main", &at(1)]).done();
    repository.run(&["add", &old, "--to", "apt:deb/jammy/main", &at(1)]).done();
    let release = repository.text("deb/dists/jammy/vendor/7.0/Release");
    assert!(release.contains("Codename: jammy/vendor/7.0\n"), "{release}");
    assert!(release.contains("Components: main updates/main\n"), "{release}");

    let listed = |target: &str| repository.run(&["list", target]).done().lines().count();
    assert_eq!(listed(SUITE), 2);
    assert_eq!(listed("apt:deb/jammy/vendor/7.0/updates/main"), 1);
    assert_eq!(listed("apt:deb/jammy/vendor/7.0/main"), 1);
    assert_eq!(listed("apt:deb/jammy"), 1);
    // `jammy`, and what is below it; the alias is one of them.
    assert_eq!(listed("apt:deb/*"), 5);
    assert_eq!(listed("apt:deb/jammy/*"), 4);
    assert_eq!(listed("apt:deb"), 5);

    let copy = ["copy", "server", "--from", "apt:deb/jammy/vendor/7.0/updates/main"];
    let run =
        repository.run(&[&copy[..], &["--to", "apt:deb/jammy/vendor/8.0/main", &at(2)]].concat());
    assert_eq!(run.done(), "apt:deb/jammy/vendor/8.0 added server_7.1_amd64\n");
    repository.run(&["yank", "server=7.0", "--reason=loses data", SUITE, &at(3)]).done();
    assert_eq!(repository.run(&["history", SUITE]).done().lines().count(), 3);
    repository.run(&["rollback", SUITE, "2", "--allow-yanked", &at(4)]).done();
    repository.run(&["remove", "server=7.0", "--from", SUITE, &at(5)]).done();
    let other = repository.build(Package { text: "other", ..NEWER });
    repository.run(&["add", &other, "--replace", "--to", SUITE, &at(6)]).done();
    let run = repository.run(&["refresh", "apt:deb/*", &at(7)]);
    run.done();
    for suite in ["jammy", "jammy/vendor/7.0", "jammy/vendor/8.0", "jammy/vendor/latest"] {
        assert!(run.stderr.contains(&format!("apt:deb/{suite}: published as")), "{}", run.stderr);
    }
    for verified in [
        &["verify"][..],
        &["verify", SUITE],
        &["verify", "apt:deb/jammy/*"],
        &["verify", "public/deb/dists/jammy/vendor/7.0", "--key=public/deb/archive-key.asc"],
    ] {
        let run = repository.run(&[verified, &["--deep", &at(7)]].concat());
        run.done();
        assert!(!run.stderr.contains("warning"), "{verified:?}: {}", run.stderr);
    }
    let run = repository.run(&["prune", "--yes", &at(200)]);
    run.done();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    repository.run(&["verify", &at(200)]).done();

    repository.run(&["drop", "apt:deb/jammy/vendor/8.0", &at(201)]).done();
    let run = repository.run(&["add", &old, "--to", "apt:deb/jammy/vendor/8.0", &at(202)]);
    assert!(run.failed(5).contains("error[E067]"), "{}", run.stderr);
    // What is published needs no table.
    repository.describe(|text| text.replace("[apt.deb.suites.\"jammy/vendor/8.0\"]\n", ""));
    repository
        .run(&["add", &old, "--new-suite", "--to", "apt:deb/jammy/vendor/8.0", &at(202)])
        .done();
    let run = repository.run(&[
        "remove",
        "server",
        "--from=apt:deb/jammy/vendor/8.0/main",
        &at(203),
        "--allow-empty",
    ]);
    run.done();
}

#[test]
fn suites_and_components_with_slashes_must_be_declared() {
    let repository = described("[apt.deb.suites.jammy]\n");
    let hello = repository.build(SERVER);
    let before = repository.tree();
    for (command, hint) in [
        (&["add", &hello, "--to", SUITE][..], "[apt.deb.suites.\"jammy/vendor/7.0\"]"),
        (&["add", &hello, "--to", "apt:deb/jammy/updates/main"], "components = [\"updates/main\"]"),
        (
            &["add", &hello, "--to", "apt:deb/noble/vendor/7.0"],
            "add a table [apt.deb.suites.\"noble/vendor/7.0\"]",
        ),
        (
            &["copy", "server", "--from=apt:deb/jammy", "--to=apt:deb/a/b/c"],
            "[apt.deb.suites.\"a/b/c\"]",
        ),
        (&["list", "apt:deb/a/b/c"], "[apt.deb.suites.\"a/b/c\"]"),
        (&["remove", "server", "--from=apt:deb/a/b/c"], "[apt.deb.suites.\"a/b/c\"]"),
        (&["verify", "apt:deb/a/b/c"], "[apt.deb.suites.\"a/b/c\"]"),
        (&["history", "apt:deb/a/b/c"], "[apt.deb.suites.\"a/b/c\"]"),
    ] {
        let run = repository.run(command);
        let message = run.failed(2);
        assert!(
            message.contains("error[E081]") && message.contains(hint),
            "{command:?}: {message}"
        );
    }
    let run = repository.run(&["add", &hello, "--to", "apt:deb/jammy/../x"]);
    assert!(run.failed(2).contains("error[E050]"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);

    // One that lies in the directory of another's component, by the command line and by the
    // description.
    repository.run(&["add", &hello, "--to", "apt:deb/jammy/vendor"]).done();
    repository.describe(|text| text + "[apt.deb.suites.\"jammy/vendor\"]\n");
    let run = repository.run(&["add", &hello, "--to", "apt:deb/jammy/vendor"]);
    assert!(run.failed(5).contains("error[E913]"), "{}", run.stderr);
    assert!(!repository.path("public/deb/dists/jammy/vendor/InRelease").exists());
    repository.describe(|text| text + "[apt.deb.suites.\"jammy/main\"]\n");
    let run = repository.run(&["list"]);
    assert!(run.failed(3).contains("error[E893]"), "{}", run.stderr);
}

#[test]
fn sections_and_routes_lead_to_declared_names() {
    let tables = format!(
        "{TABLES}[[route]]\nwhen = {{ filename = '^(?<name>[a-z]+)_(?<version>[0-9.]+)_' }}\n\
         to = \"apt:deb/jammy/vendor/{{version}}\"\n"
    );
    let repository = described(&tables);
    let section = |package, section: &str| {
        let further = [format!("--section={section}")];
        let further: Vec<&str> = further.iter().map(String::as_str).collect();
        repository.build_by(env!("CARGO_BIN_EXE_mkdeb"), package, &further)
    };
    let file = section(Package::new("server", "7.0"), "contrib/net");
    repository.run(&["add", &file]).done();
    let other = repository.build(Package::new("server", "9.0"));
    let run = repository.run(&["add", &other]);
    assert!(run.failed(3).contains("[apt.deb.suites.\"jammy/vendor/9.0\"]"), "{}", run.stderr);
    let document = repository.run(&["list", "--json", SUITE]).json();
    assert_eq!(document["packages"][0]["component"], "contrib");
    assert_eq!(document["packages"][0]["target"], SUITE);
}

#[test]
fn an_archive_may_be_for_all_architectures_alone() {
    let repository = described("[apt.deb.suites.stable]\n");
    repository.describe(|text| text.replace("[\"amd64\"]", "[\"all\"]"));
    let docs = repository.build(Package { arch: "all", ..SERVER });
    repository.run(&["add", &docs, "--to=apt:deb/stable", &at(0)]).done();
    let release = repository.text("deb/dists/stable/Release");
    assert!(release.contains("\nArchitectures: all\n"), "{release}");
    assert!(!release.contains("binary-amd64") && release.contains("main/binary-all/Packages.xz\n"));
    let run = repository.run(&["add", &repository.build(SERVER), "--to=apt:deb/stable"]);
    assert!(
        run.failed(3).contains("is for the architecture amd64, which is not published"),
        "{}",
        run.stderr
    );
    let run = repository.run(&["verify", "--deep", &at(0)]);
    run.done();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}
