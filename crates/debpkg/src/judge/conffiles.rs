//! The file `conffiles` of a finished package (deb-conffiles(5)).

use std::collections::HashMap;

use super::{Verdict, lines};
use crate::codes;
use crate::conffiles::{LONGEST_LINE, REMOVE_ON_UPGRADE};
use crate::read::{DataEntry, DataKind};

/// What the data member installs, by path.
type Installed<'a> = HashMap<&'a [u8], &'a DataKind>;

type Flaw = (String, &'static str);

/// Checks each line, and what it names in the data member.
pub(super) fn check(bytes: &[u8], entries: &[DataEntry], verdict: &mut Verdict) {
    let mut installed = Installed::new();
    for entry in entries {
        installed.entry(entry.path.as_slice()).or_insert(&entry.kind);
    }
    lines::check(("conffiles", codes::CONFFILES_FILE), bytes, verdict, |line| {
        check_line(line, &installed).map_err(|(problem, hint)| (problem, hint.to_owned()))
    });
}

fn check_line(line: &[u8], installed: &Installed<'_>) -> Result<(), Flaw> {
    if line.len() > LONGEST_LINE {
        let problem = format!("has {} bytes; dpkg reads {LONGEST_LINE}", line.len());
        return Err((problem, "move the file nearer to the root"));
    }
    if line.contains(&0) {
        return Err(("has a NUL byte".into(), "write the paths as text, one a line"));
    }
    let line = trim_end(line);
    if line.is_empty() {
        return Ok(());
    }
    if line.starts_with(b"/") {
        return check_conffile(line, installed);
    }
    let not_absolute = |path: &[u8]| {
        let problem = format!("names \"{}\", which is no absolute path", path.escape_ascii());
        Err((problem, "write the path from the root, such as \"/etc/hello.conf\""))
    };
    let Some(blank) = line.iter().position(|&byte| byte == b' ') else {
        return not_absolute(line);
    };
    let (flag, path) = (&line[..blank], &line[blank + 1..]);
    if !path.starts_with(b"/") {
        return not_absolute(path);
    }
    if flag.is_empty() {
        return Err(("starts with a blank".into(), "start the line with the path"));
    }
    if flag != REMOVE_ON_UPGRADE {
        let problem =
            format!("has the flag \"{}\"; known is remove-on-upgrade", flag.escape_ascii());
        return Err((problem, "start the line with the path, or with remove-on-upgrade"));
    }
    check_removed(path, installed)
}

/// What dpkg can compare with the file on disk: a regular file, or a link to one.
fn check_conffile(path: &[u8], installed: &Installed<'_>) -> Result<(), Flaw> {
    let name = relative(path);
    if matches!(name, b"" | b".") {
        return Err(root());
    }
    let what = match installed.get(name) {
        None if name.ends_with(b"/") => match installed.get(trim_slashes(name)) {
            Some(kind) if **kind != DataKind::Directory => "has a \"/\" behind the file",
            _ => return Ok(()),
        },
        None | Some(DataKind::File { .. } | DataKind::HardLink(_)) => return Ok(()),
        Some(DataKind::Symlink(target)) if leads_to_directory(name, target, installed) => {
            "names a symbolic link to a directory"
        }
        Some(DataKind::Symlink(_)) => return Ok(()),
        Some(DataKind::Directory) => "names a directory",
        Some(_) => "names a device or named pipe",
    };
    let problem = format!("{what}: \"{}\"", path.escape_ascii());
    Err((problem, "list regular files that the package installs"))
}

fn check_removed(path: &[u8], installed: &Installed<'_>) -> Result<(), Flaw> {
    let name = relative(path);
    if matches!(name, b"" | b".") {
        return Err(root());
    }
    if installed.contains_key(name) {
        let path = path.escape_ascii();
        let problem = format!("removes \"{path}\" on upgrade, which the package installs");
        return Err((problem, "leave the file out of the package, or the line out of conffiles"));
    }
    Ok(())
}

/// dpkg takes the root, and cannot read what it then writes to its database.
fn root() -> Flaw {
    ("names the root directory".into(), "list regular files that the package installs")
}

/// The path as dpkg looks it up: without `/` and `./` before it.
fn relative(mut path: &[u8]) -> &[u8] {
    while let Some(rest) = path.strip_prefix(b"/").or_else(|| path.strip_prefix(b"./")) {
        path = rest;
    }
    path
}

/// Whether the link at `path` is one to a directory of the package, by a text without `..`.
fn leads_to_directory(path: &[u8], target: &[u8], installed: &Installed<'_>) -> bool {
    let folder = path.rsplitn(2, |&byte| byte == b'/').nth(1).unwrap_or_default();
    let target = trim_slashes(target);
    let from_root = match target.strip_prefix(b"/") {
        Some(rest) => rest.to_vec(),
        None => [folder, b"/", target].concat(),
    };
    installed.get(relative(&from_root)).is_some_and(|kind| **kind == DataKind::Directory)
}

fn trim_slashes(mut path: &[u8]) -> &[u8] {
    while let Some(rest) = path.strip_suffix(b"/") {
        path = rest;
    }
    path
}

/// Without blanks at its end, as C's `isspace` knows them.
fn trim_end(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t' | b'\x0b' | b'\x0c' | b'\r'] = line {
        line = rest;
    }
    line
}
