//! `updateinfo`: updates, each with its identity.

use std::collections::HashSet;

use super::{DocumentError, clashing, merged_xml};
use crate::rpmmd::xml::{Reader, XmlError};

/// One `<update>`, as it is.
struct Update<'a> {
    id: String,
    /// Where it starts, in bytes.
    start: usize,
    /// `<update ..>` to `</update>`.
    text: &'a str,
}

/// Checks that each update has its identity; tells of those that share one.
pub(super) fn check(text: &[u8]) -> Result<Vec<DocumentError>, DocumentError> {
    let (mut seen, mut notes) = (HashSet::new(), Vec::new());
    for Update { id, start, .. } in &read(text)? {
        if !seen.insert(id) {
            let line = memchr::memchr_iter(b'\n', &text[..*start]).count() + 1;
            notes.push(DocumentError { line, problem: format!("a second update {id:?}") });
        }
    }
    Ok(notes)
}

/// The updates of both; those of `given` replace those of `published` that have their identity. Where
/// nothing changes, `published` stays as it is.
pub(super) fn merge(published: &[u8], given: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let (before, given) = (parts(published)?, parts(given)?);
    Ok(merged_xml("updates", &before, &given).unwrap_or_else(|| published.to_vec()))
}

/// The updates, by their identities, that differ.
pub(super) fn clashes(one: &[u8], other: &[u8]) -> Result<Vec<String>, DocumentError> {
    let (one, other) = (parts(one)?, parts(other)?);
    Ok(clashing(&one, &other).into_iter().map(|id| format!("update {id:?}")).collect())
}

/// The updates with their identities.
fn parts(text: &[u8]) -> Result<Vec<(String, &str)>, DocumentError> {
    Ok(read(text)?.into_iter().map(|update| (update.id, update.text)).collect())
}

fn read(text: &[u8]) -> Result<Vec<Update<'_>>, XmlError> {
    let mut reader = Reader::of_type(text)?;
    let root = reader.root()?;
    if root.name != "updates" {
        return Err(reader.error(format!("<{}> where <updates> belongs", root.name)));
    }
    let mut updates = Vec::new();
    while let Some(tag) = reader.child()? {
        if tag.name != "update" {
            return Err(reader.error(format!("<{}> where updates belong", tag.name)));
        }
        let mut found = None;
        while let Some(part) = reader.child()? {
            match part.name {
                "id" => found = Some(reader.content()?.trim().to_owned()),
                _ => reader.skip()?,
            }
        }
        match found.filter(|id| !id.is_empty()) {
            Some(id) => {
                let start = tag.range.start;
                updates.push(Update { id, start, text: reader.since(start) });
            }
            None => return Err(reader.error("an update without its <id>")),
        }
    }
    reader.finish()?;
    Ok(updates)
}
