//! Detection of secret keys in files that will be published.

const ARMOR: &[u8] = b"-----BEGIN PGP PRIVATE KEY BLOCK-----";

/// Whether the start of a file shows that it has an OpenPGP secret key: armored anywhere in
/// `bytes`, or binary with a secret key packet (RFC 9580, sections 4.2 and 5.5) at its start. The
/// key is not parsed: everything that looks like a secret key must not be published.
#[must_use]
pub fn looks_like_secret_key(bytes: &[u8]) -> bool {
    bytes.windows(ARMOR.len()).any(|window| window == ARMOR) || is_secret_packet(bytes)
}

fn is_secret_packet(bytes: &[u8]) -> bool {
    let Some((&first, rest)) = bytes.split_first() else { return false };
    // Secret keys are packets 5, secret subkeys 7.
    let (tag, length) = match first {
        0xc0.. => match rest.first() {
            Some(0..192) => (first & 0x3f, 1),
            Some(192..224) => (first & 0x3f, 2),
            Some(255) => (first & 0x3f, 5),
            _ => return false,
        },
        0x80.. if first & 3 < 3 => (first >> 2 & 0x0f, 1 << (first & 3)),
        _ => return false,
    };
    let version = rest.get(length);
    [5, 7].contains(&tag) && version.is_some_and(|version| (3..=6).contains(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_keys_are_told_from_what_is_published() {
        let armored = b"Key of example\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgE\n";
        for secret in [
            &armored[..],
            &[0xc5, 0x58, 0x04, 0x65],
            &[0xc5, 0xc1, 0x20, 0x04, 0x65],
            &[0x94, 0x58, 0x04, 0x65],
            &[0x95, 0x03, 0x98, 0x04, 0x65],
            &[0x9d, 0x03, 0x98, 0x04, 0x65],
            &[0xc5, 0xff, 0, 0, 1, 0, 0x06],
        ] {
            assert!(looks_like_secret_key(secret), "{secret:02x?}");
        }
        for other in [
            &b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n"[..],
            &[0xc6, 0x58, 0x04],
            &[0x99, 0x03, 0x98, 0x04],
            &[0x95],
            &[0xc5, 0x58, 0x41],
            b"!<arch>\n",
            b"\xed\xab\xee\xdb",
            b"\x1f\x8b\x08",
            b"",
        ] {
            assert!(!looks_like_secret_key(other), "{other:02x?}");
        }
    }
}
