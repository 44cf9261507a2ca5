//! The examples of `--help`: every line is one that the command understands, and those of `mkrepo index`
//! work one after another.

use std::fs;

use clap::Command;

use super::{prepared, run};
use crate::support::{Tool, Workshop, add_keys};

/// The lines below `Examples:` that a user would type, for the command and all below it.
fn examples(command: &Command, found: &mut Vec<String>) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (_, examples) = help.split_once("Examples:\n").unwrap_or_default();
    // Up to the next heading.
    let examples = examples.replace("\\\n", " ");
    let lines = examples.lines().take_while(|line| line.is_empty() || line.starts_with(' '));
    for line in lines {
        if let Some(line) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) {
            found.push(line.to_owned());
        }
    }
    for below in command.get_subcommands() {
        self::examples(below, found);
    }
}

/// The arguments of the command `name` in a line of a shell, if it runs that.
fn arguments(line: &str, name: &str) -> Option<Vec<String>> {
    // What it is called with, whatever becomes of its output.
    let script = format!(
        "exec 3>&1\n{name}() {{ printf '%s\\n' \"$@\" >&3; exit; }}\ncurl() {{ :; }}\njq() {{ cat; }}\n{line}"
    );
    let directory = tempfile::tempdir().unwrap();
    let output = real_tools::shell(&script).current_dir(&directory).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    line.contains(name).then(|| printed.lines().map(str::to_owned).collect())
}

#[test]
fn examples_of_help_are_understood() {
    let mut count = 0;
    for command in
        [packwright::mkdeb::command(), packwright::mkrpm::command(), packwright::mkrepo::command()]
    {
        let name = command.get_name().to_owned();
        let mut lines = Vec::new();
        examples(&command, &mut lines);
        for line in lines {
            let Some(arguments) = arguments(&line, &name) else { continue };
            assert!(!arguments.is_empty(), "{line}");
            let parsed = command.clone().try_get_matches_from(
                std::iter::once(name.clone()).chain(arguments.iter().cloned()),
            );
            assert!(parsed.is_ok(), "{line}: {arguments:?}: {}", parsed.unwrap_err());
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn examples_of_index_work_one_after_another() {
    let workshop = prepared();
    workshop.build(&[]).done();
    let rpm = Workshop::of(Tool::Mkrpm);
    rpm.build(&[]).done();
    for (directory, from, package) in [
        ("dist", &workshop, Tool::Mkdeb.package()),
        ("debs", &workshop, Tool::Mkdeb.package()),
        ("rpms", &rpm, Tool::Mkrpm.package()),
    ] {
        fs::create_dir(workshop.path(directory)).unwrap();
        fs::copy(from.path(package), workshop.path(directory).join(package)).unwrap();
    }
    add_keys(&workshop, &["rsa3072"]);
    fs::rename(workshop.path("rsa3072.secret"), workshop.path("signing.asc")).unwrap();
    workshop.file("productid.pem", b"certificate", 0o644);
    let command = packwright::mkrepo::command();
    let mut lines = Vec::new();
    examples(command.find_subcommand("index").unwrap(), &mut lines);
    assert!(lines.len() >= 5, "{lines:?}");
    for line in lines {
        let run = run(&workshop, &line);
        assert_eq!(run.code, Some(0), "{line}: {}", run.stderr);
    }
}
