//! Scriptlets, triggers and changelogs, right and wrong.

use std::fs;
use std::path::PathBuf;

use pkgtree::Description;
use pkgtree::description::{ScriptBody, Scriptlet, TriggerRule};
use tempfile::TempDir;

use super::{hello, lines, package, refused};
use crate::{ScriptletKind, TriggerKind, TriggerWhen};

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn with(name: &str, body: ScriptBody) -> Description {
    let mut description = hello();
    description.rpm.scripts.push(Scriptlet { name: name.into(), body });
    description
}

fn of(path: PathBuf) -> ScriptBody {
    ScriptBody { file: Some(path.into()), ..ScriptBody::default() }
}

fn with_interpreter(interpreter: &str, body: ScriptBody) -> ScriptBody {
    ScriptBody { interpreter: Some(interpreter.into()), ..body }
}

#[test]
fn scriptlets_of_either_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "x", b"#!/bin/sh -e\n\necho\n\n");
    let mut description = with("posttrans", of(path.clone()));
    description.scripts.push(("preinst".into(), path.into()));
    description.rpm.scripts.push(Scriptlet {
        name: "post".into(),
        body: with_interpreter("/sbin/ldconfig", ScriptBody::default()),
    });
    let package = package(&description, &[]);
    let pre = &package.scriptlets[&ScriptletKind::Pre];
    assert_eq!(pre.interpreter, ["/bin/sh", "-e"]);
    assert_eq!(pre.body, b"\necho");
    let post = &package.scriptlets[&ScriptletKind::Post];
    assert_eq!((&*post.interpreter, &*post.body), (&["/sbin/ldconfig".to_owned()][..], &b""[..]));
    assert!(package.scriptlets.contains_key(&ScriptletKind::Posttrans));
}

#[test]
fn pretrans_of_a_program_is_warned_of_and_of_lua_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "x", b"#!/bin/sh\ntrue\n");
    let warnings = |description| lines(package(&description, &[]).warnings());
    let found = warnings(with("pretrans", of(path.clone())));
    let is_it = found.len() == 1 && found[0].starts_with("E527: rpm.scripts.pretrans: ");
    assert!(is_it && found[0].contains("<lua>"), "{found:#?}");
    assert_eq!(warnings(with("pretrans", with_interpreter("<lua>", of(path.clone())))).len(), 0);
    assert_eq!(warnings(with("pre", of(path.clone()))).len(), 0);
    let found = warnings(with("post", with_interpreter("/usr/libexec/x", of(path))));
    assert!(found.len() == 1 && found[0].starts_with("E526: scripts: "), "{found:#?}");
}

#[test]
fn a_given_interpreter_goes_before_the_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "x", b"#!/usr/bin/lua\nx = 1\n");
    let lua = with("pre", with_interpreter("<lua>", of(path)));
    let package = package(&lua, &[]);
    let pre = &package.scriptlets[&ScriptletKind::Pre];
    assert_eq!((&*pre.interpreter, &*pre.body), (&["<lua>".to_owned()][..], &b"x = 1"[..]));
}

#[test]
fn scriptlets_that_rpm_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, parts) in [
        (&b"echo hello\n"[..], &["E153: ", "does not start with \"#!\""][..]),
        (b"#!/bin/sh\r\n", &["E153: ", "CR LF"]),
        (b"\xef\xbb\xbf#!/bin/sh\n", &["E153: ", "byte order mark"]),
        (b"#!sh\nx", &["E153: ", "not an absolute path"]),
        (b"", &["E153: ", "is empty"]),
        (b"#!/bin/sh\n\n", &["E153: ", "is empty"]),
        (b"#!/bin/sh\n\0", &["E153: ", "NUL byte"]),
        (&[b'#'; 1_048_577], &["E151: ", "longer than"]),
    ] {
        refused(&with("post", of(file(&folder, "x", bytes))), parts);
    }
    refused(&with("post", of(folder.path().join("none"))), &["E151: ", "does not exist"]);
    refused(&with("post", of(folder.path().to_owned())), &["E151: ", "is a directory"]);
    let none = ScriptBody::default;
    refused(&with("post", none()), &["E521: rpm.scripts.post: ", "neither"]);
    refused(&with("post", with_interpreter("<lua>", none())), &["E521: ", "no script"]);
    refused(&with("post", with_interpreter("lua", none())), &["E521: ", "\"<lua>\""]);
    refused(&with("post", with_interpreter("bin/sh", none())), &["E521: ", "absolute"]);
    let flags = ScriptBody { flags: vec!["expnad".into()], ..with_interpreter("/x", none()) };
    refused(&with("post", flags), &["E521: rpm.scripts.post.flags[0]: ", "expand"]);
}

#[test]
fn names_of_scriptlets() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "x", b"#!/bin/sh\nx\n");
    for (name, hint) in [
        ("psot", "did you mean \"post\"?"),
        ("after-install", "did you mean \"postinst\"?"),
        ("%config", "known are pretrans"),
    ] {
        let parts = ["E520: ", &format!("rpm.scripts.{name}: "), hint];
        refused(&with(name, of(path.clone())), &parts);
    }
    let mut twice = with("post", of(path.clone()));
    twice.scripts.push(("postinst".into(), path.into()));
    refused(&twice, &["E520: rpm.scripts.post: ", "scripts.postinst is the same scriptlet"]);
}

#[test]
fn macros_are_warned_of_unless_they_are_expanded() {
    let folder = tempfile::tempdir().unwrap();
    let body = of(file(&folder, "x", b"#!/bin/sh\necho %{name}\n"));
    let warnings = lines(package(&with("post", body.clone()), &[]).warnings());
    assert!(warnings[0].starts_with("E522: ") && warnings[0].contains("\"%{\""), "{warnings:?}");
    let expanded = ScriptBody { flags: vec!["expand".into()], ..body };
    assert!(package(&with("post", expanded), &[]).warnings().is_empty());
}

fn trigger(event: &str, on: &[&str], body: ScriptBody) -> Description {
    let mut description = hello();
    let on = on.iter().map(|&on| on.into()).collect();
    description.rpm.triggers.push(TriggerRule { event: event.into(), on, priority: None, body });
    description
}

#[test]
fn triggers() {
    let folder = tempfile::tempdir().unwrap();
    let body = of(file(&folder, "x", b"#!/bin/sh\nx\n"));
    let on_packages = package(&trigger("triggerun", &["a > 1, b", "c"], body.clone()), &[]);
    let TriggerKind::Package { when, targets } = &on_packages.triggers[0].kind else { panic!() };
    assert_eq!((*when, targets.len()), (TriggerWhen::Un, 3));
    let on_files = package(&trigger("transfiletriggerin", &["/usr/lib"], body.clone()), &[]);
    assert_eq!(
        on_files.triggers[0].kind,
        TriggerKind::File {
            when: TriggerWhen::In,
            prefixes: vec!["/usr/lib".into()],
            priority: 1_000_000,
            transaction: true
        }
    );
    let of = |event: &str, on: &[&str]| trigger(event, on, body.clone());
    refused(&of("trigerin", &["a"]), &["E523: rpm.trigger[0].event: ", "mean \"triggerin\"?"]);
    refused(&of("triggerin", &[]), &["E523: ", "watches nothing"]);
    refused(&of("triggerin", &["(a or b)"]), &["E523: rpm.trigger[0].on[0]: ", "(a or b)"]);
    refused(&of("triggerin", &["a >="]), &["E523: ", "column 5"]);
    refused(&of("filetriggerin", &["usr"]), &["E523: ", "absolute path"]);
    let mut with_priority = of("triggerin", &["a"]);
    with_priority.rpm.triggers[0].priority = Some("1".into());
    refused(&with_priority, &["E523: rpm.trigger[0].priority: ", "leave it out"]);
    let mut not_a_number = of("filetriggerin", &["/a"]);
    not_a_number.rpm.triggers[0].priority = Some("high".into());
    refused(&not_a_number, &["E523: rpm.trigger[0].priority: ", "1000000"]);
    let mut twice = of("triggerin", &["a"]);
    twice.rpm.triggers.push(twice.rpm.triggers[0].clone());
    refused(&twice, &["E523: rpm.trigger[1]: ", "watches a"]);
    let arguments = with_interpreter("/bin/sh -e", body.clone());
    refused(&trigger("triggerin", &["a"], arguments), &["E523: ", "set -e"]);
}

#[test]
fn changelogs() {
    let folder = tempfile::tempdir().unwrap();
    let set = |bytes: &[u8]| {
        let mut description = hello();
        description.rpm.changelog = Some(file(&folder, "log", bytes).into());
        description
    };
    let good =
        b"* Mon Jan 01 2024 A <a@b> - 2.10-3\n- x\n\n* Sun Jan 01 2023 A <a@b> - 2.9-1\n- y\n";
    let good = package(&set(good), &[]);
    assert!(good.warnings().is_empty(), "{}", good.warnings());
    assert_eq!(good.changelog.len(), 2);
    assert_eq!(good.changelog[0].time, 1_704_110_400);
    assert_eq!(good.changelog[0].name, "A <a@b> - 2.10-3");
    assert_eq!(good.changelog[0].text, "- x");
    let other = package(&set(b"* Mon Jan 01 2024 A <a@b> - 2.9-1\n- x\n"), &[]);
    assert!(lines(other.warnings())[0].contains("is 2.9-1, not 2.10-3"));
    refused(&set(b"* Mon Foo 01 2024 A <a@b>\n- x\n"), &["E524: ", "line 1: "]);
    refused(&set(b"\x1f\x8b\x08\xff"), &["E524: ", "is compressed"]);
    refused(&set(b"caf\xe9"), &["E524: ", "is not UTF-8 at byte 3"]);
    let mut debian = hello();
    let log = b"hello (2.10-3) unstable; urgency=medium\n\n  * x\n\n -- A <a@b>  Mon, 01 Jan 2024 01:00:00 +0000\n";
    debian.changelog = Some(file(&folder, "debian", log).into());
    let debian = package(&debian, &[]);
    assert_eq!((debian.changelog.len(), &*debian.changelog[0].text), (1, "- x"));
    assert!(debian.warnings().is_empty(), "{}", debian.warnings());
}
