//! `comps`: groups of packages, and what is made of groups.

use super::{DocumentError, clashing, merged_xml};
use crate::rpmmd::xml::{Reader, XmlError};

/// What stands in the place of another: its element, and its id, of which some have one for the whole
/// document (`langpacks`).
type Identity = (String, Option<String>);

/// The groups, categories and environments of both, by their ids; those of `given` replace those of
/// `published` that have theirs. Of other elements, such as `langpacks`, there is one of each name.
/// Where nothing changes, `published` stays as it is.
pub(super) fn merge(published: &[u8], given: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let (before, given) = (read(published)?, read(given)?);
    Ok(merged_xml("comps", &before, &given).unwrap_or_else(|| published.to_vec()))
}

/// The groups and such, by their ids, that differ.
pub(super) fn clashes(one: &[u8], other: &[u8]) -> Result<Vec<String>, DocumentError> {
    let (one, other) = (read(one)?, read(other)?);
    // What stands once in a document needs no id, and the last one counts.
    let named = clashing(&one, &other)
        .into_iter()
        .filter_map(|(element, id)| id.as_ref().map(|id| format!("{element} {id:?}")));
    Ok(named.collect())
}

/// Checks that each group, category and environment has its id: dnf 4 of Debian 12 stops at one without.
pub(super) fn check(text: &[u8]) -> Result<(), DocumentError> {
    for ((element, id), part) in read(text)? {
        let needs_one = ["group", "category", "environment"].contains(&element.as_str());
        if needs_one && id.is_none_or(|id| id.is_empty()) {
            let start = memchr::memmem::find(text, part.as_bytes()).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', &text[..start]).count() + 1;
            return Err(DocumentError { line, problem: format!("a {element} without its <id>") });
        }
    }
    Ok(())
}

/// Every part with its text, from `<group>` to `</group>`.
fn read(text: &[u8]) -> Result<Vec<(Identity, &str)>, XmlError> {
    let mut reader = Reader::of_type(text)?;
    let root = reader.root()?;
    if root.name != "comps" {
        return Err(reader.error(format!("<{}> instead of <comps>", root.name)));
    }
    let mut parts = Vec::new();
    while let Some(tag) = reader.child()? {
        let mut id = None;
        while let Some(part) = reader.child()? {
            match part.name {
                "id" if id.is_none() => id = Some(reader.content()?.trim().to_owned()),
                _ => reader.skip()?,
            }
        }
        parts.push(((tag.name.to_owned(), id), reader.since(tag.range.start)));
    }
    reader.finish()?;
    Ok(parts)
}
