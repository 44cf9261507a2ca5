//! A package read to its last byte.

use std::io::{self, BufReader};

use pkgio::{Algorithms, DigestReader};
use pkgsign::VerifyError;
use rpmpkg::judge::judge;
use rpmpkg::read::{self, Contents, ReadError, TOLERATED_HINT, Tolerated};
use rpmpkg::sign::{self, CheckedSignature};

use super::ledger::File;
use crate::codes;
use crate::rpmmd::{Checksum, differences};
use crate::store::{Key, StoreError};
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
            signed(key, signatures.as_deref(), file.gpgcheck, findings);
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

/// One that is bad is a fault. Whether others are needed is for clients to say, with `gpgcheck`, and
/// for the `.repo` file that they are given.
fn signed(
    key: &Key,
    signatures: Option<&[CheckedSignature]>,
    gpgcheck: bool,
    findings: &mut Findings,
) {
    let Some(signatures) = signatures else { return };
    let mut wanting = |code, problem: &str, hint: &str| match gpgcheck {
        true => {
            let problem = format!("{problem}, and the .repo file beside it says gpgcheck=1");
            findings.fault(code, key.as_str(), problem, hint);
        }
        false => findings.warn(code, key.as_str(), problem, hint),
    };
    if signatures.is_empty() {
        let hint = "clients refuse it with gpgcheck=1: sign it with `mkrpm sign`, or on the way in";
        wanting(codes::UNSIGNED, "is not signed", hint);
    }
    let mut bad = Vec::new();
    for CheckedSignature { name, result, .. } in signatures {
        let Err(error) = result else { continue };
        let problem = format!("its signature {name}: {error}");
        match error {
            VerifyError::UnknownKey { .. } | VerifyError::Untrusted { .. } => {
                let hint = "clients refuse it with gpgcheck=1, unless they know and trust the key";
                wanting(codes::SIGNING_KEY, &problem, hint);
            }
            VerifyError::Signature(error) if error.is_unsupported() => {
                let hint = "clients refuse it with gpgcheck=1, unless they know what it is";
                wanting(codes::SIGNING_KEY, &problem, hint);
            }
            _ => bad.push(problem),
        }
    }
    for problem in bad {
        findings.fault(codes::BAD_SIGNATURE, key.as_str(), problem, RESTORE);
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
    let hint = "make the metadata anew from the packages";
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
