//! The JSON twin of what is said.

use std::fmt::{self, Write as _};
use std::io;
use std::path::Path;

use diagnostic::{Class, Diagnostic, Diagnostics, Source, Subject};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

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
    let mut serializer = Serializer::with_formatter(&mut *out, Ascii(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The same of a document with warnings beside what is in it.
pub(crate) fn write_with(
    document: &impl Serialize,
    warnings: &[DiagnosticDocument],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Whole<'a, D> {
        #[serde(flatten)]
        document: &'a D,
        warnings: &'a [DiagnosticDocument],
    }
    write(&Whole { document, warnings }, out)
}

/// Elements that are made one by one while they are written.
#[derive(Clone, Debug)]
pub(crate) struct Each<I>(pub(crate) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// A text of any length that may have several lines; what is not UTF-8 in it is replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lossy<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_char(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }
}

impl Serialize for Lossy<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Indents, and escapes in texts what is not printable ASCII.
struct Ascii<'a>(PrettyFormatter<'a>);

impl Formatter for Ascii<'_> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let is_plain = |character: char| character.is_ascii() && character != '\x7f';
        let mut rest = fragment;
        while let Some(at) = rest.find(|character| !is_plain(character)) {
            let (plain, others) = rest.split_at(at);
            out.write_all(plain.as_bytes())?;
            let end = others.find(is_plain).unwrap_or(others.len());
            let (others, behind) = others.split_at(end);
            for unit in others.encode_utf16() {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = behind;
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
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
