//! Staged trees.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program};
use conformance::tool::{cache, call, require_root};
use tempfile::TempDir;

use super::case::{Case, Ground, case, names, try_all};

fn chmod(ground: &Ground, path: &str, mode: u32) {
    fs::set_permissions(ground.tree.join(path), PermissionsExt::from_mode(mode)).unwrap();
}

fn add(target: &str) -> String {
    format!("[[add]]\nsource = \"added\"\ntarget = \"{target}\"\n")
}

fn with_added(name: &'static str, target: &str) -> Case {
    case(name).with(|ground| ground.beside("added", "added\n")).manifest(add(target))
}

#[test]
fn names_that_cannot_be_installed() {
    let long = |length: usize| "n".repeat(length);
    try_all(&[
        case("newline")
            .with(|g| g.file("usr/a\nb", ""))
            .says(&["/usr/a\\x0ab", "control character"]),
        case("tab").with(|g| g.file("usr/a\tb", "")).says(&["/usr/a\\x09b"]),
        case("escape sequence").with(|g| g.file("usr/\u{1b}]0;x\u{7}", "")).says(&["\\x1b]0;x"]),
        case("delete").with(|g| g.file("usr/a\u{7f}", "")).says(&["0x7f"]),
        case("C1 control").with(|g| g.file("usr/a\u{9b}b", "")).says(&["usr/a"]),
        case("not UTF-8")
            .with(|g| fs::write(g.tree.join(OsStr::from_bytes(b"usr/\xff")), "").unwrap())
            .says(&["\\xff", "UTF-8"]),
        case("not UTF-8, allowed")
            .only(Mkdeb)
            .with(|g| fs::write(g.tree.join(OsStr::from_bytes(b"usr/\xff")), "").unwrap())
            .arguments(&["--allow-non-utf8"])
            .exit(0),
        case("not UTF-8, allowed in an .rpm of format 4")
            .only(Mkrpm)
            .with(|g| fs::write(g.tree.join(OsStr::from_bytes(b"usr/\xff")), "").unwrap())
            .arguments(&["--allow-non-utf8"])
            .exit(0)
            .says(&["\\xff", "UTF-8"]),
        case("not UTF-8, in an .rpm of format 6")
            .only(Mkrpm)
            .with(|g| fs::write(g.tree.join(OsStr::from_bytes(b"usr/\xff")), "").unwrap())
            .arguments(&["--allow-non-utf8", "--format=6"])
            .says(&["\\xff", "UTF-8"]),
        case("component of 247 bytes").with(move |g| g.file(&long(247), "")).says(&["247", "246"]),
        case("component of 246 bytes").with(move |g| g.file(&long(246), "")).exit(0),
        case("path of 4,001 bytes")
            .with(|g| g.file(&format!("{}f", "d/".repeat(2000)), ""))
            .says(&["4000"]),
        case("path of 3,999 bytes")
            .with(|g| g.file(&format!("{}f", "d/".repeat(1999)), ""))
            .exit(0),
        case("DEBIAN left behind").with(|g| g.file("DEBIAN/control", "x")).says(&["DEBIAN"]),
        case("only case differs")
            .with(|g| {
                g.file("usr/share/Name", "");
                g.file("usr/share/name", "");
            })
            .exit(0)
            .says(&["usr/share/name"]),
        case("only normalisation differs")
            .with(|g| {
                g.file("usr/share/\u{e9}", "");
                g.file("usr/share/e\u{301}", "");
            })
            .exit(0)
            .says(&["usr/share/"]),
    ]);
}

#[test]
fn all_defects_in_one_run() {
    try_all(&[case("three")
        .with(|g| {
            g.file("usr/a\nb", "");
            g.file(&"n".repeat(247), "");
            drop(UnixListener::bind(g.tree.join("socket")).unwrap());
        })
        .arguments(&["--name=B D", "--arch=pdp11"])
        .says(&["/usr/a\\x0ab", "247", "socket", "--name", "pdp11"])]);
}

#[test]
fn kinds_that_no_package_holds() {
    try_all(&[
        case("socket")
            .with(|g| drop(UnixListener::bind(g.tree.join("usr/socket")).unwrap()))
            .says(&["usr/socket", "socket"]),
        case("FIFO")
            .with(|g| drop(call("mkfifo", &[g.tree.join("usr/fifo")])))
            .says(&["usr/fifo", "allow-special"]),
        case("device")
            .with(|g| {
                let path = g.tree.join("usr/null");
                call("mknod", &[path.as_os_str(), "c".as_ref(), "1".as_ref(), "3".as_ref()]);
            })
            .says(&["usr/null", "allow-special"]),
        case("FIFO, allowed")
            .with(|g| drop(call("mkfifo", &[g.tree.join("usr/fifo")])))
            .arguments(&["--allow-special"])
            .exit(0),
    ]);
}

#[test]
fn permissions_that_surprise() {
    let setuid = |g: &Ground| {
        g.file("usr/bin/su", "x");
        chmod(g, "usr/bin/su", 0o4755);
    };
    let open = |g: &Ground| {
        g.file("usr/share/open", "x");
        chmod(g, "usr/share/open", 0o666);
    };
    try_all(&[
        case("setuid").with(setuid).exit(0).says(&["usr/bin/su"]),
        case("setuid, strict").with(setuid).arguments(&["--strict"]).says(&["usr/bin/su"]),
        case("setuid, strict, in the manifest")
            .with(setuid)
            .arguments(&["--strict"])
            .manifest("[[file]]\nmatch = \"/usr/bin/su\"\nmode = \"4755\"\n")
            .exit(0),
        case("world-writable").with(open).exit(0).says(&["usr/share/open"]),
        case("world-writable, strict")
            .with(open)
            .arguments(&["--strict"])
            .says(&["usr/share/open"]),
        case("world-writable folder")
            .with(|g| chmod(g, "usr/share/fixture", 0o777))
            .exit(0)
            .says(&["usr/share/fixture"]),
        case("sticky folder")
            .with(|g| chmod(g, "usr/share/fixture", 0o1777))
            .arguments(&["--strict"])
            .manifest("[[file]]\nmatch = \"/usr/share/fixture\"\nmode = \"1777\"\n")
            .exit(0),
    ]);
}

const CAPABLE: &str =
    "[[file]]\nmatch = \"/usr/share/fixture/file\"\ncapabilities = \"cap_net_raw=ep\"\n";

#[test]
fn attributes_that_a_package_cannot_carry() {
    let attribute = |g: &Ground| {
        let file = g.tree.join("usr/share/fixture/file");
        call(
            "setfattr",
            &["-n".as_ref(), "user.note".as_ref(), "-v".as_ref(), "x".as_ref(), file.as_os_str()],
        );
    };
    let capability = |g: &Ground| {
        let file = g.tree.join("usr/share/fixture/file");
        call("setcap", &["cap_net_raw+ep".as_ref(), file.as_os_str()]);
    };
    try_all(&[
        case("extended attribute").with(attribute).says(&["user.note", "drop-xattrs"]),
        case("extended attribute, dropped").with(attribute).arguments(&["--drop-xattrs"]).exit(0),
        case("capability")
            .only(Mkdeb)
            .with(capability)
            .says(&["usr/share/fixture/file", "capabilit"]),
        case("capability in an .rpm").only(Mkrpm).with(capability).exit(0),
        case("capability by manifest")
            .only(Mkdeb)
            .manifest(CAPABLE)
            .says(&["usr/share/fixture/file", "capabilit"]),
        case("capability by manifest in an .rpm").only(Mkrpm).manifest(CAPABLE).exit(0),
    ]);
}

#[test]
fn links_that_lead_astray() {
    let link =
        |text: &'static str| move |g: &Ground| symlink(text, g.tree.join("usr/link")).unwrap();
    try_all(&[
        case("absolute").with(link("/usr/share/fixture")).exit(0),
        case("dangling").with(link("nowhere")).exit(0),
        case("to itself").with(link("link")).exit(0),
        case("above the root").with(link("../../../etc/passwd")).exit(0).says(&["usr/link"]),
        case("something below a link")
            .with(move |g| {
                link("share")(g);
                g.beside("added", "x");
            })
            .manifest(add("/usr/link/added"))
            .says(&["usr/link"]),
        case("hard link that leads out")
            .with(|g| {
                g.beside("outside", "x");
                fs::hard_link(g.folder().join("outside"), g.tree.join("usr/inside")).unwrap();
            })
            .exit(0)
            .says(&["usr/inside"]),
    ]);
}

#[test]
fn targets_of_added_files() {
    try_all(&[
        with_added("above the root", "/usr/../../outside").says(&["target", ".."]),
        with_added("two slashes and a dot", "/usr//./share/added").exit(0),
        with_added("folders that are not there", "/opt/a/b/c/added").exit(0),
        with_added("control character", "/usr/a\\u0007").says(&["target"]),
        with_added("NUL", "/usr/a\\u0000b").says(&["target"]),
        with_added("relative", "usr/added").exit(0),
        with_added("empty", "").says(&["target"]),
        with_added("taken", "/usr/share/fixture/file").says(&["usr/share/fixture/file"]),
        with_added("folder in the way", "/usr/share").says(&["usr/share"]),
        with_added("file in the way", "/usr/share/fixture/file/added")
            .says(&["usr/share/fixture/file"]),
        case("two to one place")
            .with(|g| g.beside("added", "x"))
            .manifest(add("/usr/one") + &add("/usr//one"))
            .says(&["usr/one"]),
        case("missing source").manifest(add("/usr/added")).says(&["added"]),
    ]);
}

#[test]
fn patterns_that_match_nothing() {
    try_all(&[
        case("rule")
            .manifest("[[file]]\nmatch = \"/usr/bin/nothing\"\nmode = \"0755\"\n")
            .says(&["/usr/bin/nothing", "package.toml:2:"]),
        case("exclusion").arguments(&["--exclude=/nothing/**"]).says(&["/nothing/**"]),
        case("exclusion of everything").arguments(&["--exclude=/usr"]).says(&["allow-empty"]),
        case("empty")
            .with(|g| fs::remove_dir_all(g.tree.join("usr")).unwrap())
            .says(&["allow-empty"]),
        case("empty, allowed")
            .with(|g| fs::remove_dir_all(g.tree.join("usr")).unwrap())
            .arguments(&["--allow-empty"])
            .exit(0),
        case("numeric owner")
            .arguments(&["--attr=/usr/share/fixture/file:0644:1000:root"])
            .says(&["1000"]),
        case("numeric owner in the manifest")
            .manifest("[[file]]\nmatch = \"/usr/share/fixture/file\"\nowner = \"1000\"\n")
            .says(&["1000"]),
    ]);
}

#[test]
fn trees_that_are_none() {
    require_root();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    for path in [folder.path().join("missing"), file] {
        for program in Program::ALL {
            let outcome = program.attempt(&path, &output, &MINIMAL);
            assert!(matches!(outcome.status.code(), Some(3 | 4)), "{outcome}");
            assert!(outcome.errors().contains(path.to_str().unwrap()), "{outcome}");
            assert!(names(&output).is_empty());
        }
    }
}

#[test]
fn a_file_too_long_for_ar_is_refused_at_once() {
    require_root();
    let folder = TempDir::new_in(cache()).unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir(&tree).unwrap();
    File::create(tree.join("sparse")).unwrap().set_len(10_000_000_000).unwrap();
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let arguments = [&MINIMAL[..], &["--compression=none"]].concat();
    // Built here if nobody asked for it before, and not while the clock runs.
    let _ = Mkdeb.path();
    let started = std::time::Instant::now();
    let outcome = Mkdeb.attempt(&tree, &output, &arguments);
    assert_eq!(outcome.status.code(), Some(3), "{outcome}");
    assert!(outcome.errors().contains("9999999999"), "{outcome}");
    assert!(started.elapsed().as_secs() < 5, "after {:?}", started.elapsed());
    assert!(names(&output).is_empty());
}

#[test]
fn ten_thousand_nested_folders_are_refused_without_a_crash() {
    require_root();
    let folder = TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir(&tree).unwrap();
    call(
        "perl",
        &[
            "-e".as_ref(),
            "chdir shift; for (1..10000) { mkdir 'd'; chdir 'd' or die }".as_ref(),
            tree.as_os_str(),
        ],
    );
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let outcomes = Program::ALL.map(|program| program.attempt(&tree, &output, &MINIMAL));
    call("rm", &["-rf".as_ref(), tree.as_os_str()]);
    for outcome in outcomes {
        assert_eq!(outcome.status.code(), Some(3), "{outcome}");
        assert!(outcome.errors().contains("4000"), "{outcome}");
    }
    assert!(names(&output).is_empty());
}

#[test]
fn a_file_that_changes_meanwhile_is_named() {
    require_root();
    let folder = conformance::dpkg::in_memory();
    let tree = folder.path().join("tree");
    fs::create_dir(&tree).unwrap();
    let file = tree.join("growing");
    fs::write(&file, vec![b'x'; 48 << 20]).unwrap();
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let growing = std::thread::spawn(move || {
        let mut file = fs::OpenOptions::new().append(true).open(file).unwrap();
        while stopped.try_recv().is_err() {
            std::io::Write::write_all(&mut file, b"y").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    });
    let arguments = [&MINIMAL[..], &["--compression=gzip:9"]].concat();
    let outcomes = Program::ALL.map(|program| program.attempt(&tree, &output, &arguments));
    stop.send(()).unwrap();
    growing.join().unwrap();
    for outcome in outcomes {
        assert_eq!(outcome.status.code(), Some(3), "{outcome}");
        assert!(outcome.errors().contains("growing"), "{outcome}");
        assert!(outcome.errors().contains("changed"), "{outcome}");
    }
    assert!(names(&output).is_empty());
}
