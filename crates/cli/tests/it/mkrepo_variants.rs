//! Builds for the newer processors of an architecture: `amd64v3` beside `amd64`.

use crate::repository::{Package, Repository};
use crate::support::{Run, names, set};

const BASE: Package<'_> = Package::new("hello", "1.0");
const VARIANT: Package<'_> = Package { arch: "amd64v3", text: "fast", ..BASE };

const SUITE: &str = "[apt.deb.suites.stable]\n";
const INDEX: &str = "deb/dists/stable/main/binary-amd64/Packages";
const INDEX_V3: &str = "deb/dists/stable/main/binary-amd64v3/Packages";

fn repository(architectures: &str) -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        let lines = text.lines().map(|line| match line.starts_with("architectures = ") {
            true => format!("architectures = {architectures}\ncompression = [\"none\"]"),
            false => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    });
    repository
}

/// The `Filename` of each package that an index lists.
fn listed(repository: &Repository, index: &str) -> Vec<String> {
    let text = repository.text(index);
    let files = text.lines().filter_map(|line| line.strip_prefix("Filename: "));
    files.map(|file| file.rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn a_build_for_a_variant_stands_beside_that_of_its_architecture() {
    let repository = repository("[\"amd64\", \"amd64v3\"]");
    let other = Package::new("other", "2.0");
    let common = Package { arch: "all", ..Package::new("common", "3.0") };
    let files = [BASE, VARIANT, other, common].map(|package| repository.build(package));
    assert!(files[1].ends_with("/hello_1.0_amd64v3.deb"), "{}", files[1]);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let run = repository.run(&[&["add"], &files[..]].concat());
    assert_eq!(
        run.done(),
        "apt:deb/stable added common_3.0_all\napt:deb/stable added hello_1.0_amd64\n\
         apt:deb/stable added hello_1.0_amd64v3\napt:deb/stable added other_2.0_amd64\n"
    );
    let release = repository.text("deb/dists/stable/Release");
    assert!(release.contains("\nArchitectures: amd64 amd64v3\n"), "{release}");
    assert_eq!(
        names(&repository.path("public/deb/pool/main/h/hello")),
        set(&["hello_1.0_amd64.deb", "hello_1.0_amd64v3.deb"])
    );
    let base = ["common_3.0_all.deb", "hello_1.0_amd64.deb", "other_2.0_amd64.deb"];
    assert_eq!(listed(&repository, INDEX), base);
    let v3 = ["common_3.0_all.deb", "hello_1.0_amd64v3.deb", "other_2.0_amd64.deb"];
    assert_eq!(listed(&repository, INDEX_V3), v3);
    let text = repository.text(INDEX_V3);
    assert!(text.contains("\nArchitecture: amd64\nArchitecture-Variant: amd64v3\nVersion: 1.0\n"));
    let verified = repository.run(&["verify", "--deep"]);
    verified.done();
    assert!(!verified.stderr.contains("warning"), "{}", verified.stderr);

    let history = repository.run(&["history", "--packages"]).done().to_owned();
    assert_eq!(history.matches("other").count(), 1, "{history}");
    // Each is chosen by its own name.
    assert_eq!(
        repository.run(&["list", "hello:amd64v3"]).done().lines().count(),
        1 + usize::from(repository.run(&["list"]).done().starts_with("NAME"))
    );
    let gone = repository.run(&["remove", "hello:amd64v3", "--from", "apt:deb/stable"]);
    assert_eq!(gone.done(), "apt:deb/stable removed hello_1.0_amd64v3\n");
    assert_eq!(listed(&repository, INDEX), base);
    assert_eq!(listed(&repository, INDEX_V3), base);
    let gone = repository.run(&["remove", "hello:amd64", "--from", "apt:deb/stable"]);
    assert_eq!(gone.done(), "apt:deb/stable removed hello_1.0_amd64\n");
    assert_eq!(listed(&repository, INDEX_V3), ["common_3.0_all.deb", "other_2.0_amd64.deb"]);
    let verified = repository.run(&["verify", "--deep"]);
    verified.done();
    assert!(!verified.stderr.contains("warning"), "{}", verified.stderr);
}

#[test]
fn one_version_has_one_content_for_each_variant() {
    let repository = repository("[\"amd64\", \"linux/amd64/v3\", \"x86_64_v2\"]");
    let [base, variant] = [BASE, VARIANT].map(|package| repository.build(package));
    repository.run(&["add", &base, &variant]).done();
    let other = repository.build(Package { text: "other", ..VARIANT });
    let refused = repository.run(&["add", &other]);
    assert!(refused.failed(5).contains("error[E812]"), "{}", refused.stderr);
    // A package for all architectures is for this one, too.
    let all = repository.build(Package { arch: "all", ..BASE });
    assert!(repository.run(&["add", &all]).failed(5).contains("error[E812]"));
}

#[test]
fn a_variant_that_is_not_published_is_refused_and_the_lowest_level_is_the_architecture() {
    let repository = repository("[\"amd64\"]");
    let variant = repository.build(VARIANT);
    let refused = repository.run(&["add", &variant]);
    let message = refused.failed(3);
    assert!(
        message.contains("is for the architecture amd64v3, which is not published"),
        "{message}"
    );
    let lowest = repository.build(Package { arch: "amd64v1", ..BASE });
    assert!(lowest.ends_with("/hello_1.0_amd64.deb"), "{lowest}");
    repository.run(&["add", &lowest]).done();
}

#[test]
fn versions_are_counted_for_each_variant() {
    let repository = repository("[\"amd64\", \"amd64v3\"]");
    repository.describe(|text| text.replace(SUITE, &format!("{SUITE}keep-versions = 1\n")));
    let old = [BASE, VARIANT].map(|package| repository.build(package));
    repository.run(&["add", &old[0], &old[1]]).done();
    let new = repository.build(Package { version: "2.0", ..BASE });
    repository.run(&["add", &new]).done();
    assert_eq!(listed(&repository, INDEX), ["hello_2.0_amd64.deb"]);
    // The newest build for the variant stays until there is a newer one for it.
    assert_eq!(listed(&repository, INDEX_V3), ["hello_1.0_amd64v3.deb", "hello_2.0_amd64.deb"]);
    let new = repository.build(Package { version: "2.0", ..VARIANT });
    repository.run(&["add", &new]).done();
    assert_eq!(listed(&repository, INDEX_V3), ["hello_2.0_amd64v3.deb"]);
}

#[test]
fn routes_and_targets_go_by_the_variant() {
    let repository = repository("[\"amd64\", \"amd64v3\"]");
    repository.describe(|text| {
        text + "\n[[route]]\nwhen = { arch = \"x86_64_v3\" }\nto = \"apt:deb/{arch}\"\n\n\
                [[route]]\nwhen = { arch = \"amd64\" }\nto = \"apt:deb/plain\"\n"
    });
    let [base, variant] = [BASE, VARIANT].map(|package| repository.build(package));
    let run = repository.run(&["add", &base, &variant]);
    assert_eq!(
        run.done(),
        "apt:deb/amd64v3 added hello_1.0_amd64v3\napt:deb/plain added hello_1.0_amd64\n"
    );
    let copied = repository.run(&[
        "copy",
        "hello:amd64v3",
        "--from",
        "apt:deb/amd64v3",
        "--to",
        "apt:deb/plain",
    ]);
    assert_eq!(copied.done(), "apt:deb/plain added hello_1.0_amd64v3\n");
    let index = |arch: &str| format!("deb/dists/plain/main/binary-{arch}/Packages");
    assert_eq!(listed(&repository, &index("amd64")), ["hello_1.0_amd64.deb"]);
    assert_eq!(listed(&repository, &index("amd64v3")), ["hello_1.0_amd64v3.deb"]);
}

#[test]
fn mkdeb_says_the_variant_and_inspect_shows_it() {
    let repository = Repository::unsigned();
    let mkdeb = |arguments: &[&str]| {
        let mut command = real_tools::ours(env!("CARGO_BIN_EXE_mkdeb"));
        Run::of(command.current_dir(repository.path(".")).args(arguments))
    };
    for spelling in ["amd64v3", "x86_64_v3", "x86-64-v3", "linux/amd64/v3"] {
        let file = repository.build(Package { arch: spelling, ..BASE });
        assert!(file.ends_with("/hello_1.0_amd64v3.deb"), "{file}");
        let shown = mkdeb(&["inspect", &file]);
        let lines = "\nArchitecture: amd64\nArchitecture-Variant: amd64v3\n";
        assert!(shown.done().contains(lines), "{}", shown.stdout);
        let document = mkdeb(&["inspect", "--json", &file]).json();
        assert_eq!(document["control"]["Architecture-Variant"], "amd64v3");
    }
    let rpm = repository.build_rpm(Package { arch: "amd64v3", ..BASE });
    assert!(rpm.ends_with("/hello-1.0-1.x86_64_v3.rpm"), "{rpm}");
    let error = repository.run(&["index", "dist", "--arch", "amd64v5"]);
    assert!(error.failed(2).contains("amd64v5"), "{}", error.stderr);
    // One index of a directory has both; asked for one of them, it has that one alone.
    repository.build(BASE);
    repository.run(&["index", "dist"]).done();
    let text = std::fs::read_to_string(repository.path("dist/Packages")).unwrap();
    assert_eq!(text.matches("\nFilename: ").count(), 2, "{text}");
    repository.run(&["index", "dist", "--arch", "amd64v3"]).done();
    let text = std::fs::read_to_string(repository.path("dist/Packages")).unwrap();
    assert!(text.contains("_amd64v3.deb") && !text.contains("_amd64.deb"), "{text}");
}
