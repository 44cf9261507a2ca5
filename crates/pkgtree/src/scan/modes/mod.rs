//! The modes of a tree before the rules apply: by the policy, so that the umask under which the tree
//! was staged does not end up in the package.

mod fixperms;
mod report;
mod standard;

use std::collections::HashMap;

use super::{Found, MADE, Origin};
use crate::{Content, Kind, Mode, ModePolicy};
pub(super) use report::report;
pub(super) use standard::standard;

/// What the umask of the builder seems to have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Staged {
    /// It took reading and entering away from all others: a directory that every system has, and
    /// lets everyone enter, was so.
    pub(super) is_closed: bool,
    /// It left writing to others: such a directory was writable by them.
    pub(super) is_writable: bool,
}

/// Sets the modes of `found` by `policy`, but not of what was made here, whose modes were said; what the
/// staged modes say of the umask is returned.
pub(super) fn apply(policy: ModePolicy, found: &mut [Found]) -> Staged {
    let staged = staged(found);
    match policy {
        ModePolicy::Keep => {}
        ModePolicy::Safe => found.iter_mut().filter(|it| it.named != MADE).for_each(safe),
        ModePolicy::Normal => normal(found),
    }
    staged
}

fn staged(found: &[Found]) -> Staged {
    let mut staged = Staged::default();
    for found in found.iter().filter(|found| found.entry.kind == Kind::Directory) {
        let usual = standard(&found.entry.path).map_or(0, Mode::bits);
        let bits = found.staged.bits();
        staged.is_closed |= usual & 0o005 == 0o005 && bits & 0o005 == 0;
        staged.is_writable |= usual & 0o1007 == 0o005 && bits & 0o002 != 0;
    }
    staged
}

fn safe(found: &mut Found) {
    let entry = &mut found.entry;
    let is_directory = entry.kind == Kind::Directory;
    let bits = entry.mode.bits();
    if !is_directory && !matches!(entry.kind, Kind::File(_)) {
        return;
    }
    entry.mode = match standard(&entry.path).filter(|_| is_directory) {
        Some(usual) => usual,
        None if is_directory && bits & (STICKY | SETGID) != 0 => return,
        None => Mode::from_bits((bits & !0o022).into()),
    };
}

const STICKY: u16 = 0o1000;
const SETGID: u16 = 0o2000;

/// As dh_fixperms, which changes the one inode of a file under each of its names.
fn normal(found: &mut [Found]) {
    let mut sets: HashMap<(Origin, (u64, u64)), Vec<usize>> = HashMap::new();
    for (index, it) in found.iter().enumerate().filter(|(_, found)| found.links > 1) {
        if let Kind::File(content) = &it.entry.kind
            && let Some(identity) = Content::identity(content)
        {
            sets.entry((it.origin, identity)).or_default().push(index);
        }
    }
    let linked: HashMap<usize, &[usize]> =
        sets.values().flat_map(|set| set.iter().map(|index| (*index, &set[..]))).collect();
    let modes: Vec<_> = (0..found.len())
        .map(|index| {
            let entry = &found[index].entry;
            let alone = [index];
            let names = linked.get(&index).copied().unwrap_or(&alone);
            let paths: Vec<_> =
                names.iter().map(|name| found[*name].entry.path.as_bytes()).collect();
            match &entry.kind {
                Kind::Directory => standard(&entry.path)
                    .unwrap_or_else(|| fixperms::directory(&entry.path, entry.mode)),
                Kind::File(_) => fixperms::file(&paths, entry.mode),
                _ => entry.mode,
            }
        })
        .collect();
    for (found, mode) in found.iter_mut().zip(modes).filter(|(it, _)| it.named != MADE) {
        found.entry.mode = mode;
    }
}
