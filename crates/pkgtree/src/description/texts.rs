//! What any text of a package's metadata must be.

use diagnostic::{Report, is_bidi_control};

use super::text::{BYTE_ORDER_MARK, MAX_PARAGRAPHS, MAX_TEXT};
use super::{Value, codes};

/// A value of one line without the blanks around it; `None`, and a defect, when it is more or less
/// than that.
pub fn line<'a>(value: &Value<'a>, report: &mut Report) -> Option<&'a str> {
    check(value, MAX_TEXT, |found| found.is_control(), report)
        .then(|| value.value.trim_matches(' '))
        .and_then(|text| filled(value, text, report))
}

/// A value that may have further lines, each of which starts with a blank; `None`, and a
/// defect, when it is not like that.
pub fn folded(value: &Value<'_>, report: &mut Report) -> Option<String> {
    if !check(value, MAX_TEXT, |found| found.is_control() && !is_layout(found), report) {
        return None;
    }
    let text = value.value.trim_end();
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().trim();
    let further: Vec<_> = lines.map(|line| line.trim_end_matches(BLANKS)).collect();
    if further.iter().any(|line| !line.starts_with(BLANKS) || line.trim().is_empty()) {
        report.defect(
            value
                .diagnostic(
                    codes::FOLDED,
                    "has a continuation line that does not start with a \
                                            blank",
                )
                .hint("start each continuation line with a blank, or put the value on one line"),
        );
        return None;
    }
    let text = std::iter::once(first).chain(further).collect::<Vec<_>>().join("\n");
    filled(value, &text, report).map(str::to_owned)
}

/// The lines of a long description, without blanks at their ends and without empty lines around;
/// `None`, and a defect, when it has characters that no text may have.
pub fn paragraphs(value: &Value<'_>, report: &mut Report) -> Option<String> {
    if !check(value, MAX_PARAGRAPHS, |found| found.is_control() && !is_layout(found), report) {
        return None;
    }
    let lines: Vec<_> = value.value.split('\n').map(|line| line.trim_end_matches(BLANKS)).collect();
    let is_filled = |line: &&str| !matches!(*line, "" | ".");
    let Some(first) = lines.iter().position(is_filled) else { return Some(String::new()) };
    let last = lines.iter().rposition(is_filled).unwrap_or(first);
    Some(lines[first..=last].join("\n"))
}

/// True for a URL with its scheme, such as `https://example.org`.
#[must_use]
pub fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        is_scheme(scheme) && !rest.is_empty() && !rest.contains(['<', '>', ' '])
    })
}

/// True for the scheme of a URL, such as `https` (RFC 3986, section 3.1).
#[must_use]
pub fn is_scheme(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(allowed)
}

const BLANKS: [char; 2] = [' ', '\t'];

fn is_layout(character: char) -> bool {
    matches!(character, '\n' | '\t')
}

fn filled<'a>(value: &Value<'_>, text: &'a str, report: &mut Report) -> Option<&'a str> {
    if text.is_empty() {
        report.defect(
            value.diagnostic(codes::EMPTY, "is empty").hint("remove the field, or give it a value"),
        );
        return None;
    }
    Some(text)
}

fn check(
    value: &Value<'_>,
    limit: usize,
    is_forbidden: impl Fn(char) -> bool,
    report: &mut Report,
) -> bool {
    let text = value.value;
    if text.len() > limit {
        report.defect(
            value
                .diagnostic(
                    codes::TOO_LONG,
                    format!("is {} bytes long; the limit is {limit}", text.len()),
                )
                .hint("shorten it"),
        );
        return false;
    }
    let found =
        text.chars().enumerate().find(|(_, found)| is_forbidden(*found) || is_invisible(*found));
    let Some((at, found)) = found else { return true };
    let (code, hint) = match found {
        '\n' => (codes::LINE_BREAK, "put it on one line"),
        '\r' => (
            codes::FORBIDDEN_CHARACTER,
            "save it with Unix line ends, for example with \
                                              dos2unix(1)",
        ),
        BYTE_ORDER_MARK => (codes::FORBIDDEN_CHARACTER, "remove the byte order mark"),
        _ => (codes::FORBIDDEN_CHARACTER, "remove the character"),
    };
    let problem = format!(
        "has the character U+{:04X} at position {}, which is not allowed there",
        u32::from(found),
        at + 1
    );
    report.defect(value.diagnostic(code, problem).hint(hint));
    false
}

/// Characters that make a text look like another one: a byte order mark, line separators, and those
/// that turn the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(character, BYTE_ORDER_MARK | '\u{2028}' | '\u{2029}') || is_bidi_control(character)
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;

    use super::*;

    fn with<T>(text: &str, read: impl Fn(&Value<'_>, &mut Report) -> T) -> (T, Option<String>) {
        let mut report = Report::default();
        let value = Value { field: "f".into(), value: text, source: &Source::Program };
        let result = read(&value, &mut report);
        (result, report.defects.as_slice().first().map(|defect| defect.problem.clone()))
    }

    fn read_line(text: &str) -> Result<String, String> {
        let (line, defect) = with(text, |value, report| line(value, report).map(str::to_owned));
        line.ok_or_else(|| defect.unwrap())
    }

    #[test]
    fn lines_are_trimmed_and_checked() {
        assert_eq!(read_line(" a b ").as_deref(), Ok("a b"));
        for text in ["a\nDepends: evil", "a\n", "a\rb", "a\0", "\x1b[1m", "\u{85}", "a\tb"] {
            assert!(read_line(text).unwrap_err().contains("has the character U+00"), "{text:?}");
        }
        for text in ["\u{feff}a", "a\u{202e}b", "a\u{2028}b", "\u{2066}"] {
            assert!(read_line(text).is_err(), "{text:?}");
        }
        assert_eq!(read_line("  ").unwrap_err(), "is empty");
        assert!(read_line(&"x".repeat(MAX_TEXT)).is_ok());
        assert!(read_line(&"x".repeat(MAX_TEXT + 1)).unwrap_err().contains("65537 bytes"));
    }

    #[test]
    fn further_lines_need_a_blank() {
        assert_eq!(with("a,\n b \n\tc\n", folded).0.as_deref(), Some("a,\n b\n\tc"));
        assert_eq!(with("\n a", folded).0.as_deref(), Some("\n a"));
        for text in ["a\nb", "a\n\n b", "a\n \n b", "a\r\n b"] {
            assert_eq!(with(text, folded).0, None, "{text:?}");
        }
    }

    #[test]
    fn descriptions_keep_their_layout() {
        let text = "\n  verbatim \n\nx\t\n.\n * y\n\n";
        assert_eq!(with(text, paragraphs).0.as_deref(), Some("  verbatim\n\nx\n.\n * y"));
        assert_eq!(with(" \n\n", paragraphs).0.as_deref(), Some(""));
        assert_eq!(with("a\r\nb", paragraphs).0, None);
        assert_eq!(with("a\0", paragraphs).0, None);
    }
}
