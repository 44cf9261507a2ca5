//! What a text of a description may hold.

use super::codes;
use crate::Code;

/// The most bytes of a text.
pub(super) const MAX_TEXT: usize = 64 << 10;
/// The most bytes of a text of several lines.
pub(super) const MAX_PARAGRAPHS: usize = 1 << 20;

pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// How a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One line.
    Line,
    /// Any number of lines.
    Paragraphs,
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) code: Code,
    pub(super) problem: String,
    pub(super) hint: Option<&'static str>,
}

/// The first thing that is wrong with `text`.
pub(super) fn flaw(text: &str, layout: Layout) -> Option<Flaw> {
    let most = match layout {
        Layout::Line => MAX_TEXT,
        Layout::Paragraphs => MAX_PARAGRAPHS,
    };
    if text.trim().is_empty() {
        let hint = Some("leave the key out, or give it a value");
        return Some(Flaw { code: codes::EMPTY, problem: "is empty".into(), hint });
    }
    if text.len() > most {
        let problem = format!("is {} bytes long; {most} is the most", text.len());
        return Some(Flaw { code: codes::TOO_LONG, problem, hint: None });
    }
    text.chars().find_map(|character| character_flaw(character, layout))
}

/// What is wrong with a character of a text.
fn character_flaw(character: char, layout: Layout) -> Option<Flaw> {
    let forbidden =
        |problem: String, hint| Some(Flaw { code: codes::FORBIDDEN_CHARACTER, problem, hint });
    match character {
        '\t' => None,
        '\n' if layout == Layout::Paragraphs => None,
        '\n' | '\r' if layout == Layout::Line => Some(Flaw {
            code: codes::LINE_BREAK,
            problem: "has a line break, and must be one line".into(),
            hint: Some("write it on one line"),
        }),
        BYTE_ORDER_MARK => forbidden("has a byte order mark (U+FEFF)".into(), Some("remove it")),
        _ if is_bidi_control(character) => forbidden(bidi_problem(character), Some("remove it")),
        _ if character.is_control() => {
            let problem = format!("has the control character U+{:04X}", u32::from(character));
            forbidden(problem, Some("remove it"))
        }
        _ => None,
    }
}

/// True for the characters that embed, override or isolate a direction of writing, and so show a
/// text in another order than it has.
pub(super) fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What to say of such a character.
pub(super) fn bidi_problem(character: char) -> String {
    format!("has U+{:04X}, which shows text in another order than it has", u32::from(character))
}

/// The text of a manifest's bytes: without a byte order mark, lines ended by `\n`, what is not UTF-8
/// replaced by U+FFFD.
pub(super) fn normalize(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).replace("\r\n", "\n")
}
