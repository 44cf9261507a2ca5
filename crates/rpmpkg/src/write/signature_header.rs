//! The signature header: digests and lengths of what follows it, and a signature.

use pkgio::{Algorithms, Hasher, Hex};
use pkgsign::{DetachedSignature, KeyAlgorithm, base64};

use super::Format;
use crate::header::{Header, HeaderError, Region, Tag, Value, tag};

/// The bytes that a signature, its index entry and the space for a later one share; as many as
/// rpmbuild keeps. An RSA 4096 signature takes 600 of them.
const SIGNATURE_SPACE: usize = 4096 + 32;

/// What a signature header is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignatureParts<'a> {
    pub(crate) format: Format,
    /// The bytes of the main header.
    pub(crate) header: &'a [u8],
    /// The length of the compressed payload.
    pub(crate) payload_length: u64,
    /// The length of the archive before it was compressed.
    pub(crate) archive_length: u64,
    /// The MD5 of header and payload; `None` in format 6.
    pub(crate) md5: Option<[u8; 16]>,
    /// A signature over the main header.
    pub(crate) signature: Option<&'a DetachedSignature>,
}

impl SignatureParts<'_> {
    /// The bytes of the signature header, padded to a multiple of 8. They are as many with a
    /// signature as without one, as long as it fits in [`SIGNATURE_SPACE`].
    ///
    /// # Errors
    /// A signature so long that rpm would not read the header.
    pub(crate) fn to_bytes(self) -> Result<Vec<u8>, HeaderError> {
        let header = self.digests();
        let unsigned = with_space(header.clone(), self.format, SIGNATURE_SPACE)?;
        let Some(signature) = self.signature else { return Ok(unsigned) };
        let signed = with_signature(header, self.format, signature);
        match of_length(signed.clone(), self.format, unsigned.len())? {
            Some(bytes) => Ok(bytes),
            None => with_space(signed, self.format, 1),
        }
    }

    fn digests(&self) -> Header {
        let is_old = self.format == Format::V4;
        let mut hasher = Hasher::new(Algorithms {
            sha1: is_old,
            sha256: true,
            sha3_256: !is_old,
            ..Algorithms::default()
        });
        hasher.update(self.header);
        let digests = hasher.finish();
        let mut header = Header::new();
        let hex = |bytes: &[u8]| Value::text(Hex(bytes).to_string());
        if let Some(sha1) = digests.sha1 {
            header.insert(tag::signature::SHA1, hex(&sha1));
        }
        if let Some(sha256) = digests.sha256 {
            header.insert(tag::signature::SHA256, hex(&sha256));
        }
        if let Some(sha3_256) = digests.sha3_256 {
            header.insert(tag::signature::SHA3_256, hex(&sha3_256));
        }
        if is_old {
            self.insert_sizes(&mut header);
        }
        if let Some(md5) = self.md5 {
            header.insert(tag::signature::MD5, Value::Binary(md5.into()));
        }
        header
    }

    fn insert_sizes(&self, header: &mut Header) {
        let size = self.header.len() as u64 + self.payload_length;
        let archive = self.archive_length;
        match (u32::try_from(size), u32::try_from(archive)) {
            (Ok(size), Ok(archive)) if size.max(archive) < u32::MAX => {
                header.insert(tag::signature::SIZE, Value::int32([size]));
                header.insert(tag::signature::PAYLOADSIZE, Value::int32([archive]));
            }
            _ => {
                header.insert(tag::signature::LONGSIZE, Value::int64([size]));
                header.insert(tag::signature::LONGARCHIVESIZE, Value::int64([archive]));
            }
        }
    }
}

/// `header` with `signature` in place of any that it had. In format 6 it is there twice: rpm 4 looks
/// where it always did, and rpm 6 looks there only when there is none in its own place.
pub(crate) fn with_signature(
    header: Header,
    format: Format,
    signature: &DetachedSignature,
) -> Header {
    let mut header = without_signature(header);
    let packet = Value::Binary((&*signature.bytes).into());
    header.insert(legacy_tag(signature.algorithm), packet);
    if format == Format::V6 {
        let text = base64::encode(&signature.bytes);
        header.insert(tag::signature::OPENPGP, Value::texts([text]));
    }
    header
}

/// `header` without any signature of the package.
pub(crate) fn without_signature(mut header: Header) -> Header {
    use tag::signature::{DSA, GPG, OPENPGP, PGP, PGP5, RSA};
    for tag in [DSA, RSA, PGP, GPG, PGP5, OPENPGP] {
        header.remove(tag);
    }
    header
}

/// The bytes of `header` with as much reserved space as makes them `length`, which is a multiple of
/// 8; `None` when they are more even so.
///
/// # Errors
/// More than rpm reads.
pub(crate) fn of_length(
    header: Header,
    format: Format,
    length: usize,
) -> Result<Option<Vec<u8>>, HeaderError> {
    let least = with_space(header.clone(), format, 1)?;
    // Both are multiples of 8, and the space comes last, so each byte of it counts.
    match length.checked_sub(least.len()) {
        Some(missing) => with_space(header, format, 1 + missing).map(Some),
        None => Ok(None),
    }
}

/// The bytes of `header` with `space` bytes of reserved space, padded to a multiple of 8.
fn with_space(mut header: Header, format: Format, space: usize) -> Result<Vec<u8>, HeaderError> {
    let tag = match format {
        Format::V4 => tag::signature::RESERVEDSPACE,
        Format::V6 => tag::signature::RESERVED,
    };
    header.insert(tag, Value::Binary(vec![0; space].into()));
    let mut bytes = header.to_bytes(Region::Signature)?;
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    Ok(bytes)
}

/// The tag of rpm 4 for a signature: RSA has its own, and all others are where DSA's was.
fn legacy_tag(algorithm: KeyAlgorithm) -> Tag {
    match algorithm {
        KeyAlgorithm::Rsa => tag::signature::RSA,
        _ => tag::signature::DSA,
    }
}

#[cfg(test)]
mod tests {
    use pkgsign::{HashAlgorithm, SignatureType};

    use super::*;
    use crate::header::HeaderLimits;

    fn parts(format: Format) -> SignatureParts<'static> {
        SignatureParts {
            format,
            header: b"a header",
            payload_length: 1000,
            archive_length: 5000,
            md5: (format == Format::V4).then_some([7; 16]),
            signature: None,
        }
    }

    fn parsed(bytes: &[u8]) -> Header {
        (0..8)
            .find_map(|padding| {
                let header = &bytes[..bytes.len() - padding];
                Header::parse(header, Region::Signature, &HeaderLimits::SIGNATURE).ok()
            })
            .unwrap()
    }

    fn signature(length: usize, algorithm: KeyAlgorithm) -> DetachedSignature {
        let bytes = (0..length).map(|at| at as u8).collect();
        DetachedSignature {
            bytes,
            kind: SignatureType::Binary,
            algorithm,
            hash: HashAlgorithm::Sha256,
            issuer: None,
            key_id: None,
            created: None,
            expires: None,
        }
    }

    /// As many bytes as rpmbuild 4.18 has before the header, lead and padding left out.
    #[test]
    fn is_as_long_as_that_of_rpmbuild() {
        assert_eq!(parts(Format::V4).to_bytes().unwrap().len(), 4504 - 96);
    }

    #[test]
    fn a_signature_takes_reserved_space_and_moves_nothing() {
        for format in [Format::V4, Format::V6] {
            let unsigned = parts(format).to_bytes().unwrap();
            assert_eq!(unsigned.len() % 8, 0);
            for length in [1, 64, 119, 543, 566, 567, 568, 569, 1100] {
                let signature = signature(length, KeyAlgorithm::Rsa);
                let signed = SignatureParts { signature: Some(&signature), ..parts(format) };
                let bytes = signed.to_bytes().unwrap();
                assert_eq!(bytes.len(), unsigned.len(), "{format:?} {length}");
                let header = parsed(&bytes);
                let found = header.value(tag::signature::RSA).unwrap();
                assert_eq!(*found, Value::Binary((&*signature.bytes).into()));
                let has_new = header.value(tag::signature::OPENPGP).is_some();
                assert_eq!(has_new, format == Format::V6);
            }
        }
    }

    #[test]
    fn a_signature_longer_than_the_space_makes_the_header_longer() {
        let signature = signature(SIGNATURE_SPACE + 100, KeyAlgorithm::Rsa);
        let signed = SignatureParts { signature: Some(&signature), ..parts(Format::V4) };
        let bytes = signed.to_bytes().unwrap();
        assert!(bytes.len() > parts(Format::V4).to_bytes().unwrap().len());
        let reserved = parsed(&bytes).value(tag::signature::RESERVEDSPACE).map(Value::count);
        assert_eq!(reserved, Some(1));
        let signature = self::signature(8192, KeyAlgorithm::Rsa);
        let signed = SignatureParts { signature: Some(&signature), ..parts(Format::V4) };
        signed.to_bytes().unwrap_err();
    }

    #[test]
    fn all_but_rsa_stands_where_dsa_stood() {
        let signature = signature(119, KeyAlgorithm::Ed25519Legacy);
        let signed = SignatureParts { signature: Some(&signature), ..parts(Format::V4) };
        let header = parsed(&signed.to_bytes().unwrap());
        assert!(header.value(tag::signature::DSA).is_some());
        assert!(header.value(tag::signature::RSA).is_none());
        let unsigned = without_signature(header);
        assert!(unsigned.value(tag::signature::DSA).is_none());
    }

    #[test]
    fn lengths_from_4_gib_on_take_64_bits() {
        let largest = u64::from(u32::MAX) - 1;
        let header_length = parts(Format::V4).header.len() as u64;
        for (payload_length, archive_length, is_long) in [
            (largest - header_length, 5000, false),
            (largest - header_length + 1, 5000, true),
            (1000, largest, false),
            (1000, largest + 1, true),
        ] {
            let parts = SignatureParts { payload_length, archive_length, ..parts(Format::V4) };
            let header = parsed(&parts.to_bytes().unwrap());
            let [size, archive] = if is_long {
                [tag::signature::LONGSIZE, tag::signature::LONGARCHIVESIZE]
            } else {
                [tag::signature::SIZE, tag::signature::PAYLOADSIZE]
            };
            assert_eq!(header.number(size), Some(header_length + payload_length));
            assert_eq!(header.number(archive), Some(archive_length));
            assert_eq!(header.len(), 6);
        }
    }

    #[test]
    fn format_6_has_no_old_digests() {
        let header = parsed(&parts(Format::V6).to_bytes().unwrap());
        let tags: Vec<u32> = header.entries().map(|(tag, _)| tag.0).collect();
        assert_eq!(tags, [273, 279, 999]);
    }
}
