//! Reading a `.dsc` file and what it lists.

use std::path::Path;

use debpkg::deb822::Paragraph;
use debpkg::{PackageName, Version};
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::{Algorithms, Digests, Hex};
use repo_store::Sha256;

use super::{IncomingSource, SourceFile};
use crate::apt::upload::{Document, Layout, Listed};
use crate::codes;

pub(super) fn read(dsc: &Path) -> Result<IncomingSource, Diagnostics> {
    let subject = || Subject::File(dsc.to_owned());
    let wrong = |problem: String| Diagnostic::new(codes::SOURCE_PACKAGE, subject(), problem);
    let Document { bytes, control } = Document::read(dsc, codes::SOURCE_PACKAGE)?;
    let mut defects = Diagnostics::new();
    for problem in check_identity(&control) {
        defects.push(wrong(problem));
    }
    let listed = listed(&control).unwrap_or_else(|problem| {
        defects.push(wrong(problem).hint("build the source package again with dpkg-source"));
        Vec::new()
    });
    let mut tolerated = Diagnostics::new();
    if listed.iter().any(|file| !file.has_sha256()) {
        let problem =
            "lists its files without SHA-256, which the index has: it is computed from them";
        let hint = "build the source package again with dpkg-source of this decade";
        tolerated.push(Diagnostic::new(codes::WEAK_DIGESTS, subject(), problem).hint(hint));
    }
    let mut files = vec![own_file(dsc, &bytes)];
    for one in listed {
        match one.check(dsc) {
            Ok(sha256) => files.push(SourceFile {
                file: one.beside(dsc),
                size: one.size(),
                sha256,
                md5: one.md5().map(str::to_owned),
                name: one.name,
            }),
            Err(diagnostic) => defects.push(diagnostic),
        }
    }
    defects.into_result(IncomingSource { control, files, tolerated })
}

/// The files that it lists, none of which is a `.dsc`.
fn listed(control: &Paragraph<'_>) -> Result<Vec<Listed>, String> {
    let listed = Listed::of(control, Layout::Source)?;
    match listed.iter().find(|file| file.name.ends_with(".dsc")) {
        Some(file) => Err(format!("lists {}, which cannot be there", file.name)),
        None => Ok(listed),
    }
}

fn check_identity(control: &Paragraph<'_>) -> Vec<String> {
    let value = |name: &str| control.field(name).unwrap_or_default();
    let mut problems = Vec::new();
    let source = value("Source");
    if let Err(error) = PackageName::parse_lenient(source) {
        problems.push(format!("the field Source: {source:?} {error}"));
    }
    let version = value("Version");
    if let Err(error) = Version::parse(version) {
        problems.push(format!("the field Version: {version:?} {error}"));
    }
    for name in ["Format", "Binary", "Architecture"] {
        if value(name).is_empty() {
            problems.push(format!("has no field {name}"));
        }
    }
    problems
}

fn own_file(dsc: &Path, bytes: &[u8]) -> SourceFile {
    let mut hasher = pkgio::Hasher::new(BOTH);
    hasher.update(bytes);
    let digests = hasher.finish();
    let name = dsc.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (size, md5) = (bytes.len() as u64, Some(hex(digests.md5)));
    SourceFile { file: dsc.to_owned(), name, size, sha256: sha256(digests), md5 }
}

const BOTH: Algorithms = Algorithms { md5: true, ..Sha256::ALGORITHMS };

fn sha256(digests: Digests) -> Sha256 {
    Sha256(digests.sha256.unwrap_or_default())
}

fn hex(digest: Option<[u8; 16]>) -> String {
    Hex(&digest.unwrap_or_default()).to_string()
}
