//! Texts and attributes.

use std::borrow::Cow;

/// Where the first character stands that XML 1.0 cannot hold (section 2.2): a control character other
/// than a tab or line break, U+FFFE or U+FFFF.
pub(crate) fn find_forbidden(text: &[u8]) -> Option<usize> {
    let is_control = |&byte: &u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    // A whole text is looked through faster than up to a place.
    let control = text.iter().fold(false, |found, byte| found | is_control(byte));
    let control = control.then(|| text.iter().position(is_control)).flatten();
    let is_no_character =
        |&at: &usize| matches!(text.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf]));
    control.or_else(|| memchr::memchr_iter(0xef, text).find(is_no_character))
}

/// `bytes` as text. What is no UTF-8 is taken for Latin-1 without its bytes from 0x80 to 0xbf, as
/// createrepo_c does (`cr_latin1_to_utf8`).
pub(crate) fn readable(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let kept = bytes.iter().filter(|byte| !(0x80..0xc0).contains(*byte));
            Cow::Owned(kept.map(|&byte| char::from(byte)).collect())
        }
    }
}

/// `bytes` as a text that people read: what XML cannot hold becomes U+FFFD.
pub(crate) fn prose(bytes: &[u8]) -> Cow<'_, str> {
    let text = readable(bytes);
    if find_forbidden(text.as_bytes()).is_none() {
        return text;
    }
    let is_forbidden = |c: char| find_forbidden(c.encode_utf8(&mut [0; 4]).as_bytes()).is_some();
    Cow::Owned(text.replace(is_forbidden, "\u{fffd}"))
}

/// Writes the text of an element.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    push(out, text, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// Writes the value of an attribute, without the quotes. Whatever is not ASCII is written as a number,
/// since libxml2 does not know the encoding where createrepo_c prints one element.
pub(crate) fn push_attribute(out: &mut Vec<u8>, value: &str) {
    let escaped = |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#9;"),
        b'\n' => Some("&#10;"),
        b'\r' => Some("&#13;"),
        _ => None,
    };
    if value.is_ascii() {
        return push(out, value, escaped);
    }
    let mut buffer = [0; 4];
    for character in value.chars() {
        match character.is_ascii() {
            true => push(out, character.encode_utf8(&mut buffer), escaped),
            false => out.extend_from_slice(format!("&#x{:X};", u32::from(character)).as_bytes()),
        }
    }
}

fn push(out: &mut Vec<u8>, text: &str, escaped: impl Fn(u8) -> Option<&'static str>) {
    let text = text.as_bytes();
    let mut start = 0;
    for (at, &byte) in text.iter().enumerate() {
        if let Some(entity) = escaped(byte) {
            out.extend_from_slice(&text[start..at]);
            out.extend_from_slice(entity.as_bytes());
            start = at + 1;
        }
    }
    out.extend_from_slice(&text[start..]);
}

/// `raw` with its references resolved; `None` where one is not of XML itself, or no character.
pub(crate) fn unescape(raw: &str) -> Option<Cow<'_, str>> {
    let Some(first) = memchr::memchr(b'&', raw.as_bytes()) else { return Some(Cow::Borrowed(raw)) };
    let (plain, mut rest) = raw.split_at(first);
    let mut text = plain.to_owned();
    while let Some((before, behind)) = rest.split_once('&') {
        let (name, behind) = behind.split_once(';')?;
        text.push_str(before);
        text.push(reference(name)?);
        rest = behind;
    }
    text.push_str(rest);
    Some(Cow::Owned(text))
}

/// The character that stands between `&` and `;`.
pub(super) fn reference(name: &str) -> Option<char> {
    let number = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // A sign would parse.
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    let character = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)?;
    find_forbidden(character.encode_utf8(&mut [0; 4]).as_bytes()).is_none().then_some(character)
}
