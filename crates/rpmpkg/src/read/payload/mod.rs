//! The payload: read to its last byte, and held against the header.

mod encoding;
mod hard_links;
mod members;
mod promises;

use std::io::{self, BufReader, Read};

use pkgio::{Algorithms, Decoder, DigestReader, Digests, Encoding};

use super::{Contents, Limits, Metadata, ReadError, Tolerated};
use crate::codes;
use crate::cpio::CpioReader;
use crate::header::tag;

pub(super) use encoding::sniff;
use hard_links::HardLinks;
use members::Members;
use promises::Promises;

/// A whole package, and the digests of its payload.
pub(crate) struct Whole {
    pub(crate) contents: Contents,
    /// Of the payload as it is stored: those that were asked for and those of the header.
    pub(crate) stored: Digests,
    /// Of the decompressed payload, likewise.
    pub(crate) archive: Digests,
}

/// Bytes after the archive's trailer, which old packages have.
const MOST_PADDING: u64 = 64 << 10;

/// Reads the payload of the package that `metadata` was read of, hashing each file with
/// `algorithms`, and the payload with `fingerprints` and what the header promises.
pub(crate) fn read(
    input: &mut dyn Read,
    mut metadata: Metadata,
    algorithms: Algorithms,
    fingerprints: Algorithms,
    limits: &Limits,
) -> Result<Whole, ReadError> {
    let promises = Promises::read(&metadata)?;
    let mut members = Members::new(&metadata, algorithms)?;
    let (start, encoding) = sniff(&metadata.header, input)?;
    if encoding == Encoding::None && metadata.header.value(tag::PAYLOADCOMPRESSOR).is_some() {
        metadata.tolerated.push(Tolerated::new(codes::PAYLOAD, encoding::STORED));
    }

    // MD5 and SIZE are of header and payload together: the header passes first.
    let header_length = metadata.header_bytes.len() as u64;
    let whole = metadata.header_bytes.chain(start).chain(input);
    let mut whole = DigestReader::new(whole, promises.whole_algorithms());
    let header = io::copy(&mut (&mut whole).take(header_length), &mut io::sink());
    header.map_err(ReadError::Io)?;

    let mut stored = DigestReader::new(&mut whole, promises.stored_algorithms().and(fingerprints));
    let archive_algorithms = promises.archive_algorithms().and(fingerprints);
    let most = members.archive_length().saturating_add(MOST_PADDING);
    let result = Decoder::new(&mut stored, encoding, most.min(limits.payload))
        .map_err(ReadError::Io)
        .and_then(|decoder| {
            let mut archive = DigestReader::new(decoder, archive_algorithms);
            members.read(CpioReader::new(BufReader::new(&mut archive)))?;
            let (_, digests, length) = archive.finish();
            Ok((digests, length))
        })
        .map_err(|error| name_limit(error, most, limits));

    // What went wrong within may be the fault of a file that is cut off or damaged; that is said
    // then, since it is the cause. A pipe need not have an end: no more is read than tells.
    if matches!(result, Err(ReadError::Payload(_) | ReadError::Limit(_))) {
        let length = promises.stored_length(header_length).unwrap_or(most);
        let rest = length.saturating_sub(stored.count()).min(limits.payload) + 1;
        io::copy(&mut (&mut stored).take(rest), &mut io::sink()).map_err(ReadError::Io)?;
    }
    let (_, stored_digests, payload_length) = stored.finish();
    let (_, whole_digests, whole_length) = whole.finish();
    let stored =
        promises.check_stored(&whole_digests, whole_length, &stored_digests, payload_length)?;
    let (archive_digests, archive_length) = result?;
    let archive = promises.check_archive(&archive_digests, archive_length)?;
    let tolerated = stored.into_iter().chain(archive).chain(members.tolerated());
    metadata.tolerated.extend(tolerated);
    if let Some(first) = metadata.tolerated.first().filter(|_| limits.strict) {
        return Err(ReadError::Strict(first.clone()));
    }
    let files = members.finish(algorithms)?;
    Ok(Whole {
        contents: Contents {
            metadata,
            files,
            payload_encoding: encoding,
            payload_length,
            archive_length,
        },
        stored: stored_digests,
        archive: archive_digests,
    })
}

/// Says which limit the payload went past.
fn name_limit(error: ReadError, most: u64, limits: &Limits) -> ReadError {
    match error {
        ReadError::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            if most <= limits.payload {
                let problem = "it holds more than the files that the header lists";
                return ReadError::Payload(problem.to_owned());
            }
            let most = limits.payload;
            ReadError::Limit(format!("its payload decompresses to more than {most} bytes"))
        }
        ReadError::Io(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ) =>
        {
            ReadError::Payload(error.to_string())
        }
        error => error,
    }
}
