//! Unsupported keys, and their known properties.

use std::fmt::{self, Write as _};

use pgp::crypto::hash::HashAlgorithm;
use pgp::types::Tag;

use super::packets::Packet;
use crate::{Fingerprint, KeyAlgorithm};

/// A key with an unsupported algorithm, curve or version. Its signatures are neither good nor bad.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedKey {
    /// The fingerprint, if the key version defines how to compute it.
    pub fingerprint: Option<Fingerprint>,
    /// The fingerprint of the certificate of this subkey; `None` for a primary key.
    pub certificate: Option<Fingerprint>,
    /// The description: `a key of algorithm 99`.
    pub what: String,
}

impl fmt::Display for UnsupportedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fingerprint {
            Some(fingerprint) => write!(f, "{fingerprint}, {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl UnsupportedKey {
    /// What is known of the key in `packet`, public or secret.
    pub(super) fn of(packet: &Packet<'_>, certificate: Option<Fingerprint>) -> Self {
        let version = packet.body.first().copied().unwrap_or_default();
        let what = match (version, packet.body.get(5)) {
            (4 | 6, Some(&number)) => of_algorithm(number, &packet.body[6..], version),
            (4 | 6, None) => "a truncated key".to_owned(),
            (version, _) => format!("a key of version {version}"),
        };
        let is_secret = matches!(packet.tag(), Tag::SecretKey | Tag::SecretSubkey);
        let public = if is_secret { public_half(packet.body) } else { Some(packet.body) };
        let fingerprint = public.and_then(|public| fingerprint(version, public));
        Self { fingerprint, certificate, what }
    }
}

/// `material` stands after the algorithm's number.
fn of_algorithm(number: u8, material: &[u8], version: u8) -> String {
    let algorithm = KeyAlgorithm::from(number);
    // Of version 6 the length of the material comes first.
    let material = material.get(if version == 6 { 4 } else { 0 }..).unwrap_or_default();
    match number {
        18 | 19 | 22 => match material.split_first() {
            Some((&length, rest)) => {
                let curve = rest.get(..length.into()).and_then(dotted);
                let curve =
                    curve.map_or("an unknown curve".to_owned(), |it| format!("the curve {it}"));
                format!("a key of {algorithm} on {curve}")
            }
            None => format!("a key of {algorithm} without a curve"),
        },
        1..=3 | 16 | 17 | 25..=28 => format!("a key of {algorithm} in an unknown form"),
        _ => format!("a key of {algorithm}"),
    }
}

/// An object identifier as people write it: `1.3.132.0.10`; `None` for what is none.
fn dotted(bytes: &[u8]) -> Option<String> {
    let (mut arcs, mut arc) = (Vec::new(), 0_u64);
    for byte in bytes {
        arc = arc.saturating_mul(128).saturating_add((byte & 0x7F).into());
        if byte & 0x80 == 0 {
            arcs.push(std::mem::take(&mut arc));
        }
    }
    // The first two arcs share a number.
    let (both, others) = arcs.split_first()?;
    let first = both.min(&80) / 40;
    let mut text = format!("{first}.{}", both - first * 40);
    for arc in others {
        // Writing to a string does not fail.
        let _ = write!(text, ".{arc}");
    }
    Some(text)
}

/// The public half that a secret key starts with; `None` where its length is not known.
fn public_half(body: &[u8]) -> Option<&[u8]> {
    let (&version, &number) = (body.first()?, body.get(5)?);
    if matches!(version, 5 | 6) {
        let length = u32::from_be_bytes(*body.get(6..)?.first_chunk()?);
        return body.get(..usize::try_from(length).ok()?.checked_add(10)?);
    }
    let mut end = 6;
    let mut pass = |length: usize| {
        end += length;
        body.get(..end).map(drop)
    };
    let numbers = match number {
        1..=3 => 2,
        17 => 4,
        16 => 3,
        18 | 19 | 22 => {
            pass(1 + usize::from(*body.get(6)?))?;
            1
        }
        _ => return None,
    };
    for _ in 0..numbers {
        let bits = u16::from_be_bytes(*body.get(end..)?.first_chunk()?);
        end += 2 + usize::from(bits).div_ceil(8);
    }
    if number == 18 {
        end += 1 + usize::from(*body.get(end)?);
    }
    body.get(..end)
}

/// RFC 9580, section 5.5.4; of a public key.
fn fingerprint(version: u8, body: &[u8]) -> Option<Fingerprint> {
    let length = body.len().to_be_bytes();
    let (hash, prefix, count) = match version {
        4 => (HashAlgorithm::Sha1, 0x99, 2),
        // Version 5 was in drafts only, and some programs write it.
        5 => (HashAlgorithm::Sha256, 0x9A, 4),
        6 => (HashAlgorithm::Sha256, 0x9B, 4),
        _ => return None,
    };
    let hashed = [&[prefix], &length[length.len() - count..], body].concat();
    hash.digest(&hashed).ok().map(|bytes| Fingerprint(bytes.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_named_as_people_write_them() {
        for (bytes, text) in [
            (&[0x2B, 0x81, 0x04, 0x00, 0x0A][..], "1.3.132.0.10"),
            (&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], "1.2.840.10045.3.1.7"),
            (&[0x88, 0x37], "2.999"),
        ] {
            assert_eq!(dotted(bytes).as_deref(), Some(text), "{bytes:?}");
        }
        assert_eq!(dotted(&[0xFF; 9]), None);
    }
}
