//! One package in an index.

use std::fmt;
use std::sync::Arc;

use debpkg::architecture::specific;
use repo_store::Sha256;

use super::fields::{Fields, blank_line, check_characters};
use super::format::{Format, Found};

/// One package in an index: its paragraph, as bytes, with what identifies it
/// (DebianRepository/Format, "Packages Indices" and "Sources Indices").
///
/// What is published already is never printed anew: its bytes are kept, in the order, case and
/// encoding in which they were found. Records of one index share its text.
#[derive(Clone)]
pub struct Record {
    text: Arc<Vec<u8>>,
    start: usize,
    length: u32,
    format: Format,
    package: Part,
    version: Part,
    /// What it is for: the variant, or else the architecture.
    architecture: Part,
    /// `Filename`, or `Directory` of a source package.
    place: Part,
    /// The name of a source package's `.dsc` file.
    dsc: Part,
    size: u64,
    sha256: Sha256,
}

/// A piece of a record's paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) start: u32,
    pub(super) length: u32,
}

/// The largest paragraph in bytes: 4 MiB, far more than any of Debian's has.
pub const LARGEST_PARAGRAPH: usize = 4 << 20;

/// A file that a record refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// Its path relative to the archive, without `./` before it.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its digest.
    pub sha256: Sha256,
}

impl Record {
    /// Parses one paragraph that is to be published: whole lines, without an empty one.
    ///
    /// # Errors
    /// As [`parse_published`](Self::parse_published); and a line of blanks alone, which dpkg refuses
    /// in a package.
    pub fn parse(paragraph: Vec<u8>, format: Format) -> Result<Self, RecordError> {
        let record = Self::parse_published(paragraph, format)?;
        match blank_line(record.paragraph()) {
            Some(line) => Err(RecordError::new(line, "a line of only blanks")),
            None => Ok(record),
        }
    }

    /// Parses one paragraph of an index that is published, by whatever tool.
    ///
    /// # Errors
    /// The first defect with its line: no paragraph, or more than [`LARGEST_PARAGRAPH`]; a field
    /// that identifies the package is missing, there twice or wrong; control characters.
    pub fn parse_published(mut paragraph: Vec<u8>, format: Format) -> Result<Self, RecordError> {
        if !paragraph.ends_with(b"\n") {
            paragraph.push(b'\n');
        }
        check_characters(&paragraph)?;
        let record = Self::found(&Arc::new(paragraph), 0, format)?;
        if record.length as usize == record.text.len() {
            return Ok(record);
        }
        let line = memchr::memchr_iter(b'\n', record.paragraph()).count() + 1;
        Err(RecordError::new(line, "an empty line within a paragraph"))
    }

    /// The record of the paragraph that starts at `start` in `text`, whose characters are checked and
    /// whose last line is whole.
    pub(super) fn found(
        text: &Arc<Vec<u8>>,
        start: usize,
        format: Format,
    ) -> Result<Self, RecordError> {
        Self::of(text, start, format, Found::read(&text[start..], format)?)
    }

    /// The same of a paragraph that was read before it was published.
    pub(super) fn found_trusted(
        text: &Arc<Vec<u8>>,
        start: usize,
        format: Format,
    ) -> Result<Self, RecordError> {
        match Found::read_trusted(&text[start..], format) {
            Some(found) => Self::of(text, start, format, found),
            None => Self::found(text, start, format),
        }
    }

    fn of(
        text: &Arc<Vec<u8>>,
        start: usize,
        format: Format,
        found: Found,
    ) -> Result<Self, RecordError> {
        let length = match u32::try_from(found.length) {
            Ok(length) if found.length <= LARGEST_PARAGRAPH => length,
            _ => {
                let problem = format!("a paragraph of more than {LARGEST_PARAGRAPH} bytes");
                return Err(RecordError::new(1, problem));
            }
        };
        let mut record = Self {
            text: Arc::clone(text),
            start,
            length,
            format,
            package: found.package,
            version: found.version,
            architecture: found.architecture,
            place: found.place,
            dsc: found.dsc,
            size: found.size,
            sha256: found.sha256,
        };
        if found.variant.length > 0 {
            let (architecture, variant) =
                (record.part(found.architecture), record.part(found.variant));
            if specific(architecture, Some(variant)) == variant {
                record.architecture = found.variant;
            }
        }
        Ok(record)
    }

    /// The whole paragraph with the line break of its last line, without the empty line behind it.
    #[must_use]
    pub fn paragraph(&self) -> &[u8] {
        &self.text[self.start..self.start + self.length as usize]
    }

    /// The paragraph with an empty line behind it, which often stands there.
    pub(super) fn with_empty_line(&self) -> [&[u8]; 2] {
        let end = self.start + self.length as usize;
        match self.text.get(self.start..=end) {
            Some(whole) if whole.ends_with(b"\n") => [whole, b""],
            _ => [self.paragraph(), b"\n"],
        }
    }

    /// What kind of index it stands in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The field `Package`.
    #[must_use]
    pub fn package(&self) -> &str {
        self.part(self.package)
    }

    /// The field `Version`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.part(self.version)
    }

    /// What it is for: the field `Architecture-Variant`, or else `Architecture`
    /// ([`debpkg::architecture::specific`]). `source` for a source package, whose own lists what it builds
    /// for.
    #[must_use]
    pub fn architecture(&self) -> &str {
        match self.format {
            Format::Packages => self.part(self.architecture),
            Format::Sources => "source",
        }
    }

    /// The path of the package, or of a source package's `.dsc`, relative to the archive, without
    /// `./` before it.
    #[must_use]
    pub fn path(&self) -> String {
        match self.format {
            Format::Packages => without_dot(self.part(self.place)).to_owned(),
            Format::Sources => join(self.part(self.place), self.part(self.dsc)),
        }
    }

    /// The length in bytes of the package, or of a source package's `.dsc`.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The digest of the package, or of a source package's `.dsc`.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }

    /// All files that it refers to: the package, or a source package's `.dsc` and tarballs.
    #[must_use]
    pub fn files(&self) -> Vec<RecordFile> {
        match self.format {
            Format::Packages => {
                vec![RecordFile { path: self.path(), size: self.size, sha256: self.sha256 }]
            }
            Format::Sources => self.source_files(),
        }
    }

    /// The value of any field without the blanks around it, further lines with their leading blank.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let paragraph = self.paragraph();
        let mut fields = Fields::new(paragraph).filter_map(Result::ok);
        fields
            .find(|field| field.is_named(name))
            .map(|field| paragraph[field.start..field.end].trim_ascii())
    }

    fn source_files(&self) -> Vec<RecordFile> {
        let directory = self.part(self.place);
        let sums = self.field("Checksums-Sha256").unwrap_or_default();
        super::format::checksums(sums)
            .filter_map(Result::ok)
            .map(|sum| RecordFile {
                path: join(directory, sum.name),
                size: sum.size,
                sha256: sum.sha256,
            })
            .collect()
    }

    /// [`path`](Self::path) of a binary package, as it stands there.
    pub(super) fn place(&self) -> &str {
        without_dot(self.part(self.place))
    }

    /// [`package`](Self::package) as bytes, which compare like text: checking that they are UTF-8
    /// is most of what ordering an index would take.
    pub(super) fn package_bytes(&self) -> &[u8] {
        self.bytes(self.package)
    }

    /// Equal for a record and its clones, which need not be compared by their paragraphs then.
    pub(super) fn identity(&self) -> (usize, usize) {
        (Arc::as_ptr(&self.text) as usize, self.start)
    }

    fn part(&self, part: Part) -> &str {
        std::str::from_utf8(self.bytes(part)).unwrap_or_default()
    }

    fn bytes(&self, part: Part) -> &[u8] {
        let start = self.start + part.start as usize;
        &self.text[start..start + part.length as usize]
    }
}

impl PartialEq for Record {
    /// By their paragraphs.
    fn eq(&self, other: &Self) -> bool {
        let same_place = Arc::ptr_eq(&self.text, &other.text) && self.start == other.start;
        same_place || self.format == other.format && self.paragraph() == other.paragraph()
    }
}

impl Eq for Record {}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({self} {} {})", self.path(), self.sha256)
    }
}

impl fmt::Display for Record {
    /// `name_version_architecture`, as people name packages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.package(), self.version(), self.architecture())
    }
}

fn join(directory: &str, name: &str) -> String {
    match without_dot(directory) {
        "" | "." => name.to_owned(),
        directory => format!("{directory}/{name}"),
    }
}

fn without_dot(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// Not a record of a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}line {line}: {problem}", package.as_ref().map(|name| format!("package {name}, ")).unwrap_or_default())]
pub struct RecordError {
    /// The name of the package whose paragraph it is, where it says one.
    pub package: Option<String>,
    /// The line in the index, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// How to mend it, where there is a way.
    pub hint: Option<&'static str>,
}

impl RecordError {
    pub(super) fn new(line: usize, problem: impl Into<String>) -> Self {
        Self { package: None, line, problem: problem.into(), hint: None }
    }

    /// The same with the name of the package whose paragraph in `index` it is.
    pub(crate) fn named(self, index: &[u8]) -> Self {
        let mut name = None;
        for (at, line) in index.split(|&byte| byte == b'\n').enumerate() {
            if line.is_empty() {
                if at + 1 > self.line {
                    break;
                }
                name = None;
            } else if let Some((b"Package:", value)) = line.split_at_checked(8) {
                name = name.or_else(|| Some(String::from_utf8_lossy(value.trim_ascii())));
            }
        }
        Self { package: name.map(|name| name.into_owned()), ..self }
    }

    pub(super) fn mend(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// The same, `lines` further down.
    pub(super) fn below(self, lines: usize) -> Self {
        Self { line: self.line + lines, ..self }
    }
}
