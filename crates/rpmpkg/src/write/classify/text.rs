//! Texts and scripts.

use std::borrow::Cow;

/// Describes a text; `None` for what is none.
pub(super) fn describe(head: &[u8]) -> Option<Cow<'static, str>> {
    let encoding = encoding(head)?;
    Some(encoding.into())
}

fn encoding(head: &[u8]) -> Option<&'static str> {
    if head.iter().any(|byte| matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127)) {
        return None;
    }
    if head.is_ascii() {
        return Some("ASCII text");
    }
    match std::str::from_utf8(head) {
        Ok(_) => Some("Unicode text, UTF-8 text"),
        Err(error) if error.error_len().is_none() => Some("Unicode text, UTF-8 text"),
        Err(_) => Some("ISO-8859 text"),
    }
}
