//! The signature packet (RFC 9580, sections 4.2 and 5.2).

use std::time::Duration;

use pkgio::Timestamp;

#[cfg(any(feature = "command", feature = "rpgp"))]
use super::SignatureType;
use super::{
    DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm, KeyId, SignatureError, armor,
};

/// What is in a signature packet besides the algorithms' numbers.
#[derive(Debug)]
pub(super) struct SignaturePacket {
    pub(super) signature: DetachedSignature,
    critical: Option<u8>,
    lifetime: Duration,
}

/// The longest signature that is read; one of RSA 4096 has about 600 bytes.
const LIMIT: usize = 64 << 10;

/// The most packets that are read from one file.
const PACKETS: usize = 64;

const SIGNATURE: u8 = 2;

/// Subpackets (RFC 9580, section 5.2.3.7).
const CREATED: u8 = 2;
const EXPIRES: u8 = 3;
const ISSUER_KEY_ID: u8 = 16;
const ISSUER_FINGERPRINT: u8 = 33;

/// Those that may be marked as critical: gpg takes no signature that has another so.
const UNDERSTOOD: [u8; 20] =
    [2, 3, 4, 5, 6, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 30, 33];

/// Reads exactly one signature packet, binary or armored.
pub(super) fn parse(input: &[u8]) -> Result<SignaturePacket, SignatureError> {
    let bytes = unarmored(input)?;
    let mut input = Input(&bytes);
    let packet = packet(&mut input)?;
    match input.0.first() {
        None => Ok(packet),
        Some(byte) if byte & 0x80 != 0 => Err(defect("has more than one packet")),
        Some(_) => Err(defect("has data after the signature")),
    }
}

/// Parses all signature packets, binary or armored. A packet of an unknown version is not skipped,
/// because gpgv finds no signature if it comes first.
pub(super) fn parse_all(input: &[u8]) -> Result<Vec<DetachedSignature>, SignatureError> {
    let bytes = unarmored(input)?;
    let mut input = Input(&bytes);
    let mut signatures = Vec::new();
    loop {
        signatures.push(packet(&mut input)?.signature);
        match input.0.first() {
            None => return Ok(signatures),
            Some(byte) if byte & 0x80 == 0 => {
                return Err(defect("has data after the signature"));
            }
            Some(_) if signatures.len() == PACKETS => {
                return Err(SignatureError::new(format!("has more than {PACKETS} packets")));
            }
            Some(_) => {}
        }
    }
}

fn unarmored(input: &[u8]) -> Result<Vec<u8>, SignatureError> {
    if input.len() > LIMIT {
        return Err(defect("is too long for a signature"));
    }
    match input.first() {
        None => Err(defect("is empty")),
        Some(byte) if byte & 0x80 != 0 => Ok(input.to_vec()),
        Some(_) => armor::signature(input),
    }
}

fn packet(input: &mut Input<'_>) -> Result<SignaturePacket, SignatureError> {
    let start = input.0;
    let (tag, length) = packet_header(input)?;
    if tag != SIGNATURE {
        return Err(SignatureError::new(format!(
            "is an OpenPGP packet of type {tag}, not a signature"
        )));
    }
    let mut body = Input(input.take(length)?);
    let version = body.byte()?;
    let mut packet = match version {
        2 | 3 => version_3(&mut body)?,
        4 | 6 => version_4(&mut body, version)?,
        other => {
            let problem = format!("is a signature of version {other}, which is not supported");
            return Err(SignatureError::unsupported(problem));
        }
    };
    if version == 6 {
        salt(&mut body, packet.signature.hash)?;
    }
    numbers(&mut body, packet.signature.algorithm)?;
    let (bytes, _) = start.split_at(start.len() - input.0.len());
    packet.signature.bytes = bytes.to_vec();
    Ok(packet)
}

/// The version of one binary packet that was read before; 0 for anything else.
pub(super) fn version(bytes: &[u8]) -> u8 {
    let mut input = Input(bytes);
    packet_header(&mut input).and_then(|_| input.byte()).unwrap_or_default()
}

/// Skips the salt of a signature of version 6, which stands between the digest's first bytes
/// and the numbers (RFC 9580, section 5.2.3). Its length follows from the digest.
fn salt(body: &mut Input<'_>, hash: HashAlgorithm) -> Result<(), SignatureError> {
    let length = body.byte()?.into();
    body.take(length)?;
    let expected = match hash.number() {
        8 | 11 | 12 => 16,
        9 => 24,
        10 | 14 => 32,
        _ => return Ok(()),
    };
    if length == expected {
        Ok(())
    } else {
        Err(SignatureError::new(format!(
            "has a salt of {length} bytes; {hash} requires {expected}"
        )))
    }
}

/// Skips the numbers that a signature consists of, to its last byte: some readers ignore
/// what is after them, others refuse it. Of algorithms with other contents there must be something.
fn numbers(body: &mut Input<'_>, algorithm: KeyAlgorithm) -> Result<(), SignatureError> {
    let count = match algorithm {
        KeyAlgorithm::Rsa => 1,
        // DSA, ECDSA and what is written like them.
        KeyAlgorithm::Ed25519Legacy | KeyAlgorithm::Other(17 | 19) => 2,
        KeyAlgorithm::Other(_) if body.0.is_empty() => return Err(truncated()),
        KeyAlgorithm::Other(_) => return Ok(()),
    };
    for _ in 0..count {
        let bits = body.number(2)?;
        body.take(bits.div_ceil(8))?;
    }
    if body.0.is_empty() { Ok(()) } else { Err(defect("has data after its numbers")) }
}

/// The packet's type and the length of its body.
fn packet_header(input: &mut Input<'_>) -> Result<(u8, usize), SignatureError> {
    let first = input.byte()?;
    if first & 0x80 == 0 {
        return Err(defect("is not an OpenPGP packet"));
    }
    if first & 0x40 == 0 {
        let length = match first & 3 {
            0 => input.number(1)?,
            1 => input.number(2)?,
            2 => input.number(4)?,
            _ => return Err(defect("is a signature of unknown length")),
        };
        return Ok((first >> 2 & 0x0F, length));
    }
    Ok((first & 0x3F, new_length(input)?))
}

/// A length in the form that packets and subpackets share.
fn new_length(input: &mut Input<'_>) -> Result<usize, SignatureError> {
    match input.byte()? {
        short @ 0..=191 => Ok(short.into()),
        high @ 192..=223 => Ok(((usize::from(high) - 192) << 8) + input.number(1)? + 192),
        255 => input.number(4),
        _ => Err(defect("is a signature in parts")),
    }
}

fn version_3(body: &mut Input<'_>) -> Result<SignaturePacket, SignatureError> {
    if body.byte()? != 5 {
        return Err(defect("is a malformed signature of version 3"));
    }
    let kind = body.byte()?.into();
    let created = body.number(4)?;
    let key_id = KeyId(body.array()?);
    let algorithm = body.byte()?.into();
    let hash = body.byte()?.into();
    let signature = DetachedSignature {
        bytes: Vec::new(),
        kind,
        algorithm,
        hash,
        issuer: None,
        key_id: Some(key_id),
        created: Some(timestamp(created)),
        expires: None,
    };
    body.take(2)?;
    Ok(SignaturePacket { signature, critical: None, lifetime: Duration::ZERO })
}

fn version_4(body: &mut Input<'_>, version: u8) -> Result<SignaturePacket, SignatureError> {
    let count = if version == 6 { 4 } else { 2 };
    let signature = DetachedSignature {
        bytes: Vec::new(),
        kind: body.byte()?.into(),
        algorithm: body.byte()?.into(),
        hash: body.byte()?.into(),
        issuer: None,
        key_id: None,
        created: None,
        expires: None,
    };
    let mut packet = SignaturePacket { signature, critical: None, lifetime: Duration::ZERO };
    for hashed in [true, false] {
        let length = body.number(count)?;
        let mut area = Input(body.take(length)?);
        while !area.0.is_empty() {
            let length = new_length(&mut area)?;
            packet.subpacket(area.take(length)?, hashed)?;
        }
    }
    let named = packet.signature.issuer.as_ref().and_then(Fingerprint::key_id);
    if named.is_some() && packet.signature.key_id.is_some_and(|key_id| named != Some(key_id)) {
        // Readers go by the one or by the other.
        return Err(defect("names two keys: a key ID, and the fingerprint of another"));
    }
    packet.signature.key_id = named.or(packet.signature.key_id);
    if !packet.lifetime.is_zero() {
        let created = packet.signature.created.unwrap_or_default();
        packet.signature.expires = Some(created.saturating_add(packet.lifetime));
    }
    body.take(2)?;
    Ok(packet)
}

impl SignaturePacket {
    fn subpacket(&mut self, bytes: &[u8], hashed: bool) -> Result<(), SignatureError> {
        let (first, data) = bytes.split_first().ok_or_else(truncated)?;
        let kind = first & 0x7F;
        if first & 0x80 != 0 {
            if !UNDERSTOOD.contains(&kind) {
                let problem = format!("has the unknown critical subpacket {kind}");
                return Err(SignatureError::new(problem));
            }
            self.critical.get_or_insert(kind);
        }
        let mut data = Input(data);
        match kind {
            CREATED if hashed => self.signature.created = Some(timestamp(data.number(4)?)),
            EXPIRES if hashed => self.lifetime = seconds(data.number(4)?),
            ISSUER_KEY_ID => self.signature.key_id = Some(KeyId(data.array()?)),
            // What the signature covers goes before what anyone may have added.
            ISSUER_FINGERPRINT if hashed || self.signature.issuer.is_none() => {
                match (data.byte()?, data.0.len()) {
                    (4, 20) | (5 | 6, 32) => {}
                    _ => return Err(defect("names a key with an invalid fingerprint")),
                }
                self.signature.issuer = Some(Fingerprint(data.0.into()));
            }
            _ => {}
        }
        Ok(())
    }

    /// The signature, if it is one that a [`Signer`](crate::Signer) may give.
    #[cfg(any(feature = "command", feature = "rpgp"))]
    pub(super) fn into_contracted(
        self,
        kind: SignatureType,
    ) -> Result<DetachedSignature, SignatureError> {
        let version = self.signature.version();
        let problem = if version != 4 {
            format!("is a signature of version {version}; rpm and gpgv support version 4")
        } else if self.signature.kind != kind {
            format!(
                "is a signature of type 0x{:02X}, but one of type 0x{:02X}, {kind}, is required",
                self.signature.kind.number(),
                kind.number()
            )
        } else if let Some(kind) = self.critical {
            format!("has the critical subpacket {kind}, which rpm 4.14 to 4.18 do not support")
        } else if self.signature.expires.is_some() {
            "is a signature that expires, but packages and repositories are used for a long time"
                .to_owned()
        } else if self.signature.created.is_none() || self.signature.key_id.is_none() {
            "has no creation time or no key ID".to_owned()
        } else {
            return Ok(self.signature);
        };
        Err(SignatureError::new(problem))
    }
}

fn timestamp(count: usize) -> Timestamp {
    Timestamp::EPOCH.saturating_add(seconds(count))
}

fn seconds(count: usize) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or(u64::MAX))
}

fn defect(problem: &str) -> SignatureError {
    SignatureError::new(problem.to_owned())
}

fn truncated() -> SignatureError {
    defect("is a truncated signature")
}

/// What is left to read.
#[derive(Debug)]
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], SignatureError> {
        let (taken, left) = self.0.split_at_checked(length).ok_or_else(truncated)?;
        self.0 = left;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, SignatureError> {
        self.array().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SignatureError> {
        let (taken, left) = self.0.split_first_chunk().ok_or_else(truncated)?;
        self.0 = left;
        Ok(*taken)
    }

    /// A big-endian number of `width` bytes, four at most.
    fn number(&mut self, width: usize) -> Result<usize, SignatureError> {
        Ok(self.take(width)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }
}
