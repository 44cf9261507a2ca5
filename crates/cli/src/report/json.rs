//! The JSON twin of what is said.

use std::io;
use std::path::Path;

use diagnostic::{Class, Diagnostic, Diagnostics, Source, Subject};
use serde::Serialize;

use diagnostic::Printable;

use super::redact::redacted;

/// A diagnostic in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct DiagnosticDocument {
    code: String,
    class: &'static str,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    flag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    problem: String,
    hint: Option<String>,
}

/// At most `limit` of `diagnostics` in JSON.
pub(crate) fn diagnostic_documents(
    diagnostics: &Diagnostics,
    limit: usize,
) -> Vec<DiagnosticDocument> {
    diagnostics.as_slice().iter().take(limit).map(document).collect()
}

/// Writes `value` as one indented document in ASCII, so that nothing in it controls a terminal.
pub(super) fn write(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    let mut ascii = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if character.is_ascii() && character != '\x7f' {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii.push('\n');
    out.write_all(ascii.as_bytes())
}

fn document(diagnostic: &Diagnostic) -> DiagnosticDocument {
    let mut document = DiagnosticDocument {
        code: diagnostic.code.to_string(),
        class: class_name(diagnostic.code.class()),
        subject: String::new(),
        flag: None,
        file: None,
        line: None,
        column: None,
        problem: redacted(&diagnostic.problem).into_owned(),
        hint: diagnostic.hint.as_deref().map(|hint| redacted(hint).into_owned()),
    };
    match &diagnostic.subject {
        Subject::Field { name, source } => {
            document.subject = redacted(name).into_owned();
            match source {
                Source::Program => {}
                Source::Flag(flag) => document.flag = Some(flag.clone()),
                Source::Manifest { file, line, column, .. } => {
                    document.file = Some(path_text(file));
                    document.line = Some(*line);
                    document.column = Some(*column);
                }
            }
        }
        Subject::File(path) => {
            document.subject = path_text(path);
            document.file = Some(path_text(path));
        }
        Subject::Entry(path) => document.subject = format!("/{}", Printable(path)),
    }
    document
}

/// The texts of one thing, such as the path, target and owner of a file, as JSON has them: as they are
/// where all of them are UTF-8; else all are escaped as [`slice::escape_ascii`] does, which is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts {
    /// Whether they are escaped.
    pub(crate) escaped: bool,
}

impl Texts {
    /// How the texts of a thing are written that has these.
    pub(crate) fn of(texts: &[&[u8]]) -> Self {
        Self { escaped: texts.iter().any(|text| std::str::from_utf8(text).is_err()) }
    }

    /// One of them.
    pub(crate) fn text(self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(text) if !self.escaped => text.to_owned(),
            _ => bytes.escape_ascii().to_string(),
        }
    }
}

/// A path as JSON has it: what is not UTF-8 is escaped.
fn path_text(path: &Path) -> String {
    let text = path
        .to_str()
        .map_or_else(|| Printable(path.as_os_str().as_encoded_bytes()).to_string(), str::to_owned);
    redacted(&text).into_owned()
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Usage => "usage",
        Class::Input => "input",
        Class::Io => "io",
        Class::Conflict => "conflict",
        Class::Key => "key",
        Class::Verification => "verification",
        Class::Clock => "clock",
        Class::Bug => "bug",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_is_written_and_it_reads_back() {
        let text = "a\u{1b}]0;x\u{7}\u{7f}\u{9b}\u{202e}日😀\"";
        let mut out = Vec::new();
        write(&[text], &mut out).unwrap();
        assert!(out.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n'));
        let back: Vec<String> = serde_json::from_slice(&out).unwrap();
        assert_eq!(back, [text]);
    }

    #[test]
    fn different_texts_are_different_in_json() {
        let all: [&[u8]; 6] =
            [b"a", "a\u{301}".as_bytes(), b"a\\u{301}", b"a\xff", b"a\\xff", b"a\\\xff"];
        let written = all.map(|text| {
            let texts = Texts::of(&[text]);
            (texts.escaped, texts.text(text))
        });
        for (at, one) in written.iter().enumerate() {
            assert!(!written[..at].contains(one), "{one:?}");
        }
        assert_eq!(written[1], (false, "a\u{301}".to_owned()));
        // One of them makes all of them so.
        let texts = Texts::of(&[b"\xff", "\u{e9}".as_bytes()]);
        assert_eq!(texts.text("\u{e9}".as_bytes()), "\\xc3\\xa9");
    }
}
