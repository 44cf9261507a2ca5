//! Bytes of unknown origin, made fit for a terminal.

use std::fmt::{self, Write};

/// Shows bytes on one line with nothing in them that a terminal would act upon or hide.
///
/// Control characters and bytes that are not UTF-8 become `\x1b`; other characters without a shape
/// of their own (bidirectional overrides, zero-width ones, line separators, unassigned ones) become
/// `\u{202e}`.
#[derive(Clone, Copy, Debug)]
pub struct Printable<'a>(pub &'a [u8]);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            write_text(f, chunk.valid())?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return f.write_str(text);
    }
    for part in text.split_inclusive(|c: char| c.is_ascii()) {
        // `escape_debug` knows which characters have no shape, but it also escapes quotes and
        // backslashes, which are fit for a terminal: ASCII is ours.
        let (shaped, ascii) = match part.char_indices().next_back() {
            Some((start, last)) if last.is_ascii() => (&part[..start], Some(last)),
            _ => (part, None),
        };
        write!(f, "{}", shaped.escape_debug())?;
        match ascii {
            Some(c) if c.is_ascii_control() => write!(f, "\\x{:02x}", u32::from(c))?,
            Some(c) => f.write_char(c)?,
            None => {}
        }
    }
    Ok(())
}

/// True for the characters that embed, override or isolate a direction of writing, and so show a
/// text in another order than it has.
#[must_use]
pub fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> String {
        Printable(bytes).to_string()
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert_eq!(shown(br#"it's "a\b" 100%"#), r#"it's "a\b" 100%"#);
        assert_eq!(shown("Žluťoučký kůň 漢字 €".as_bytes()), "Žluťoučký kůň 漢字 €");
    }

    #[test]
    fn what_a_terminal_would_act_upon_is_escaped() {
        assert_eq!(shown(b"a\x1b]0;x\x07b\n\t\x7f"), r"a\x1b]0;x\x07b\x0a\x09\x7f");
        assert_eq!(shown("a\u{9b}31m".as_bytes()), r"a\u{9b}31m");
        assert_eq!(
            shown("é\u{202e}gnp.\u{2066}\u{200b}".as_bytes()),
            "é\\u{202e}gnp.\\u{2066}\\u{200b}"
        );
        assert_eq!(shown("\u{2028}\u{feff}".as_bytes()), r"\u{2028}\u{feff}");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_escaped_one_by_one() {
        assert_eq!(shown(b"caf\xe9\xff."), r"caf\xe9\xff.");
    }

    proptest::proptest! {
        #[test]
        fn nothing_unfit_ever_comes_out(bytes: Vec<u8>) {
            let text = shown(&bytes);
            proptest::prop_assert!(!text.chars().any(char::is_control));
            let unfit = |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}');
            proptest::prop_assert!(!text.chars().any(unfit));
        }
    }
}
