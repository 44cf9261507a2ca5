//! Numbers in tar headers.

/// A number in octal digits, with blanks before and blanks or NULs after it, or in base 256.
/// `None` for anything else, and for what does not fit.
pub(super) fn parse(field: &[u8]) -> Option<i64> {
    match field.first() {
        Some(0x80) => base_256(0, &field[1..]),
        Some(0xff) => base_256(-1, &field[1..]),
        _ => octal(field),
    }
}

/// The same of a mode, which ends at the first blank or NUL: dpkg and tar(1) look no further.
pub(super) fn mode(field: &[u8]) -> Option<u64> {
    let start = field.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let end = field[start..].iter().position(|byte| matches!(byte, b' ' | 0));
    let end = end.map_or(field.len(), |end| start + end);
    let has_base_256 = matches!(field.first(), Some(0x80 | 0xff));
    parse(if has_base_256 { field } else { &field[start..end] })?.try_into().ok()
}

fn octal(field: &[u8]) -> Option<i64> {
    let field = &field[field.iter().take_while(|&&byte| byte == b' ').count()..];
    let length = field.iter().take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let (digits, rest) = field.split_at(length);
    if !rest.iter().all(|byte| matches!(byte, b' ' | 0)) {
        return None;
    }
    // A field of 12 digits has 36 bits.
    Some(digits.iter().fold(0, |value, digit| value << 3 | i64::from(digit - b'0')))
}

fn base_256(sign: i64, bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(sign, |value, &byte| Some(value.checked_mul(256)? | i64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_with_blanks_and_nuls_around() {
        for (field, value) in [
            (&b"0000644\0"[..], 0o644),
            (b"   644 \0", 0o644),
            (b"777777777777", 0o777_777_777_777),
            (b"00000000000\0", 0),
            (b"\0\0\0\0\0\0\0\0", 0),
            (b"        ", 0),
        ] {
            assert_eq!(parse(field), Some(value), "{field:?}");
        }
    }

    #[test]
    fn modes_end_at_the_first_blank() {
        for (field, value) in [
            (&b"0000644\0"[..], Some(0o644)),
            (b"0644\0xy\0", Some(0o644)),
            (b"06 44\0\0\0", Some(6)),
            (b"\t000644\0", Some(0o644)),
            (b"        ", Some(0)),
            (b"\x80\0\0\0\0\0\x01\xa4", Some(0o644)),
            (b"0000648\0", None),
            (b"-000644\0", None),
        ] {
            assert_eq!(mode(field), value, "{}", field.escape_ascii());
        }
    }

    #[test]
    fn base_256_of_either_sign() {
        assert_eq!(parse(b"\x80\0\0\0\0\0\0\x02\x40\0\0\0"), Some(9 << 30));
        assert_eq!(parse(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe"), Some(-2));
        assert_eq!(parse(b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff"), Some(i64::MAX));
    }

    #[test]
    fn anything_else_is_none() {
        for field in [
            &b"0000648\0"[..],
            b"-000644\0",
            b"0644 644",
            b"0x00644\0",
            b"\x81\0\0\0\0\0\0\0",
            b"\x80\0\0\0\x80\0\0\0\0\0\0\0",
            b"\xff\xff\xff\0\0\0\0\0\0\0\0\0",
        ] {
            assert_eq!(parse(field), None, "{field:?}");
        }
    }
}
