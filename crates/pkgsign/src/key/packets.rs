//! The packets of a key file (RFC 9580, sections 4.2 and 10.1), before they are interpreted.

use pgp::packet::{Packet as Parsed, PacketHeader};
use pgp::types::{KeyDetails, PacketLength, PublicParams, Tag};

use super::KeyError;

/// One packet of a certificate or secret key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    header: PacketHeader,
    /// The packet with its header.
    pub(super) bytes: &'a [u8],
    /// The packet without its header.
    pub(super) body: &'a [u8],
}

impl Packet<'_> {
    pub(super) fn tag(&self) -> Tag {
        self.header.tag()
    }

    /// Whether the packet can be interpreted. A key with an unknown algorithm cannot.
    pub(super) fn is_readable(&self) -> bool {
        let of_known =
            |key: &dyn KeyDetails| !matches!(key.public_params(), PublicParams::Unknown { .. });
        match Parsed::from_reader(self.header, self.body) {
            Ok(Parsed::PublicKey(key)) => of_known(&key),
            Ok(Parsed::PublicSubkey(key)) => of_known(&key),
            Ok(Parsed::SecretKey(key)) => of_known(key.public_key()),
            Ok(Parsed::SecretSubkey(key)) => of_known(key.public_key()),
            parsed => parsed.is_ok(),
        }
    }
}

/// Returns the packets that belong to keys. Omits packets without a meaning for other programs and
/// packets that readers must ignore: trust packets, as in the keyrings of early gpg, markers,
/// padding, and unknown packets that are not critical.
pub(super) fn packets(bytes: &[u8]) -> Result<Vec<Packet<'_>>, KeyError> {
    let mut packets = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let packet = next(&mut rest)?;
        match packet.tag() {
            Tag::PublicKey
            | Tag::PublicSubkey
            | Tag::SecretKey
            | Tag::SecretSubkey
            | Tag::Signature
            | Tag::UserId
            | Tag::UserAttribute => packets.push(packet),
            Tag::Trust
            | Tag::Marker
            | Tag::Padding
            | Tag::UnassignedNonCritical(_)
            | Tag::Experimental(_) => {}
            other => {
                let number = u8::from(other);
                return Err(malformed(format!("a packet of type {number} is not part of a key")));
            }
        }
    }
    Ok(packets)
}

fn next<'a>(rest: &mut &'a [u8]) -> Result<Packet<'a>, KeyError> {
    let start = *rest;
    let header = PacketHeader::try_from_reader(&mut *rest).map_err(|_| {
        malformed(
            "it contains data that is not an OpenPGP packet, or a truncated \
                                packet",
        )
    })?;
    let PacketLength::Fixed(length) = header.packet_length() else {
        return Err(malformed("it contains a packet in parts, or of unknown length"));
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let Some((body, after)) = rest.split_at_checked(length) else {
        return Err(malformed("its last packet is truncated"));
    };
    *rest = after;
    Ok(Packet { header, bytes: &start[..start.len() - after.len()], body })
}

pub(super) fn malformed(problem: impl Into<String>) -> KeyError {
    KeyError::Malformed(problem.into())
}
