//! Control files with lines that are odd, as dpkg reads them.
//!
//! dpkg takes more than deb822(5) describes, and an index can hold less than dpkg takes: a paragraph
//! that is read here is written as a parser of indexes reads it, with the same fields and values.

use std::borrow::Cow;

use super::field::{is_blank, is_forbidden, is_name};
use super::{Paragraph, ParseError};

/// A line that is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Odd {
    /// What is.
    pub(crate) kind: Kind,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// What is odd in a line, and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It ends in a carriage return, or has a vertical tab or form feed around its text.
    Blanks,
    /// It has control characters, which become U+FFFD.
    Control,
    /// It is not UTF-8: it is read as Windows-1252, whose printable characters Latin-1 shares.
    Encoding,
    /// There are blanks between the field's name and the colon.
    Colon,
    /// The field's name is one that no index can hold: the field is left out.
    Name,
}

impl Kind {
    /// What is odd, for a message.
    pub(crate) fn problem(self) -> &'static str {
        match self {
            Self::Blanks => {
                "ends with a carriage return or another blank that is not allowed \
                             there"
            }
            Self::Control => "has control characters, which are U+FFFD in the index",
            Self::Encoding => "is not UTF-8; it is read as Latin-1, and is UTF-8 in the index",
            Self::Colon => "has a blank before the colon",
            Self::Name => {
                "has a field name that an index cannot have, and is omitted from the \
                           index"
            }
        }
    }
}

/// Parses a control file of one paragraph; tells what is odd.
pub(crate) fn paragraph(text: &[u8]) -> Result<(Paragraph<'static>, Vec<Odd>), ParseError> {
    let mut odd = Vec::new();
    let mut clean = Vec::with_capacity(text.len());
    // The line of the text that each line of `clean` was.
    let mut lines = Vec::new();
    let mut is_left_out = false;
    for (at, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let line = Line { line, number: at + 1, odd: &mut odd };
        if !line.line.first().copied().is_some_and(is_blank) {
            is_left_out = line.is_unnamable();
            if is_left_out {
                odd.push(Odd { kind: Kind::Name, line: at + 1 });
                continue;
            }
        } else if is_left_out {
            continue;
        }
        line.write(&mut clean);
        lines.push(at + 1);
    }
    match Paragraph::parse(&clean) {
        Ok(paragraph) => Ok((paragraph.into_owned(), odd)),
        Err(error) => {
            let line = lines.get(error.line.saturating_sub(1)).copied().unwrap_or(error.line);
            Err(ParseError { line, ..error })
        }
    }
}

struct Line<'l, 'o> {
    /// The line with its line break.
    line: &'l [u8],
    number: usize,
    odd: &'o mut Vec<Odd>,
}

impl Line<'_, '_> {
    /// Whether it starts a field that dpkg takes, and whose name no index can hold.
    fn is_unnamable(&self) -> bool {
        let Some(colon) = self.line.iter().position(|&byte| byte == b':') else { return false };
        let name = self.line[..colon].trim_ascii_end();
        let has_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == DOS_END || *byte == 0x0b;
        !is_name(name) && !matches!(name.first(), None | Some(b'-')) && !name.iter().any(has_end)
    }

    fn note(&mut self, kind: Kind) {
        if self.odd.last().is_none_or(|last| last.kind != kind || last.line != self.number) {
            self.odd.push(Odd { kind, line: self.number });
        }
    }

    /// Writes the line as an index can hold it.
    fn write(mut self, out: &mut Vec<u8>) {
        let Some(text) = self.line.strip_suffix(b"\n") else {
            return out.extend_from_slice(self.line);
        };
        let trimmed = trim_end(text);
        // dpkg takes a line of blanks alone for an error, and so does the parser.
        if trimmed.iter().copied().all(is_blank) {
            return out.extend_from_slice(self.line);
        }
        if trimmed.len() < text.len() {
            self.note(Kind::Blanks);
        }
        let colon = trimmed.iter().position(|&byte| byte == b':');
        match colon.filter(|_| !is_blank(trimmed[0])) {
            None => self.write_value(trimmed, out),
            Some(colon) => {
                let name = trimmed[..colon].trim_ascii_end();
                if name.len() < colon && is_name(name) {
                    self.note(Kind::Colon);
                    out.extend_from_slice(name);
                } else {
                    out.extend_from_slice(&trimmed[..colon]);
                }
                out.push(b':');
                let value = &trimmed[colon + 1..];
                let start = value.iter().take_while(|&&byte| is_odd_blank(byte) || is_blank(byte));
                let (blanks, value) = value.split_at(start.count());
                if blanks.iter().copied().any(is_odd_blank) {
                    self.note(Kind::Blanks);
                    out.push(b' ');
                } else {
                    out.extend_from_slice(blanks);
                }
                self.write_value(value, out);
            }
        }
        out.push(b'\n');
    }

    fn write_value(&mut self, value: &[u8], out: &mut Vec<u8>) {
        let text = match to_utf8(value) {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => {
                self.note(Kind::Encoding);
                Cow::Owned(text)
            }
        };
        if text.contains(is_replaced) {
            self.note(Kind::Control);
            out.extend_from_slice(text.replace(is_replaced, "\u{fffd}").as_bytes());
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// What ends a file to dpkg, as it did to MS-DOS.
const DOS_END: u8 = 0x1a;

/// What dpkg takes for a blank around values, besides blanks and tabs.
fn is_odd_blank(byte: u8) -> bool {
    matches!(byte, b'\r' | 0x0b | 0x0c)
}

/// Without blanks at its end that are odd, and those before them.
fn trim_end(line: &[u8]) -> &[u8] {
    match line {
        [.., last] if is_odd_blank(*last) => {
            let end = line.iter().rposition(|&byte| !is_odd_blank(byte) && !is_blank(byte));
            &line[..end.map_or(0, |end| end + 1)]
        }
        _ => line,
    }
}

fn is_replaced(found: char) -> bool {
    u8::try_from(found).is_ok_and(|byte| is_forbidden(byte) && byte != DOS_END)
}

/// The value of a field, of one line or more, that another tool may have copied from a control file with
/// odd lines: as text that is read from the same control file has it, but for the blanks in it.
#[must_use]
pub fn to_text(value: &[u8]) -> String {
    let text = to_utf8(value);
    let lines = text.split('\n').map(|line| line.trim_end().replace(is_replaced, "\u{fffd}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The text of a line, which others write in Latin-1 or Windows-1252 where it is not UTF-8.
fn to_utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| windows_1252(byte)).collect()),
    }
}

/// The characters of Windows-1252 where it differs from Latin-1, from 0x80.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{fffd}', '\u{17d}', '\u{fffd}',
    '\u{fffd}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{fffd}', '\u{17e}', '\u{178}',
];

fn windows_1252(byte: u8) -> char {
    let at = usize::from(byte).wrapping_sub(0x80);
    WINDOWS_1252.get(at).copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &[u8], expected: &str, odd: &[(Kind, usize)]) {
        let (paragraph, found) = paragraph(text).unwrap();
        assert_eq!(paragraph.to_string(), expected);
        let found: Vec<_> = found.iter().map(|odd| (odd.kind, odd.line)).collect();
        assert_eq!(found, odd);
    }

    #[test]
    fn odd_lines_become_ones_that_an_index_holds() {
        use Kind::{Blanks, Colon, Control, Encoding, Name};
        reads(b"A: x\nB: y\n z\n", "A: x\nB: y\n z\n", &[]);
        let crlf = b"Aa: x\r\nBb: y\r\n z\r\n .\r\n";
        reads(
            crlf,
            "Aa: x\nBb: y\n z\n .\n",
            &[(Blanks, 1), (Blanks, 2), (Blanks, 3), (Blanks, 4)],
        );
        reads(b"Aa:\x0bx \x0c\n", "Aa: x\n", &[(Blanks, 1)]);
        reads(b"Aa \t: x\n", "Aa: x\n", &[(Colon, 1)]);
        reads(b"Aa: \xe9\x93\n", "Aa: \u{e9}\u{201c}\n", &[(Encoding, 1)]);
        reads(b"Aa: a\x01\x7f\0\rb\n", "Aa: a\u{fffd}\u{fffd}\u{fffd}\u{fffd}b\n", &[(Control, 1)]);
        let named = "Aa: x\nS\u{e9}: y\n more\nBb: z\n";
        reads(named.as_bytes(), "Aa: x\nBb: z\n", &[(Name, 2)]);
        reads(b"#Aa: x\nBb: z\n", "Bb: z\n", &[(Name, 1)]);
    }

    #[test]
    fn what_dpkg_refuses_is_refused_with_its_line() {
        for (text, line) in [
            (&b"Aa: x"[..], 1),
            (b"# why\nAa: x\n", 1),
            (b"Aa: x\n\r\n", 2),
            (b"Aa: x\n \r\n", 2),
            (b"Aa: x\r\n\nBb: x\n", 3),
            (b"#Aa: x\n more\nBb: x\nBb: y\n", 4),
            (b"Aa: x\nBb x\n", 2),
            (b"-Aa: x\r\n", 1),
            (b"Aa: x\x1ay\r\n", 1),
            (b": x\r\n", 1),
        ] {
            let error = paragraph(text).unwrap_err();
            assert_eq!(error.line, line, "{}: {error}", text.escape_ascii());
        }
    }
}
