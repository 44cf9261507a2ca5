//! Text in aligned columns.

use std::fmt;

use diagnostic::Printable;
use unicode_width::UnicodeWidthStr;

/// Rows of text, shown in aligned columns with one blank between them.
///
/// Each row stands on a line of its own, without blanks at its end. Columns are as wide as a terminal
/// shows their widest text.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds a row. Rows may have different numbers of columns.
    pub(super) fn row(&mut self, columns: impl Into<Vec<String>>) {
        let columns = columns.into().into_iter();
        let shown = columns.map(|text| Printable(text.as_bytes()).to_string());
        self.rows.push(shown.collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = Vec::<usize>::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            // What stands last in a row needs no room.
            let last = row.iter().rposition(|text| !text.is_empty()).unwrap_or_default();
            for (text, width) in row.iter().take(last).zip(&mut widths) {
                *width = text.width().max(*width);
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for (text, width) in row.iter().zip(&widths) {
                line.push_str(text);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width()) + 1));
            }
            writeln!(f, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[&[&str]]) -> String {
        let mut table = Table::default();
        for row in rows {
            table.row(row.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        }
        table.to_string()
    }

    #[test]
    fn columns_are_as_wide_as_they_are_shown() {
        assert_eq!(shown(&[]), "");
        assert_eq!(shown(&[&["1.0\u{202e}", "x\u{1b}"]]), "1.0\\u{202e} x\\x1b\n");
        assert_eq!(shown(&[&["a", "b", "c"]]), "a b c\n");
        assert_eq!(shown(&[&["a", "bbb", "c"], &["aa", "b", "cc"]]), "a  bbb c\naa b   cc\n");
        // Two columns of a terminal for one character; a mark is shown as it would not be seen.
        assert_eq!(shown(&[&["日", "x"], &["e\u{301}", "x"]]), "日       x\ne\\u{301} x\n");
        // The last text of a row moves nothing.
        assert_eq!(shown(&[&["a", "long text", ""], &["a", "b", "c"]]), "a long text\na b c\n");
        assert_eq!(shown(&[&["a", "", ""], &["", "", "c"]]), "a\n  c\n");
    }
}
