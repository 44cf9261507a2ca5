//! Signature packets that say the same in another way, or something else (RFC 9580, section 5.2).

use conformance::random::Random;

/// The tag of a signature.
const SIGNATURE: u8 = 2;

/// What may be in front of a signature, or behind it: a marker, padding, a user ID, a literal, a
/// trust packet, a one-pass signature, an unknown packet that may be ignored, and one that may not.
const OTHERS: [(u8, &[u8]); 8] = [
    (10, b"PGP"),
    (21, b"padding"),
    (13, b"user <user@example.com>"),
    (11, b"b\0\0\0\0\0evil"),
    (12, b"\x01\x02"),
    (4, b"\x03\x01\x0a\x16\0\0\0\0\0\0\0\0\x01"),
    (60, b"x"),
    (39, b"x"),
];

/// Subpackets: other issuers, other times, an expiry, notations, unknown ones with and without the
/// mark that they are critical, and broken ones.
const SUBPACKETS: [&[u8]; 12] = [
    b"\x09\x10\x01\x02\x03\x04\x05\x06\x07\x08",
    b"\x16\x21\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"\x05\x02\0\0\0\x01",
    b"\x05\x03\0\0\0\x01",
    b"\x02\x04\0",
    b"\x0e\x14\x80\0\0\0\0\x02\0\x02x@yz",
    b"\x02\x64\0",
    b"\x02\xe4\0",
    b"\x01\x63",
    b"\x09\x10\x01",
    b"\0",
    b"\xff\0\0\0\x02\x64\0",
];

/// The packet changed in one place; `None` for one that is not understood.
pub(super) fn changed(packet: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut body = body(packet)?.to_vec();
    match random.below(10) {
        0 => {
            let at = random.place(body.len());
            body[at] = random.byte();
        }
        1 => body[0] = *random.choose(&[2, 3, 4, 5, 6]),
        2 => body[1] = *random.choose(&[0, 1, 2, 0x10, 0x50]),
        3 => body.push(random.byte()),
        4 => drop(body.pop()),
        5 | 6 => body = with_subpacket(&body, random)?,
        7 => return Some(framed(SIGNATURE, &body, random)),
        8 => {
            let (tag, other) = *random.choose(&OTHERS);
            return Some([framed(tag, other, random), packet.to_vec()].concat());
        }
        _ => {
            let (tag, other) = *random.choose(&OTHERS);
            return Some([packet.to_vec(), framed(tag, other, random)].concat());
        }
    }
    Some([&[0xC0 | SIGNATURE, 0xFF][..], &length(body.len()), &body].concat())
}

/// What a packet holds, by its header: of the old form or of the new.
fn body(packet: &[u8]) -> Option<&[u8]> {
    let (first, rest) = packet.split_first()?;
    let old = first & 0x40 == 0;
    let skipped = match (old, first & 3, *rest.first()?) {
        (true, 0, _) | (false, _, ..192) => 1,
        (true, 1, _) | (false, _, 192..224) => 2,
        (true, 2, _) => 4,
        (false, _, 255) => 5,
        _ => return None,
    };
    rest.get(skipped..)
}

/// The body with a subpacket more in the area that is not signed; rarely in the one that is.
fn with_subpacket(body: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let length = |at: usize| -> Option<usize> {
        let bytes = body.get(at..at + 2)?;
        Some(usize::from(u16::from_be_bytes([bytes[0], bytes[1]])))
    };
    let unsigned = 6 + length(4)?;
    let at = if random.below(8) == 0 { 4 } else { unsigned };
    let end = at + 2 + length(at)?;
    let subpacket = random.choose(&SUBPACKETS);
    // Before the others, or behind them.
    let place = if random.below(2) == 0 { at + 2 } else { end };
    let grown = u16::try_from(length(at)? + subpacket.len()).ok()?.to_be_bytes();
    let parts = [&body[..at], &grown, &body[at + 2..place], subpacket, &body[place..]];
    Some(parts.concat())
}

/// A packet with a header of any form.
fn framed(tag: u8, body: &[u8], random: &mut Random) -> Vec<u8> {
    let long = length(body.len());
    let [_, _, high, low] = long;
    let (old, new) = (0x80 | (tag & 15) << 2, 0xC0 | tag);
    let header = match random.below(6) {
        0 if body.len() < 256 => vec![old, low],
        1 => vec![old | 1, high, low],
        2 => [&[old | 2][..], &long].concat(),
        3 => vec![old | 3],
        // A first part of 32 bytes, and the rest.
        4 if (33..192).contains(&body.len()) => {
            let rest = [low - 32];
            return [&[new, 0xE5][..], &body[..32], &rest, &body[32..]].concat();
        }
        _ => [&[new, 0xFF][..], &long].concat(),
    };
    [header, body.to_vec()].concat()
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap().to_be_bytes()
}
