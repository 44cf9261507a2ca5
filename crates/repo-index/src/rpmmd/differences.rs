//! How a package is published otherwise than it says of itself, in what clients read.

use std::collections::{BTreeMap, BTreeSet};

use super::Record;
use super::xml::{Event, Reader, Tag, XmlError};

/// What is published of a package and is not what the package says: a sentence for each kind of
/// element, such as `rpm:requires`.
///
/// Where the file is and when it was modified is not the package's own, and how many changes are
/// listed is the publisher's choice. Order and blanks mean nothing.
pub(crate) fn differences(published: &Record, package: &Record) -> Vec<String> {
    let lists = [
        (published.primary(), package.primary()),
        (published.filelists(), package.filelists()),
        (published.other(), package.other()),
    ];
    let mut problems = Vec::new();
    for (published, package) in lists {
        match (facts(published), facts(package)) {
            (Ok(published), Ok(package)) => problems.extend(compare(&published, &package)),
            (Err(error), _) | (_, Err(error)) => problems.push(error.to_string()),
        }
    }
    // Name and version stand in each list.
    problems.sort();
    problems.dedup();
    problems
}

/// By the name of the element, or of what it is in: what it says.
type Facts<'a> = BTreeMap<&'a str, BTreeSet<String>>;

fn compare(published: &Facts<'_>, package: &Facts<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    let none = BTreeSet::new();
    let names: BTreeSet<&str> = published.keys().chain(package.keys()).copied().collect();
    for name in names {
        let [listed, own] = [published, package].map(|facts| facts.get(name).unwrap_or(&none));
        if let Some(first) = own.difference(listed).next() {
            problems.push(format!("has <{name}> {first}, but its lists do not"));
        } else if let Some(first) = listed.difference(own).next() {
            problems.push(format!("does not have <{name}> {first}, but its lists do"));
        }
    }
    problems
}

fn facts(element: &[u8]) -> Result<Facts<'_>, XmlError> {
    let mut reader = Reader::new(element)?;
    let mut facts = Facts::new();
    let mut within = "";
    while let Some(event) = reader.next()? {
        let Event::Start(tag) = event else { continue };
        match tag.name {
            "package" | "format" => {}
            "location" | "checksum" | "changelog" => reader.skip()?,
            "time" => {
                let built = tag.attribute("build").unwrap_or_default().into_owned();
                facts.entry(tag.name).or_default().insert(format!("build {built:?}"));
                reader.skip()?;
            }
            "rpm:entry" => {
                facts.entry(within).or_default().insert(attributes(&tag));
                reader.skip()?;
            }
            name if DEPENDENCIES.contains(&name) => within = name,
            name => {
                let said = attributes(&tag);
                let text = reader.content()?;
                let words: Vec<&str> = text.split_whitespace().collect();
                let said = format!("{said} {:?}", words.join(" "));
                facts.entry(name).or_default().insert(said.trim_start().to_owned());
            }
        }
    }
    Ok(facts)
}

/// The elements that hold `<rpm:entry>`.
const DEPENDENCIES: [&str; 8] = [
    "rpm:provides",
    "rpm:requires",
    "rpm:conflicts",
    "rpm:obsoletes",
    "rpm:suggests",
    "rpm:recommends",
    "rpm:supplements",
    "rpm:enhances",
];

/// Attributes in one order; that there is no epoch says that it is 0. Whether a script needs something
/// is the order of a transaction alone, and createrepo_c before 1.0 does not know all such scripts.
fn attributes(tag: &Tag<'_>) -> String {
    let names: BTreeSet<&str> = tag.attributes().map(|(name, _)| name).collect();
    let value = |name: &str| tag.attribute(name).unwrap_or_default();
    let is_shown = |name: &&str| *name != "pre" && (*name != "epoch" || value(name) != "0");
    let shown = names.into_iter().filter(is_shown);
    shown.map(|name| format!("{name}={:?}", value(name))).collect::<Vec<_>>().join(" ")
}
