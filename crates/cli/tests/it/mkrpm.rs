//! What only `mkrpm` does, as rpm(8) sees it.

use std::fs::{self, File};

use serde_json::{Value, json};

use crate::support::{Run, Tool, Workshop, set};

const NAME: &str = "hello-1.0-1.x86_64.rpm";

fn workshop() -> Workshop {
    Workshop::of(Tool::Mkrpm)
}

/// What `rpm -qp` says of a package.
fn rpm(workshop: &Workshop, arguments: &[&str]) -> String {
    let mut command = real_tools::command("rpm");
    command.args(["-qp", "--nosignature"]).args(arguments).arg(workshop.path(NAME));
    let run = Run::of(command.env("TZ", "UTC").env("LC_ALL", "C.UTF-8"));
    run.done().to_owned()
}

#[track_caller]
fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|found| found == *line), "{line:?} is not in {text}");
    }
}

#[test]
fn flags_alone_make_a_package() {
    let workshop = workshop();
    workshop.file("pre", b"#!/bin/sh\nexit 0\n", 0o644);
    workshop.file(
        "changes",
        b"* Tue Nov 14 2023 Jo Doe <jo@example.org> - 1.0-1\n- First\n",
        0o644,
    );
    workshop.file("extra", b"x", 0o600);
    workshop
        .build(&[
            "--depends=libc6 (>= 2.31), bc >= 2",
            "--requires=(cat or dog)",
            "--requires-for=post,preun:systemd",
            "--provides=greeter = 2",
            "--obsoletes=hallo < 1",
            "--replaces=hullo",
            "--supplements=world",
            "--order-with-requires=first",
            "--group=Amusements/Games",
            "--packager=Ann <ann@example.org>",
            "--distribution=Example 1",
            "--build-host=builder.example.org",
            "--source-rpm=hello-1.0-1.src.rpm",
            "--spec-changelog=changes",
            "--homepage=https://example.org",
            "--script=pre=pre",
            "--add=extra=/usr/share/hello/",
            "--attr=/usr/share/hello/extra:0640::adm",
            "--exclude=/usr/bin/hi",
            "--timestamp=1700000000",
        ])
        .done();
    let texts = "%{NAME}\n%{VERSION}\n%{RELEASE}\n%{ARCH}\n%{LICENSE}\n%{GROUP}\n%{PACKAGER}\n\
                 %{DISTRIBUTION}\n%{BUILDHOST}\n%{SOURCERPM}\n%{URL}\n%{SUMMARY}\n%{BUILDTIME}\n";
    let expected = "hello\n1.0\n1\nx86_64\nMIT\nAmusements/Games\nAnn <ann@example.org>\n\
                    Example 1\nbuilder.example.org\nhello-1.0-1.src.rpm\nhttps://example.org\n\
                    says hello\n1700000000\n";
    assert_eq!(rpm(&workshop, &["--queryformat", texts]), expected);
    let requires = rpm(&workshop, &["--requires"]);
    assert_lines(&requires, &["libc6 >= 2.31", "bc >= 2", "(cat or dog)", "systemd", "/bin/sh"]);
    let times = rpm(&workshop, &["--queryformat", "[%{REQUIRENAME} %{REQUIREFLAGS:deptype}\n]"]);
    assert_lines(&times, &["systemd post,preun", "/bin/sh pre,interp"]);
    let provides =
        ["greeter = 2", "hello = 1.0-1", "hello(x86-64) = 1.0-1", "config(hello) = 1.0-1"];
    assert_lines(&rpm(&workshop, &["--provides"]), &provides);
    assert_lines(&rpm(&workshop, &["--obsoletes"]), &["hallo < 1", "hullo"]);
    assert_eq!(rpm(&workshop, &["--supplements"]), "world\n");
    assert_eq!(rpm(&workshop, &["--queryformat", "[%{ORDERNAME}\n]"]), "first\n");
    assert!(rpm(&workshop, &["--scripts"]).contains("preinstall scriptlet (using /bin/sh)"));
    assert!(rpm(&workshop, &["--changelog"]).contains("Jo Doe <jo@example.org> - 1.0-1\n- First"));
    let list = rpm(&workshop, &["-lv"]);
    let line = list.lines().find(|line| line.ends_with("/usr/share/hello/extra"));
    let words: Vec<_> = line.unwrap_or_default().split_whitespace().collect();
    assert_eq!((words[0], words[2], words[3]), ("-rw-r-----", "root", "adm"), "{list}");
    assert!(!list.contains("bin/hi"), "{list}");
}

#[test]
fn a_script_given_by_a_flag_replaces_that_of_the_manifest_under_either_name() {
    let workshop = workshop();
    let manifest = "scripts.postinst = 'old'\n[rpm.scripts]\nprerm = 'old'\n";
    workshop.file("package.toml", manifest.as_bytes(), 0o644);
    workshop.file("old", b"#!/bin/sh\necho old\n", 0o644);
    workshop.file("new", b"#!/bin/sh\necho new\n", 0o644);
    workshop.build(&["-m", "package.toml", "--script=post=new", "--script=preun=new"]).done();
    let scripts = rpm(&workshop, &["--scripts"]);
    assert!(scripts.contains("echo new") && !scripts.contains("echo old"), "{scripts}");
}

#[test]
fn configuration_is_what_rpm_takes_for_it() {
    let workshop = workshop();
    let configuration = |further: &[&str]| {
        let run = workshop.build(&[&["--force", "--json"], further].concat());
        let ours: Vec<_> = run.json()["configuration"]
            .as_array()
            .unwrap()
            .iter()
            .map(|path| format!("{}\n", path.as_str().unwrap()))
            .collect();
        let ours = ours.concat();
        assert_eq!(rpm(&workshop, &["-c"]).replace("(contains no files)\n", ""), ours);
        ours
    };
    assert_eq!(configuration(&[]), "/etc/hello.conf\n");
    assert_eq!(configuration(&["--no-etc-config"]), "");
    let both = configuration(&["--config=/usr/bin/hello"]);
    assert_eq!(both, "/etc/hello.conf\n/usr/bin/hello\n");
}

#[test]
fn folders_of_the_distribution_are_owned_on_demand() {
    let workshop = workshop();
    workshop.file("stage/usr/share/hello/data", b"x", 0o644);
    let folders = |further: &[&str]| {
        workshop.build(&[&["--force"], further].concat()).done();
        let list = rpm(&workshop, &["--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]"]);
        let folders = list.lines().filter_map(|line| line.strip_prefix("drwxr-xr-x "));
        folders.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(folders(&[]), ["/usr/share/hello"]);
    assert_eq!(folders(&["--own=/usr/bin"]), ["/usr/bin", "/usr/share/hello"]);
    assert!(folders(&["--disown=/usr/share/hello"]).is_empty());
}

#[test]
fn formats_and_compressions_are_chosen_by_flags() {
    let workshop = workshop();
    let query = "%{PAYLOADCOMPRESSOR} %{PAYLOADFLAGS}\n";
    for (further, expected) in [
        (&[][..], "zstd 19\n"),
        (&["--compression=xz:6"], "xz 6\n"),
        (&["--compression=gzip:9"], "gzip 9\n"),
    ] {
        workshop.build(&[&["--force"], further].concat()).done();
        let found = rpm(&workshop, &["--queryformat", query]);
        assert_eq!(found, expected);
    }
    workshop.build(&["--force", "--format=6"]).done();
    assert_eq!(workshop.run(&["inspect", NAME, "--json"]).json()["format"], 6);
    assert!(workshop.build(&["--force", "--format=5"]).failed(3).contains("--format: "));
}

#[test]
fn nothing_around_changes_a_byte() {
    let workshop = workshop();
    let package = |name: &str, further: &[&str], environment: &[(&str, &str)]| {
        let mut arguments = Tool::Mkrpm.sufficient();
        arguments.extend(["-o", name]);
        arguments.extend(further);
        let mut command = workshop.command(&arguments);
        Run::of(command.envs(environment.iter().copied())).done();
        fs::read(workshop.path(name)).unwrap()
    };
    let first = package("1.rpm", &["--timestamp=1700000000"], &[]);
    assert_eq!(package("2.rpm", &["--threads=8"], &[("SOURCE_DATE_EPOCH", "1700000000")]), first);
    let elsewhere = [("TZ", "Asia/Tokyo"), ("LC_ALL", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", "5")];
    assert_eq!(package("3.rpm", &["--timestamp=1700000000"], &elsewhere), first);
    assert_ne!(package("4.rpm", &[], &elsewhere), first);
}

#[test]
fn the_path_a_summary_and_one_json_document() {
    let workshop = workshop();
    let run = workshop.build(&[]);
    assert_eq!(run.done(), format!("{NAME}\n"));
    assert!(run.stderr.starts_with(&format!("mkrpm: {NAME}: ")), "{}", run.stderr);
    assert!(run.stderr.contains("3 files, 1 configuration file"), "{}", run.stderr);

    let run = workshop.build(&["--json", "--force", "--timestamp=1700000000"]);
    let mut document = run.json();
    assert_eq!(document["size"], fs::read(workshop.path(NAME)).unwrap().len());
    for volatile in ["size", "sha256"] {
        assert!(!document[volatile].is_null());
        document.as_object_mut().unwrap().remove(volatile);
    }
    let size = rpm(&workshop, &["--queryformat", "%{SIZE}\n"]);
    let expected = json!({
        "path": NAME,
        "name": "hello",
        "epoch": null,
        "version": "1.0",
        "release": "1",
        "architecture": "x86_64",
        "installed_size": size.trim().parse::<u64>().unwrap(),
        "timestamp": 1_700_000_000,
        "compression": "zstd:19",
        "files": 3,
        "configuration": ["/etc/hello.conf"],
        "setuid": [],
        "dry_run": false,
        "notes": [],
        "warnings": [],
    });
    assert_eq!(document, expected);
    assert_eq!(workshop.names(), set(&["stage", NAME]));
}

#[test]
fn inspect_agrees_with_rpm() {
    let workshop = workshop();
    workshop.file("stage/usr/bin/su", b"x", 0o6755);
    workshop.file("stage/usr/share/hello/a b'\"%{}é", b"x", 0o600);
    fs::hard_link(workshop.path("stage/usr/bin/su"), workshop.path("stage/usr/bin/sudo")).unwrap();
    workshop.build(&["--attr=/usr/bin/su*:1755:daemon:adm", "--timestamp=1700000000"]).done();
    let document = workshop.run(&["inspect", NAME, "--json"]).json();
    let query = "[%{FILENAMES}\t%{FILEMODES:octal}\t%{FILEUSERNAME}\t%{FILEGROUPNAME}\t%{FILESIZES}\
                 \t%{FILEDIGESTS}\t%{FILELINKTOS}\t%{FILEFLAGS}\t%{FILEINODES}\n]";
    let listed = rpm(&workshop, &["--queryformat", query]);
    let files = document["files"].as_array().unwrap();
    assert_eq!(files.len(), listed.lines().count());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (ours, theirs) in files.iter().zip(listed.lines()) {
        let theirs: Vec<_> = theirs.split('\t').collect();
        assert_eq!(text(&ours["path"]), theirs[0]);
        assert!(theirs[1].ends_with(text(&ours["mode"]).trim_start_matches('0')), "{theirs:?}");
        assert_eq!([text(&ours["owner"]), text(&ours["group"])], theirs[2..4]);
        assert_eq!(ours["size"].to_string(), theirs[4]);
        assert_eq!([text(&ours["digest"]), text(&ours["target"])], theirs[5..7]);
        assert_eq!([&ours["flags"], &ours["inode"]].map(Value::to_string), theirs[7..9]);
    }
    for (name, value) in [("NAME", json!("hello")), ("BUILDTIME", json!(1_700_000_000))] {
        assert_eq!(document["header"][name], value);
    }
    let required: Vec<_> = document["dependencies"]["requires"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dependency| text(&dependency["text"]))
        .collect();
    assert_eq!(required, rpm(&workshop, &["--requires"]).lines().collect::<Vec<_>>());

    // For a person, and from standard input.
    let shown = workshop.run(&["inspect", NAME]);
    assert_lines(
        shown.done(),
        &[
            "Name: hello",
            "Architecture: x86_64",
            "Build time: 2023-11-14 22:13",
            "  -rw-r--r-- root/root           17 2023-11-14 22:13 /etc/hello.conf  [config \
             noreplace]",
            "  lrwxrwxrwx root/root              2023-11-14 22:13 /usr/bin/hi -> hello",
        ],
    );
    let file = File::open(workshop.path(NAME)).unwrap();
    let piped = Run::of(workshop.command(&["inspect", "-"]).stdin(file));
    assert_eq!(piped.done().split_once('\n').unwrap().1, shown.stdout.split_once('\n').unwrap().1);
}

#[test]
fn inspect_refuses_what_is_no_package() {
    let workshop = workshop();
    workshop.file("x.rpm", b"not a package\n", 0o644);
    let run = workshop.run(&["inspect", "x.rpm"]);
    assert!(run.failed(3).starts_with("mkrpm: error[E60"), "{}", run.stderr);
    workshop.run(&["inspect", "stage"]).failed(4);
    workshop.run(&["inspect", "missing.rpm"]).failed(4);
    workshop.build(&[]).done();
    let mut package = fs::read(workshop.path(NAME)).unwrap();
    workshop.file("x.rpm", &package[..package.len() - 1], 0o644);
    let run = workshop.run(&["inspect", "--json", "x.rpm"]);
    assert_ne!(run.code, Some(0));
    assert_eq!(run.json()["errors"][0]["subject"], "x.rpm");
    // A flipped bit in the header is damage.
    let name = package.windows(10).position(|bytes| bytes == b"says hello").unwrap();
    package[name] ^= 1;
    workshop.file("x.rpm", &package, 0o644);
    workshop.run(&["inspect", "x.rpm"]).failed(7);
}

#[test]
fn diff_tells_whether_and_what() {
    let workshop = workshop();
    workshop.build(&["--timestamp=1700000000", "-o", "a.rpm"]).done();
    workshop.build(&["--timestamp=1700000000", "-o", "b.rpm", "--threads=3"]).done();
    let run = workshop.run(&["diff", "a.rpm", "b.rpm"]);
    assert_eq!((run.done(), run.stderr.as_str()), ("", "mkrpm: the packages are identical\n"));
    assert_eq!(workshop.run(&["diff", "a.rpm", "b.rpm", "--json"]).json()["same"], true);

    workshop.file("stage/usr/bin/hello", b"#!/bin/sh\necho HELLO\n", 0o700);
    let further = ["--timestamp=1700000000", "-o", "c.rpm", "--depends=glibc", "--exclude=hi"];
    workshop.build(&further).done();
    let run = workshop.run(&["diff", "a.rpm", "c.rpm"]);
    assert_eq!(run.code, Some(7), "{}", run.stderr);
    for word in [
        "Requires: glibc: added",
        "entry usr/bin/hi: removed",
        "usr/bin/hello: mode 755 became 700",
    ] {
        assert!(run.stdout.contains(word), "{word} is not in {}", run.stdout);
    }
    let document = workshop.run(&["diff", "a.rpm", "c.rpm", "--json"]).json();
    assert_eq!(document["same"], false);
    assert_eq!(document["differences"].as_array().unwrap().len(), run.stdout.lines().count());

    let run = workshop.run(&["diff", "a.rpm", "stage/etc/hello.conf"]);
    assert!(run.failed(3).contains("]: stage/etc/hello.conf: "), "{}", run.stderr);
}
