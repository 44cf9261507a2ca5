//! The files that `repomd.xml` lists.

use std::collections::{BTreeMap, BTreeSet};

use pkgio::{DigestWriter, Encoding};
use repo_store::Key;

use super::COMMIT;
use super::lists::room;
use crate::codes;
use crate::compress::decompress_to;
use crate::rpmmd::{Checksum, ChecksumKind, Data, Document, DocumentKind, List, Repomd};
use crate::verify::Counts;
use crate::verify::files::{self, Expected, Found, LARGEST};
use crate::verify::findings::Findings;
use crate::verify::held::{Room, held};
use crate::verify::signatures::Context;

/// The file of a list, and its text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) about: String,
    pub(super) bytes: Vec<u8>,
}

/// What there is of the files that are listed: by the name of the list, its text; `None` for one that
/// is listed and could not be read.
pub(super) type Texts = BTreeMap<String, Option<Text>>;

const AGAIN: &str = "publish the repository again";
const CHANGED: &str = "files that repomd.xml lists must not change: restore it from a copy, or \
                       remove it and publish the repository again";

/// Holds every file that is listed to its digests and lengths, and gives the texts.
pub(super) fn check(
    context: Context<'_>,
    repomd: &Repomd,
    counts: &mut Counts,
    live: &mut BTreeSet<Key>,
    findings: &mut Findings,
) -> Texts {
    let mut texts = Texts::new();
    for data in &repomd.data {
        counts.listed += 1;
        let text = place(context, data, findings).and_then(|key| {
            live.insert(key.clone());
            read(context, &key, data, findings)
        });
        texts.insert(data.kind.clone(), text);
    }
    texts
}

/// Where a file is; `None` for what is told, or is elsewhere.
fn place(context: Context<'_>, data: &Data, findings: &mut Findings) -> Option<Key> {
    let about = context.name(COMMIT);
    let Data { kind, location, base, .. } = data;
    if let Some(base) = base {
        let problem = format!("{kind} is at {base:?} and was not checked");
        findings.warn(codes::NOT_CHECKED, &about, problem, "verify that location separately");
        return None;
    }
    let key = context.place.key(location).ok();
    if key.is_none() {
        let problem = format!("{kind}: {location:?} is not a path in the repository");
        let hint = "librepo reads nothing outside of it: publish the repository again";
        findings.fault(codes::INDEX_FIELD, &about, problem, hint);
    }
    key
}

fn read(context: Context<'_>, key: &Key, data: &Data, findings: &mut Findings) -> Option<Text> {
    let differs = |bytes: &[u8]| mismatch(&data.checksum, bytes);
    let expected = Expected { size: data.size, differs: &differs, lister: "repomd.xml" };
    let bytes = match files::object(context.source, key, expected, CHANGED, findings) {
        Found::Whole(bytes) => bytes,
        Found::Wrong => return None,
        Found::Absent => {
            let problem = "is listed in repomd.xml, and is not there";
            findings.fault(codes::INDEX_MISSING, key.as_str(), problem, AGAIN);
            return None;
        }
    };
    let kind = DocumentKind::parse(&data.kind);
    let list = List::ALL.into_iter().find(|list| list.name() == data.kind);
    let room = list.map(room).or(kind.map(|_| Room::DOCUMENT));
    let bytes = opened(key, data, bytes, room, findings)?;
    if let Some(kind) = kind {
        carried(key, kind, bytes, findings);
        return None;
    }
    list.map(|_| Text { about: key.to_string(), bytes })
}

/// Holds a document to what the libraries of clients read.
fn carried(key: &Key, kind: DocumentKind, text: Vec<u8>, findings: &mut Findings) {
    // An empty one is passed over by all.
    if text.trim_ascii().is_empty() {
        return;
    }
    let problem = match Document::parse(text) {
        Ok(document) if document.kind() == kind => {
            for note in document.notes() {
                let hint = "clients accept it: correct it in the source of the document";
                findings.warn(codes::DOCUMENT, key.as_str(), note.to_string(), hint);
            }
            return;
        }
        Ok(document) => format!("is {}, and is listed as {}", document.kind().name(), kind.name()),
        Err(error) => format!("is a document that clients refuse: {error}"),
    };
    let hint = "remove it, or add one that is whole";
    findings.fault(codes::REFUSED_DOCUMENT, key.as_str(), problem, hint);
}

/// The decompressed text of a file, if it matches the list. Without `room` the text is not held: its
/// length and digest are checked, and the result is empty.
fn opened(
    key: &Key,
    data: &Data,
    bytes: Vec<u8>,
    room: Option<Room>,
    findings: &mut Findings,
) -> Option<Vec<u8>> {
    // Of zchunk, and of what else there may be, the stored form alone is looked at.
    let encoding = data.encoding()?;
    let mut fault = |problem: String| {
        let hint = "compress the list again, and publish";
        findings.fault(codes::OTHER_TEXT, key.as_str(), problem, hint);
    };
    let kind = data.open_checksum.as_ref().map(Checksum::kind);
    let opened = if let Some(room) = room {
        let text = match encoding {
            Encoding::None => Ok(bytes),
            _ => held(&bytes, encoding, data.open_size, room),
        };
        text.map(|text| (text.len() as u64, kind.map(|kind| Checksum::of(kind, &text)), text))
    } else {
        let limit = data.open_size.unwrap_or(LARGEST).min(LARGEST);
        let algorithms = kind.map(ChecksumKind::algorithms).unwrap_or_default();
        let mut sink = DigestWriter::new(std::io::sink(), algorithms);
        decompress_to(&bytes, encoding, limit, &mut sink)
            .map_err(|error| format!("cannot be decompressed: {error}"))
            .map(|length| {
                let (_, digests, _) = sink.finish();
                let found = kind.and_then(|kind| kind.among(&digests));
                (length, found, Vec::new())
            })
    };
    let (length, found, text) = match opened {
        Ok(opened) => opened,
        Err(problem) => {
            fault(problem);
            return None;
        }
    };
    if let Some(listed) = data.open_size
        && listed != length
    {
        fault(format!("decompresses to {length} bytes, not {listed} as repomd.xml lists it"));
        return None;
    }
    if let (Some(listed), Some(found)) = (&data.open_checksum, found)
        && found != *listed
    {
        fault(format!("decompressed, it has {found}, not {listed} as repomd.xml lists it"));
        return None;
    }
    Some(text)
}

/// How the digest of `bytes` differs from what is listed.
fn mismatch(listed: &Checksum, bytes: &[u8]) -> Option<String> {
    let found = Checksum::of(listed.kind(), bytes);
    (found != *listed).then(|| format!("has {found}, not {listed}"))
}
