//! The same repository, whatever the machine, the user and the moment are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance::repository::{Key, Kind, Settings, Site, Small};
use conformance::tool::{outcome, require_root};

const TIME: &str = "1750000000";

/// Every file below `folder`, with its bytes and mode.
fn files(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    use std::os::unix::fs::MetadataExt;
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(folder).unwrap().to_owned();
            let mode = fs::symlink_metadata(&path).unwrap().mode();
            if path.is_dir() {
                // The lock names the process.
                if !relative.starts_with(".mkrepo") {
                    files.insert(relative, (mode, Vec::new()));
                    folders.push(path);
                }
            } else {
                files.insert(relative, (mode, fs::read(&path).unwrap()));
            }
        }
    }
    files
}

/// A repository with its packages at hand, in a folder made in the given order.
fn site(kind: Kind, backwards: bool) -> Site {
    let archive = match kind {
        Kind::Apt => {
            "contents = true\ntranslations = true\ncompression = [\"gzip\", \"xz\", \"zstd\"]"
        }
        Kind::Rpm => "",
    };
    let architectures = &["amd64", "arm64"];
    let settings =
        Settings { kind, keys: vec![Key::quick()], architectures, archive, ..Settings::default() };
    let site = Site::new(&settings);
    let mut packages = Vec::new();
    for number in 0..60 {
        let architecture = ["all", "amd64", "arm64"][number % 3];
        packages.push((format!("package-{number}"), architecture));
    }
    if backwards {
        packages.reverse();
    }
    for (name, architecture) in &packages {
        let _ = site.package(&Small::new(name, "1.0", architecture));
    }
    site
}

/// Publishes in two steps, so that the second builds upon the first.
fn publish(site: &Site, command: impl Fn(&Site, &[&str]) -> Command, reversed: bool) {
    let packages = site.folder().join("incoming");
    let mut files: Vec<String> = fs::read_dir(&packages)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let (first, second) = files.split_at(40);
    let mut parts = [first.to_vec(), second.to_vec()];
    for part in &mut parts {
        if reversed {
            part.reverse();
        }
        let mut arguments = vec!["add", "--to", site.target(), "--timestamp", TIME];
        arguments.extend(part.iter().map(String::as_str));
        let _ = outcome(&mut command(site, &arguments)).succeeded();
    }
}

fn plainly(site: &Site, arguments: &[&str]) -> Command {
    site.command(arguments)
}

/// `mkrepo` started by a shell after `setting`.
fn after(site: &Site, setting: &str, arguments: &[&str]) -> Command {
    let program = site.command(arguments);
    let mut shell = conformance::tool::shell(&format!("{setting}; exec \"$@\""));
    shell.arg("sh").arg(program.get_program());
    shell.args(program.get_args()).env_clear().current_dir(site.folder());
    for (name, value) in program.get_envs() {
        value.map(|value| shell.env(name, value));
    }
    shell
}

#[track_caller]
fn assert_same(what: &str, reference: &Site, other: &Site) {
    let (reference, other) = (files(&reference.public()), files(&other.public()));
    let names = |files: &BTreeMap<PathBuf, _>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&reference), names(&other), "{what}");
    for (path, entry) in &reference {
        assert!(*entry == other[path], "{what}: {} differs", path.display());
    }
}

#[test]
fn the_same_archive_under_all_circumstances() {
    the_same_under_all_circumstances(Kind::Apt);
}

#[test]
fn the_same_rpm_repository_under_all_circumstances() {
    the_same_under_all_circumstances(Kind::Rpm);
}

fn the_same_under_all_circumstances(kind: Kind) {
    require_root();
    let reference = site(kind, false);
    publish(&reference, plainly, false);
    assert!(files(&reference.public()).len() > 70);
    for threads in ["1", "2", "8"] {
        let other = site(kind, false);
        let with = |site: &Site, arguments: &[&str]| {
            site.command(&[arguments, &["--threads", threads]].concat())
        };
        publish(&other, with, false);
        assert_same(&format!("--threads {threads}"), &reference, &other);
    }
    for setting in [
        "umask 000",
        "umask 077",
        "export TZ=Pacific/Kiritimati",
        "export TZ='<-24>24'",
        "export LC_ALL=C",
        "export LC_ALL=tr_TR.UTF-8",
        "export HOME=/nonexistent",
    ] {
        let other = site(kind, false);
        publish(&other, |site, arguments| after(site, setting, arguments), false);
        assert_same(setting, &reference, &other);
    }
    let other = site(kind, true);
    publish(&other, plainly, true);
    assert_same("another order", &reference, &other);
}

/// The test above could not fail if nothing showed in what is published.
#[test]
fn what_should_change_the_bytes_does() {
    let (first, second) = (site(Kind::Apt, false), site(Kind::Apt, false));
    publish(&first, plainly, false);
    publish(
        &second,
        |site, arguments| {
            let arguments: Vec<&str> =
                arguments.iter().map(|it| if *it == TIME { "1750000060" } else { it }).collect();
            site.command(&arguments)
        },
        false,
    );
    assert!(files(&first.public()) != files(&second.public()));
}
