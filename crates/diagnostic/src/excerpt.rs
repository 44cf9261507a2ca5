//! The line that a defect is on.

use unicode_width::UnicodeWidthChar;

use crate::{Source, is_bidi_control, manifest_text};

/// The columns of a line that are shown at most.
const MAX_COLUMNS: usize = 120;
/// The columns shown before a defect where a line is cut.
const LEAD: usize = 40;

/// The line of `text` that `source` points at, with its number, and a line of carets beneath:
///
/// ```text
///   |
/// 3 | sumary = "Concurrent"
///   | ^^^^^^
/// ```
///
/// Tabs are shown as four blanks, characters that do not print as U+FFFD; wide characters get two
/// carets; of a long line the part around the defect is shown. `None` when `source` is not a place
/// in a manifest, or not one of `text`.
#[must_use]
pub fn excerpt(text: &[u8], source: &Source) -> Option<String> {
    let Source::Manifest { line, column, length, .. } = source else { return None };
    let text = manifest_text(text);
    let content = text.split('\n').nth(usize::try_from(*line).ok()?.checked_sub(1)?)?;
    let start = usize::try_from(*column).ok()?.checked_sub(1)?;
    let end = start.saturating_add(usize::try_from(*length).ok()?);

    let mut cells = Vec::new();
    for (index, character) in content.chars().enumerate() {
        let marked = (start..end).contains(&index);
        cells.push(Cell::of(character, marked));
    }
    if start > cells.len() {
        return None;
    }
    if start == cells.len() {
        // A defect at the very end, where something is missing.
        cells.push(Cell { shown: " ".into(), columns: 1, marked: true });
    }
    let cells = visible(&cells, start);

    let shown: String = cells.iter().map(|cell| cell.shown.as_str()).collect();
    let carets: String =
        cells.iter().map(|cell| if cell.marked { "^" } else { " " }.repeat(cell.columns)).collect();
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    Some(format!("{gutter} |\n{number} | {}\n{gutter} | {}\n", shown.trim_end(), carets.trim_end()))
}

/// A character as it is shown.
#[derive(Clone)]
struct Cell {
    shown: String,
    columns: usize,
    marked: bool,
}

impl Cell {
    fn of(character: char, marked: bool) -> Self {
        let (shown, columns) = match (character, character.width()) {
            ('\t', _) => ("    ".to_owned(), 4),
            (_, Some(columns)) if columns > 0 && !is_bidi_control(character) => {
                (character.to_string(), columns)
            }
            // A combining mark stands over the character before it.
            (_, Some(_)) if is_combining(character) => (character.to_string(), 0),
            _ => ("\u{fffd}".to_owned(), 1),
        };
        Self { shown, columns, marked }
    }
}

/// True for the marks that print over the character before them.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

/// The cells to show: all, or those around the one at `start`, with `...` where others are left out.
fn visible(cells: &[Cell], start: usize) -> Vec<Cell> {
    let columns = |cells: &[Cell]| cells.iter().map(|cell| cell.columns).sum::<usize>();
    if columns(cells) <= MAX_COLUMNS {
        return cells.to_vec();
    }
    let dots = Cell { shown: "...".into(), columns: 3, marked: false };
    let from = start.saturating_sub(LEAD);
    let mut visible = Vec::new();
    if from > 0 {
        visible.push(dots.clone());
    }
    for cell in &cells[from..] {
        if columns(&visible) + cell.columns > MAX_COLUMNS {
            visible.push(dots);
            break;
        }
        visible.push(cell.clone());
    }
    visible
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn at(line: u32, column: u32, length: u32) -> Source {
        Source::Manifest { file: Path::new("x.toml").into(), line, column, length }
    }

    #[test]
    fn the_line_and_carets() {
        let text = b"name = \"x\"\nsumary = \"y\"\n";
        assert_eq!(
            excerpt(text, &at(2, 1, 6)).as_deref(),
            Some("  |\n2 | sumary = \"y\"\n  | ^^^^^^\n")
        );
        assert_eq!(
            excerpt(text, &at(1, 8, 3)).as_deref(),
            Some("  |\n1 | name = \"x\"\n  |        ^^^\n")
        );
    }

    #[test]
    fn the_end_of_a_line_and_of_the_text() {
        assert_eq!(excerpt(b"a =", &at(1, 4, 1)).as_deref(), Some("  |\n1 | a =\n  |    ^\n"));
        assert_eq!(excerpt(b"", &at(1, 1, 1)).as_deref(), Some("  |\n1 | \n  | ^\n"));
        assert_eq!(excerpt(b"a\n", &at(3, 1, 1)), None);
        assert_eq!(excerpt(b"a\n", &at(1, 9, 1)), None);
        assert_eq!(excerpt(b"a\n", &Source::Program), None);
        assert_eq!(excerpt(b"a\n", &Source::Flag("--name".into())), None);
        assert_eq!(excerpt(b"a\n", &at(0, 0, 0)), None);
    }

    #[test]
    fn tabs_wide_characters_and_what_does_not_print() {
        assert_eq!(
            excerpt("\tx = \"漢\"\r\n".as_bytes(), &at(1, 6, 3)).as_deref(),
            Some("  |\n1 |     x = \"漢\"\n  |         ^^^^\n")
        );
        assert_eq!(
            excerpt(b"\xef\xbb\xbfa \x1b[31m \xff", &at(1, 3, 1)).as_deref(),
            Some("  |\n1 | a \u{fffd}[31m \u{fffd}\n  |   ^\n")
        );
        assert_eq!(
            excerpt("e\u{301}x \u{202e}".as_bytes(), &at(1, 3, 1)).as_deref(),
            Some("  |\n1 | e\u{301}x \u{fffd}\n  |  ^\n")
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_defect() {
        let text = format!("a = \"{}\" b", "x".repeat(500));
        let shown = excerpt(text.as_bytes(), &at(1, 508, 1)).unwrap();
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[1].starts_with("1 | ...xxx") && lines[1].ends_with("x\" b"), "{shown}");
        assert_eq!(lines[1].find('b').unwrap(), lines[2].find('^').unwrap());
    }

    proptest! {
        #[test]
        fn any_text_and_place(
            text in proptest::collection::vec(any::<u8>(), 0..300),
            line in 0u32..6, column in 0u32..200, length in 0u32..200,
        ) {
            if let Some(shown) = excerpt(&text, &at(line, column, length)) {
                prop_assert_eq!(shown.lines().count(), 3);
                prop_assert!(!shown.chars().any(|it| it.is_control() && it != '\n'), "{}", shown);
            }
        }
    }
}
