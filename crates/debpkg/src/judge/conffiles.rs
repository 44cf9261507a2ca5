//! The file `conffiles` of a finished package (deb-conffiles(5)).

use super::{Flaw, Installed, Verdict, What, lines};
use crate::codes;

/// The longest line that dpkg reads, in bytes without its line break (`MAXCONFFILENAME`).
pub(crate) const LONGEST_LINE: usize = 996;

/// The flag of a file that dpkg removes on upgrade.
pub(crate) const REMOVE_ON_UPGRADE: &[u8] = b"remove-on-upgrade";

const LIST_FILES: &str = "list regular files that the package installs";

/// Checks each line, and what it names in the data member.
pub(super) fn check(bytes: &[u8], installed: &dyn Installed, verdict: &mut Verdict) {
    lines::check(("conffiles", codes::CONFFILES_FILE), bytes, verdict, |line| {
        check_line(line, installed)
    });
}

/// What is wrong with a line, which is one path, perhaps after `remove-on-upgrade`.
pub(crate) fn check_line(line: &[u8], installed: &dyn Installed) -> Result<(), Flaw> {
    if line.len() > LONGEST_LINE {
        let problem = format!("has {} bytes; dpkg reads {LONGEST_LINE}", line.len());
        return Err(Flaw::new(problem, "move the file nearer to the root"));
    }
    if line.contains(&0) {
        return Err(Flaw::new("has a NUL byte", "write the paths as text, one per line"));
    }
    let line = trim_end(line);
    if line.is_empty() {
        return Ok(());
    }
    if line.starts_with(b"/") {
        return check_conffile(line, installed);
    }
    let not_absolute = |path: &[u8]| {
        let problem = format!("names \"{}\", which is not an absolute path", path.escape_ascii());
        Err(Flaw::new(problem, "write the path from the root, such as \"/etc/hello.conf\""))
    };
    let Some(blank) = line.iter().position(|&byte| byte == b' ') else {
        return not_absolute(line);
    };
    let (flag, path) = (&line[..blank], &line[blank + 1..]);
    if !path.starts_with(b"/") {
        return not_absolute(path);
    }
    if flag.is_empty() {
        return Err(Flaw::new("starts with a blank", "start the line with the path"));
    }
    if flag != REMOVE_ON_UPGRADE {
        let problem = format!(
            "has the flag \"{}\"; the only known flag is remove-on-upgrade",
            flag.escape_ascii()
        );
        let hint = "start the line with the path, or with remove-on-upgrade";
        return Err(Flaw::new(problem, hint));
    }
    check_removed(path, installed)
}

/// What dpkg can compare with the file on disk: a regular file, or a link to one.
fn check_conffile(path: &[u8], installed: &dyn Installed) -> Result<(), Flaw> {
    let name = relative(path);
    if matches!(name, b"" | b".") {
        return Err(root());
    }
    let what = match installed.at(name) {
        None if name.ends_with(b"/") => match installed.at(trim_slashes(name)) {
            Some(what) if what != What::Directory => "has a \"/\" after the file",
            _ => return Ok(()),
        },
        None | Some(What::File) => return Ok(()),
        Some(What::Symlink(target)) if leads_to_directory(name, target, installed) => {
            "names a symbolic link to a directory"
        }
        Some(What::Symlink(_)) => return Ok(()),
        Some(What::Directory) => "names a directory",
        Some(What::Special) => "names a device or named pipe",
    };
    let problem = format!("{what}: \"{}\"", path.escape_ascii());
    Err(Flaw::new(problem, LIST_FILES))
}

fn check_removed(path: &[u8], installed: &dyn Installed) -> Result<(), Flaw> {
    let name = relative(path);
    if matches!(name, b"" | b".") {
        return Err(root());
    }
    if installed.at(name).is_some() {
        let path = path.escape_ascii();
        let problem = format!("removes \"{path}\" on upgrade, which the package installs");
        let hint = "remove the file from the package, or from the list of files to remove";
        return Err(Flaw::new(problem, hint));
    }
    Ok(())
}

/// dpkg takes the root, and cannot read what it then writes to its database.
fn root() -> Flaw {
    Flaw::new("names the root directory", LIST_FILES)
}

/// The path as dpkg looks it up: without `/` and `./` before it.
fn relative(mut path: &[u8]) -> &[u8] {
    while let Some(rest) = path.strip_prefix(b"/").or_else(|| path.strip_prefix(b"./")) {
        path = rest;
    }
    path
}

/// Whether the link at `path` is one to a directory of the package, by a text without `..`.
fn leads_to_directory(path: &[u8], target: &[u8], installed: &dyn Installed) -> bool {
    let folder = path.rsplitn(2, |&byte| byte == b'/').nth(1).unwrap_or_default();
    let target = trim_slashes(target);
    let from_root = match target.strip_prefix(b"/") {
        Some(rest) => rest.to_vec(),
        None => [folder, b"/", target].concat(),
    };
    installed.at(relative(&from_root)) == Some(What::Directory)
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
