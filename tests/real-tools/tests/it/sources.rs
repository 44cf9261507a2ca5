//! The sources of the workspace: how tests start programs, what scripts run, what `make test` installs.

use std::fs;
use std::path::{Path, PathBuf};

use real_tools::packages::{self, Source};
use real_tools::script;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap()
}

/// All files of a directory and those below that `wanted` names, but for what was built.
fn files(directory: &Path, wanted: &dyn Fn(&Path) -> bool, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let name = entry.file_name();
        if kind.is_dir() && name != "target" && name != ".git" && name != "corpus" {
            files(&path, wanted, found);
        } else if kind.is_file() && wanted(&path) {
            found.push(path);
        }
    }
}

/// A program that is started in another way than by `real_tools` can be missing without a word.
#[test]
fn programs_are_started_by_what_knows_their_package() {
    let allowed = [
        "tests/real-tools/",
        // Ships: it runs what its user names.
        "crates/pkgsign/src/command/",
        // Ships: does without git where there is none.
        "crates/cli/src/init/git.rs",
        // Starts what `real_tools` has found, and measures it.
        "benches/src/measure.rs",
    ];
    let mut sources = Vec::new();
    let is_rust = |path: &Path| path.extension().is_some_and(|suffix| suffix == "rs");
    for directory in ["crates", "tests", "benches"] {
        files(&workspace().join(directory), &is_rust, &mut sources);
    }
    assert!(sources.len() > 400, "{}", sources.len());
    let mut faults = Vec::new();
    for path in sources {
        let name = path.strip_prefix(workspace()).unwrap().to_str().unwrap();
        if allowed.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            if line.contains("Command::new(") || line.contains("command(\"sh\")") {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    let fix =
        "start programs with real_tools::{command, shell, run, ...}, our own with real_tools::ours";
    assert!(faults.is_empty(), "{fix}:\n{}", faults.join("\n"));
}

/// The programs whose names stand in a call of what starts programs. Methods are of systems that tests
/// made, which have programs of their own.
fn named_programs(text: &str) -> impl Iterator<Item = &str> {
    ["command(", "call(", "require("].into_iter().flat_map(|call| {
        text.match_indices(call).filter_map(|(at, _)| {
            let other = |before: char| before == '.' || before == '_' || before.is_alphanumeric();
            let is_other = text[..at].ends_with(other);
            let quoted = text[at + call.len()..].trim_start().strip_prefix('"')?;
            quoted.split_once('"').map(|(name, _)| name).filter(|_| !is_other)
        })
    })
}

#[test]
fn programs_that_tests_name_are_known() {
    let mut sources = Vec::new();
    let is_rust = |path: &Path| path.extension().is_some_and(|suffix| suffix == "rs");
    for directory in ["crates", "tests/src", "tests/tests", "benches"] {
        files(&workspace().join(directory), &is_rust, &mut sources);
    }
    let mut count = 0;
    let mut faults = Vec::new();
    for path in sources {
        for program in named_programs(&fs::read_to_string(&path).unwrap()) {
            count += 1;
            if packages::source_of(program).is_none() {
                faults.push(format!("{}: {program}", path.display()));
            }
        }
    }
    assert!(count > 50, "{count}");
    assert!(faults.is_empty(), "not in tests/real-tools/src/packages.rs:\n{}", faults.join("\n"));
}

fn is_script(path: &Path) -> bool {
    let Ok(text) = fs::read(path) else { return false };
    text.starts_with(b"#!/bin/") || text.starts_with(b"#!/usr/bin/env bash")
}

/// Every program that a script runs is in the table; one that not every Debian has is installed by the
/// script, or by whoever calls it.
#[test]
fn scripts_run_what_is_known() {
    let mut scripts = Vec::new();
    for directory in [".ci", "scripts", "fixtures", "fuzz", "benches"] {
        files(&workspace().join(directory), &is_script, &mut scripts);
    }
    // What fixture packages run when they are installed.
    scripts.retain(|path| !path.starts_with(workspace().join("fixtures/manifests")));
    assert!(scripts.len() >= 8, "{scripts:?}");
    let mut faults = Vec::new();
    for path in scripts {
        let name = path.strip_prefix(workspace()).unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for program in script::programs(&text) {
            if packages::source_of(&program).is_none() {
                faults.push(format!("{name}: {program}"));
            }
        }
    }
    assert!(faults.is_empty(), "not in tests/real-tools/src/packages.rs:\n{}", faults.join("\n"));
}

/// Packages that `make test` installs besides those of the table, and why.
const WITHOUT_PROGRAM: &[(&str, &str)] =
    &[("gpg-agent", "gpg starts it for secret keys"), ("libc6-dev", "cc links with it")];

#[test]
fn make_test_installs_the_packages_of_what_tests_run() {
    let makefile = fs::read_to_string(workspace().join("Makefile")).unwrap();
    let (_, rest) = makefile.split_once("\nTEST_PACKAGES =").unwrap();
    let value = rest.replace("\\\n", " ");
    let mut listed: Vec<&str> = value.lines().next().unwrap().split_whitespace().collect();
    listed.sort_unstable();
    let mut expected = packages::test_packages();
    expected.extend(WITHOUT_PROGRAM.iter().map(|(package, _)| package));
    expected.sort_unstable();
    assert_eq!(listed, expected, "TEST_PACKAGES of the Makefile beside the table of real_tools");
}

#[test]
fn messages_name_the_package() {
    for (program, package) in [
        ("kill", "procps"),
        ("sqv", "sqv"),
        ("rpmbuild", "rpm"),
        ("gpgconf", "gpgconf"),
        ("apt-ftparchive", "apt-utils"),
    ] {
        let source = packages::source_of(program).unwrap();
        assert_eq!(source.instruction(), format!("apt-get install {package}"));
    }
    assert_eq!(packages::source_of("cargo"), Some(Source::Rust));
    assert_eq!(packages::source_of("frobnicate"), None);
}
