//! What the headers say of the payload as a whole.

use pkgio::{Algorithms, Digests, Hex};

use super::super::digests::{Algorithm, Expected};
use super::super::tags::{number, text};
use super::super::{Metadata, ReadError, Tolerated};
use crate::codes;
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
        // rpm goes by the long form where both are there.
        let sized = |short: Tag, long: Tag| sig.number(long).or_else(|| sig.number(short));
        let archive_lengths = [
            ("PAYLOADSIZE", sized(signature::PAYLOADSIZE, signature::LONGARCHIVESIZE)),
            ("ARCHIVESIZE", number(header, tag::ARCHIVESIZE)?),
            ("PAYLOADSIZEALT", number(header, tag::PAYLOADSIZEALT)?),
        ];
        Ok(Self {
            whole,
            whole_length: sized(signature::SIZE, signature::LONGSIZE),
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

    /// Checks header and payload together, then the payload as it is stored. rpm goes by digests
    /// and ignores lengths: a wrong one is tolerated where a digest tells that the payload is
    /// whole.
    pub(super) fn check_stored(
        &self,
        whole: &Digests,
        whole_length: u64,
        stored: &Digests,
        stored_length: u64,
    ) -> Result<Option<Tolerated>, ReadError> {
        let lengths = check_end("header and payload", self.whole_length, whole_length)
            .and_then(|()| check_end("the payload", self.stored_length, stored_length));
        let checked = (self.whole.iter().try_for_each(|expected| expected.check(whole)))
            .and_then(|()| self.stored.iter().try_for_each(|expected| expected.check(stored)));
        let has_digest = !self.whole.is_empty() || !self.stored.is_empty();
        match (lengths, checked) {
            (Ok(()), checked) => checked.map(|()| None),
            (Err(error), Ok(())) if has_digest => {
                Ok(Some(Tolerated::new(codes::TRUNCATED, error.to_string())))
            }
            // The length tells what became of the file.
            (Err(error), _) => Err(error),
        }
    }

    /// Checks the decompressed payload. Its lengths are for progress bars: rpm 4.12.0 wrote wrong
    /// ones.
    pub(super) fn check_archive(
        &self,
        archive: &Digests,
        length: u64,
    ) -> Result<Option<Tolerated>, ReadError> {
        self.archive.iter().try_for_each(|expected| expected.check(archive))?;
        let wrong = self.archive_lengths.iter().find(|(_, expected)| *expected != length);
        Ok(wrong.map(|(name, expected)| {
            let problem = format!(
                "the length of the decompressed payload ({name}) does not match: expected \
                 {expected}, found {length}"
            );
            Tolerated::new(codes::DIGEST, problem)
        }))
    }
}

/// Tells a file that is cut off, or continues, by its length.
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
            let problem = format!("is {number}, which is not a known digest");
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
