//! Packages of what a manifest or flags name, and what a dry run shows of them.

use std::fs;

use crate::support::{Tool, Workshop, add_keys, of_both};

of_both!(
    what_is_named_needs_no_tree,
    nothing_named_is_an_error_that_says_what_to_name,
    a_dry_run_shows_fields_entries_and_matches,
    the_future_is_warned_of_and_strict_does_not_mind,
    the_limit_on_entries_is_that_of_readers,
    ghosts_and_other_entries_do_not_change_the_time_of_a_signature,
);

/// A build without the staged tree.
fn build(workshop: &Workshop, further: &[&str]) -> crate::support::Run {
    let sufficient = workshop.tool.sufficient();
    workshop.run(&[&sufficient[1..], further].concat())
}

fn paths(workshop: &Workshop) -> Vec<String> {
    let document = workshop.run(&["inspect", "--json", workshop.tool.package()]).json();
    let files = document["files"].as_array().unwrap().iter();
    let path = |file: &serde_json::Value| file["path"].as_str().unwrap().to_owned();
    files.map(path).filter(|path| path.len() > 1).collect()
}

const MANIFEST: &str = r#"
[[add]]
source = "lib/*.so"
target = "/usr/lib/hello/"
mode = "0755"

[[directory]]
path = "/var/lib/hello"
mode = "0750"
owner = "daemon"

[[link]]
path = "/usr/bin/hello"
target = "../lib/hello/a.so"

[[ghost]]
path = "/var/lib/hello/state"
mode = "0600"

[[rpm.directory]]
path = "/usr/lib/hello/only-rpm"
"#;

fn what_is_named_needs_no_tree(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("lib/a.so", b"a", 0o644);
    workshop.file("lib/b.so", b"b", 0o600);
    workshop.file("lib/c.txt", b"c", 0o644);
    workshop.file("package.toml", MANIFEST.as_bytes(), 0o644);
    build(&workshop, &["--manifest=package.toml"]).done();
    let found = paths(&workshop);
    for path in ["/usr/lib/hello/a.so", "/usr/lib/hello/b.so", "/usr/bin/hello", "/var/lib/hello"] {
        assert!(found.iter().any(|it| it == path), "{path}: {found:?}");
    }
    let is_rpm = tool == Tool::Mkrpm;
    assert!(!found.iter().any(|path| path.ends_with(".txt")));
    assert_eq!(found.iter().any(|path| path == "/var/lib/hello/state"), is_rpm, "{found:?}");
    assert_eq!(found.iter().any(|path| path.ends_with("only-rpm")), is_rpm, "{found:?}");
    let document = workshop.run(&["inspect", "--json", tool.package()]).json();
    let files = document["files"].as_array().unwrap();
    let of = |path: &str| files.iter().find(|file| file["path"] == path).unwrap();
    assert_eq!(of("/usr/lib/hello/b.so")["mode"], "0755");
    assert_eq!(of("/var/lib/hello")["mode"], "0750");
    assert_eq!(of("/var/lib/hello")["owner"], "daemon");

    // The same by flags, from another directory.
    let flags = ["--add=lib/a.so=/opt/", "--link=/opt/l=a.so", "--directory=/opt/d", "--ghost=/g"];
    build(&workshop, &[&["--force"], &flags[..]].concat()).done();
    let found = paths(&workshop);
    assert!(found.contains(&"/opt/a.so".to_owned()) && found.contains(&"/opt/d".to_owned()));
    build(&workshop, &["--force", "--allow-empty"]).done();
}

fn nothing_named_is_an_error_that_says_what_to_name(tool: Tool) {
    let workshop = Workshop::of(tool);
    let said = build(&workshop, &[]);
    assert!(said.failed(2).contains("TREE: is missing") && said.stderr.contains("--add"));
    workshop.file("package.toml", b"vendor = \"x\"\n", 0o644);
    let said = build(&workshop, &["--manifest=package.toml"]);
    let text = said.failed(3);
    assert!(text.contains("TREE") && text.contains("[[directory]]"), "{text}");
    for (flag, part) in [
        ("--add=lib/*=/opt/", "matches nothing"),
        ("--link=/x", "NAME=VALUE"),
        ("--link=/x=", "is empty"),
        ("--directory=/", "root directory"),
        ("--ghost=/a/../b", "--ghost"),
    ] {
        let run = build(&workshop, &[flag]);
        assert!(run.code != Some(0) && run.stderr.contains(part), "{flag}: {}", run.stderr);
    }
}

fn a_dry_run_shows_fields_entries_and_matches(tool: Tool) {
    let workshop = Workshop::of(tool);
    workshop.file("lib/a.so", b"a", 0o644);
    workshop.file("lib/sub/b.so", b"b", 0o644);
    let arguments = ["--dry-run", "--add=lib/**/*.so=/usr/lib/hello/"];
    let run = build(&workshop, &arguments);
    assert_eq!(run.done(), format!("{}\n", tool.package()));
    for part in [
        "name: hello",
        "version: 1.0",
        "lib/**/*.so (--add) matches:",
        "lib/sub/b.so -> /usr/lib/hello/sub/b.so",
        "-rw-r--r-- root/root",
        " /usr/lib/hello/sub/b.so",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    let document = build(&workshop, &[&arguments[..], &["--json"]].concat()).json();
    assert_eq!(document["patterns"][0]["matches"][1]["target"], "/usr/lib/hello/sub/b.so");
    let entries = document["entries"].as_array().unwrap();
    assert!(entries.iter().any(|it| it["path"] == "/usr/lib/hello/a.so" && it["mode"] == "0644"));
    assert!(!workshop.path(tool.package()).exists());
}

fn the_future_is_warned_of_and_strict_does_not_mind(tool: Tool) {
    let workshop = Workshop::of(tool);
    let touch = |path: &str| {
        let mut touch = real_tools::command("touch");
        touch.args(["-d", "2099-01-02"]).arg(workshop.path(path));
        assert!(touch.status().unwrap().success());
    };
    touch("stage/usr/bin/hello");
    touch("stage/etc/hello.conf");
    for flags in [&["--strict"][..], &["--force"], &["--force", "--dry-run"]] {
        let run = workshop.build(flags);
        run.done();
        let lines: Vec<_> = run.stderr.lines().filter(|line| line.contains("[E030]")).collect();
        assert_eq!(lines.len(), 1, "{flags:?}: {}", run.stderr);
        assert!(lines[0].contains("2099-01-02") && lines[0].contains("one more"), "{}", lines[0]);
    }
    let run = workshop.build(&["--force", "--timestamp=1700000000"]);
    run.done();
    assert!(!run.stderr.contains("E030"), "{}", run.stderr);
}

fn the_limit_on_entries_is_that_of_readers(tool: Tool) {
    let workshop = Workshop::of(tool);
    let run = workshop.build(&["--max-entries=3"]);
    assert!(run.failed(3).contains("--max-entries"), "{}", run.stderr);
    workshop.build(&["--max-entries=100"]).done();
    workshop.run(&["inspect", "--max-entries=100", tool.package()]).done();
    let run = workshop.run(&["inspect", "--max-entries=1", tool.package()]);
    let says = if tool == Tool::Mkdeb { "more than 1 entries" } else { "3 files; 1 at most" };
    assert!(run.failed(3).contains(says), "{}", run.stderr);
    assert_eq!(workshop.build(&["--max-entries=0"]).code, Some(2));
}

/// The package's time is one, anyone who asks for it: a signature that is made later is the same.
fn ghosts_and_other_entries_do_not_change_the_time_of_a_signature(tool: Tool) {
    for key in ["rsa4096", "ed25519"] {
        let workshop = Workshop::of(tool);
        add_keys(&workshop, &[key]);
        let at = |path: &str, date: &str| {
            let mut touch = real_tools::command("touch");
            touch.args(["-h", "-d", date]).arg(workshop.path(path)).env("TZ", "UTC");
            assert!(touch.status().unwrap().success());
        };
        for (path, date) in [
            ("stage/usr/share/ghost", "2026-08-05"),
            ("stage/usr/share/excluded", "2026-08-06"),
            ("stage/usr/share/other-format", "2026-08-07"),
            ("added", "2026-08-02"),
        ] {
            workshop.file(path, b"x", 0o644);
            at(path, date);
        }
        for path in ["etc", "etc/hello.conf", "usr", "usr/bin", "usr/bin/hello", "usr/bin/hi"] {
            at(&format!("stage/{path}"), "2026-08-01");
        }
        at("stage/usr/share", "2026-08-03");
        at("stage", "2026-08-01");
        let section = if tool == Tool::Mkdeb { "deb" } else { "rpm" };
        let manifest = format!(
            "[[file]]\nmatch = \"/usr/share/ghost\"\nrole = \"ghost\"\n\n\
             [[add]]\nsource = \"added\"\ntarget = \"/opt/new/added\"\n\n\
             [[directory]]\npath = \"/var/lib/hello\"\n\n\
             [[link]]\npath = \"/opt/new/link\"\ntarget = \"added\"\n\n\
             [[ghost]]\npath = \"/var/log/hello\"\n\n\
             [{section}]\nexclude = [\"/usr/share/other-format\", \"/usr/share/excluded\"]\n"
        );
        workshop.file("package.toml", manifest.as_bytes(), 0o644);
        let secret = format!("--sign-key={key}.secret");
        let name = tool.package();
        let build = |further: &[&str]| {
            workshop.build(&[&["--force", "--manifest=package.toml"], further].concat()).done();
            fs::read(workshop.path(name)).unwrap()
        };
        let built = build(&[&secret]);
        build(&[]);
        workshop.run(&["sign", &secret, name]).done();
        assert!(fs::read(workshop.path(name)).unwrap() == built, "{key}: other bytes");
        let time = workshop.build(&["--force", "--dry-run", "--json", "--manifest=package.toml"]);
        // 2026-08-03: neither the ghost nor what is left out counts.
        assert_eq!(time.json()["timestamp"], 1_785_715_200);
    }
}
