//! `mkdeb init` and `mkrpm init`.

use std::fs;
use std::process::Command;

use crate::support::{Run, Tool, Workshop, of_both};

of_both!(
    a_project_with_a_tag_builds_straight_away,
    an_existing_manifest_stays_without_force,
    what_was_not_found_is_named,
);

/// A command without anybody's settings of git.
fn plain(workshop: &Workshop, mut command: Command) -> Command {
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_CEILING_DIRECTORIES", workshop.path("").parent().unwrap());
    for name in ["DEBFULLNAME", "DEBEMAIL", "EMAIL", "NAME", "GIT_DIR"] {
        command.env_remove(name);
    }
    command
}

fn git(workshop: &Workshop, arguments: &[&str]) {
    let mut command = real_tools::command("git");
    command.current_dir(workshop.path(".")).args(arguments);
    command.env("GIT_AUTHOR_NAME", "Jo Doe").env("GIT_AUTHOR_EMAIL", "jo@example.org");
    command.env("GIT_COMMITTER_NAME", "x").env("GIT_COMMITTER_EMAIL", "x@example.org");
    let run = Run::of(&mut plain(workshop, command));
    assert_eq!(run.code, Some(0), "{} (apt-get install git)", run.stderr);
}

fn a_project_with_a_tag_builds_straight_away(tool: Tool) {
    let workshop = Workshop::of(tool);
    let license = "Permission is hereby granted, free of charge, to any person obtaining a copy of \
                   this software...\nThe above copyright notice and this permission notice...\n";
    workshop.file("LICENSE", license.as_bytes(), 0o644);
    workshop.file("README.md", b"# Hello\n\nGreets the **world**. Twice.\n", 0o644);
    git(&workshop, &["init", "-q"]);
    git(&workshop, &["add", "README.md"]);
    git(&workshop, &["commit", "-qm", "Begin"]);
    git(&workshop, &["tag", "v1.0"]);
    git(&workshop, &["remote", "add", "origin", "https://me:secret@example.org/acme/Hello.git"]);
    let run = Run::of(&mut plain(&workshop, workshop.command(&["init", "stage"])));
    assert_eq!(run.done(), "package.toml\n");
    assert!(!run.stderr.contains("fill in"), "{}", run.stderr);
    let text = fs::read_to_string(workshop.path("package.toml")).unwrap();
    for line in [
        "name = \"hello\"",
        "version = \"1.0\"",
        "arch = \"all\"",
        "maintainer = \"Jo Doe <jo@example.org>\"",
        "summary = \"Greets the world\"",
        "license = \"MIT\"",
        "homepage = \"https://example.org/acme/Hello\"",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
    }
    let package = match tool {
        Tool::Mkdeb => "hello_1.0_all.deb\n",
        Tool::Mkrpm => "hello-1.0-1.noarch.rpm\n",
    };
    let run = workshop.run(&["stage", "-m", "package.toml", "--strict"]);
    assert_eq!(run.done(), package);
    // Commits later the version is still one.
    git(&workshop, &["commit", "-q", "--allow-empty", "-m", "Go on"]);
    let run = Run::of(&mut plain(&workshop, workshop.command(&["init", "--force", "stage"])));
    run.done();
    let text = fs::read_to_string(workshop.path("package.toml")).unwrap();
    assert!(text.contains("version = \"1.0+git1.g"), "{text}");
    workshop.run(&["stage", "-m", "package.toml", "--strict"]).done();
}

fn an_existing_manifest_stays_without_force(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("package.toml", b"precious", 0o644);
    let run = Run::of(&mut plain(&workshop, workshop.command(&["init"])));
    assert!(run.failed(5).contains("E903"), "{}", run.stderr);
    assert_eq!(fs::read(workshop.path("package.toml")).unwrap(), b"precious");
    Run::of(&mut plain(&workshop, workshop.command(&["init", "-o", "other.toml"]))).done();
}

fn what_was_not_found_is_named(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = Run::of(&mut plain(&workshop, workshop.command(&["init", "stage", "--json"])));
    let document = run.json();
    let missing: Vec<_> = document["missing"].as_array().unwrap().iter().collect();
    let own = if tool == Tool::Mkdeb { "maintainer" } else { "license" };
    assert_eq!(missing, ["version", own]);
    let filled = ["--version=1.0", "--maintainer=Jo <jo@example.org>", "--license=MIT"];
    let name = format!("--name={}", "hello");
    let run = workshop.run(&[&["stage", "-m", "package.toml", &name], &filled[..]].concat());
    run.done();
}
