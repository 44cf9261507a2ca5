//! The fields of fixed choices, the version, and names of fields.

use super::{Finding, Verdict};
use crate::Version;
use crate::deb822::Paragraph;
use crate::read::Metadata;

/// The fields that are `yes` or `no`.
const FLAGS: [&str; 2] = ["Essential", "Protected"];
const FLAG_VALUES: [&str; 2] = ["yes", "no"];
const MULTI_ARCH_VALUES: [&str; 4] = ["no", "same", "foreign", "allowed"];
/// `Priority`, and the name that the field had long ago.
const PRIORITIES: [&str; 2] = ["Priority", "Class"];
/// The priorities that dpkg knows. It takes any other word, but none that starts with one of them.
const PRIORITY_VALUES: [&str; 5] = ["required", "important", "standard", "optional", "extra"];
/// The fields of long ago that dpkg puts behind the version as its revision.
const REVISIONS: [&str; 3] = ["Revision", "Package-Revision", "Package_Revision"];

/// Checks the fields in which dpkg knows every value, and those that it would misread.
pub(super) fn check(metadata: &Metadata, verdict: &mut Verdict) {
    let control = &metadata.control;
    let findings = names(control)
        .chain(last(metadata))
        .chain(FLAGS.into_iter().filter_map(|name| flag(control, name)))
        .chain(multi_arch(metadata))
        .chain(PRIORITIES.into_iter().filter_map(|name| priority(control, name)))
        .chain(architecture(metadata))
        .chain(revision(control));
    verdict.refusals.extend(findings);
}

/// dpkg takes further fields by any name but one of a single character.
fn names<'a>(control: &'a Paragraph<'_>) -> impl Iterator<Item = Finding> + 'a {
    let short = control.fields().iter().filter(|field| field.name().len() == 1);
    short.map(|field| {
        let hint = "give the field a name of two characters or more, such as \"X-Commit\"";
        Finding::field(field.name(), "has a name of one character", hint)
    })
}

/// Where the file ends, dpkg waits for the value of its last field.
fn last(metadata: &Metadata) -> Option<Finding> {
    if metadata.ends_in_empty_line {
        return None;
    }
    let field = metadata.control.fields().last().filter(|field| field.value().is_empty())?;
    let problem = "is empty, and the last field of the file";
    Some(Finding::field(field.name(), problem, "leave the field out"))
}

fn flag(control: &Paragraph<'_>, name: &str) -> Option<Finding> {
    let value = control.field(name).filter(|value| !value.is_empty())?;
    if is_one_of(&FLAG_VALUES, value) {
        return None;
    }
    let problem = format!("is {value:?}; known are yes and no");
    Some(Finding::field(name, problem, "write \"yes\", or leave the field out"))
}

fn multi_arch(metadata: &Metadata) -> Option<Finding> {
    let name = "Multi-Arch";
    let value = metadata.control.field(name).filter(|value| !value.is_empty())?;
    if !is_one_of(&MULTI_ARCH_VALUES, value) {
        let problem = format!("is {value:?}; known are no, same, foreign and allowed");
        return Some(Finding::field(name, problem, "leave the field out unless it is needed"));
    }
    (value.eq_ignore_ascii_case("same") && metadata.architecture == "all").then(|| {
        let problem = "is \"same\" in a package for all architectures";
        Finding::field(name, problem, "write \"foreign\", or leave the field out")
    })
}

fn priority(control: &Paragraph<'_>, name: &str) -> Option<Finding> {
    let value = control.field(name)?;
    let is_known = is_one_of(&PRIORITY_VALUES, value);
    let start = PRIORITY_VALUES.into_iter().find(|known| {
        let start = value.as_bytes().get(..known.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes()))
    })?;
    (!is_known).then(|| {
        let problem = format!("is {value:?}, which has more behind {start:?}");
        Finding::field(name, problem, format!("write \"Priority: {start}\""))
    })
}

/// No system is of the architectures that only source packages name.
fn architecture(metadata: &Metadata) -> Option<Finding> {
    let name = metadata.architecture.as_str();
    let is_wildcard = name == "source" || name.split('-').any(|part| part == "any");
    is_wildcard.then(|| {
        let problem = format!("is {name:?}, which a binary package cannot be for");
        let hint = "write the architecture that the package was built for, or \"all\"";
        Finding::field("Architecture", problem, hint)
    })
}

/// dpkg appends the value of such a field to `Version` unchecked, and writes the result, valid or not,
/// to its database.
fn revision(control: &Paragraph<'_>) -> Option<Finding> {
    let (mut version, mut name) = (String::new(), None);
    for field in control.fields() {
        if field.is_named("Version") {
            (version, name) = (field.value().to_owned(), None);
        } else if REVISIONS.iter().any(|name| field.is_named(name)) && !field.value().is_empty() {
            name = Some(field.name());
            version = format!("{version}-{}", field.value());
        }
    }
    let name = name?;
    let error = Version::parse(&version).err()?;
    let problem = format!("makes the version {version:?}, which {error}");
    Some(Finding::field(name, problem, "write the revision in Version"))
}

/// dpkg compares such words without regard to case.
fn is_one_of(known: &[&str], value: &str) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(value))
}
