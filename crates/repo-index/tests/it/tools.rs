//! Running the real tools, and packages made with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use repo_index::apt::{Intake, IntakeOptions, intake};

pub(crate) use real_tools::{output, run_in as run};

/// apt-ftparchive with the digests that are compared: MD5 and SHA-256.
#[track_caller]
pub(crate) fn ftparchive(folder: &Path, arguments: &[&str]) -> String {
    let mut all = Vec::new();
    for kind in ["Packages", "Sources"] {
        for digest in ["SHA1", "SHA512"] {
            all.extend(["-o".to_owned(), format!("APT::FTPArchive::{kind}::{digest}=false")]);
        }
    }
    let mut all: Vec<&str> = all.iter().map(String::as_str).collect();
    all.extend(arguments);
    String::from_utf8(run(folder, "apt-ftparchive", &all)).unwrap()
}

/// The paragraphs of an index by their field `key`.
pub(crate) fn by_field<'a>(index: &'a str, key: &str) -> BTreeMap<&'a str, &'a str> {
    let paragraphs = index.split("\n\n").filter(|text| !text.is_empty());
    paragraphs
        .map(|text| {
            let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            (value.unwrap_or_else(|| panic!("no {key}: {text}")), text.trim_end_matches('\n'))
        })
        .collect()
}

/// Builds `name` below `folder` with dpkg-deb from its control file and `files`.
pub(crate) fn build(folder: &Path, name: &str, control: &str, files: &[&str]) -> PathBuf {
    let tree = folder.join("tree");
    fs::create_dir_all(tree.join("DEBIAN")).unwrap();
    fs::write(tree.join("DEBIAN/control"), control).unwrap();
    for file in files {
        let file = tree.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "content\n").unwrap();
    }
    let arguments = ["--nocheck", "--root-owner-group", "-Zgzip", "-b", "tree", name];
    run(folder, "dpkg-deb", &arguments);
    fs::remove_dir_all(tree).unwrap();
    folder.join(name)
}

/// The least that a control file has.
pub(crate) fn control(package: &str, version: &str, architecture: &str, more: &str) -> String {
    format!(
        "Package: {package}\nVersion: {version}\nArchitecture: {architecture}\n\
         Maintainer: A B <a@example.org>\nDescription: does things\n{more}"
    )
}

/// How the tests take packages in.
pub(crate) fn options() -> IntakeOptions<'static> {
    let mut options = IntakeOptions::new(&["amd64".to_owned()]);
    options.md5 = true;
    options
}

/// Takes in all packages of `folder`, in the order of their names.
pub(crate) fn take(folder: &Path, options: &IntakeOptions<'_>) -> Intake {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_package = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "deb");
    let mut files: Vec<PathBuf> = entries.filter(is_package).collect();
    files.sort();
    intake(&files, options).unwrap()
}
