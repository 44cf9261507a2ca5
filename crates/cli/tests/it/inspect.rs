//! `mkdeb inspect` and `mkdeb diff`.

use std::fs::{self, File};

use serde_json::json;

use crate::support::{Run, Workshop};

const NAME: &str = "hello_1.0_amd64.deb";

#[test]
fn inspect_shows_fields_control_files_and_entries() {
    let workshop = Workshop::new();
    workshop.build(&["--timestamp=1700000000"]).done();
    let run = workshop.run(&["inspect", NAME]);
    let text = run.done();
    for line in [
        "Package: hello",
        "  -rw-r--r-- root/root           17 2023-11-14 22:13 /etc/hello.conf",
        "  lrwxrwxrwx root/root              2023-11-14 22:13 /usr/bin/hi -> hello",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
    }
    assert!(text.contains(" conffiles\n") && text.contains(" md5sums\n"), "{text}");
    assert_eq!(run.stderr, "");

    // From standard input it is the same but for the name.
    let file = File::open(workshop.path(NAME)).unwrap();
    let piped = Run::of(workshop.command(&["inspect", "-"]).stdin(file));
    assert_eq!(piped.done().split_once('\n').unwrap().1, text.split_once('\n').unwrap().1);
}

#[test]
fn inspect_agrees_with_dpkg_deb() {
    let workshop = Workshop::new();
    workshop.file("stage/usr/bin/su", b"x", 0o6755);
    workshop.file("stage/usr/share/hello/a b'\"%{}é", b"x", 0o600);
    fs::hard_link(workshop.path("stage/usr/bin/su"), workshop.path("stage/usr/bin/sudo")).unwrap();
    workshop.build(&["--attr=/usr/bin/su*:1755:daemon:adm"]).done();
    let document = workshop.run(&["inspect", NAME, "--json"]).json();
    let mut dpkg = real_tools::command("dpkg-deb");
    let dpkg = Run::of(dpkg.env("TZ", "UTC").args(["-c"]).arg(workshop.path(NAME)));
    let listed: Vec<_> = dpkg.done().lines().collect();
    let files = document["files"].as_array().unwrap();
    assert_eq!(files.len(), listed.len());
    let text = workshop.run(&["inspect", NAME]).stdout;
    let shown: Vec<_> = text.lines().skip_while(|line| *line != "Files:").skip(1).collect();
    for (ours, theirs) in shown.iter().zip(&listed) {
        let (ours, theirs) = (words(ours), words(theirs));
        // A hard link's first letter and a directory's or link's length are the listing's own.
        assert_eq!(ours[0][1..], theirs[0][1..], "{theirs:?}");
        assert_eq!(ours[1], theirs[1]);
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
fn inspect_refuses_what_is_no_package() {
    let workshop = Workshop::new();
    workshop.file("x.deb", b"not a package\n", 0o644);
    let run = workshop.run(&["inspect", "x.deb"]);
    assert!(run.failed(3).starts_with("mkdeb: error[E401]: x.deb: "), "{}", run.stderr);
    workshop.run(&["inspect", "stage"]).failed(4);
    workshop.run(&["inspect", "missing.deb"]).failed(4);
    workshop.build(&[]).done();
    let package = fs::read(workshop.path(NAME)).unwrap();
    workshop.file("x.deb", &package[..package.len() - 1], 0o644);
    let run = workshop.run(&["inspect", "--json", "x.deb"]);
    assert_eq!((run.code, &run.json()["errors"][0]["subject"]), (Some(3), &json!("x.deb")));
}

#[test]
fn diff_tells_whether_and_what() {
    let workshop = Workshop::new();
    workshop.build(&["--timestamp=1700000000", "-o", "a.deb"]).done();
    workshop.build(&["--timestamp=1700000000", "-o", "b.deb", "--threads=3"]).done();
    let run = workshop.run(&["diff", "a.deb", "b.deb"]);
    assert_eq!((run.done(), run.stderr.as_str()), ("", "mkdeb: the packages are identical\n"));
    assert_eq!(workshop.run(&["diff", "a.deb", "b.deb", "--json"]).json()["same"], true);

    workshop.file("stage/usr/bin/hello", b"#!/bin/sh\necho HELLO\n", 0o700);
    let further = ["--timestamp=1700000000", "-o", "c.deb", "--depends=libc6", "--exclude=hi"];
    workshop.build(&further).done();
    let run = workshop.run(&["diff", "a.deb", "c.deb"]);
    assert_eq!(run.code, Some(7), "{}", run.stderr);
    for line in [
        "field Depends: added",
        "entry usr/bin/hi: removed",
        "entry usr/bin/hello: mode 755 became 700",
    ] {
        assert!(run.stdout.lines().any(|found| found == line), "{line} is not in {}", run.stdout);
    }
    let document = workshop.run(&["diff", "a.deb", "c.deb", "--json"]).json();
    let expected =
        json!({"kind": "entry", "name": "usr/bin/hi", "change": "removed", "a": null, "b": null});
    assert!(document["differences"].as_array().unwrap().contains(&expected), "{document}");

    let run = workshop.run(&["diff", "a.deb", "stage/etc/hello.conf"]);
    assert!(run.failed(3).contains("]: stage/etc/hello.conf: "), "{}", run.stderr);
}
