//! What a text of a description may hold.

use diagnostic::{Code, is_bidi_control};

use super::codes;

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
        let hint = Some("remove the key, or give it a value");
        return Some(Flaw { code: codes::EMPTY, problem: "is empty".into(), hint });
    }
    if text.len() > most {
        let problem = format!("is {} bytes long; the limit is {most}", text.len());
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
            hint: Some("put it on one line"),
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

/// What to say of such a character.
pub(super) fn bidi_problem(character: char) -> String {
    format!("has U+{:04X}, which changes the direction of the text", u32::from(character))
}
