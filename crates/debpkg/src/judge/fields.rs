//! The fields of fixed choices, the version, and names of fields.

use super::{Finding, Flaw, Parts, Verdict};
use crate::control::{is_revision, read_as};
use crate::deb822::Paragraph;
use crate::{MultiArch, Priority, Version};

const FLAG_VALUES: [&str; 2] = ["yes", "no"];

/// Checks the fields in which dpkg knows every value, and those that it would misread.
pub(super) fn check(parts: &Parts<'_>, verdict: &mut Verdict) {
    let control = parts.control;
    let of_all = control.fields().iter().map(|field| (field.name(), field.value()));
    let architecture = control.field("Architecture").unwrap_or_default();
    let flaws = of_all.filter_map(|(name, value)| {
        let flaw = further_name(name).or_else(|| match read_as(name)? {
            _ if value.is_empty() => None,
            "Essential" | "Protected" => flag(value),
            "Multi-Arch" => multi_arch(value, architecture).err(),
            "Priority" => priority(value),
            "Architecture" => self::architecture(value),
            _ => None,
        });
        flaw.map(|flaw| Finding::field(name, flaw))
    });
    verdict.refusals.extend(flaws);
    verdict.refusals.extend(last(parts).into_iter().chain(revision(control)));
}

/// What is wrong with the name of a field: dpkg takes further fields by any but one of a single
/// character.
pub(crate) fn further_name(name: &str) -> Option<Flaw> {
    (name.len() == 1).then(|| {
        let hint = "give the field a name of two characters or more, such as \"X-Commit\"";
        Flaw::new("has a name of one character", hint)
    })
}

/// Where the file ends, dpkg waits for the value of its last field.
fn last(parts: &Parts<'_>) -> Option<Finding> {
    if parts.ends_in_empty_line {
        return None;
    }
    let field = parts.control.fields().last().filter(|field| field.value().is_empty())?;
    let flaw = Flaw::new("is empty, and is the last field of the file", "leave the field out");
    Some(Finding::field(field.name(), flaw))
}

fn flag(value: &str) -> Option<Flaw> {
    let is_known = FLAG_VALUES.iter().any(|known| known.eq_ignore_ascii_case(value));
    (!is_known).then(|| {
        let problem = format!("is {value:?}; known are yes and no");
        Flaw::new(problem, "write \"yes\", or leave the field out")
    })
}

/// The value of `Multi-Arch` in a package for `architecture`.
pub(crate) fn multi_arch(value: &str, architecture: &str) -> Result<MultiArch, Flaw> {
    let Some(found) = MultiArch::read(value) else {
        let problem = format!("is {value:?}; known are no, same, foreign and allowed");
        return Err(Flaw::new(problem, "leave the field out unless it is needed"));
    };
    if found == MultiArch::Same && architecture == "all" {
        let problem = "is \"same\" in a package for all architectures, which dpkg refuses";
        return Err(Flaw::new(problem, "write \"foreign\", or leave the field out"));
    }
    Ok(found)
}

/// What is wrong with a priority. dpkg takes any word for one, but none that starts with a priority
/// that it knows.
pub(crate) fn priority(value: &str) -> Option<Flaw> {
    let is_start = |known: &String| {
        let start = value.as_bytes().get(..known.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes()))
    };
    let start = Priority::names().into_iter().find(is_start)?;
    Priority::read(value).is_none().then(|| {
        let problem = format!("is {value:?}, which has text after {start:?}");
        Flaw::new(problem, format!("write \"Priority: {start}\""))
    })
}

/// What is wrong with an architecture: no system is of those that only source packages name.
pub(crate) fn architecture(name: &str) -> Option<Flaw> {
    let is_wildcard = name == "source" || name.split('-').any(|part| part == "any");
    is_wildcard.then(|| {
        let problem = format!("is {name:?}, which is not an architecture of a binary package");
        let hint = "write the architecture that the package was built for, or \"all\"";
        Flaw::new(problem, hint)
    })
}

/// dpkg appends the value of such a field to `Version` unchecked, and writes the result, valid or not,
/// to its database.
fn revision(control: &Paragraph<'_>) -> Option<Finding> {
    let (mut version, mut name) = (String::new(), None);
    for field in control.fields() {
        if field.is_named("Version") {
            (version, name) = (field.value().to_owned(), None);
        } else if is_revision(field.name()) && !field.value().is_empty() {
            name = Some(field.name());
            version = format!("{version}-{}", field.value());
        }
    }
    let name = name?;
    let error = Version::parse(&version).err()?;
    let problem = format!("makes the version {version:?}, which {error}");
    Some(Finding::field(name, Flaw::new(problem, "write the revision in Version")))
}
