//! A folder of packages beside what apt-ftparchive and dpkg-scanpackages make of it.

use std::fs;
use std::path::Path;

use repo_index::apt::Packages;
use repo_index::apt::flat::{Folder, FolderOptions};
use repo_index::codes;

use crate::sources;
use crate::tools::{build, by_field, control, ftparchive, run};

/// Packages in folders and under names that need care, and a source package.
fn sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("sub/deeper")).unwrap();
    build(root, "tool_1_amd64.deb", &control("tool", "1", "amd64", "Section: net\n"), &["usr/x"]);
    build(root, "sub/tool_2_amd64.deb", &control("tool", "2~rc1", "amd64", ""), &[]);
    build(root, "sub/deeper/a b+~.deb", &control("tool", "2", "arm64", ""), &[]);
    build(root, "sub/x%3a1.deb", &control("common", "1:1", "all", ""), &[]);
    sources::build(root);
    folder
}

fn options() -> FolderOptions<'static> {
    FolderOptions { md5: true, ..FolderOptions::default() }
}

fn text(packages: &Packages) -> String {
    String::from_utf8(packages.to_bytes()).unwrap()
}

#[test]
fn indexes_are_those_of_apt_ftparchive() {
    let folder = sample();
    let ours = Folder::read(folder.path(), &options()).unwrap();
    assert!(ours.notes.is_empty(), "{}", ours.notes);
    let theirs = ftparchive(folder.path(), &["packages", "."]);
    let listed = text(&ours.packages);
    assert_eq!(by_field(&listed, "Filename"), by_field(&theirs, "Filename"));
    assert_eq!(ours.packages.records().len(), 4);
    assert_eq!(ours.architectures(), ["amd64", "arm64"]);

    let theirs = ftparchive(folder.path(), &["sources", "."]);
    let sha1 = |text: &str| {
        let start = text.find("Checksums-Sha1:").unwrap_or(text.len());
        let end = text[start..].find("Checksums-Sha256:").map_or(text.len(), |at| start + at);
        format!("{}{}", &text[..start], &text[end..])
    };
    assert_eq!(text(&ours.sources), sha1(&theirs));
}

#[test]
fn the_newest_are_those_of_dpkg_scanpackages() {
    let folder = sample();
    let newest = FolderOptions { newest: true, ..options() };
    let ours = Folder::read(folder.path(), &newest).unwrap();
    // It knows packages by their names alone, and architectures by the names of files.
    for (architecture, expected) in [("amd64", 1), ("arm64", 1)] {
        let one = FolderOptions { architecture: Some(architecture.to_owned()), ..newest.clone() };
        let one = Folder::read(folder.path(), &one).unwrap();
        let of_it = one.packages.records().iter().filter(|record| record.package() == "tool");
        assert_eq!(of_it.count(), expected);
        assert_eq!(one.packages.records().len(), 2, "{architecture} and all");
    }
    fs::remove_file(folder.path().join("sub/deeper/a b+~.deb")).unwrap();
    let theirs = run(folder.path(), "dpkg-scanpackages", &["."]);
    let theirs = String::from_utf8(theirs).unwrap();
    let paths = |text: &str| by_field(text, "Filename").into_keys().map(str::to_owned).collect();
    let (mut ours, theirs): (Vec<String>, Vec<String>) =
        (paths(&text(&ours.packages)), paths(&theirs));
    ours.retain(|path| !path.contains("deeper"));
    assert_eq!(ours, theirs);
}

#[test]
fn all_defects_come_in_one_run_and_what_is_not_listed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let code = |defects: &diagnostic::Diagnostics| {
        defects.as_slice().iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(code(&Folder::read(root, &options()).unwrap_err()), [codes::EMPTY_FOLDER]);
    let anything = FolderOptions { empty: true, ..options() };
    assert!(Folder::read(root, &anything).unwrap().packages.is_empty());

    build(root, "one.deb", &control("one", "1", "amd64", ""), &[]);
    fs::copy(root.join("one.deb"), root.join("two.deb")).unwrap();
    build(root, "installer.udeb", &control("installer", "1", "amd64", ""), &[]);
    fs::write(root.join("other.rpm"), "x").unwrap();
    fs::write(root.join("notes.txt"), "x").unwrap();
    let found = Folder::read(root, &options()).unwrap();
    assert_eq!(found.packages.records().len(), 1);
    let notes = [codes::GIVEN_TWICE, codes::NOT_LISTED, codes::NOT_LISTED];
    assert_eq!(code(&found.notes), notes, "{}", found.notes);
    let udeb = FolderOptions { suffix: "udeb".to_owned(), ..options() };
    let udeb = Folder::read(root, &udeb).unwrap();
    assert_eq!(udeb.packages.records()[0].package(), "installer");

    fs::write(root.join("bad.deb"), "!<arch>\n").unwrap();
    fs::write(root.join("line\nbreak.deb"), "").unwrap();
    fs::write(root.join("bad.dsc"), "Format: 3.0\n").unwrap();
    std::os::unix::fs::symlink("nowhere", root.join("broken.deb")).unwrap();
    build(root, "changed.deb", &control("one", "1", "amd64", "X: y\n"), &[]);
    let defects = Folder::read(root, &options()).unwrap_err();
    let subjects: Vec<_> =
        defects.as_slice().iter().map(|defect| defect.subject.to_string()).collect();
    assert_eq!(defects.as_slice()[0].code, codes::FILE_NAME);
    for name in ["bad.deb", "broken.deb", "one.deb", "bad.dsc"] {
        assert!(subjects.iter().any(|subject| subject.contains(name)), "{name}: {subjects:?}");
    }
}

#[test]
#[ignore = "needs a folder of packages for amd64 in DEB_CORPUS"]
fn a_corpus_is_listed_as_apt_ftparchive_does() {
    let corpus = std::env::var_os("DEB_CORPUS").expect("DEB_CORPUS");
    let corpus = Path::new(&corpus);
    let theirs = ftparchive(corpus, &["packages", "."]);
    let ours = text(&Folder::read(corpus, &options()).unwrap().packages);
    let (ours, theirs) = (by_field(&ours, "Filename"), by_field(&theirs, "Filename"));
    assert_eq!(ours.len(), theirs.len());
    for (file, paragraph) in &ours {
        assert_eq!(Some(paragraph), theirs.get(file), "{file}");
    }
    println!("{} packages", ours.len());
}
