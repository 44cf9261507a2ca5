//! A package read to its last byte.

use std::io::{self, BufReader};

use pkgio::{Algorithms, DigestReader};
use repo_store::{Key, StoreError};
use rpmpkg::judge::judge;
use rpmpkg::read::{self, Contents, ReadError, TOLERATED_HINT, Tolerated};
use rpmpkg::sign::{self, CheckedSignature};

use super::ledger::File;
use super::signed;
use crate::codes;
use crate::rpmmd::{Checksum, differences};
use crate::verify::findings::Findings;
use crate::verify::pool::RESTORE;
use crate::verify::{Source, VerifyOptions};

/// What is read at once.
const BUFFER: usize = 256 << 10;

/// Hashes a file, reads it as a package, checks its digests and signatures, and compares it with its
/// elements; false when it could not be read.
pub(super) fn check(
    source: &dyn Source,
    key: &Key,
    file: &File,
    options: &VerifyOptions<'_>,
    findings: &mut Findings,
) -> bool {
    let Some(Some(opened)) = findings.read(key, source.open(key)) else { return false };
    let listed = file.record.checksum();
    let reader = DigestReader::new(opened, listed.kind().algorithms());
    let mut input = BufReader::with_capacity(BUFFER, reader);
    let read = package(&mut input, options);
    let rest = io::copy(&mut input, &mut io::sink());
    let failed = match (rest, &read) {
        (Err(error), _) => Some(error.to_string()),
        (_, Err(ReadError::Io(error))) => Some(error.to_string()),
        _ => None,
    };
    if let Some(error) = failed {
        let error = StoreError::Io { place: key.to_string(), error: io::Error::other(error) };
        findings.read::<()>(key, Err(error));
        return false;
    }
    let (_, digests, _) = input.into_inner().finish();
    let found = Checksum::from_digests(listed.kind(), &digests);
    if let Some(found) = found.filter(|found| *found != listed) {
        let problem = format!("has {found}, not {listed} as {} lists it", file.index);
        findings.fault(codes::POOL_CHANGED, key.as_str(), problem, RESTORE);
    }
    match read {
        Ok((contents, signatures)) => {
            if let Some(signatures) = &signatures {
                signed::check(key, signatures, file.gpgcheck, findings);
            }
            judged(key, &contents, findings);
            compare(key, file, &contents, findings);
        }
        Err(error) => {
            let hint = error.hint().unwrap_or("build the package again, as a new release");
            findings.fault(codes::POOL_UNREADABLE, key.as_str(), error.to_string(), hint);
        }
    }
    true
}

/// A package, and its signatures where there are keys to check them with.
fn package(
    input: &mut dyn io::Read,
    options: &VerifyOptions<'_>,
) -> Result<(Contents, Option<Vec<CheckedSignature>>), ReadError> {
    match options.keys {
        Some(keys) => {
            let report = sign::verify(input, keys, &options.rpm_limits)?;
            Ok((report.contents, Some(report.signatures)))
        }
        None => Ok((read::contents(input, Algorithms::NONE, &options.rpm_limits)?, None)),
    }
}

/// What rpm refuses of a package, and what it tolerates.
fn judged(key: &Key, contents: &Contents, findings: &mut Findings) {
    let verdict = judge(contents);
    for found in &verdict.refusals {
        findings.fault(codes::POOL_REFUSED, key.as_str(), found.to_string(), found.hint());
    }
    for found in &verdict.warnings {
        findings.warn(codes::POOL_REFUSED, key.as_str(), found.to_string(), found.hint());
    }
    if let Some(text) = Tolerated::text(&contents.metadata.tolerated) {
        findings.warn(rpmpkg::codes::TOLERATED, key.as_str(), text, TOLERATED_HINT);
    }
}

/// What the lists say of a package is what it says itself.
fn compare(key: &Key, file: &File, contents: &Contents, findings: &mut Findings) {
    let record = &file.record;
    let hint = "generate the metadata again from the packages";
    let own = crate::rpmmd::Record::of(
        &contents.metadata,
        record.checksum(),
        record.size(),
        record.location(),
    );
    match own {
        Ok(own) => {
            for problem in differences(record, &own) {
                findings.fault(codes::OTHER_FIELDS, key.as_str(), problem, hint);
            }
        }
        Err(error) => {
            findings.fault(codes::POOL_UNREADABLE, key.as_str(), error.to_string(), hint);
        }
    }
}
