//! Finding the hard links of one file.
//!
//! A link cannot cross file systems, and what stands below two top-level directories may do so where
//! the package is installed, although it did not where it was staged.

use std::collections::{BTreeMap, HashMap};

use diagnostic::{Diagnostic, Subject};

use super::findings::Findings;
use super::{Found, Origin};
use crate::{Content, Entry, HardLinkPolicy, Kind, codes};

/// Turns all but the first name of each file, in path order, into hard links, as `policy` asks for.
pub(super) fn find(policy: HardLinkPolicy, found: &mut [Found], findings: &mut Findings) {
    if policy == HardLinkPolicy::Copy {
        return;
    }
    let mut groups: HashMap<(Origin, (u64, u64)), Vec<usize>> = HashMap::new();
    for (index, found) in found.iter().enumerate().filter(|(_, found)| found.links > 1) {
        if let Kind::File(content) = &found.entry.kind
            && let Some(identity) = Content::identity(content)
        {
            groups.entry((found.origin, identity)).or_default().push(index);
        }
    }
    let mut copied = Vec::new();
    for ((origin, _), names) in groups {
        let counted = found[names[0]].links;
        let sets = match policy {
            HardLinkPolicy::Auto => below_tops(found, &names),
            HardLinkPolicy::Keep | HardLinkPolicy::Copy => vec![names.clone()],
        };
        if sets.len() > 1 {
            let mut firsts: Vec<_> = sets.iter().map(|set| set[0]).collect();
            firsts.sort_unstable();
            copied.push(firsts);
        }
        for set in sets {
            link(found, &set, findings);
        }
        // What is added one by one may well be linked to where it was built.
        if origin == Origin::Tree && names.len() as u64 != counted {
            let outside = counted.saturating_sub(names.len() as u64);
            let problem = format!(
                "is packaged as a separate file: {outside} of its {counted} hard links are not in \
                 the tree"
            );
            let hint = "stage a copy if this is intended";
            findings.warn(codes::OUTER_HARD_LINK, &found[names[0]].entry.path, problem, hint);
        }
    }
    copied.sort_unstable();
    if let Some(first) = copied.first() {
        let path = found[first[0]].entry.path.clone();
        findings.warn_at(path.as_bytes(), copies(found, first, &copied));
    }
}

/// Makes one file of several names.
fn link(found: &mut [Found], names: &[usize], findings: &mut Findings) {
    let first = found[names[0]].entry.clone();
    for &name in &names[1..] {
        let entry = &mut found[name].entry;
        if let Some(attribute) = difference(&first, entry) {
            findings.defect_at(entry.path.as_bytes(), differs(entry, &first, attribute));
        }
        entry.kind = Kind::HardLink { target: first.path.clone() };
    }
}

/// The names below each top-level directory, and those in the root directory itself.
fn below_tops(found: &[Found], names: &[usize]) -> Vec<Vec<usize>> {
    let mut sets: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for &name in names {
        let path = found[name].entry.path.as_bytes();
        let end = path.iter().position(|byte| *byte == b'/').unwrap_or(0);
        sets.entry(&path[..end]).or_default().push(name);
    }
    sets.into_values().collect()
}

/// The files that are stored several times: of each, the first names of its copies.
fn copies(found: &[Found], first: &[usize], copied: &[Vec<usize>]) -> Diagnostic {
    const EXAMPLES: usize = 3;
    let path = |index: &usize| found[*index].entry.path.to_string();
    let length = |names: &Vec<usize>| match &found[names[0]].entry.kind {
        Kind::File(content) => content.length() * (names.len() as u64 - 1),
        _ => 0,
    };
    let more: u64 = copied.iter().map(length).sum();
    let examples = copied.iter().take(EXAMPLES);
    let examples: Vec<_> =
        examples.map(|names| names.iter().map(path).collect::<Vec<_>>().join(" = ")).collect();
    let dots = if copied.len() > EXAMPLES { ", ..." } else { "" };
    let problem = format!(
        "{} with hard links below several top-level directories, which can be separate file \
         systems: stored once for each, {more} bytes more ({}{dots})",
        match copied.len() {
            1 => "is a file".to_owned(),
            count => format!("is one of {count} files"),
        },
        examples.join(", "),
    );
    let subject = Subject::from(&found[first[0]].entry.path);
    Diagnostic::new(codes::LINKS_COPIED, subject, problem).hint(
        "set hard-links = \"copy\" (--hard-links copy) to make every name a separate file, or \
         \"keep\" if the directories are on one file system",
    )
}

/// What all names of a file have in common but the rules gave differently.
fn difference(one: &Entry, other: &Entry) -> Option<&'static str> {
    match () {
        () if one.mode != other.mode => Some("permissions"),
        () if one.attributes.owner() != other.attributes.owner() => Some("owner"),
        () if one.attributes.group() != other.attributes.group() => Some("group"),
        () if one.attributes.capabilities() != other.attributes.capabilities() => {
            Some("capabilities")
        }
        () if one.roles.ghost != other.roles.ghost => Some("ghost role"),
        () => None,
    }
}

fn differs(entry: &Entry, first: &Entry, attribute: &str) -> Diagnostic {
    let subject = Subject::Entry(entry.path.as_bytes().into());
    let problem = format!(
        "is a hard link to {}, but the rules set different values of {attribute} for this one file",
        first.path
    );
    Diagnostic::new(codes::HARD_LINK_ATTRIBUTES, subject, problem)
        .hint("make the rules match both names, or stage two files")
}
