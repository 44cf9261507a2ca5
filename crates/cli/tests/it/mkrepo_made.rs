//! RPM repositories that a description with references makes, as packages come.

use std::fs;

use crate::repository::{Package, Repository};
use crate::support::Run;

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package { arch: "noarch", ..Package::new("tool", "1.0") };

const TEMPLATE: &str = "\n[rpm.\"el{el}-{arch}\"]\npath = \"linux/${el}/${arch}\"\n\
                        id = \"example-el${el}\"\nurl = \"https://example.org/linux/${el}/${arch}\"\n\
                        repo-url = \"https://example.org/linux/${el}/$basearch\"\n\
                        description = \"Packages for EL ${el}\"\n\
                        [[route]]\nwhen = { format = \"rpm\", filename = '\\.el(?<el>[0-9]+)\\.' }\n\
                        to = \"rpm:el{el}-{arch}\"\n";

fn repository() -> Repository {
    let repository = Repository::unsigned();
    repository.describe(|text| text + TEMPLATE);
    repository
}

/// Builds a package whose file is named for a release of EL.
fn build(repository: &Repository, package: Package<'_>, el: u32) -> String {
    let built = repository.build_rpm(package);
    let (stem, arch) = built.strip_suffix(".rpm").unwrap().rsplit_once('.').unwrap();
    let named = format!("{stem}.el{el}.{arch}.rpm");
    fs::rename(repository.path(&built), repository.path(&named)).unwrap();
    named
}

#[test]
fn the_first_package_makes_its_repository_and_every_command_knows_it() {
    let repository = repository();
    let files = [
        build(&repository, HELLO, 9),
        build(&repository, Package { arch: "arm64", ..HELLO }, 9),
        build(&repository, Package { version: "10", ..HELLO }, 10),
    ];
    let tool = build(&repository, TOOL, 9);
    let run = repository.run(&["add", &tool]);
    assert!(run.failed(3).contains("add a package of an architecture before it"), "{}", run.stderr);
    let all = ["add", &tool, &files[0], &files[1], &files[2]];

    let before = repository.tree();
    let run = repository.run(&[&all[..], &["--dry-run"]].concat());
    assert!(run.done().contains("rpm:el10-x86_64 would add hello-10-1.x86_64\n"), "{}", run.stdout);
    assert!(run.stderr.contains("rpm:el9-aarch64") && run.stderr.contains("a new repository"));
    assert_eq!(repository.tree(), before);
    let run = repository.run(&all);
    assert_eq!(
        run.done(),
        "rpm:el10-x86_64 added hello-10-1.x86_64\n\
         rpm:el9-aarch64 added tool-1.0-1.noarch\n\
         rpm:el9-aarch64 added hello-1.0-1.aarch64\n\
         rpm:el9-x86_64 added tool-1.0-1.noarch\n\
         rpm:el9-x86_64 added hello-1.0-1.x86_64\n"
    );
    let repo = repository.text("linux/9/x86_64/example-el9.repo");
    for line in [
        "[example-el9]",
        "name=Packages for EL 9",
        "baseurl=https://example.org/linux/9/$basearch/",
    ] {
        assert!(repo.lines().any(|found| found == line), "{line} in {repo}");
    }

    // What comes later goes to what there is.
    let next = build(&repository, Package { version: "2.0", ..TOOL }, 9);
    let run = repository.run(&["add", &next]);
    assert_eq!(run.done().lines().count(), 2, "{}", run.stdout);
    let document = repository.run(&["list", "--json"]).json();
    assert_eq!(document["packages"].as_array().unwrap().len(), 7);
    repository.run(&["verify", "--deep"]).done();
    let run = repository.run(&["verify", "rpm:el9-x86_64"]);
    run.done();
    repository.run(&["prune", "--dry-run"]).done();
    repository.run(&["refresh", "rpm:el*"]).done();
    let run = repository.run(&["remove", "tool=1.0-1", "--from=rpm:el9-*"]);
    assert_eq!(run.done().lines().count(), 2, "{}", run.stdout);
    assert!(repository.run(&["history", "rpm:el10-x86_64"]).done().contains("+hello"));

    // A repository that was dropped is known still.
    repository.run(&["drop", "rpm:el10-x86_64"]).done();
    let run = repository.run(&["history", "rpm:el10-x86_64"]);
    assert!(run.done().contains("dropped"), "{}", run.stdout);
    let run = repository.run(&["add", "--to=rpm:el10-x86_64", &files[2]]);
    assert!(run.failed(5).contains("--new-suite"), "{}", run.stderr);
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn a_name_makes_a_repository_unless_it_is_like_another() {
    let refused = |run: &Run| {
        assert!(run.code != Some(0) && run.stdout.is_empty());
        run.stderr.clone()
    };
    let repository = repository();
    let hello = build(&repository, HELLO, 9);
    repository.run(&["add", &hello, "--to=rpm:el9-x86_64"]).done();
    let run = repository.run(&["add", &hello, "--to=rpm:el9_-x86_64"]);
    assert!(refused(&run).contains("did you mean rpm:el9-x86_64?"), "{}", run.stderr);
    let run = repository.run(&["copy", "hello", "--from=rpm:el9-x86_64", "--to=rpm:el10-x86_64"]);
    assert_eq!(run.done(), "rpm:el10-x86_64 added hello-1.0-1.x86_64\n");
    repository.run(&["verify", "--deep"]).done();
    // It takes packages of its architecture.
    let run = repository.run(&["add", &hello, "--to=rpm:el11-aarch64"]);
    assert!(refused(&run).contains("rpm:el11-aarch64 accepts aarch64"), "{}", run.stderr);
    for command in [
        &["list", "rpm:el8-x86_64"][..],
        &["history", "rpm:el8-x86_64"],
        &["refresh", "rpm:el8-x86_64"],
    ] {
        let run = repository.run(command);
        assert!(refused(&run).contains("nothing is published as rpm:el8-x86_64"), "{}", run.stderr);
    }
    let run = repository.run(&["add", &hello, "--to=rpm:fc42-x86_64"]);
    assert!(refused(&run).contains("is not configured"), "{}", run.stderr);
    let run = repository.run(&["add", &hello, "--to=rpm:el7*"]);
    assert!(refused(&run).contains("matches no configured or published target"), "{}", run.stderr);
    let run = repository.run(&["add", &hello, "--to=rpm:el9_-x86_64", "--new-suite"]);
    assert_eq!(run.done(), "rpm:el9_-x86_64 added hello-1.0-1.x86_64\n");
}

#[test]
fn what_is_described_itself_goes_before() {
    let repository = repository();
    repository.describe(|text| {
        text.replace(
            "[[route]]\nwhen",
            "[rpm.el9-x86_64]\nreplace = true\n[rpm.old]\npath = \
                                         \"linux/8/x86_64\"\n[[route]]\nwhen",
        )
    });
    repository.run(&["add", &build(&repository, HELLO, 9)]).done();
    assert!(repository.path("public/el9-x86_64/repodata/repomd.xml").exists());
    // Another repository has the directory.
    let before = repository.tree();
    let eight = build(&repository, HELLO, 8);
    let run = repository.run(&["add", &eight]);
    assert!(run.failed(5).contains("its directory is that of rpm:old"), "{}", run.stderr);
    repository.run(&["add", &eight, "--to=rpm:old"]).done();
    assert!(repository.tree() != before);
    let run = repository.run(&["list", "--json"]).json();
    let targets: Vec<_> = run["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["target"].as_str().unwrap())
        .collect();
    assert_eq!(targets, ["rpm:el9-x86_64", "rpm:old"]);
    repository.run(&["verify", "--deep"]).done();
}

/// Signed, the keys of all repositories are published and exported, and one in use is not left out.
#[test]
fn made_repositories_are_signed_as_others_are() {
    let repository = Repository::signed();
    repository.describe(|text| {
        let template = TEMPLATE.replace("description", "sign-packages = \"all\"\ndescription");
        text + &template
    });
    repository.run(&["add", &build(&repository, HELLO, 9)]).done();
    let repo = repository.text("linux/9/x86_64/example-el9.repo");
    assert!(repo.contains("\ngpgcheck=1\n") && repo.contains("\nrepo_gpgcheck=1\n"), "{repo}");
    assert!(repository.path("public/linux/9/x86_64/RPM-GPG-KEY-example-el9").exists());
    repository.run(&["verify", "--deep"]).done();
    repository.run(&["resign", "rpm:*"]).done();
}
