//! Finding the hard links of one file.

use std::collections::HashMap;

use super::findings::Findings;
use super::{Found, Origin};
use crate::{Content, Diagnostic, Entry, Kind, Subject, codes};

/// Turns all but the first name of each file, in path order, into hard links.
pub(super) fn find(found: &mut [Found], findings: &mut Findings) {
    let mut groups: HashMap<(Origin, (u64, u64)), Vec<usize>> = HashMap::new();
    for (index, found) in found.iter().enumerate().filter(|(_, found)| found.links > 1) {
        if let Kind::File(content) = &found.entry.kind
            && let Some(identity) = Content::identity(content)
        {
            groups.entry((found.origin, identity)).or_default().push(index);
        }
    }
    for ((origin, _), names) in groups {
        let first = found[names[0]].entry.clone();
        for &name in &names[1..] {
            let entry = &mut found[name].entry;
            if let Some(attribute) = difference(&first, entry) {
                findings.defect_at(entry.path.as_bytes(), differs(entry, &first, attribute));
            }
            entry.kind = Kind::HardLink { target: first.path.clone() };
        }
        // What is added one by one may well be linked to where it was built.
        let counted = found[names[0]].links;
        if origin == Origin::Tree && names.len() as u64 != counted {
            let outside = counted.saturating_sub(names.len() as u64);
            let problem = format!(
                "is packaged as a file of its own: {outside} of its {counted} hard links are not \
                 in the tree"
            );
            let hint = "stage a copy if that is meant";
            findings.warn(codes::OUTER_HARD_LINK, &first.path, problem, hint);
        }
    }
}

/// What all names of a file have in common but the rules gave differently.
fn difference(one: &Entry, other: &Entry) -> Option<&'static str> {
    match () {
        () if one.mode != other.mode => Some("permissions"),
        () if one.owner != other.owner => Some("owner"),
        () if one.group != other.group => Some("group"),
        () if one.capabilities != other.capabilities => Some("capabilities"),
        () if one.roles.ghost != other.roles.ghost => Some("ghost role"),
        () => None,
    }
}

fn differs(entry: &Entry, first: &Entry, attribute: &str) -> Diagnostic {
    let subject = Subject::Entry(entry.path.as_bytes().into());
    let problem = format!(
        "is a hard link to {}, but the rules give it another {attribute}, which one file cannot have",
        first.path
    );
    Diagnostic::new(codes::HARD_LINK_ATTRIBUTES, subject, problem)
        .hint("let the rules match both names, or make the tree hold two files")
}
