//! The start of a package, up to its payload: its signatures are over that.

use std::io::BufReader;

use pkgsign::Verifier;
use repo_store::{Key, StoreError};
use rpmpkg::read::{self, Limits, ReadError};
use rpmpkg::sign;

use super::signed;
use crate::codes;
use crate::verify::Source;
use crate::verify::findings::Findings;

/// What is read at once, which holds the headers of most packages.
const BUFFER: usize = 32 << 10;

/// Checks the signatures of a package that clients want to be signed. Its payload is not read.
pub(super) fn check(
    source: &dyn Source,
    key: &Key,
    (keys, limits): (&dyn Verifier, &Limits),
    findings: &mut Findings,
) {
    let Some(Some(opened)) = findings.read(key, source.open(key)) else { return };
    let mut input = BufReader::with_capacity(BUFFER, opened);
    match read::metadata(&mut input, limits) {
        Ok(metadata) => signed::check(key, &sign::check(&metadata, keys), true, findings),
        Err(ReadError::Io(error)) => {
            findings.read::<()>(key, Err(StoreError::Io { place: key.to_string(), error }));
        }
        Err(error) => {
            let hint = error.hint().unwrap_or("build the package again, as a new release");
            findings.fault(codes::POOL_UNREADABLE, key.as_str(), error.to_string(), hint);
        }
    }
}
