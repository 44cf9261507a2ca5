//! The canonical form of signed text.

/// The longest line that gpg does not cut, its line end and an escape left out.
const LONGEST: usize = 19_000;

/// The reason why a text cannot be signed as cleartext.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// Nothing, or empty lines alone.
    #[error("the text is empty")]
    Empty,
    /// A byte that clients interpret differently: a CR, a NUL, or another control character.
    #[error("line {line} of the text has the control character 0x{byte:02X}")]
    Control {
        /// The number of the line, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// A line that gpg would cut.
    #[error("line {line} of the text is longer than {LONGEST} bytes, which gpg does not read")]
    Long {
        /// The number of the line, from 1.
        line: usize,
    },
}

/// Returns the text as every client reads it: without blanks and tabs at line ends, and with LF at
/// the end of every line, including the last.
///
/// Publish this text and not the original: clients remove the blanks before they verify, so the
/// text that they read differs from the original.
///
/// # Errors
/// See [`TextError`].
pub fn canonical(text: &[u8]) -> Result<Vec<u8>, TextError> {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let mut canonical = Vec::with_capacity(text.len() + 1);
    for (at, line) in lines.into_iter().enumerate() {
        let number = at + 1;
        if let Some(byte) = control(line) {
            return Err(TextError::Control { line: number, byte });
        }
        let line = stripped(line);
        if line.len() > LONGEST {
            return Err(TextError::Long { line: number });
        }
        canonical.extend_from_slice(line);
        canonical.push(b'\n');
    }
    if canonical.iter().all(|byte| *byte == b'\n') {
        return Err(TextError::Empty);
    }
    Ok(canonical)
}

/// The signed part of a canonical text: the last line end belongs to the armor (RFC 9580, section
/// 7.1).
pub(super) fn signed(canonical: &[u8]) -> &[u8] {
    canonical.strip_suffix(b"\n").unwrap_or(canonical)
}

/// The first control character of a line that is not a tab.
fn control(line: &[u8]) -> Option<u8> {
    line.iter().copied().find(|byte| byte.is_ascii_control() && *byte != b'\t')
}

fn stripped(line: &[u8]) -> &[u8] {
    let blanks = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &line[..line.len() - blanks]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_blanks_away_and_ends_every_line() {
        for (text, expected) in [
            ("a", "a\n"),
            ("a\n", "a\n"),
            ("a\n\n", "a\n\n"),
            (" a \t\n\t\n b\t \t", " a\n\n b\n"),
            ("\na", "\na\n"),
        ] {
            assert_eq!(canonical(text.as_bytes()).unwrap(), expected.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn refuses_what_clients_take_differently() {
        for (text, byte) in [("a\r\nb", 13), ("a\rb", 13), ("a\0", 0), ("\x0b", 11), ("\x7f", 127)]
        {
            let text = format!("x\n{text}");
            let expected = TextError::Control { line: 2, byte };
            assert_eq!(canonical(text.as_bytes()), Err(expected));
        }
        for text in ["", "\n", "\n\n", " \n\t"] {
            assert_eq!(canonical(text.as_bytes()), Err(TextError::Empty), "{text:?}");
        }
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(canonical(long.as_bytes()), Err(TextError::Long { line: 1 }));
        canonical(&long.as_bytes()[1..]).unwrap();
    }
}
