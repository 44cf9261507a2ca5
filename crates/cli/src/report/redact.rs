//! Secrets that were given where something else was expected are not repeated.

use std::borrow::Cow;

const BEGIN: &str = "-----BEGIN ";
/// The same in base64.
const ENCODED: &str = "LS0tLS1CRUdJTi";
const HIDDEN: &str = "[a key, not shown]";

/// `text` with every secret key, in armor or PEM, in base64 or not, taken out. Of one without an end
/// everything goes that follows, so that escaped and broken ones go too.
pub(super) fn redacted(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, length)) = next(rest) {
        kept.push_str(before);
        kept.push_str(HIDDEN);
        rest = &rest[before.len() + length..];
    }
    if kept.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(kept + rest) }
}

/// What comes before the first key of `text`, and the key's length.
fn next(text: &str) -> Option<(&str, usize)> {
    let armor = text.find(BEGIN).filter(|&at| {
        let title = &text[at + BEGIN.len()..];
        title.split("-----").next().is_some_and(|title| title.contains("PRIVATE KEY"))
    });
    let encoded = text.find(ENCODED);
    match (armor, encoded) {
        (Some(at), encoded) if encoded.is_none_or(|other| at < other) => {
            let key = &text[at..];
            let end = key.find("-----END ").and_then(|end| {
                let title = end + "-----END ".len();
                key[title..].find("-----").map(|length| title + length + "-----".len())
            });
            Some((&text[..at], end.unwrap_or(key.len())))
        }
        (_, Some(at)) => {
            let is_digit = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '/' | '=');
            let key = &text[at..];
            Some((&text[..at], key.find(|it| !is_digit(it)).unwrap_or(key.len())))
        }
        (_, None) => None,
    }
}

/// Whether line `at` of a manifest, counted from 0, may be shown: none of a text with a key in it, and
/// none that gives a password or a key itself.
pub(super) fn may_show(text: &str, at: usize) -> bool {
    let lines: Vec<&str> = text.lines().take(at.saturating_add(1)).collect();
    let line = lines.last().copied().unwrap_or_default();
    // Of a list of several lines the first one has the name.
    let name =
        lines.iter().rev().find_map(|line| line.split_once('=')).map_or("", |(name, _)| name);
    let name = name.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let is_secret =
        ["key", "pass", "pasw", "secret", "token"].iter().any(|word| name.contains(word));
    let value = line.split_once('=').map_or(line, |(_, value)| value);
    let mut texts = value.split(['"', '\'']).skip(1).step_by(2).peekable();
    let names_places = texts.peek().is_some()
        && texts.all(|text| text.starts_with("file:") || text.starts_with("env:"));
    !text.contains(BEGIN) && (!is_secret || names_places || name == "allow-readable-key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_are_taken_out_and_the_rest_stays() {
        let key =
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ\n-----END PGP PRIVATE KEY BLOCK-----";
        for (text, expected) in [
            (format!("a {key} b"), format!("a {HIDDEN} b")),
            (format!("a {key} b {key}"), format!("a {HIDDEN} b {HIDDEN}")),
            (format!("a {} b", key.replace('\n', "\\n")), format!("a {HIDDEN} b")),
            (format!("a {}", &key[..50]), format!("a {HIDDEN}")),
            (format!("a {ENCODED}BQR1A= b"), format!("a {HIDDEN} b")),
            ("a -----BEGIN PGP PUBLIC KEY BLOCK----- b".to_owned(), String::new()),
            ("nothing".to_owned(), String::new()),
        ] {
            let expected = if expected.is_empty() { text.clone() } else { expected };
            assert_eq!(redacted(&text), expected);
        }
    }
}
