//! `primary`, `filelists` and `other`.

use super::COMMIT;
use super::documents::{Text, Texts};
use crate::codes;
use crate::rpmmd::{List, Metadata, Record};
use crate::verify::findings::Findings;
use crate::verify::held::Room;
use crate::verify::signatures::Context;

const AGAIN: &str = "generate the metadata again from the packages, and publish";

/// The packages, if the three lists are there, can be read, and are of the same packages.
pub(super) fn read(
    context: Context<'_>,
    mut texts: Texts,
    findings: &mut Findings,
) -> Option<Vec<Record>> {
    let found = List::ALL.map(|list| match texts.remove(list.name()) {
        Some(text) => text,
        None => {
            let problem = format!("lists no {}", list.name());
            let hint = "clients need it: generate the metadata again from the packages, and \
                        publish";
            findings.fault(codes::INDEX_MISSING, &context.name(COMMIT), problem, hint);
            None
        }
    });
    let [Some(primary), Some(filelists), Some(other)] = found else { return None };
    let counts = [&primary, &filelists, &other].map(|text| (text.about.clone(), count(text)));
    match Metadata::parse(primary.bytes, filelists.bytes, other.bytes) {
        Ok(metadata) => {
            let records = metadata.records().to_vec();
            for (about, says) in counts {
                if says != Some(records.len()) {
                    let says = says.map_or_else(|| "no number".to_owned(), |says| says.to_string());
                    let problem =
                        format!("has the count {says} for the {} packages in it", records.len());
                    findings.fault(codes::INDEX_FIELD, &about, problem, AGAIN);
                }
            }
            Some(records)
        }
        Err(error) => {
            let list = List::ALL.iter().position(|list| list.name() == error.document);
            let (about, _) = &counts[list.unwrap_or_default()];
            findings.fault(codes::INDEX_PARAGRAPH, about, error.to_string(), AGAIN);
            None
        }
    }
}

/// How much of a list is held.
pub(super) fn room(list: List) -> Room {
    match list {
        List::Primary => Room::PACKAGES,
        List::Filelists | List::Other => Room::DETAILS,
    }
}

/// The number of packages that a list says to have, in its first tag.
fn count(text: &Text) -> Option<usize> {
    let first = text.bytes.split(|&byte| byte == b'>').take(3);
    first.filter_map(|tag| std::str::from_utf8(tag).ok()).find_map(|tag| {
        let (_, value) = tag.split_once(" packages=")?;
        value.get(1..)?.split(['"', '\'']).next()?.parse().ok()
    })
}
