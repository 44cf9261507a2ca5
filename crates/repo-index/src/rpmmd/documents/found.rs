//! Documents that lie beside packages.

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};

use super::{Document, DocumentKind, file, is_xml, merge_documents};
use crate::rpmmd::xml::Reader;
use crate::{codes, walk};

/// The documents of a directory of packages.
#[derive(Clone, Debug, Default)]
pub struct FoundDocuments {
    /// One of each kind at most.
    pub documents: Vec<Document>,
    /// Files that are called like documents and are none, and oddities of documents.
    pub notes: Diagnostics,
}

/// Whether a file is called as documents are, compressed or not. createrepo_c(8) takes
/// `modules.yaml`, `*.modulemd.yaml` and `*.modulemd-defaults.yaml` beside packages; here `comps` and
/// `updateinfo` are words of names of `.xml` files too, such as `comps-el9.xml`.
#[must_use]
pub fn is_called_like_a_document(file: &Path) -> bool {
    let name = file::plain_name(file).to_ascii_lowercase();
    if let Some(stem) = name.strip_suffix(".xml") {
        return stem.split(['-', '_', '.']).any(|word| matches!(word, "comps" | "updateinfo"));
    }
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| {
        let last = stem.rsplit(['-', '_', '.', ':']).next();
        matches!(last, Some("modules" | "modulemd")) || stem.ends_with(".modulemd-defaults")
    })
}

/// The documents below `root`, at any depth, but for those of repositories themselves: in `repodata`.
/// Several of one kind are one.
///
/// # Errors
/// Every directory that could not be read; every document that is meant to be one and is refused, or
/// that says something else of a part than another.
pub fn find_documents(root: &Path) -> Result<FoundDocuments, Diagnostics> {
    let (mut errors, mut found) = (Diagnostics::new(), FoundDocuments::default());
    let mut documents = Vec::new();
    for file in walk::files(root)?.into_iter().filter(|file| is_beside_packages(root, file)) {
        match read(&file) {
            Ok(Some(document)) => {
                found.notes.extend(document.notes().iter().map(|note| odd(&file, note)));
                documents.push((file, document));
            }
            Ok(None) => found.notes.push(passed_over(&file)),
            Err(error) => errors.push(error),
        }
    }
    match merge_documents(documents) {
        Ok(merged) => found.documents = merged,
        Err(defects) => errors.append(defects),
    }
    errors.into_result(found)
}

fn is_beside_packages(root: &Path, file: &Path) -> bool {
    let below = file.strip_prefix(root).unwrap_or(file);
    let is_own = |part: &std::ffi::OsStr| part == "repodata";
    is_called_like_a_document(file) && !below.iter().any(is_own)
}

/// The document in a file; `None` where its content is that of no document.
fn read(file: &Path) -> Result<Option<Document>, Diagnostic> {
    let text = file::read(file)?.text;
    if !is_meant(&text) {
        return Ok(None);
    }
    let hint = "fix it, move it elsewhere, or ignore documents with --no-documents";
    Document::of_file(file, text).map(Some).map_err(|error| error.hint(hint))
}

/// Whether a text is that of a document, whole or not.
fn is_meant(text: &[u8]) -> bool {
    if !is_xml(text) {
        return memchr::memmem::find(text, b"modulemd").is_some();
    }
    let root = Reader::of_type(text).and_then(|mut reader| Ok(reader.root()?.name.to_owned()));
    // What has no root is broken, and was meant to be what it is called like.
    root.map_or(true, |name| matches!(name.as_str(), "comps" | "updates"))
}

fn passed_over(file: &Path) -> Diagnostic {
    let problem = "is named like a document of RPM repositories but is not one: it is ignored";
    let kinds = DocumentKind::ALL.map(DocumentKind::name).join(", ");
    Diagnostic::new(codes::NO_DOCUMENT, Subject::File(file.to_owned()), problem)
        .hint(format!("rename it, or publish it as any type but {kinds} with --document TYPE=FILE"))
}

fn odd(file: &Path, note: &super::DocumentError) -> Diagnostic {
    Diagnostic::new(codes::DOCUMENT, Subject::File(PathBuf::from(file)), note.to_string())
        .hint("clients list both; give each update its own id")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn documents_are_known_by_their_names() {
        for name in [
            "comps.xml",
            "comps.xml.gz",
            "a/comps-el9.xml.zst",
            "el9-comps.x86_64.xml",
            "0123abcd-comps-BaseOS.xml.xz",
            "UPDATEINFO.XML.BZ2",
            "updateinfo.xml",
            "modules.yaml",
            "el9-modules.yml.gz",
            "perl:5.32:8:0:x86_64.modulemd.yaml",
            "perl.modulemd-defaults.yaml",
        ] {
            assert!(is_called_like_a_document(Path::new(name)), "{name}");
        }
        for name in [
            "primary.xml",
            "comps.txt",
            "compsx.xml",
            "config.yaml",
            "modules.json",
            "comps",
            "mymodules.rpm",
            "xmodules.yaml",
            "comps.xml/a",
            "",
            "modules.yaml.d",
        ] {
            assert!(!is_called_like_a_document(Path::new(name)), "{name}");
        }
    }

    const COMPS: &str = "<comps><group><id>a</id></group></comps>\n";

    fn found(files: &[(&str, &str)]) -> Result<FoundDocuments, Diagnostics> {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = root.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        find_documents(root.path())
    }

    #[test]
    fn several_of_one_kind_are_one_and_those_of_repositories_are_left() {
        let other = COMPS.replace(">a<", ">b<");
        let found = found(&[
            ("comps.xml", COMPS),
            ("sub/comps-b.xml", &other),
            ("sub/repodata/1-comps.xml", "<comps>"),
            ("repodata/comps.xml", "<comps>"),
        ]);
        let found = found.unwrap();
        let [groups] = &found.documents[..] else { panic!("{found:?}") };
        let text = String::from_utf8_lossy(groups.text());
        assert!(text.contains("<id>a</id>") && text.contains("<id>b</id>"), "{text}");
        assert!(found.notes.is_empty());
    }

    #[test]
    fn content_says_what_a_document_is() {
        let found = found(&[
            ("comps.xml", "<updates></updates>\n"),
            ("x-comps.xml", "<project/>\n"),
            ("modules.yaml", "a: b\n"),
        ]);
        let found = found.unwrap();
        let kinds: Vec<_> = found.documents.iter().map(Document::kind).collect();
        assert_eq!(kinds, [DocumentKind::Updateinfo]);
        let notes: Vec<_> = found.notes.as_slice().iter().map(|note| note.code).collect();
        assert_eq!(notes, [codes::NO_DOCUMENT; 2]);
    }

    #[test]
    fn broken_documents_and_two_of_one_identity_are_errors() {
        let other = COMPS.replace("</id>", "</id><name>A</name>");
        let errors = found(&[
            ("comps.xml", COMPS),
            ("z-comps.xml", &other),
            ("updateinfo.xml", "<updates><update/></updates>"),
            ("modules.yaml", "document: modulemd\n"),
            ("b-comps.xml", "<comps>"),
        ]);
        let errors = errors.unwrap_err();
        assert_eq!(errors.as_slice().len(), 4, "{errors:?}");
        let clash = errors.as_slice().last().unwrap();
        assert!(clash.problem.contains("group \"a\""), "{clash:?}");
        // The same twice is one.
        found(&[("comps.xml", COMPS), ("z-comps.xml", COMPS)]).unwrap();
    }
}
