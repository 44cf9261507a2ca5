//! What is odd but allowed in a complete tree.

use std::collections::BTreeSet;

use super::Found;
use super::findings::Findings;
use crate::{Entry, Kind, codes};

/// Warns of links that lead out of the tree, but for those at the indices `reported`.
pub(super) fn check(found: &[Found], reported: &BTreeSet<usize>, findings: &mut Findings) {
    for (index, Found { entry, .. }) in found.iter().enumerate() {
        if let Kind::Symlink { target } = &entry.kind
            && !reported.contains(&index)
            && leads_above_root(entry, target)
        {
            let problem = "is a symbolic link that leads above the root directory";
            let hint = "remove the components that lead above the root";
            findings.warn(codes::LINK_ABOVE_ROOT, &entry.path, problem, hint);
        }
    }
}

/// True when `target` has more `..` than there are directories to leave.
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
