//! What a `Release` lists, by name and by digest.

use std::collections::BTreeMap;

use pkgio::Encoding;
use repo_store::{Key, StoreError};

use super::Source;
use super::findings::Findings;
use super::listing::{Algorithm, Entry, Listing};
use super::signatures::Context;
use crate::codes;

/// The most bytes of a listed file that is looked at.
pub(super) const LARGEST: u64 = 2 << 30;

/// A listed file as it is there, whole.
#[derive(Debug)]
pub(super) struct Form {
    /// Its name below the suite's folder.
    pub(super) path: String,
    pub(super) encoding: Encoding,
    pub(super) bytes: Vec<u8>,
}

/// Files that differ in their compression alone, by the name of the plain one.
pub(super) fn groups(listing: &Listing) -> BTreeMap<&str, Vec<(&str, Encoding)>> {
    let mut groups = BTreeMap::<&str, Vec<(&str, Encoding)>>::new();
    for path in listing.keys() {
        let (base, encoding) = split(path);
        groups.entry(base).or_default().push((path, encoding));
    }
    groups
}

/// A name without the suffix of a compressor.
fn split(path: &str) -> (&str, Encoding) {
    let (base, suffix) = path.rsplit_once('.').unwrap_or((path, ""));
    match Encoding::from_suffix(suffix.as_bytes()) {
        Some(encoding) if encoding != Encoding::None => (base, encoding),
        _ => (path, Encoding::None),
    }
}

/// The folder of a digest beside `path`, and the digest in it.
pub(super) fn by_hash(path: &str, algorithm: Algorithm, digest: &str) -> String {
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    format!("{folder}by-hash/{}/{digest}", algorithm.name())
}

/// How a file is there.
#[derive(Debug)]
pub(super) enum Found {
    Absent,
    /// It could not be read, or is something else, which is told.
    Wrong,
    Whole(Vec<u8>),
}

/// What is listed of a file.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    /// Its length in bytes, where it is listed.
    pub(super) size: Option<u64>,
    /// How bytes differ from it, such as `has SHA256 00, not 01`.
    pub(super) differs: &'a dyn Fn(&[u8]) -> Option<String>,
    /// What lists it.
    pub(super) lister: &'static str,
}

/// What is to be done about an object that is something else.
const MIRROR: &str =
    "a publication was cut short, or something else writes here: `mkrepo verify --repair`";
const IMMUTABLE: &str = "objects that are named by their digest must not change: restore it from \
                         a copy, or remove it and publish the suite again";

/// Looks at all forms of a file, by name and by digest; gives those that are whole.
pub(super) fn check(
    context: Context<'_>,
    listing: &Listing,
    forms: &[(&str, Encoding)],
    acquire_by_hash: bool,
    findings: &mut Findings,
) -> Vec<Form> {
    let mut whole = Vec::new();
    let (mut absent, mut not_by_name) = (Vec::new(), Vec::new());
    let (mut any, mut any_by_name) = (false, false);
    for &(path, encoding) in forms {
        let Some(entry) = listing.get(path) else { continue };
        let by_name = listed(context, path, entry, MIRROR, findings);
        let mut by_digest = Found::Absent;
        for (&algorithm, digest) in &entry.digests {
            let name = by_hash(path, algorithm, digest);
            let found = listed(context, &name, entry, IMMUTABLE, findings);
            // The strongest comes first, and is the one that clients ask for.
            if Some(&algorithm) == entry.digests.keys().next() {
                by_digest = found;
            }
        }
        match (&by_name, &by_digest) {
            (Found::Absent, Found::Absent) => {
                absent.push((path, encoding));
                continue;
            }
            (Found::Absent, _) => not_by_name.push(path),
            (Found::Whole(_), Found::Absent) if acquire_by_hash => {
                let problem = "is missing under its by-hash name, although Release has \
                               `Acquire-By-Hash: yes`";
                let hint = "clients request it there first: publish the suite again";
                findings.fault(codes::NOT_BY_HASH, &context.name(path), problem, hint);
            }
            _ => {}
        }
        any = true;
        any_by_name |= !matches!(by_name, Found::Absent);
        let bytes = match (by_digest, by_name) {
            (Found::Whole(bytes), _) | (_, Found::Whole(bytes)) => bytes,
            _ => continue,
        };
        whole.push(Form { path: path.to_owned(), encoding, bytes });
    }
    for path in not_by_name {
        let about = context.name(path);
        if acquire_by_hash || any_by_name {
            let hint = "clients that ask by name miss it: `mkrepo verify --repair`";
            findings.warn(codes::NOT_BY_NAME, &about, "exists only under its by-hash name", hint);
        } else {
            let problem = "exists only under its by-hash name, where apt does not look: Release \
                           does not say `Acquire-By-Hash: yes`";
            let hint = "add this to the Release, or also store the file under its plain name";
            findings.fault(codes::NOT_BY_NAME, &about, problem, hint);
        }
    }
    for (path, encoding) in absent {
        // It is usual to list the plain form, and to give out the compressed ones alone.
        if encoding == Encoding::None && any {
            continue;
        }
        let problem = "is listed in Release, and is not there";
        let hint = "publish the suite again";
        findings.fault(codes::INDEX_MISSING, &context.name(path), problem, hint);
    }
    whole
}

fn listed(
    context: Context<'_>,
    path: &str,
    entry: &Entry,
    hint: &str,
    findings: &mut Findings,
) -> Found {
    let Ok(key) = context.place.key(path) else { return Found::Absent };
    let differs = |bytes: &[u8]| {
        entry.mismatch(bytes).map(|(algorithm, digest)| {
            format!("has {} {digest}, not {}", algorithm.name(), entry.digests[&algorithm])
        })
    };
    let expected = Expected { size: Some(entry.size), differs: &differs, lister: "Release" };
    object(context.source, &key, expected, hint, findings)
}

/// Reads an object, and holds it to what is listed of it.
pub(super) fn object(
    source: &dyn Source,
    key: &Key,
    expected: Expected<'_>,
    hint: &str,
    findings: &mut Findings,
) -> Found {
    let Expected { size, differs, lister } = expected;
    let wrong = |problem: String, findings: &mut Findings| {
        let problem = format!("{problem} as {lister} lists it");
        findings.fault(codes::INDEX_CHANGED, key.as_str(), problem, hint);
        Found::Wrong
    };
    let bytes = match source.read(key, size.unwrap_or(LARGEST).min(LARGEST)) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Found::Absent,
        Err(StoreError::TooLarge { .. }) => {
            let has = source.length(key).ok().flatten();
            let has = has.map_or_else(|| "more".to_owned(), |has| format!("{has} bytes"));
            return wrong(format!("has {has}, not {}", size.unwrap_or(LARGEST)), findings);
        }
        Err(error) => {
            findings.read::<()>(key, Err(error));
            return Found::Wrong;
        }
    };
    let has = bytes.len() as u64;
    if let Some(size) = size
        && has != size
    {
        return wrong(format!("has {has} bytes, not {size}"), findings);
    }
    match differs(&bytes) {
        None => Found::Whole(bytes),
        Some(problem) => wrong(problem, findings),
    }
}

/// Reads the forms of an index where no `Release` lists them.
pub(super) fn unlisted(context: Context<'_>, base: &str, findings: &mut Findings) -> Vec<Form> {
    let mut forms = Vec::new();
    for encoding in Encoding::ALL {
        let path = match encoding.suffix() {
            "" => base.to_owned(),
            suffix => format!("{base}.{suffix}"),
        };
        let Ok(key) = context.place.key(&path) else { continue };
        if let Some(Some(bytes)) = findings.read(&key, context.source.read(&key, LARGEST)) {
            forms.push(Form { path, encoding, bytes });
        }
    }
    forms
}
