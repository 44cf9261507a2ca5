//! Fields, relationships and triggers that dpkg refuses, beside what mkdeb says of them.
//!
//! What mkdeb writes, dpkg of every release must take. What mkdeb refuses is put together by hand
//! exactly as it was given: dpkg of some release must refuse it, or the case says why mkdeb is
//! stricter.

use std::fs;
use std::path::Path;

use conformance::chroot::{Chroot, Suite};
use conformance::dpkg::Target;
use conformance::forge::deb::{TarEntry, ar, tar};
use conformance::program::{MINIMAL, Mkdeb};
use conformance::tool::{outcome, require_root};
use tempfile::TempDir;

/// Where a value goes.
#[derive(Clone, Copy)]
enum Place {
    /// A line of the triggers file.
    Trigger,
    /// A field of the control file, `NAME=VALUE`.
    Field,
    /// A field that has a flag: the flag, and the field's name.
    Flag(&'static str, &'static str),
}

use Place::{Field, Flag, Trigger};

/// What mkdeb is to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Taken,
    Refused,
    /// Refused although dpkg takes it, for this reason.
    Stricter(&'static str),
}

use Verdict::{Refused, Stricter, Taken};

const DEPENDS: Place = Flag("--depends", "Depends");
const CONFLICTS: Place = Flag("--conflicts", "Conflicts");
const PROVIDES: Place = Flag("--provides", "Provides");
const REPLACES: Place = Flag("--replaces", "Replaces");

const NOT_ACTIVATED: &str = "dpkg ignores it until something activates such a trigger";
const CHANGES_VERSION: &str = "dpkg makes it a part of Version";
const NOT_THIS_FIELD: &str = "the field has a key, or belongs to an index";
const POLICY: &str = "Debian Policy and apt do not take it";

const CASES: &[(Place, &str, Verdict)] = &[
    (Trigger, "interest foo", Taken),
    (Trigger, "interest-await foo", Taken),
    (Trigger, "interest-noawait /usr/share/foo", Taken),
    (Trigger, "activate foo", Taken),
    (Trigger, "activate-await foo", Taken),
    (Trigger, "activate-noawait /usr/share/foo", Taken),
    (Trigger, "interest Foo", Taken),
    (Trigger, "interest f", Taken),
    (Trigger, "interest 9.a+b-c", Taken),
    (Trigger, "interest /usr/share/a b", Refused),
    (Trigger, "interest /usr/share/a#b", Taken),
    (Trigger, "# nothing", Taken),
    (Trigger, "interest foo/bar", Refused),
    (Trigger, "interest foo_bar", Refused),
    (Trigger, "interest foo:any", Refused),
    (Trigger, "interest -foo", Refused),
    (Trigger, "interest .foo", Refused),
    (Trigger, "interest +foo", Refused),
    (Trigger, "interest ~foo", Refused),
    (Trigger, "interest foo@bar", Refused),
    (Trigger, "interest fo\u{e9}", Refused),
    (Trigger, "interest /fo\u{e9}", Refused),
    (Trigger, "interest /", Refused),
    (Trigger, "interest //", Refused),
    (Trigger, "interest /usr/", Refused),
    (Trigger, "interest /usr//share", Refused),
    (Trigger, "interest //usr", Refused),
    (Trigger, "activate foo/bar", Stricter(NOT_ACTIVATED)),
    (Trigger, "activate /usr/", Stricter(NOT_ACTIVATED)),
    (Trigger, "activate", Refused),
    (Trigger, "interest", Refused),
    (Trigger, "Interest foo", Refused),
    (Trigger, "interest-await-noawait foo", Refused),
    (Trigger, "interests foo", Refused),
    (Trigger, "interest foo bar", Refused),
    (Trigger, "interest ../../etc/passwd", Refused),
    (Field, "X-Commit=abc", Taken),
    (Field, "Python-Version=3.11", Taken),
    (Field, "Task=x", Taken),
    (Field, "X_Y=z", Taken),
    (Field, "X@Y/Z=1", Taken),
    (Field, "9=1", Refused),
    (Field, "X=1", Refused),
    (Field, "XY=1", Taken),
    (Field, "-XY=1", Refused),
    (Field, "X Y=1", Refused),
    (Field, "#XY=1", Stricter("it is a comment")),
    (Field, "X\u{e9}=1", Stricter("a field's name is ASCII")),
    (Field, "Optional=foo bar", Refused),
    (Field, "optional=foo bar", Refused),
    (Field, "Recommended=foo bar", Refused),
    (Field, "Revision=1", Stricter(CHANGES_VERSION)),
    (Field, "Package-Revision=1", Stricter(CHANGES_VERSION)),
    (Field, "Package_Revision=1", Stricter(CHANGES_VERSION)),
    (Field, "Class=x y", Stricter(NOT_THIS_FIELD)),
    (Field, "Status=install ok installed", Refused),
    (Field, "Config-Version=1", Refused),
    (Field, "Conffiles=x", Refused),
    (Field, "Triggers-Pending=x", Refused),
    (Field, "Triggers-Awaited=x", Refused),
    (Field, "MSDOS-Filename=x y", Stricter(NOT_THIS_FIELD)),
    (Field, "Filename=x", Stricter(NOT_THIS_FIELD)),
    (Field, "Size=x", Stricter(NOT_THIS_FIELD)),
    (Field, "MD5sum=x", Stricter(NOT_THIS_FIELD)),
    (Field, "Installed-Size=much", Stricter(NOT_THIS_FIELD)),
    (Field, "Multi-Arch=same", Refused),
    (Field, "Essential=maybe", Refused),
    (Field, "Protected=maybe", Refused),
    (Field, "Version=x", Refused),
    (Field, "Package=x y", Refused),
    (Field, "Architecture=x y", Refused),
    (Field, "Breaks=foo bar", Refused),
    (Field, "Pre-Depends=foo bar", Refused),
    (Field, "Enhances=foo bar", Refused),
    (Field, "Built-Using=foo", Stricter(NOT_THIS_FIELD)),
    (DEPENDS, "foo", Taken),
    (DEPENDS, "foo:any, bar (>= 1) | baz", Taken),
    (DEPENDS, "foo:amd64", Taken),
    (DEPENDS, "foo bar", Refused),
    (DEPENDS, "foo or bar", Refused),
    (DEPENDS, "foo 1.0", Refused),
    (DEPENDS, "foo (1.0)", Stricter("it may mean any comparison")),
    (DEPENDS, "foo (> = 1)", Refused),
    (DEPENDS, "foo (== 1)", Refused),
    (DEPENDS, "foo (>= 1) (<= 2)", Refused),
    (DEPENDS, "foo, , bar", Refused),
    (DEPENDS, "foo |", Refused),
    (DEPENDS, "foo [amd64]", Refused),
    (DEPENDS, "foo <!nocheck>", Refused),
    (DEPENDS, "/bin/sh", Refused),
    (DEPENDS, "(foo or bar)", Refused),
    (DEPENDS, "foo:any:any", Refused),
    (DEPENDS, "foo:", Refused),
    (DEPENDS, "foo (>= 1_0)", Refused),
    (DEPENDS, "foo (>= a)", Refused),
    (DEPENDS, "Foo", Stricter(POLICY)),
    (DEPENDS, "f", Stricter(POLICY)),
    (CONFLICTS, "foo | bar", Refused),
    (CONFLICTS, "foo (<< 2)", Taken),
    (PROVIDES, "virtual (= 1)", Taken),
    (PROVIDES, "foo (>= 1)", Refused),
    (PROVIDES, "foo | bar", Refused),
    (REPLACES, "foo | bar", Refused),
    (REPLACES, "foo (<< 1)", Taken),
];

#[test]
fn dpkg_takes_what_mkdeb_writes_and_refuses_what_mkdeb_refuses() {
    require_root();
    let folder = TempDir::new().unwrap();
    let mut files = Vec::new();
    let mut failures = Vec::new();
    for (index, (place, value, verdict)) in CASES.iter().enumerate() {
        let built = build(folder.path(), index, *place, value);
        if built.is_some() != (*verdict == Taken) {
            failures.push(format!("{value}: {verdict:?}, but mkdeb takes it: {}", built.is_some()));
        }
        let name = format!("a{index}");
        let bytes = built.unwrap_or_else(|| forge(&name, *place, value));
        files.push((name, bytes));
    }
    let verdicts = Suite::ALL.map(|suite| unpacked(suite, &files));
    for (index, (_, value, verdict)) in CASES.iter().enumerate() {
        let takes = verdicts.each_ref().map(|of_suite| of_suite[index]);
        let agrees = match verdict {
            Taken | Stricter(_) => takes == [true; 4],
            Refused => takes.contains(&false),
        };
        if !agrees {
            failures.push(format!("{value}: {verdict:?}, but dpkg takes it: {takes:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// dpkg keeps three files of its own among those that it names after triggers.
#[test]
fn a_trigger_called_like_a_file_of_dpkg_is_refused() {
    require_root();
    let folder = TempDir::new().unwrap();
    for (index, name) in ["File", "Lock", "Unincorp"].iter().enumerate() {
        assert_eq!(
            build(folder.path(), index, Trigger, &format!("interest {name}")),
            None,
            "{name}"
        );
    }
    let target = Target::new();
    let install = |name: &str, trigger: &str| {
        let path = folder.path().join(name);
        fs::write(&path, forge(name, Trigger, trigger)).unwrap();
        target.attempt("-i", &path).status.success()
    };
    assert!(install("harmful", "interest File"), "dpkg refuses it by now: let mkdeb take it");
    assert!(!install("next", "interest /usr/share/next"), "dpkg has a damaged file of triggers");
}

/// What mkdeb makes of the case; nothing when it refuses it.
fn build(folder: &Path, index: usize, place: Place, value: &str) -> Option<Vec<u8>> {
    let tree = folder.join("tree");
    fs::create_dir_all(tree.join(format!("usr/share/a{index}"))).unwrap();
    let output = folder.join("out.deb");
    let mut command = Mkdeb.command();
    command.arg(&tree).arg("--force").arg("--output").arg(&output).args(&MINIMAL[1..]);
    command.arg(format!("--name=a{index}")).arg("--compression=none");
    command.arg(match place {
        Trigger => format!("--trigger={value}"),
        Field => format!("--field={value}"),
        Flag(flag, _) => format!("{flag}={value}"),
    });
    let outcome = outcome(&mut command);
    fs::remove_dir_all(&tree).unwrap();
    match outcome.status.code() {
        Some(0) => Some(fs::read(&output).unwrap()),
        Some(3) => None,
        _ => panic!("{outcome}"),
    }
}

/// The case as it was given, in a package called `name`.
fn forge(name: &str, place: Place, value: &str) -> Vec<u8> {
    let mut control = format!(
        "Package: {name}\nVersion: 1.0\nArchitecture: all\n\
         Maintainer: A Tester <tester@example.com>\nDescription: a forged package\n"
    );
    let mut triggers = None;
    match place {
        Trigger => triggers = Some(format!("{value}\n")),
        Field => {
            let (field, value) = value.split_once('=').unwrap();
            let given = control.lines().filter(|line| !line.starts_with(&format!("{field}:")));
            let kept = given.map(|line| format!("{line}\n")).collect::<String>();
            control = format!("{kept}{field}: {value}\n");
        }
        Flag(_, field) => control.push_str(&format!("{field}: {value}\n")),
    }
    let mut entries =
        vec![TarEntry::directory("./"), TarEntry::file("./control", control.as_bytes())];
    entries.extend(triggers.as_ref().map(|text| TarEntry::file("./triggers", text.as_bytes())));
    let data = tar(&[TarEntry::directory("./")]);
    ar(&[("debian-binary", b"2.0\n"), ("control.tar", &tar(&entries)), ("data.tar", &data)])
}

/// What dpkg of `suite` says of each package: one run for all.
fn unpacked(suite: Suite, files: &[(String, Vec<u8>)]) -> Vec<bool> {
    let chroot = Chroot::new(suite);
    let folder = chroot.root().join("cases");
    fs::create_dir(&folder).unwrap();
    let mut dpkg = chroot.command("dpkg");
    dpkg.args(["--abort-after=100000", "--force-depends", "--unpack"]);
    for (name, bytes) in files {
        fs::write(folder.join(format!("{name}.deb")), bytes).unwrap();
        dpkg.arg(format!("/cases/{name}.deb"));
    }
    outcome(&mut dpkg);
    let status = fs::read_to_string(chroot.root().join("var/lib/dpkg/status")).unwrap();
    let is_unpacked = |(name, _): &(String, Vec<u8>)| {
        let start = format!("Package: {name}\n");
        let found = status.split("\n\n").find(|text| text.starts_with(&start));
        found.is_some_and(|text| text.contains("ok unpacked\n"))
    };
    files.iter().map(is_unpacked).collect()
}
