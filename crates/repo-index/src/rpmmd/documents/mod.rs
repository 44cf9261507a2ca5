//! Documents that a repository carries beside its lists: groups of packages, updates, modules.

mod any;
mod file;
mod found;
mod groups;
mod merged;
mod modules;
#[cfg(test)]
mod tests;
mod updates;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::path::Path;

use diagnostic::Diagnostic;

use super::DECLARATION;
use super::xml::{Reader, XmlError};

pub use any::{AnyDocument, DocumentTypeError, OtherDocument};
pub use found::{FoundDocuments, find_documents, is_called_like_a_document};
pub use merged::merge_documents;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// Groups of packages (comps), as `dnf group` installs them.
    Group,
    /// Updates and why they were made, as `dnf updateinfo` lists them.
    Updateinfo,
    /// Modules: streams of versions that go together.
    Modules,
}

impl DocumentKind {
    /// Every kind, in the order in which `repomd.xml` has them.
    pub const ALL: [Self; 3] = [Self::Group, Self::Updateinfo, Self::Modules];

    /// Its type in `repomd.xml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Updateinfo => "updateinfo",
            Self::Modules => "modules",
        }
    }

    /// The kind of a type in `repomd.xml`.
    #[must_use]
    pub fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == kind)
    }

    /// The name of its file, without a compressor's suffix, as createrepo_c calls it.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Group => "comps.xml",
            Self::Updateinfo => "updateinfo.xml",
            Self::Modules => "modules.yaml",
        }
    }
}

/// A document, checked to be well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    kind: DocumentKind,
    text: Vec<u8>,
    notes: Vec<DocumentError>,
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct DocumentError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl From<XmlError> for DocumentError {
    fn from(error: XmlError) -> Self {
        Self { line: error.line, problem: error.problem }
    }
}

impl Document {
    /// Recognises a document by its content: XML whose element is `comps` or `updates`, or YAML of
    /// modules, whose documents are put between markers, and printed anew where they use what not
    /// every reader of YAML takes for the same.
    ///
    /// # Errors
    /// None of these, or not well-formed; an update without its `id`; a module that cannot be told
    /// from others, or that libmodulemd does not load.
    pub fn parse(text: Vec<u8>) -> Result<Self, DocumentError> {
        if is_xml(&text) {
            let (kind, notes) = xml(&text)?;
            return Ok(Self { kind, text, notes });
        }
        let text = modules::parse(&text)?;
        Ok(Self { kind: DocumentKind::Modules, text, notes: Vec::new() })
    }

    /// Reads a document from a file, compressed or not.
    ///
    /// # Errors
    /// The file cannot be read, or its content is none: see [`parse`](Self::parse).
    pub fn read(file: &Path) -> Result<Self, Diagnostic> {
        Self::of_file(file, file::read(file)?.text)
    }

    /// The document that `file` has as its text.
    fn of_file(file: &Path, text: Vec<u8>) -> Result<Self, Diagnostic> {
        Self::parse(text).map_err(|error| {
            let problem = format!("is not a supported document: {error}");
            file::defect(file, problem)
        })
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// What clients take although it is odd: updates of one `id`, of which libsolv lists each.
    #[must_use]
    pub fn notes(&self) -> &[DocumentError] {
        &self.notes
    }

    /// The parts that both have and that differ, such as `group core`: which of the two is meant, their
    /// files do not say.
    ///
    /// # Errors
    /// Either is not well-formed.
    pub fn clashes(&self, other: &Self) -> Result<Vec<String>, DocumentError> {
        match self.kind {
            DocumentKind::Group => groups::clashes(&self.text, &other.text),
            DocumentKind::Updateinfo => updates::clashes(&self.text, &other.text),
            DocumentKind::Modules => modules::clashes(&self.text, &other.text),
        }
    }

    /// The document that is published when this one is added to `published`, which is of the same
    /// kind. Its parts, such as groups, updates and modules, replace those of the same identity and
    /// stand beside the others.
    ///
    /// # Errors
    /// `published` is not well-formed.
    pub fn added_to(&self, published: &[u8]) -> Result<Self, DocumentError> {
        // The same again changes nothing, in whatever form it is.
        if published == self.text {
            return Ok(self.clone());
        }
        let text = match self.kind {
            DocumentKind::Group => groups::merge(published, &self.text)?,
            DocumentKind::Updateinfo => updates::merge(published, &self.text)?,
            DocumentKind::Modules => modules::merge(published, &self.text)?,
        };
        Ok(Self { kind: self.kind, text, notes: self.notes.clone() })
    }
}

/// The parts of both documents, by what identifies them: those of `given` in the place of those of
/// `published` that they replace, the others behind them.
fn merged<'a, K: Eq + Hash>(published: &[(K, &'a str)], given: &[(K, &'a str)]) -> Vec<&'a str> {
    // One document may have two of one identity: they stay together.
    let mut new = HashMap::<&K, Vec<&'a str>>::new();
    given.iter().for_each(|(id, text)| new.entry(id).or_default().push(text));
    let replaced: HashSet<&K> = new.keys().copied().collect();
    let mut merged = Vec::with_capacity(published.len() + given.len());
    for (id, text) in published {
        match new.remove(id) {
            Some(texts) => merged.extend(texts),
            None if replaced.contains(id) => {}
            None => merged.push(text),
        }
    }
    merged.extend(given.iter().filter(|(id, _)| new.contains_key(id)).map(|(_, text)| *text));
    merged
}

/// The identities that both have with different texts, each once.
fn clashing<'a, K: Eq + Hash>(one: &[(K, &str)], other: &'a [(K, &str)]) -> Vec<&'a K> {
    // The last of several counts, as for `merged`.
    let texts: HashMap<&K, &str> = one.iter().map(|(id, text)| (id, *text)).collect();
    let mut seen = HashSet::new();
    let clashes = other.iter().filter(|(id, text)| {
        texts.get(id).is_some_and(|known| known.trim() != text.trim()) && seen.insert(id)
    });
    clashes.map(|(id, _)| id).collect()
}

/// The document `<root>` of the parts of both ([`merged`]); `None` where it has those of `published`.
fn merged_xml<K: Eq + Hash>(
    root: &str,
    published: &[(K, &str)],
    given: &[(K, &str)],
) -> Option<Vec<u8>> {
    let parts = merged(published, given);
    if parts.iter().eq(published.iter().map(|(_, text)| text)) {
        return None;
    }
    let lines: String = parts.iter().map(|part| format!("  {part}\n")).collect();
    Some(format!("{DECLARATION}<{root}>\n{lines}</{root}>\n").into_bytes())
}

fn is_xml(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    text.trim_ascii_start().starts_with(b"<")
}

/// What an XML document is, which is read to its end, and what is odd about it.
fn xml(text: &[u8]) -> Result<(DocumentKind, Vec<DocumentError>), DocumentError> {
    let mut reader = Reader::of_type(text)?;
    let root = reader.root()?;
    match root.name {
        "comps" => {
            reader.finish()?;
            groups::check(text)?;
            Ok((DocumentKind::Group, Vec::new()))
        }
        "updates" => Ok((DocumentKind::Updateinfo, updates::check(text)?)),
        name => Err(reader.error(format!("<{name}> instead of <comps> or <updates>")).into()),
    }
}
