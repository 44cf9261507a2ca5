//! Packages that are odd: published with one warning, and refused where that is asked for.

use std::fs;

use crate::repository::{Package, Repository};

/// A package with bytes after its last member.
fn odd(repository: &Repository) -> String {
    let file = repository.build(Package::new("hello", "1.0"));
    let path = repository.path(&file);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(b"text");
    fs::write(&path, bytes).unwrap();
    file
}

const WARNING: &str = "warning[E417]";

#[test]
fn odd_packages_are_published_with_one_warning() {
    let repository = Repository::signed();
    let file = odd(&repository);
    let run = repository.run(&["add", &file]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n");
    assert_eq!(run.stderr.matches(WARNING).count(), 1, "{}", run.stderr);
    let verified = repository.run(&["verify", "--deep"]);
    verified.done();
    assert!(verified.stdout.contains("E417") || verified.stderr.contains("E417"));
}

#[test]
fn strict_archives_and_indexes_refuse_odd_packages() {
    let repository = Repository::signed();
    let file = odd(&repository);
    repository.describe(|text| text.replace("[apt.deb]\n", "[apt.deb]\nstrict = true\n"));
    let run = repository.run(&["add", &file]);
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    assert!(run.stderr.contains("or remove \"strict\" from the table"), "{}", run.stderr);
    assert!(!repository.path("public/deb/dists").exists());

    let folder = repository.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::copy(repository.path(&file), folder.join("hello.deb")).unwrap();
    let run = repository.run(&["index", "folder", "--strict"]);
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    let run = repository.run(&["index", "folder"]);
    run.done();
    assert_eq!(run.stderr.matches(WARNING).count(), 1, "{}", run.stderr);
}

/// A package with a name in the lead that does not end: no rpm goes by it.
fn odd_rpm(repository: &Repository) -> String {
    let file = repository.build_rpm(Package::new("hello", "1.0"));
    let path = repository.path(&file);
    let mut bytes = fs::read(&path).unwrap();
    bytes[10..76].fill(b'a');
    fs::write(&path, bytes).unwrap();
    file
}

#[test]
fn the_same_holds_for_rpm_packages() {
    let repository = Repository::signed();
    let file = odd_rpm(&repository);
    let path = repository.path(&file);
    let folder = repository.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::copy(&path, folder.join("hello.rpm")).unwrap();

    repository.describe(|text| text.replace("[rpm.rpm]\n", "[rpm.rpm]\nstrict = true\n"));
    let run = repository.run(&["add", &file]);
    assert!(run.failed(3).contains("error[E608]"), "{}", run.stderr);
    assert!(run.stderr.contains("or remove \"strict\" from the table"), "{}", run.stderr);
    assert!(!repository.path("public/rpm/repodata").exists());
    let run = repository.run(&["index", "folder", "--strict"]);
    assert!(run.failed(3).contains("hello.rpm"), "{}", run.stderr);

    repository.describe(|text| text.replace("strict = true\n", ""));
    for command in [&["add", &file][..], &["index", "folder"]] {
        let run = repository.run(command);
        run.done();
        assert_eq!(run.stderr.matches("warning[E608]").count(), 1, "{}", run.stderr);
    }
}

fn strict(repository: &Repository, tables: &[&str]) {
    repository.describe(|text| {
        tables.iter().fold(text, |text, table| match text.contains(&format!("{table}\n")) {
            true => text.replace(&format!("{table}\n"), &format!("{table}\nstrict = true\n")),
            false => panic!("no {table}"),
        })
    });
}

/// A second archive and a second RPM repository, both strict, beside those of `mkrepo init`.
fn with_strict_ones() -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        text + "\n[apt.clean]\norigin = \"Example\"\narchitectures = [\"amd64\"]\nstrict = true\n\n\
                [rpm.clean]\npath = \"clean-rpm\"\nstrict = true\n"
    });
    repository
}

#[test]
fn what_copy_brings_into_a_strict_archive_is_held_to_the_same() {
    let repository = with_strict_ones();
    let file = odd(&repository);
    let fine = repository.build(Package::new("fine", "1.0"));
    repository.run(&["add", &file, &fine, "--to", "apt:deb/testing"]).done();
    let copy = |spec: &str, to: &str| {
        repository.run(&["copy", spec, "--from=apt:deb/testing", "--to", to])
    };
    let run = copy("*", "apt:clean/stable");
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    assert!(run.stderr.contains("or remove \"strict\" from the table"), "{}", run.stderr);
    assert!(!repository.path("public/clean/dists").exists());
    assert_eq!(copy("fine", "apt:clean/stable").done(), "apt:clean/stable added fine_1.0_amd64\n");

    // Within an archive that became strict, what is listed stays, and goes nowhere else.
    copy("hello", "apt:deb/stable").done();
    strict(&repository, &["[apt.deb]"]);
    assert_eq!(copy("hello", "apt:deb/stable").done(), "");
    let run = copy("*", "apt:deb/other");
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    assert_eq!(copy("fine", "apt:deb/other").done(), "apt:deb/other added fine_1.0_amd64\n");
    let run =
        repository.run(&["copy", "*", "--from=apt:deb/testing", "--to=apt:deb/third", "--dry-run"]);
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
}

#[test]
fn what_copy_brings_into_a_strict_rpm_repository_is_held_to_the_same() {
    let repository = with_strict_ones();
    let file = odd_rpm(&repository);
    let fine = repository.build_rpm(Package::new("fine", "1.0"));
    repository.run(&["add", &file, &fine, "--to=rpm:rpm"]).done();
    let copy = |spec: &str| repository.run(&["copy", spec, "--from=rpm:rpm", "--to=rpm:clean"]);
    let run = copy("*");
    assert!(run.failed(3).contains("error[E608]"), "{}", run.stderr);
    assert!(run.stderr.contains("or remove \"strict\" from the table"), "{}", run.stderr);
    assert!(!repository.path("public/clean-rpm/repodata").exists());
    assert_eq!(copy("fine").done(), "rpm:clean added fine-1.0-1.x86_64\n");
}

/// Routes and `.changes` files bring packages to strict archives as `--to` does.
#[test]
fn routes_and_changes_lead_past_no_check() {
    let repository = with_strict_ones();
    let file = odd(&repository);
    let text = fs::read(repository.path(&file)).unwrap();
    let [md5, sha256] = ["md5sum", "sha256sum"].map(|tool| digest(tool, &repository, &file));
    let (name, size) = ("hello_1.0_amd64.deb", text.len());
    let changes = format!(
        "Format: 1.8\nSource: hello\nFiles:\n {md5} {size} misc optional {name}\n\
         Checksums-Sha256:\n {sha256} {size} {name}\n"
    );
    fs::write(repository.path("dist/hello_1.0_amd64.changes"), changes).unwrap();
    repository.describe(|text| text + "\n[[route]]\nto = \"apt:clean/stable\"\n");
    for given in [file.as_str(), "dist/hello_1.0_amd64.changes"] {
        let run = repository.run(&["add", given]);
        assert!(run.failed(3).contains("error[E417]"), "{given}: {}", run.stderr);
        assert!(!repository.path("public/clean/dists").exists());
    }
}

/// Each way to write a `.dsc` file: what it is told of, and whether a strict archive takes it.
#[test]
fn source_packages_in_strict_archives() {
    /// What is said of it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Said {
        Nothing,
        Warning(&'static str),
        /// With an exit status.
        Error(&'static str, i32),
    }
    use Said::{Error, Nothing, Warning};
    let repository = with_strict_ones();
    let archive = b"an archive of sources".as_slice();
    fs::create_dir_all(repository.path("src")).unwrap();
    fs::write(repository.path("src/tool_1.tar.gz"), archive).unwrap();
    let sums = |field: &str, tool: &str| {
        let digest = digest(tool, &repository, "src/tool_1.tar.gz");
        format!("{field}:\n {digest} {} tool_1.tar.gz\n", archive.len())
    };
    let md5 = sums("Files", "md5sum");
    let sha1 = sums("Checksums-Sha1", "sha1sum");
    let sha256 = sums("Checksums-Sha256", "sha256sum");
    let sha512 = sums("Checksums-Sha512", "sha512sum");
    let head = "Format: 3.0 (native)\nSource: tool\nBinary: tool\nArchitecture: all\nVersion: 1\n\
                Maintainer: Jo Doe <jo@example.org>\n";
    let usual = format!("{head}{sha1}{sha256}{md5}");
    let cases: Vec<(&str, String, Said)> = vec![
        ("usual", usual.clone(), Nothing),
        ("sha256-alone", format!("{head}{sha256}"), Nothing),
        ("sha512-too", format!("{usual}{sha512}"), Nothing),
        ("capitals", usual.replace("Source:", "SOURCE:"), Nothing),
        ("empty-lines", format!("\n{usual}\n\n"), Nothing),
        ("md5-alone", format!("{head}{md5}"), Warning("E930")),
        ("sha1-alone", format!("{head}{sha1}"), Warning("E930")),
        ("md5-and-sha1", format!("{head}{md5}{sha1}"), Warning("E930")),
        ("sha512-alone", format!("{head}{sha512}"), Warning("E930")),
        ("no-digests", head.to_owned(), Error("E82", 3)),
        ("carriage-returns", usual.replace('\n', "\r\n"), Error("E82", 3)),
        ("twice", format!("{usual}Source: tool\n"), Error("E82", 3)),
        ("two-paragraphs", format!("{usual}\nSource: other\n"), Error("E82", 3)),
        ("no-format", usual.replace("Format: 3.0 (native)\n", ""), Error("E82", 3)),
        ("wrong-length", usual.replace(" 21 tool", " 22 tool"), Error("E82", 7)),
        ("other-folder", usual.replace("tool_1.tar.gz", "../src/tool_1.tar.gz"), Error("E82", 3)),
    ];
    for (name, text, said) in cases {
        let dsc = format!("src/{name}.dsc");
        fs::write(repository.path(&dsc), text).unwrap();
        let (plain, strict) = (format!("apt:deb/{name}"), format!("apt:clean/{name}"));
        let run = repository.run(&["add", "--new-suite", "--to", &plain, &dsc]);
        let refused = repository.run(&["add", "--new-suite", "--to", &strict, &dsc]);
        match said {
            Nothing => {
                assert!(run.done().contains("tool_1_source"), "{name}: {}", run.stdout);
                assert!(!run.stderr.contains("warning"), "{name}: {}", run.stderr);
                refused.done();
            }
            Warning(code) => {
                run.done();
                let warning = format!("warning[{code}]");
                assert_eq!(run.stderr.matches(&warning).count(), 1, "{name}: {}", run.stderr);
                assert!(refused.failed(3).contains(&format!("error[{code}]")), "{name}");
                let copied = ["copy", "tool", "--new-suite", "--from", &plain, "--to", &strict];
                let copied = repository.run(&copied);
                assert!(copied.failed(3).contains(&format!("error[{code}]")), "{name}");
                assert!(!repository.path(&format!("public/clean/dists/{name}")).exists());
            }
            Error(code, status) => {
                assert!(
                    run.failed(status).contains(&format!("error[{code}")),
                    "{name}: {}",
                    run.stderr
                );
                assert!(refused.failed(status).contains(&format!("error[{code}")), "{name}");
            }
        }
    }
}

/// The digest of a file, in hex.
fn digest(tool: &str, repository: &Repository, file: &str) -> String {
    let printed = real_tools::text(tool, &[repository.path(file).to_str().unwrap()]);
    printed.split(' ').next().unwrap().to_owned()
}
