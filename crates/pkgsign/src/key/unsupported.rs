//! Keys that nothing can be made of here, and what is still known of them.

use pgp::crypto::hash::HashAlgorithm;

use super::packets::Packet;
use crate::{Fingerprint, KeyAlgorithm};

/// A key of an algorithm, curve or version that is not known here. Its signatures are neither good
/// nor bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unsupported {
    /// What names it, where its version says how that is reckoned.
    pub(super) fingerprint: Option<Fingerprint>,
    /// What it is: `a key of algorithm 99`.
    pub(super) what: String,
}

impl Unsupported {
    /// What is known of the key in `packet`, public or secret.
    pub(super) fn of(packet: &Packet<'_>) -> Self {
        let version = packet.body.first().copied().unwrap_or_default();
        // Version, time of creation, algorithm; of version 3 there is a span of days between.
        let algorithm = packet.body.get(if version < 4 { 7 } else { 5 });
        let algorithm = KeyAlgorithm::from(algorithm.copied().unwrap_or_default());
        let what = match version {
            4 | 6 => format!("a key of {algorithm} in a form"),
            other => format!("a key of version {other}"),
        };
        Self { fingerprint: fingerprint(version, packet.body), what }
    }
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
