//! What the headers say of the payload as a whole.

use pkgio::{Algorithms, Digests, Hex};

use super::super::digests::{Algorithm, Expected};
use super::super::tags::{number, text};
use super::super::{Metadata, ReadError};
use crate::header::tag::signature;
use crate::header::{Header, Tag, Value, tag};

/// Lengths and digests of the payload, as many as the package has.
pub(super) struct Promises {
    /// Of header and payload together.
    whole: Vec<Expected>,
    whole_length: Option<u64>,
    /// Of the payload as it is stored.
    stored: Vec<Expected>,
    stored_length: Option<u64>,
    /// Of the decompressed payload.
    archive: Vec<Expected>,
    archive_lengths: Vec<(&'static str, u64)>,
}

impl Promises {
    pub(super) fn read(metadata: &Metadata) -> Result<Self, ReadError> {
        let (header, sig) = (&metadata.header, &metadata.signature);
        let mut whole = Vec::new();
        if let Some(Value::Binary(digest)) = sig.value(signature::MD5) {
            let (of, digest) = ("header and payload".to_owned(), Hex(digest).to_string());
            whole.push(Expected { of, algorithm: Algorithm::Md5, digest });
        }
        let sized = |short: Tag, long: Tag| match (sig.number(short), sig.number(long)) {
            (Some(_), Some(_)) => {
                Err(ReadError::signature_tag(long, "and its short form are there"))
            }
            (one, other) => Ok(one.or(other)),
        };
        let archive_lengths = [
            ("PAYLOADSIZE", sized(signature::PAYLOADSIZE, signature::LONGARCHIVESIZE)?),
            ("ARCHIVESIZE", number(header, tag::ARCHIVESIZE)?),
            ("PAYLOADSIZEALT", number(header, tag::PAYLOADSIZEALT)?),
        ];
        Ok(Self {
            whole,
            whole_length: sized(signature::SIZE, signature::LONGSIZE)?,
            stored: digests(
                header,
                "the payload",
                [tag::PAYLOADSHA256, tag::PAYLOADSHA512, tag::PAYLOADSHA3_256],
            )?,
            stored_length: number(header, tag::PAYLOADSIZE)?,
            archive: digests(
                header,
                "the decompressed payload",
                [tag::PAYLOADSHA256ALT, tag::PAYLOADSHA512ALT, tag::PAYLOADSHA3_256ALT],
            )?,
            archive_lengths: archive_lengths
                .into_iter()
                .filter_map(|(name, length)| Some((name, length?)))
                .collect(),
        })
    }

    /// The length of the payload as it is stored, where one is recorded.
    pub(super) fn stored_length(&self, header_length: u64) -> Option<u64> {
        let whole = self.whole_length.map(|length| length.saturating_sub(header_length));
        self.stored_length.into_iter().chain(whole).min()
    }

    pub(super) fn whole_algorithms(&self) -> Algorithms {
        Expected::algorithms(&self.whole)
    }

    pub(super) fn stored_algorithms(&self) -> Algorithms {
        Expected::algorithms(&self.stored)
    }

    pub(super) fn archive_algorithms(&self) -> Algorithms {
        Expected::algorithms(&self.archive)
    }

    /// Checks header and payload together, then the payload as it is stored.
    pub(super) fn check_stored(
        &self,
        whole: &Digests,
        whole_length: u64,
        stored: &Digests,
        stored_length: u64,
    ) -> Result<(), ReadError> {
        check_end("header and payload", self.whole_length, whole_length)?;
        check_end("the payload", self.stored_length, stored_length)?;
        self.whole.iter().try_for_each(|expected| expected.check(whole))?;
        self.stored.iter().try_for_each(|expected| expected.check(stored))
    }

    /// Checks the decompressed payload.
    pub(super) fn check_archive(&self, archive: &Digests, length: u64) -> Result<(), ReadError> {
        self.archive.iter().try_for_each(|expected| expected.check(archive))?;
        for (name, expected) in &self.archive_lengths {
            // 4 GiB and more do not fit in the short form, which then holds the low half.
            if *expected != length {
                return Err(ReadError::Digest {
                    what: format!("the length of the decompressed payload ({name})"),
                    expected: expected.to_string(),
                    found: length.to_string(),
                });
            }
        }
        Ok(())
    }
}

/// Tells a file that is cut off, or goes on, by its length.
fn check_end(of: &str, expected: Option<u64>, found: u64) -> Result<(), ReadError> {
    let Some(expected) = expected else { return Ok(()) };
    if found < expected {
        let problem = format!("{of} should have {expected} bytes, and has {found}");
        return Err(ReadError::Truncated(problem));
    }
    if found > expected {
        return Err(ReadError::Payload("bytes follow its end".to_owned()));
    }
    Ok(())
}

/// The digests under three tags: SHA-256 (or what `PAYLOADSHA256ALGO` says), SHA-512, SHA3-256.
fn digests(
    header: &Header,
    of: &str,
    [sha256, sha512, sha3_256]: [Tag; 3],
) -> Result<Vec<Expected>, ReadError> {
    let mut all = Vec::new();
    let first = match number(header, tag::PAYLOADSHA256ALGO)? {
        None => Algorithm::Sha256,
        Some(number) => Algorithm::from_number(number).ok_or_else(|| {
            let problem = format!("is {number}, which is no digest that is known");
            ReadError::tag(tag::PAYLOADSHA256ALGO, problem)
        })?,
    };
    for (tag, algorithm) in
        [(sha256, first), (sha512, Algorithm::Sha512), (sha3_256, Algorithm::Sha3_256)]
    {
        if let Some(digest) = text(header, tag)? {
            let digest = digest.escape_ascii().to_string();
            all.push(Expected { of: of.to_owned(), algorithm, digest });
        }
    }
    Ok(all)
}
