use pkgio::Algorithms;

use super::*;
use crate::read::testing::{Deb, Tar};
use crate::read::{self, Limits};

const CONTROL: &str = "Package: tool\nVersion: 1.0\nArchitecture: all\n\
    Maintainer: A <a@example.org>\nDescription: x\n";

fn data() -> Tar {
    Tar::gnu()
        .folder("./")
        .folder("./etc/")
        .file("./etc/tool", b"x\n")
        .folder("./etc/dir/")
        .symlink("./etc/link", "tool")
        .symlink("./etc/place", "dir/")
}

fn verdict(control: &str, files: &[(&str, &[u8])], data: &Tar) -> Verdict {
    let mut tar = Tar::gnu().folder("./").file("./control", control.as_bytes());
    for (name, bytes) in files {
        tar = tar.file(&format!("./{name}"), bytes);
    }
    let bytes = Deb::new(&tar, data).bytes();
    let contents = read::contents(&mut &bytes[..], Algorithms::NONE, &Limits::default());
    judge(&contents.unwrap())
}

/// The one refusal, with its hint; empty where there is none.
#[track_caller]
fn refusal(verdict: &Verdict) -> String {
    match verdict.refusals.as_slice() {
        [] => String::new(),
        [one] => format!("{one}; {}", one.hint()),
        more => panic!("{more:#?}"),
    }
}

#[track_caller]
fn with_fields(fields: &str, expected: &str) {
    let control = CONTROL.replace("Description:", &format!("{fields}Description:"));
    let found = refusal(&verdict(&control, &[], &data()));
    let agrees = if expected.is_empty() { found.is_empty() } else { found.contains(expected) };
    assert!(agrees, "{fields:?}: {found:?} is not {expected:?}");
}

#[track_caller]
fn with_file(name: &str, bytes: &[u8], expected: &str) {
    let found = refusal(&verdict(CONTROL, &[(name, bytes)], &data()));
    let agrees = if expected.is_empty() { found.is_empty() } else { found.contains(expected) };
    assert!(agrees, "{name} {}: {found:?} is not {expected:?}", bytes.escape_ascii());
}

#[test]
fn fields_of_fixed_choices_have_a_known_value() {
    for (fields, expected) in [
        ("Essential: maybe\n", "the control file: Essential is \"maybe\"; known are yes and no"),
        ("Essential: yes no\n", "Essential is"),
        ("Essential: YES\nProtected: no\n", ""),
        ("Essential:\n", ""),
        ("Protected: true\n", "Protected is \"true\""),
        ("Build-Essential: maybe\n", ""),
        ("Multi-Arch: yes\n", "Multi-Arch is \"yes\"; known are no, same, foreign and allowed"),
        (
            "Multi-Arch: Same\n",
            "is \"same\" in a package for all architectures, which dpkg refuses; write \"foreign\"",
        ),
        ("Multi-Arch: Foreign\n", ""),
        ("Priority: urgent\n", ""),
        ("Priority: Optional\n", ""),
        ("Priority: optional x\n", "has text after \"optional\"; write \"Priority: optional\""),
        ("Class: extraordinary\n", "Class is \"extraordinary\", which has text after \"extra\""),
        ("X: 1\n", "X has a name of one character"),
        ("Revision: 2\n", ""),
        ("Revision: a b\n", "Revision makes the version \"1.0-a b\""),
    ] {
        with_fields(fields, expected);
    }
}

#[test]
fn binary_packages_are_for_an_architecture() {
    for name in ["any", "linux-any", "any-amd64", "source"] {
        let control = CONTROL.replace("all", name);
        let found = refusal(&verdict(&control, &[], &data()));
        assert!(
            found.contains("which is not an architecture of a binary package"),
            "{name}: {found}"
        );
    }
}

#[test]
fn last_field_is_not_empty() {
    let found = refusal(&verdict(&format!("{CONTROL}Depends:\n"), &[], &data()));
    assert!(found.contains("Depends is empty, and is the last field"), "{found}");
}

#[test]
fn fields_of_dpkg_and_archives_are_refused() {
    for (fields, expected) in [
        ("Status: install ok installed\n", "Status is a field of dpkg's database"),
        ("Status:\n", "Status is a field of dpkg's database"),
        ("Config-Version: 1\n", "Config-Version is a field"),
        ("Triggers-Pending: x\n", "Triggers-Pending is a field"),
        ("Triggers-Awaited: x\n", "Triggers-Awaited is a field"),
        ("Conffiles: x\n", "Conffiles is not a list"),
        ("Conffiles:\n /etc/tool\n", "Conffiles is not a list"),
        ("Conffiles:\n / abc\n", "Conffiles is not a list"),
        ("Conffiles:\n /etc/tool obsolete\n", "Conffiles is not a list"),
        ("Conffiles:\n /etc/tool abc\n /etc/b abc obsolete\n", ""),
        ("Conffiles:\n", ""),
        ("Filename: a b\nSize: 1\n", "Size has 1 words, but a field before it has 2"),
        ("Filename: a b\nSize: 1 2\n", ""),
        ("Filename:\n a b\nSize: 1 2 3\n", ""),
        ("Size:\n", "Size is empty"),
    ] {
        with_fields(fields, expected);
    }
}

#[test]
fn relationships_are_what_dpkg_parses() {
    for (fields, expected) in [
        ("Depends: a1 | b1,\n c1\n", ""),
        ("Depends:\n", ""),
        ("Depends:\n a1\n", "Depends starts with an empty line; write the first package"),
        ("Depends: a1 b1\n", "Depends there is 'b' after a package"),
        ("Optional: a1 b1\n", "the control file: Optional there is"),
        ("recommended: a1 b1\n", "the control file: Recommended there is"),
        ("Conflicts: a1 | b1\n", "Conflicts has alternatives"),
        ("Breaks: a1 | b1\n", "Breaks has alternatives"),
        ("Provides: a1 | b1\n", "Provides has alternatives"),
        ("Replaces: a1 | b1\n", "Replaces has alternatives"),
        ("Enhances: a1 | b1\n", ""),
        ("Built-Using: nonsense here\n", ""),
    ] {
        with_fields(fields, expected);
    }
}

#[test]
fn what_only_some_releases_refuse_is_a_warning_that_names_them() {
    let control = CONTROL.replace("Description:", "Provides: a1 (= 1), b1 (>= 1)\nDescription:");
    let found = verdict(&control, &[], &data());
    assert_eq!(found.refusals, []);
    let warning = found.warnings[0].to_string();
    assert!(warning.contains("provides b1 at a range of versions, which dpkg 1.22 (Debian 13)"));
}

#[test]
fn conffiles_are_what_dpkg_reads() {
    let long = |length: usize| format!("/{}\n", "x".repeat(length - 1));
    for (text, expected) in [
        ("", ""),
        ("/etc/tool\n", ""),
        ("\n \t\n/etc/tool  \r\n", ""),
        ("/etc/none\n", ""),
        ("/etc/link\n", ""),
        ("/etc/tool", "conffiles has no line break at its end; end the last line"),
        ("/etc/tool\netc/a\n", "conffiles: line 2 names \"etc/a\", which is not an absolute path"),
        ("# why\n", "names \"why\", which is not an absolute path"),
        (" /etc/tool\n", "starts with a blank"),
        ("config /etc/tool\n", "has the flag \"config\"; the only known flag is remove-on-upgrade"),
        ("remove-on-upgrade\n", "names \"remove-on-upgrade\", which is not an absolute path"),
        ("remove-on-upgrade  /etc/a\n", "which is not an absolute path"),
        ("remove-on-upgrade /etc/a\n", ""),
        ("remove-on-upgrade /./etc/tool\n", "on upgrade, which the package installs; remove"),
        ("remove-on-upgrade /\n", "names the root directory"),
        ("/./\n", "names the root directory"),
        ("/etc/dir\n", "names a directory: \"/etc/dir\""),
        ("/etc/place\n", "names a symbolic link to a directory"),
        ("/etc/tool/\n", "has a \"/\" after the file"),
        ("/etc/dir/\n", ""),
        ("/etc/\0\n", "has a NUL byte"),
        (&long(996), ""),
        (&long(997), "has 997 bytes; dpkg reads 996"),
    ] {
        with_file("conffiles", text.as_bytes(), expected);
    }
}

#[test]
fn triggers_are_what_dpkg_reads() {
    for (text, expected) in [
        ("", ""),
        ("# \u{e9}\n\n \tinterest \tfoo \t\nactivate a/b\n", ""),
        ("interest foo", "triggers has no line break at its end"),
        ("interest foo # why\n", "triggers: line 1 has text after the trigger"),
        ("interest #\n", "\"#\" is not the name of a trigger"),
        ("#\ninterest a_b\n", "triggers: line 2 \"a_b\" is not the name of a trigger"),
        ("interest File\n", "\"File\" is the name of a file that dpkg stores"),
        ("activate File\n", "\"File\" is the name of a file that dpkg stores"),
        ("interest /usr/\n", "write \"/usr\""),
        ("activate \u{e9}\n", "is not the name of a trigger"),
        ("activate\n", "has no trigger name"),
        ("watch x\n", "\"watch\" is not a directive"),
        ("interest fo\0o\n", "is not the name of a trigger"),
        ("interest foo\r\n", "is not the name of a trigger"),
    ] {
        with_file("triggers", text.as_bytes(), expected);
    }
}

#[test]
fn names_and_paths_fit_what_dpkg_makes_of_them() {
    let member = |length: usize, rest: &str| {
        let name = format!("./{}{rest}\0", "x".repeat(length));
        let tar = Tar::gnu().folder("./").file("./control", CONTROL.as_bytes());
        let tar = tar.entry("././@LongLink", b'L', "", 0o644, name.as_bytes()).file("./x", b"");
        let bytes = Deb::new(&tar, &data()).bytes();
        let contents = read::contents(&mut &bytes[..], Algorithms::NONE, &Limits::default());
        refusal(&judge(&contents.unwrap()))
    };
    assert_eq!((member(100, ""), member(101, ".x")), (String::new(), String::new()));
    assert!(member(101, "").contains("has a name of 101 bytes; dpkg supports at most 100 bytes"));
    let refused = |data: &Tar| refusal(&verdict(CONTROL, &[], data));
    let named = |length: usize| {
        let name = format!("./{}\0", "x".repeat(length));
        data().entry("././@LongLink", b'L', "", 0o644, name.as_bytes()).file("./x", b"")
    };
    assert_eq!(refused(&named(246)), "");
    assert!(
        refused(&named(247)).contains("has a component of 247 bytes; dpkg can install at most 246")
    );
    let found = refused(&data().file("./etc/a\nb", b""));
    assert!(found.contains("\"/etc/a\\nb\" has a line break in its path"), "{found}");
}
