//! A package read to its last byte.

use std::io::{self, BufReader};

use debpkg::deb822::{Field, Paragraph, to_text};
use debpkg::judge::judge;
use debpkg::read::{self, ReadError};
use pkgio::{Algorithms, DigestReader, Digests};
use repo_store::{Key, Sha256, StoreError};

use super::findings::Findings;
use super::ledger::File;
use super::listing::Algorithm;
use super::pool::{Pooled, RESTORE};
use super::{Source, VerifyOptions};
use crate::apt::{RELATIONSHIPS, Record, translation};
use crate::codes;

/// What is read at once.
const BUFFER: usize = 256 << 10;

impl Pooled for File {
    fn size(&self) -> u64 {
        self.size
    }

    fn index(&self) -> &str {
        &self.index
    }

    fn look_into(
        &self,
        source: &dyn Source,
        key: &Key,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    ) -> bool {
        check(source, key, self, options, findings)
    }

    /// The index is signed, and its packages need not be.
    fn look_at_start(&self, _: &dyn Source, _: &Key, _: &VerifyOptions<'_>, _: &mut Findings) {}
}

/// Hashes a file, and reads it as a package where it is one, and compares that with its paragraphs;
/// false when it could not be read.
fn check(
    source: &dyn Source,
    key: &Key,
    file: &File,
    options: &VerifyOptions<'_>,
    findings: &mut Findings,
) -> bool {
    let Some(Some(opened)) = findings.read(key, source.open(key)) else { return false };
    let mut input = BufReader::with_capacity(BUFFER, DigestReader::new(opened, algorithms(file)));
    let read = (!file.records.is_empty())
        .then(|| read::contents(&mut input, Algorithms::NONE, &options.limits));
    let rest = io::copy(&mut input, &mut io::sink());
    let failed = match (rest, &read) {
        (Err(error), _) => Some(error.to_string()),
        (_, Some(Err(ReadError::Io(error)))) => Some(error.to_string()),
        _ => None,
    };
    if let Some(error) = failed {
        let error = StoreError::Io { place: key.to_string(), error: io::Error::other(error) };
        findings.read::<()>(key, Err(error));
        return false;
    }
    let (_, digests, _) = input.into_inner().finish();
    let sha256 = Sha256(digests.sha256.unwrap_or_default());
    if sha256 != file.sha256 {
        let problem =
            format!("has SHA-256 {sha256}, not {} as {} lists it", file.sha256, file.index);
        findings.fault(codes::POOL_CHANGED, key.as_str(), problem, RESTORE);
    }
    for record in &file.records {
        further_digests(key, record, &digests, findings);
    }
    match read {
        Some(Ok(contents)) => {
            for record in &file.records {
                compare(key, &contents.metadata.control, record, &file.index, findings);
            }
            let verdict = judge(&contents);
            for found in &verdict.refusals {
                findings.fault(codes::POOL_REFUSED, key.as_str(), found.to_string(), found.hint());
            }
            for found in &verdict.tolerated {
                findings.warn(found.code(), key.as_str(), found.to_string(), found.hint());
            }
            for found in &verdict.warnings {
                findings.warn(codes::POOL_REFUSED, key.as_str(), found.to_string(), found.hint());
            }
        }
        Some(Err(error)) => {
            let hint = error.hint().unwrap_or("build the package again, as a new version");
            findings.fault(codes::POOL_UNREADABLE, key.as_str(), error.to_string(), hint);
        }
        None => {}
    }
    true
}

/// The digests besides SHA-256 that paragraphs may have; apt holds a package to all of them.
const FURTHER: [(&str, Algorithm); 3] =
    [("SHA512", Algorithm::Sha512), ("SHA1", Algorithm::Sha1), ("MD5sum", Algorithm::Md5)];

/// The digests that the paragraphs of a file have.
fn algorithms(file: &File) -> Algorithms {
    let has = |name| file.records.iter().any(|record| record.field(name).is_some());
    let (md5, sha1, sha512) = (has("MD5sum"), has("SHA1"), has("SHA512"));
    Algorithms { md5, sha1, sha512, ..Sha256::ALGORITHMS }
}

fn further_digests(key: &Key, record: &Record, digests: &Digests, findings: &mut Findings) {
    for (name, algorithm) in FURTHER {
        if let (Some(listed), Some(found)) = (record.field(name), algorithm.of(digests))
            && !listed.eq_ignore_ascii_case(found.as_bytes())
        {
            let listed = shown(listed);
            let problem = format!("has {name} {found}, but is listed with {listed}");
            findings.fault(codes::POOL_CHANGED, key.as_str(), problem, RESTORE);
        }
    }
}

/// Fields that an archive may say otherwise than a package (`apt-ftparchive`'s overrides), or that
/// are not the package's own.
const THE_ARCHIVES: [&str; 16] = [
    "Bugs",
    "Description-md5",
    "Filename",
    "MD5sum",
    "Maintainer",
    "Origin",
    "Original-Maintainer",
    "Phased-Update-Percentage",
    "Priority",
    "SHA1",
    "SHA256",
    "SHA512",
    "Section",
    "Size",
    "Tag",
    "Task",
];

/// Fields besides relationships that may not be left out: what is installed depends on them.
const NEEDED: [&str; 7] =
    ["Package", "Version", "Architecture", "Source", "Multi-Arch", "Essential", "Protected"];

fn compare(
    key: &Key,
    control: &Paragraph<'_>,
    record: &Record,
    index: &str,
    findings: &mut Findings,
) {
    let mut differ = |problem: String| {
        let hint = "generate the index again from the packages";
        findings.fault(codes::OTHER_FIELDS, key.as_str(), problem, hint);
    };
    for field in control.fields() {
        let name = field.name();
        if is_in(&THE_ARCHIVES, name) {
            continue;
        }
        let own = field.value();
        match record.field(name) {
            None if is_needed(name) && !words(own.as_bytes()).is_empty() => {
                differ(format!(
                    "has {name}: {}, which {index} does not have",
                    shown(own.as_bytes())
                ));
            }
            None => {}
            Some(listed) if same(field, listed, record) => {}
            Some(listed) => differ(format!(
                "has {name}: {}, but {index} has {}",
                shown(own.as_bytes()),
                shown(listed)
            )),
        }
    }
    for name in RELATIONSHIPS.into_iter().chain(NEEDED) {
        if let Some(listed) = record.field(name)
            && control.field(name).is_none()
            && !is_implied(name, listed, control)
        {
            differ(format!("has no {name}, but {index} has {}", shown(listed)));
        }
    }
}

fn is_needed(name: &str) -> bool {
    is_in(&NEEDED, name) || is_in(&RELATIONSHIPS, name)
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What a package says by leaving it out.
fn is_implied(name: &str, listed: &[u8], control: &Paragraph<'_>) -> bool {
    match name {
        "Source" => control.field("Package").map(str::as_bytes) == Some(listed),
        "Essential" | "Protected" | "Multi-Arch" => listed == b"no",
        _ => false,
    }
}

/// Whether a field of a package and the same of its paragraph say the same, folded or not, and whatever
/// tool wrote what is odd in it. A description may stand elsewhere, and be named by its digest.
fn same(field: &Field<'_>, listed: &[u8], record: &Record) -> bool {
    let own = field.value();
    let text = to_text(listed);
    let listed = words(text.as_bytes());
    if words(own.as_bytes()) == listed {
        return true;
    }
    let is_name = field.is_named("Package") || is_in(&RELATIONSHIPS, field.name());
    if is_name && words(own.as_bytes()) == words(text.to_ascii_lowercase().as_bytes()) {
        return true;
    }
    let digest = record.field("Description-md5");
    let is_description = field.is_named("Description");
    is_description && digest.is_some_and(|digest| digest == translation::md5(own).as_bytes())
}

fn words(value: &[u8]) -> Vec<&[u8]> {
    let words = value.split(|byte: &u8| byte.is_ascii_whitespace());
    words.filter(|word| !word.is_empty()).collect()
}

/// A value for a person: short, on one line.
fn shown(value: &[u8]) -> String {
    const LONGEST: usize = 80;
    let text = String::from_utf8_lossy(value);
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{:?}...", &text[..at]),
        None => format!("{text:?}"),
    }
}
