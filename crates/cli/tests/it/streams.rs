//! Results on standard output, everything else on standard error.

use std::fs::File;
use std::process::Stdio;

use serde_json::json;

use crate::support::{Run, Tool, Workshop, of_both};

of_both!(
    setuid_files_are_named,
    errors_have_a_json_twin,
    manifest_errors_show_the_line,
    at_most_a_hundred_errors_are_said,
    warnings_of_one_kind_are_one_line,
    colors_are_for_terminals_or_on_demand,
    progress_on_demand_without_a_terminal,
    a_bar_tells_what_is_compressed,
    a_reader_that_goes_away_is_no_error,
    a_full_standard_output_is_an_error,
);

#[test]
fn the_path_and_a_summary() {
    let workshop = Workshop::new();
    let run = workshop.build(&[]);
    assert_eq!(run.done(), "hello_1.0_amd64.deb\n");
    assert!(run.stderr.starts_with("mkdeb: hello_1.0_amd64.deb: "), "{}", run.stderr);
    assert!(run.stderr.contains("3 files, 1 conffile"), "{}", run.stderr);
    let run = workshop.build(&["--force", "--quiet"]);
    assert_eq!((run.done(), run.stderr.as_str()), ("hello_1.0_amd64.deb\n", ""));
    let run = workshop.build(&["--force", "--verbose"]);
    assert!(run.stderr.contains("mkdeb: conffile /etc/hello.conf\n"), "{}", run.stderr);
}

fn setuid_files_are_named(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("stage/usr/bin/su", b"x", 0o4755);
    let run = workshop.build(&[]);
    run.done();
    assert!(run.stderr.contains("setuid or setgid: /usr/bin/su (4755)"), "{}", run.stderr);
    assert!(run.stderr.contains(&format!("{}: warning[E", tool.name())), "{}", run.stderr);
    // Warnings are defects with --strict, unless the file is listed.
    workshop.build(&["--force", "--strict"]).failed(3);
    workshop.build(&["--force", "--strict", "--attr=/usr/bin/su:4755::"]).done();
}

#[test]
fn one_json_document() {
    let workshop = Workshop::new();
    let run = workshop.build(&["--json", "--timestamp=1700000000"]);
    run.done();
    let mut document = run.json();
    let package = std::fs::read(workshop.path("hello_1.0_amd64.deb")).unwrap();
    assert_eq!(document["size"], package.len());
    let sum = real_tools::command("sha256sum")
        .arg(workshop.path("hello_1.0_amd64.deb"))
        .output()
        .unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    assert_eq!(document["sha256"], sum.split(' ').next().unwrap());
    for volatile in ["size", "sha256"] {
        document.as_object_mut().unwrap().remove(volatile);
    }
    let expected = json!({
        "path": "hello_1.0_amd64.deb",
        "name": "hello",
        "version": "1.0",
        "architecture": "amd64",
        "installed_size_kib": 7,
        "timestamp": 1_700_000_000,
        "compression": "xz:6",
        "files": 3,
        "conffiles": ["/etc/hello.conf"],
        "setuid": [],
        "dry_run": false,
        "warnings": [],
        "notes": [],
    });
    assert_eq!(document, expected);
    assert_eq!(run.stderr, "");
}

fn errors_have_a_json_twin(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("package.toml", b"sumary = \"x\"\n", 0o644);
    let run = workshop.run(&["stage", "-m", "package.toml", "--json"]);
    assert_eq!(run.code, Some(3));
    let document = run.json();
    let error = &document["errors"][0];
    assert_eq!(error["file"], "package.toml");
    assert_eq!((&error["line"], &error["column"]), (&json!(1), &json!(1)));
    assert_eq!((&error["subject"], &error["class"]), (&json!("sumary"), &json!("input")));
    assert!(error["hint"].as_str().unwrap().contains("summary"), "{error}");
    assert!(run.stderr.contains("error[E1"), "{}", run.stderr);
    assert_eq!(run.stderr.matches("error[").count(), document["errors"].as_array().unwrap().len());

    let run = workshop.run(&["--json", "--no-such-flag"]);
    assert_eq!((run.code, &run.json()["errors"][0]["code"]), (Some(2), &json!("E001")));
}

fn manifest_errors_show_the_line(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("package.toml", b"name = \"hello\"\nsumary = \"x\"\n", 0o644);
    let run = workshop.run(&["stage", "-m", "package.toml"]);
    let stderr = run.failed(3);
    let line = stderr.lines().position(|line| line.contains("package.toml:2:1: sumary: ")).unwrap();
    let excerpt: Vec<_> = stderr.lines().skip(line + 1).take(3).collect();
    assert_eq!(excerpt, ["  |", "2 | sumary = \"x\"", "  | ^^^^^^"], "{stderr}");
}

fn at_most_a_hundred_errors_are_said(tool: Tool) {
    let workshop = Workshop::of(tool);
    let text: String = (0..150).map(|number| format!("unknown{number} = 1\n")).collect();
    workshop.file("package.toml", text.as_bytes(), 0o644);
    let run = workshop.run(&["stage", "-m", "package.toml"]);
    assert_eq!(run.failed(3).matches("error[E").count(), 100);
    assert!(run.stderr.ends_with(": error: and 50 more\n"), "{}", run.stderr);
    let document = workshop.run(&["stage", "-m", "package.toml", "--json"]).json();
    assert_eq!(document["errors"].as_array().unwrap().len(), 100);
    assert_eq!(document["more_errors"], 50);
}

fn warnings_of_one_kind_are_one_line(tool: Tool) {
    let workshop = Workshop::of(tool);
    for number in 0..150 {
        let link = workshop.path(&format!("stage/etc/{number:03}"));
        std::os::unix::fs::symlink("../../../outside", link).unwrap();
    }
    workshop.file("stage/usr/bin/once", b"x", 0o4755);
    workshop.file("stage/usr/share/one", b"x", 0o666);
    workshop.file("stage/usr/share/two", b"x", 0o622);
    // Without colors, each of which is from an escape to an m.
    let plain = |text: &str| -> String {
        let mut parts = text.split('\x1b');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.split_once('m').unwrap().1)
    };
    let warnings = |run: &Run| -> Vec<String> {
        let text = plain(&run.stderr);
        text.lines().filter(|line| line.contains(": warning[")).map(str::to_owned).collect()
    };
    let name = tool.name();
    for flags in [&["--dry-run"][..], &["--dry-run", "--quiet"], &["--dry-run", "--color=always"]] {
        let run = workshop.build(flags);
        run.done();
        let all = warnings(&run);
        let links: Vec<_> = all.iter().filter(|line| line.contains("/etc/")).collect();
        assert_eq!(links.len(), 1, "{all:?}");
        let links = links[0];
        let start = format!(
            "{name}: warning[E254]: 150 paths (/etc/000, /etc/001, /etc/002 and 147 more): "
        );
        assert!(links.starts_with(&start) && links.ends_with("; -v shows all"), "{links}");
        // What is there once is told as ever.
        assert!(all.iter().any(|line| line.contains(": /usr/bin/once: is setuid")), "{all:?}");
    }
    let run = workshop.build(&["--dry-run", "--verbose"]);
    run.done();
    let all = warnings(&run);
    assert_eq!(all.iter().filter(|line| line.contains(": /etc/")).count(), 150);
    assert!(!run.stderr.contains("and 147 more") && !run.stderr.contains("-v shows"));
    let document = workshop.build(&["--dry-run", "--json"]).json();
    assert_eq!(document["warnings"].as_array().unwrap().len(), all.len());
    // They are errors with --strict, all of one kind or not, and the code is that of the first.
    let run = workshop.build(&["--dry-run", "--strict"]);
    assert_eq!(run.failed(3).matches("error[E").count(), 100);
}

fn colors_are_for_terminals_or_on_demand(tool: Tool) {
    let workshop = Workshop::of(tool);
    let escapes = |further: &[&str]| workshop.build(further).stderr.contains('\x1b');
    assert!(!escapes(&["--name", "x"]));
    assert!(escapes(&["--depends=a (>> )", "--color=always"]));
    assert!(!escapes(&["--depends=a (>> )", "--color=never"]));
}

fn progress_on_demand_without_a_terminal(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = workshop.build(&["--progress=always", "--quiet"]);
    run.done();
    assert!(run.stderr.contains("packed "), "{}", run.stderr);
    assert!(!run.stderr.contains('\x1b'), "{}", run.stderr);
}

/// On a terminal, which script(1) is.
fn a_bar_tells_what_is_compressed(tool: Tool) {
    let workshop = Workshop::of(tool);
    // One block of xz: all of it is handed over at once, and compressing it takes seconds.
    let mut state = 1_u64;
    let numbers = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40).to_string()
    });
    let text: Vec<u8> = numbers.flat_map(String::into_bytes).take(6_000_000).collect();
    workshop.file("stage/usr/share/numbers", &text, 0o644);
    let quoted: Vec<_> = tool.sufficient().iter().map(|word| format!("'{word}'")).collect();
    let program = workshop.command(&[]).get_program().to_owned().into_string().unwrap();
    let line = format!("{program} {} --compression=xz:9 --threads=1", quoted.join(" "));
    let mut script = real_tools::command("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    let run = Run::of(script.current_dir(workshop.path("")).env("TERM", "xterm"));
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let states: Vec<_> = run.stdout.split("packed ").skip(1).collect();
    let values: std::collections::BTreeSet<_> =
        states.iter().map(|state| state.split(" of ").next().unwrap()).collect();
    assert!(values.len() >= 3, "{values:?} in {:?}", run.stdout);
    assert!(states.iter().any(|state| state.contains("iB/s, ") && state.contains(" s left")));
    assert!(workshop.path(tool.package()).is_file());
}

fn a_reader_that_goes_away_is_no_error(tool: Tool) {
    let workshop = Workshop::of(tool);
    for arguments in [&["--help"][..], &["--version"], &tool.sufficient()] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = Run::of(workshop.command(arguments).stdout(Stdio::from(writer)));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(!run.stderr.contains("error"), "{}", run.stderr);
    }
    assert!(workshop.path(tool.package()).is_file());
}

fn a_full_standard_output_is_an_error(tool: Tool) {
    let workshop = Workshop::of(tool);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let run = Run::of(workshop.command(&tool.sufficient()).stdout(full));
    assert!(run.failed(4).contains("error[E902]: standard output: "), "{}", run.stderr);
}
