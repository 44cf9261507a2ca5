//! Names and paths that are longer than dpkg can handle.

use super::{Finding, Flaw, Installed, Verdict, What};
use crate::codes;

/// The longest name of a file in the control member, in bytes (`MAXCONTROLFILENAME`).
const LONGEST_CONTROL_NAME: usize = 100;
/// The longest component: dpkg unpacks files under their names and `.dpkg-new`, and `NAME_MAX` is 255.
const LONGEST_COMPONENT: usize = 255 - SUFFIX;
/// The longest path from the root: with `/`, `.dpkg-new` and a NUL it fills `PATH_MAX`.
const LONGEST_PATH: usize = 4095 - 1 - SUFFIX;
/// The longest text of a symbolic link that Linux takes, in bytes.
const LONGEST_LINK: usize = 4095;
/// The length of `.dpkg-new`.
const SUFFIX: usize = ".dpkg-new".len();

/// dpkg ignores files with a dot in their names, however long they are.
pub(super) fn control_files(files: &[(&[u8], &[u8])], verdict: &mut Verdict) {
    for (name, _) in files {
        if name.len() > LONGEST_CONTROL_NAME && !name.contains(&b'.') {
            verdict.refusals.push(Finding::new(
                codes::ENTRY,
                format!("the control member: \"{}\"", name.escape_ascii()),
                format!("has a name of {} bytes", name.len()),
                format!(
                    "dpkg supports at most {LONGEST_CONTROL_NAME} bytes: give it a shorter \
                         name"
                ),
            ));
        }
    }
}

/// Checks the paths and links of the data member.
pub(super) fn entries(entries: &dyn Installed, verdict: &mut Verdict) {
    entries.each(&mut |path, what| {
        if let Some(flaw) = flaw(path, what) {
            let place = format!("the data member: \"/{}\"", start(path).escape_ascii());
            verdict.refusals.push(Finding::new(codes::ENTRY, place, flaw.problem, flaw.hint));
        }
    });
}

/// Why dpkg cannot install an entry at `path`.
pub(crate) fn flaw(path: &[u8], what: What<'_>) -> Option<Flaw> {
    if path.contains(&b'\n') {
        let hint = "dpkg stores lists of paths with one path per line: rename it";
        return Some(Flaw::new("has a line break in its path", hint));
    }
    let longest = path.split(|&byte| byte == b'/').map(<[u8]>::len).max().unwrap_or_default();
    if longest > LONGEST_COMPONENT {
        return Some(Flaw::new(
            format!("has a component of {longest} bytes"),
            format!("dpkg can install at most {LONGEST_COMPONENT} bytes: give it a shorter name"),
        ));
    }
    if path.len() > LONGEST_PATH {
        return Some(Flaw::new(
            format!("has a path of {} bytes", path.len()),
            format!("dpkg can install at most {LONGEST_PATH} bytes: move it nearer to the root"),
        ));
    }
    match what {
        What::Symlink(target) if target.len() > LONGEST_LINK => Some(Flaw::new(
            format!("is a symbolic link with a target of {} bytes", target.len()),
            format!("Linux supports at most {LONGEST_LINK} bytes: shorten the target"),
        )),
        _ => None,
    }
}

/// As much of a path as a person reads.
fn start(path: &[u8]) -> &[u8] {
    const SHOWN: usize = 200;
    &path[..path.len().min(SHOWN)]
}
