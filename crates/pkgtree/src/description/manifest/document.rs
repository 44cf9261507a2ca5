//! The text of a manifest and the places in it.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use diagnostic::{Diagnostic, Diagnostics, Source, Subject, is_bidi_control, manifest_text};

use super::ManifestFile;
use crate::description::codes;
use crate::description::interpolate::Template;
use crate::description::text::bidi_problem;

/// The length in bytes that no manifest may exceed.
pub(super) const MAX_LENGTH: usize = 4 << 20;

/// The bytes between two counts of characters.
const STRIDE: usize = 1 << 10;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const REPLACEMENT: &str = "\u{fffd}";

/// The text of a manifest: UTF-8, without a byte order mark, lines ended by `\n`.
pub(super) struct Document {
    file: Arc<Path>,
    text: String,
    /// Where each line starts.
    lines: Vec<usize>,
    /// The characters before every [`STRIDE`]th byte, so that a column on a long line is soon found.
    characters: Vec<usize>,
}

impl Document {
    /// Decodes a manifest, reporting what is wrong with its bytes. What is not UTF-8 is replaced so
    /// that the rest can be read.
    pub(super) fn decode(file: &ManifestFile, defects: &mut Diagnostics) -> Self {
        let oversized = file.text.len() > MAX_LENGTH;
        let bytes = if oversized { &[][..] } else { &file.text };
        let text = manifest_text(bytes);
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(newline, _)| newline + 1))
            .collect();
        let mut count = 0;
        let mut characters = Vec::new();
        for stride in text.as_bytes().chunks(STRIDE) {
            characters.push(count);
            count += characters_in(stride);
        }
        let document = Self { file: file.path.as_path().into(), text, lines, characters };
        if oversized {
            let problem = format!("is longer than {MAX_LENGTH} bytes, the limit of a manifest");
            defects.push(document.defect(codes::TOO_LONG, 0..0, problem));
        }
        if bytes.starts_with(BYTE_ORDER_MARK) {
            defects.push(
                document
                    .defect(codes::BYTE_ORDER_MARK, 0..0, "starts with a byte order mark")
                    .hint("save it as UTF-8 without a byte order mark"),
            );
        }
        document.check_characters(bytes, defects);
        document
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range.
    pub(super) fn raw(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The line, from 0, that the byte at `offset` is on.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The text of a line, counted from 0.
    pub(super) fn line_text(&self, line: usize) -> &str {
        let start = self.lines.get(line).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        self.raw(&(start..end))
    }

    /// The place of a range: where it starts, and its length on that line.
    pub(super) fn source(&self, span: &Range<usize>) -> Source {
        let start = floor_char_boundary(&self.text, span.start);
        let end = floor_char_boundary(&self.text, span.end).max(start);
        let line = self.line(start);
        let first_line = self.text[start..end].split('\n').next().unwrap_or_default();
        let column = self.characters_before(start) - self.characters_before(self.lines[line]) + 1;
        Source::Manifest {
            file: Arc::clone(&self.file),
            line: number(line + 1),
            column: number(column),
            length: number(first_line.chars().count().max(1)),
        }
    }

    /// A text that stands, quotes and all, at `span`.
    pub(super) fn template<'t>(&self, text: &'t str, span: Range<usize>) -> Template<'t> {
        let start = self.raw(&span).find(text).map(|start| span.start + start);
        Template { text, span, start }
    }

    /// The number of characters before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        match self.characters.get(stride) {
            Some(count) => count + characters_in(&self.text.as_bytes()[stride * STRIDE..offset]),
            None => self.text.chars().count(),
        }
    }

    /// A defect of the manifest itself.
    pub(super) fn defect(
        &self,
        code: diagnostic::Code,
        span: Range<usize>,
        problem: impl Into<String>,
    ) -> Diagnostic {
        let subject = Subject::Field { name: "manifest".into(), source: self.source(&span) };
        Diagnostic::new(code, subject, problem)
    }

    /// Reports each line with bytes that are not UTF-8, and each character that would deceive a
    /// reader.
    fn check_characters(&self, bytes: &[u8], defects: &mut Diagnostics) {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let mut offset = 0;
        let mut undecoded_line = None;
        for chunk in bytes.utf8_chunks() {
            offset += chunk.valid().len() - chunk.valid().matches("\r\n").count();
            if chunk.invalid().is_empty() {
                continue;
            }
            let line = self.line(offset);
            if undecoded_line.replace(line) != Some(line) {
                let shown: String =
                    chunk.invalid().iter().map(|byte| format!("0x{byte:02x} ")).collect();
                let problem = format!("{shown}is not UTF-8");
                let span = offset..offset + REPLACEMENT.len();
                defects.push(self.defect(codes::NOT_UTF8, span, problem).hint("save it as UTF-8"));
            }
            offset += REPLACEMENT.len();
        }
        for (start, character) in self.text.char_indices() {
            if is_bidi_control(character) {
                let span = start..start + character.len_utf8();
                let problem = bidi_problem(character);
                defects
                    .push(self.defect(codes::FORBIDDEN_CHARACTER, span, problem).hint("remove it"));
            }
        }
    }
}

/// The number of characters that start in a stretch of UTF-8.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

/// A line or column number; what does not fit is the largest, which the length limit rules out.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The nearest boundary of a character at or before `offset`.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
