//! What a `.deb` asks of a tree beyond what any package does.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::{Description, Entry, InstallPath, Kind, Tree};

use crate::codes;
use crate::static_ids::{group_id, user_id};
use crate::write::entry::installed;

/// The longest name of a user or group that a tar header holds with its end.
const NAME_LIMIT: usize = 31;

/// Checks capabilities, owners and ghosts.
pub(super) fn check(description: &Description, tree: &Tree, report: &mut Report) {
    capabilities(description, tree, report);
    ghosts(tree, report);
    owners("user", tree, |entry| entry.attributes.owner(), user_id, report);
    owners("group", tree, |entry| entry.attributes.group(), group_id, report);
}

/// dpkg knows no capabilities. They are dropped only when that was asked for.
fn capabilities(description: &Description, tree: &Tree, report: &mut Report) {
    let is_dropped = description.tree.drop_xattrs || description.deb.tree.drop_xattrs;
    for found in installed(tree).filter(|entry| entry.attributes.capabilities().is_some()) {
        let subject = Subject::from(&found.path);
        let problem = "has file capabilities, which a .deb cannot store";
        let diagnostic = Diagnostic::new(codes::CAPABILITIES, subject, problem);
        if is_dropped {
            report.warn(diagnostic.hint("they are omitted, as requested"));
        } else {
            report.defect(
                diagnostic.hint(
                    "set them with setcap(8) in postinst, and omit them here with drop-xattrs",
                ),
            );
        }
    }
}

/// What is not installed cannot carry what is.
fn ghosts(tree: &Tree, report: &mut Report) {
    // Most trees have none, and then nothing need be looked up.
    if tree.entries().iter().all(|entry| !entry.roles.ghost) {
        return;
    }
    let is_ghost =
        |path: &InstallPath| tree.entry(path).is_some_and(|entry: &Entry| entry.roles.ghost);
    for found in installed(tree) {
        let problem = match &found.kind {
            Kind::HardLink { target } if is_ghost(target) => {
                format!("is a hard link to {target}, which is a ghost and not installed")
            }
            _ => match found.path.parent() {
                Some(folder) if is_ghost(&folder) => {
                    format!("is in {folder}, which is a ghost and not installed")
                }
                _ => continue,
            },
        };
        report.defect(
            Diagnostic::new(codes::GHOST, Subject::from(&found.path), problem)
                .hint("make both ghosts, or neither"),
        );
    }
}

/// Owners that dpkg may not find on the target system, each once, and names that tar cannot hold.
fn owners(
    kind: &str,
    tree: &Tree,
    name: impl Fn(&Entry) -> &str,
    number: impl Fn(&str) -> Option<u32>,
    report: &mut Report,
) {
    let mut unknown: BTreeMap<&str, (&Entry, usize)> = BTreeMap::new();
    for found in installed(tree).filter(|entry| number(name(entry)).is_none()) {
        unknown.entry(name(found)).or_insert((found, 0)).1 += 1;
    }
    for (name, (first, count)) in unknown {
        let subject = Subject::from(&first.path);
        if name.len() > NAME_LIMIT || name.is_empty() {
            report.defect(
                Diagnostic::new(
                    codes::OWNER,
                    subject,
                    format!("belongs to the {kind} {name:?}, a name that tar cannot store"),
                )
                .hint(format!("a {kind}'s name has 1 to {NAME_LIMIT} bytes")),
            );
            continue;
        }
        let others = if count > 1 { format!(" (as {} more)", count - 1) } else { String::new() };
        report.warn(
            Diagnostic::new(
                codes::OWNER,
                subject,
                format!("belongs to the {kind} {name:?}{others}, which not every system has"),
            )
            .hint(format!(
                "create the {kind} in preinst, or in a package in pre-depends: if it is missing, \
                 root owns the file"
            )),
        );
    }
}
