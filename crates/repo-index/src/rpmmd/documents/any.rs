//! Documents of any type, as modifyrepo_c(8) adds them.

use std::path::Path;

use diagnostic::Diagnostic;

use super::{Document, DocumentKind, file};
use crate::name::Name;
use crate::rpmmd::List;
use crate::rpmmd::repomd::repeats_lists;

/// A document of any type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyDocument {
    /// Groups, updates or modules, which are added to those that are published.
    Known(Document),
    /// Any other, which takes the place of a published one of its type.
    Other(OtherDocument),
}

/// A document of a type that is not looked into, such as `productid`: published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDocument {
    kind: String,
    file_name: String,
    text: Vec<u8>,
}

/// Why documents of a type are not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} {problem}")]
pub struct DocumentTypeError {
    /// The type that was given.
    pub kind: String,
    /// What is wrong with it.
    pub problem: &'static str,
    /// How to mend it.
    pub hint: String,
}

impl AnyDocument {
    /// Checks a type of documents, such as `productid`: letters, digits and `._+~-`, and none that is
    /// made of the packages or is a form of another.
    ///
    /// # Errors
    /// Not such a type.
    pub fn check_type(kind: &str) -> Result<(), DocumentTypeError> {
        let error = |problem, hint: &str| {
            Err(DocumentTypeError { kind: kind.to_owned(), problem, hint: hint.to_owned() })
        };
        let forms = ["_gz", "_zck", "_db"].iter().find_map(|suffix| kind.strip_suffix(suffix));
        let meant = match kind {
            "comps" | "groups" => Some(DocumentKind::Group),
            "updates" | "update" | "errata" => Some(DocumentKind::Updateinfo),
            "module" | "modulemd" => Some(DocumentKind::Modules),
            _ => None,
        };
        if List::parse(kind).is_some() || repeats_lists(kind) {
            return error("is generated from the packages", "leave it out: publishing writes it");
        }
        if let Some(whole) = forms {
            let hint = format!("give the type {whole:?} of the decompressed document");
            return error("is a form of another type", &hint);
        }
        if let Some(meant) = meant {
            let hint = format!("give the type {:?}", meant.name());
            return error("is a type that no client reads", &hint);
        }
        if kind.parse::<Name>().is_err() {
            return error(
                "is not the type of a document",
                "write letters, digits and ._+~-, such as productid",
            );
        }
        Ok(())
    }

    /// Reads a document of type `kind`, which [`check_type`](Self::check_type) takes, from a file,
    /// compressed or not.
    ///
    /// # Errors
    /// The file cannot be read; of groups, updates and modules, it is no such document.
    pub fn read(kind: &str, file: &Path) -> Result<Self, Diagnostic> {
        let contents = file::read(file)?;
        let Some(known) = DocumentKind::parse(kind) else {
            let file_name = match contents.is_compressed {
                true => file::plain_name(file),
                false => file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            };
            return Ok(Self::Other(OtherDocument::new(kind, &file_name, contents.text)));
        };
        let document = Document::of_file(file, contents.text)?;
        if document.kind() != known {
            let problem = format!("is of the type {}, not {kind}", document.kind().name());
            let hint = format!("give it as {}=FILE", document.kind().name());
            return Err(file::defect(file, problem).hint(hint));
        }
        Ok(Self::Known(document))
    }

    /// Its type in `repomd.xml`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Known(document) => document.kind().name(),
            Self::Other(document) => &document.kind,
        }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        match self {
            Self::Known(document) => document.text(),
            Self::Other(document) => &document.text,
        }
    }
}

impl From<Document> for AnyDocument {
    fn from(document: Document) -> Self {
        Self::Known(document)
    }
}

impl OtherDocument {
    /// A document of type `kind` whose file is called like `file_name`: what no name has becomes `_`.
    #[must_use]
    pub fn new(kind: &str, file_name: &str, text: Vec<u8>) -> Self {
        let plain = |letter: char| match letter {
            _ if letter.is_ascii_alphanumeric() || "._+~-".contains(letter) => letter,
            _ => '_',
        };
        let file_name: String = file_name.chars().map(plain).collect();
        let file_name = if file_name.is_empty() { kind.to_owned() } else { file_name };
        Self { kind: kind.to_owned(), file_name, text }
    }

    /// Its type in `repomd.xml`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The name of its file in `repodata`, without the digest before it and the suffix of a compressor.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_that_clients_and_other_tools_know_by_name() {
        for good in ["productid", "group", "updateinfo", "modules", "appstream", "susedata.de"] {
            assert_eq!(AnyDocument::check_type(good), Ok(()), "{good}");
        }
        for bad in [
            "primary",
            "filelists",
            "other",
            "primary_db",
            "other_zck",
            "filelists-ext",
            "prestodelta",
            "deltainfo",
            "group_gz",
            "modules_zck",
            "productid_gz",
            "comps",
            "modulemd",
            "",
            "a b",
            "a/b",
            "..",
            "a\"<",
            "é",
        ] {
            let error = AnyDocument::check_type(bad).unwrap_err();
            assert!(error.kind == bad && !error.hint.is_empty(), "{bad}");
        }
    }

    #[test]
    fn names_of_files_are_plain() {
        let name = |text: &str| OtherDocument::new("productid", text, Vec::new()).file_name;
        assert_eq!(name("productid"), "productid");
        assert_eq!(name("my certificate (é).pem"), "my_certificate____.pem");
        assert_eq!(name(""), "productid");
    }
}
