//! Messages name flags that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Flags of other programs that messages and help name.
const FOREIGN: &[&str] = &[
    // gpg
    "--armor",
    "--batch",
    "--detach-sign",
    "--export",
    "--export-secret-keys",
    "--local-user",
    "--quick-generate-key",
    "--show-keys",
    "--import",
    "--textmode",
    // dnf, rpm and createrepo_c
    "--mdtype",
    "--nogpgcheck",
    "--repo",
    "--repofrompath",
    "--setopt",
    "--update",
    // git
    "--format",
    "--show-toplevel",
    "--tags",
];

fn flags_of(command: &clap::Command, flags: &mut BTreeSet<String>) {
    flags.insert("--help".to_owned());
    for argument in command.get_arguments() {
        let names = argument.get_long_and_visible_aliases().unwrap_or_default();
        let hidden = argument.get_all_aliases().unwrap_or_default();
        flags.extend(names.into_iter().chain(hidden).map(|name| format!("--{name}")));
    }
    for sub in command.get_subcommands() {
        flags_of(sub, flags);
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        // The table of what other tools call our flags has a test of its own.
        } else if name.ends_with(".rs") && !name.starts_with("test") && name != "habits.rs" {
            found.push(path);
        }
    }
}

/// The flags in the texts of a source file, its tests and comments left out.
fn named(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices("--") {
            let before = line[..at].chars().next_back().unwrap_or(' ');
            let rest = &line[at + 2..];
            let length = rest
                .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
                .unwrap_or(rest.len());
            let name = rest[..length].trim_end_matches('-');
            let is_flag = name.starts_with(|c: char| c.is_ascii_lowercase());
            if is_flag && !before.is_ascii_alphanumeric() && before != '-' {
                found.push(format!("--{name}"));
            }
        }
    }
    found
}

#[test]
fn every_flag_that_a_message_names_exists() {
    let mut flags = BTreeSet::new();
    for command in
        [packwright::mkdeb::command(), packwright::mkrpm::command(), packwright::mkrepo::command()]
    {
        flags_of(&command, &mut flags);
    }
    assert!(flags.len() > 100, "{flags:?}");
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for name in [
        "cli",
        "debpkg",
        "rpmpkg",
        "pkgtree",
        "pkgterms",
        "pkgsign",
        "pkgio",
        "repo-index",
        "repo-store",
        "repository",
        "diagnostic",
    ] {
        sources(&crates.join(name).join("src"), &mut files);
    }
    let mut unknown = Vec::new();
    for file in files {
        for flag in named(&fs::read_to_string(&file).unwrap()) {
            if !flags.contains(&flag) && !FOREIGN.contains(&&*flag) {
                unknown.push(format!("{}: {flag}", file.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
