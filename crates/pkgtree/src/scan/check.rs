//! What is odd but allowed in a complete tree.

use super::Found;
use super::findings::Findings;
use crate::{Entry, Kind, Mode, codes};

/// Warns of permissions that no rule asked for and of links that lead out of the tree.
pub(super) fn check(found: &[Found], findings: &mut Findings) {
    for Found { entry, mode_given, .. } in found {
        match &entry.kind {
            Kind::Symlink { target } if leads_above_root(entry, target) => {
                let problem = "is a symbolic link that leads above the root folder";
                let hint = "leave out what leads above the root";
                findings.warn(codes::LINK_ABOVE_ROOT, &entry.path, problem, hint);
            }
            Kind::File(_) | Kind::Directory if !mode_given => check_mode(entry, findings),
            _ => {}
        }
    }
}

fn check_mode(entry: &Entry, findings: &mut Findings) {
    let Entry { path, kind, mode, .. } = entry;
    let bits = mode.bits();
    let what = match bits & Mode::SET_ID {
        0 => None,
        0o2000 => Some("setgid"),
        0o4000 => Some("setuid"),
        _ => Some("setuid and setgid"),
    };
    if let Some(what) = what {
        let problem = format!("is {what} ({mode}), which is kept");
        findings.warn(
            codes::SET_ID,
            path,
            problem,
            "give its mode in the manifest if that is meant",
        );
    }
    let sticky_folder = *kind == Kind::Directory && bits & 0o1000 != 0;
    if bits & 0o002 != 0 && !sticky_folder {
        let problem = format!("is writable by everyone ({mode})");
        findings.warn(codes::WORLD_WRITABLE, path, problem, "take the permission away");
    }
}

/// True when `target` has more `..` than there are folders to leave.
fn leads_above_root(entry: &Entry, target: &[u8]) -> bool {
    let slashes = entry.path.as_bytes().iter().filter(|&&byte| byte == b'/').count();
    let mut depth = if target.first() == Some(&b'/') { 0 } else { slashes };
    for component in target.split(|&byte| byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." if depth == 0 => return true,
            b".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}
