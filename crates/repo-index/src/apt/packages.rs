//! An index: the packages of one component and architecture.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::sync::Arc;

use debpkg::Version;
use diagnostic::{Diagnostic, Subject};
use repo_store::Sha256;

use super::fields::check_characters;
use super::{Format, Record, RecordError};
use crate::codes;
use crate::compress::{Chunks, Unit};
use crate::sorted::{self, Rules};

/// The records of a `Packages` or `Sources` index.
///
/// What was parsed stands in its order. The first addition orders it by package, then version as dpkg
/// compares them, then architecture; from then on only what changes moves, so that what does not
/// change keeps its bytes.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    records: Vec<Record>,
    /// What was parsed, as long as it is what would be printed.
    parsed: Option<Arc<Vec<u8>>>,
}

/// A package is published already, with other content; or one of its files is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{package} {}", self.problem("is published already"))]
pub struct Conflict {
    /// The package as `name_version_architecture`.
    pub package: String,
    /// The digest of what is published.
    pub published: Sha256,
    /// The digest of what was to be added.
    pub given: Sha256,
    /// Where a file of it would stand in the place of another package's, or of another version's: the
    /// path, whose digest is `published`, and the package that has it.
    pub place: Option<(String, String)>,
}

impl Conflict {
    /// The same as a diagnostic ([`codes::OTHER_CONTENT`]).
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let subject = Subject::File((&self.package).into());
        Diagnostic::new(codes::OTHER_CONTENT, subject, self.problem("is published"))
            .hint(self.hint())
    }

    fn problem(&self, is_published: &str) -> String {
        let Self { published, given, .. } = self;
        match &self.place {
            None => {
                format!("{is_published} with other content: SHA-256 {published}, not {given}")
            }
            Some((path, other)) => {
                format!("has the same file name as {other}, but other content: {path}")
            }
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match &self.place {
            None => "a version is published once; give the changed package a new version",
            Some((path, _)) if path.contains(".tar") => {
                "a tarball is published once under its name: build with the one that is published, \
                 or give the changed one another upstream version"
            }
            Some(_) => "the epoch is not part of the file name: raise the version or revision",
        }
    }
}

impl Packages {
    /// Parses an index. Any number of empty lines may stand around paragraphs, and the last line
    /// break may be missing.
    ///
    /// # Errors
    /// The first defect with its line; see [`Record::parse_published`].
    pub fn parse(text: Vec<u8>, format: Format) -> Result<Self, RecordError> {
        check_characters(&text).map_err(|error| error.named(&text))?;
        let (text, is_whole) = whole_lines(text);
        Self::read(text, is_whole, |text, start| Record::found(text, start, format))
    }

    /// The same of a text that is held elsewhere too: whole lines.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub(crate) fn parse_shared(text: &Arc<Vec<u8>>, format: Format) -> Result<Self, RecordError> {
        check_characters(text).map_err(|error| error.named(text))?;
        Self::read(Arc::clone(text), true, |text, start| Record::found(text, start, format))
    }

    /// The same of an index that was parsed or printed here before it was published: of each
    /// paragraph nothing is looked at but the fields that identify the package.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for defects in other fields.
    pub fn parse_trusted(text: Vec<u8>, format: Format) -> Result<Self, RecordError> {
        let (text, is_whole) = whole_lines(text);
        Self::read(text, is_whole, |text, start| Record::found_trusted(text, start, format))
    }

    fn read(
        text: Arc<Vec<u8>>,
        mut as_printed: bool,
        read: impl Fn(&Arc<Vec<u8>>, usize) -> Result<Record, RecordError>,
    ) -> Result<Self, RecordError> {
        let mut records = Vec::with_capacity(text.len() / 1024);
        let mut at = 0;
        loop {
            let blank = text[at..].iter().take_while(|&&byte| byte == b'\n').count();
            as_printed &= blank == usize::from(!records.is_empty());
            at += blank;
            if at == text.len() {
                let parsed = as_printed.then(|| Arc::clone(&text));
                return Ok(Self { records, parsed });
            }
            let record = read(&text, at).map_err(|error| {
                error.below(memchr::memchr_iter(b'\n', &text[..at]).count()).named(&text)
            })?;
            at += record.paragraph().len();
            records.push(record);
        }
    }

    /// The records in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The records alone.
    pub(crate) fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What was parsed, where nothing was changed since and it would print as it was.
    pub(super) fn as_parsed(&self) -> Option<&[u8]> {
        self.parsed.as_ref().map(|text| text.as_slice())
    }

    /// The index as apt reads it: each paragraph with one empty line behind it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.paragraphs().flatten().collect::<Vec<_>>().concat()
    }

    /// The same, cut up to be compressed without being put together.
    #[must_use]
    pub fn chunks(&self) -> Chunks<'_> {
        Chunks::of_units(b"", self.paragraphs(), b"", Unit::Paragraph)
    }

    /// Each with its empty line.
    fn paragraphs(&self) -> impl ExactSizeIterator<Item = [&[u8]; 2]> + Clone {
        self.records.iter().map(Record::with_empty_line)
    }

    /// Adds packages. One that is there already, by name, version, architecture and digest, is left
    /// as it is published. Returns how many are new.
    ///
    /// # Errors
    /// Every package that is there, or given twice, with different digests; nothing is changed then.
    pub fn add(
        &mut self,
        records: impl IntoIterator<Item = Record>,
    ) -> Result<usize, Vec<Conflict>> {
        self.parsed = None;
        sorted::add(&mut self.records, records, &RULES)
    }

    /// Removes the records that `is_removed` chooses, and returns them.
    pub fn remove(&mut self, is_removed: impl Fn(&Record) -> bool) -> Vec<Record> {
        self.parsed = None;
        self.records.extract_if(.., |record| is_removed(record)).collect()
    }
}

/// A text with the last line break that it may lack, and whether it had it.
pub(crate) fn whole_lines(mut text: Vec<u8>) -> (Arc<Vec<u8>>, bool) {
    let is_whole = text.is_empty() || text.ends_with(b"\n");
    if !is_whole {
        text.push(b'\n');
    }
    (Arc::new(text), is_whole)
}

const RULES: Rules<Record, Conflict> = Rules {
    compare,
    is_same: |published, given| published.sha256() == given.sha256(),
    conflict: |published, given| Conflict {
        package: given.to_string(),
        published: published.sha256(),
        given: given.sha256(),
        place: None,
    },
};

impl PartialEq for Packages {
    /// By their records.
    fn eq(&self, other: &Self) -> bool {
        self.records == other.records
    }
}

impl Eq for Packages {}

impl FromIterator<Record> for Packages {
    /// The records as they come.
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        Self { records: records.into_iter().collect(), parsed: None }
    }
}

/// The order of an index; equal only for the same name, version and architecture.
pub(super) fn compare(left: &Record, right: &Record) -> Ordering {
    let names = left.package_bytes().cmp(right.package_bytes());
    names
        .then_with(|| compare_versions(left.version(), right.version()))
        .then_with(|| left.architecture().cmp(right.architecture()))
}

/// dpkg's order, and that of their texts for versions that dpkg takes for equal. What is no version,
/// which others may have published, stands behind those that are.
pub(super) fn compare_versions(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    let order = match (Version::parse(left), Version::parse(right)) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        (left, right) => left.is_err().cmp(&right.is_err()),
    };
    order.then_with(|| left.cmp(right))
}
