//! Documents of RPM repositories: advisories, groups, modules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pkgtree::{Diagnostic, Diagnostics, Subject};
use repo_index::route::TargetName;
use repo_index::rpmmd::Document;

use crate::codes;
use crate::mkrepo::repository::Repository;

/// The documents in `files`, for `named` or else the only RPM repository.
pub(super) fn read(
    repository: &Repository,
    named: Option<&TargetName>,
    files: &[PathBuf],
) -> Result<BTreeMap<TargetName, Vec<Document>>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut documents: Vec<(Document, &Path)> = Vec::new();
    let Some(first) = files.first() else { return Ok(BTreeMap::new()) };
    let target = target(repository, named, first).map_err(|error| errors.push(error)).ok();
    for file in files {
        let document = match Document::read(file) {
            Ok(document) => document,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        match documents.iter().find(|(known, _)| known.kind() == document.kind()) {
            Some((known, before)) => {
                let kind = known.kind().name();
                let problem = format!("is another {kind} document than {}", before.display());
                errors.push(defect(file, problem).hint("a repository has one of each kind"));
            }
            None => documents.push((document, file)),
        }
    }
    let documents = documents.into_iter().map(|(document, _)| document).collect();
    match target {
        Some(target) => errors.into_result(BTreeMap::from([(target, documents)])),
        None => Err(errors),
    }
}

/// Where documents go: no route looks at them.
fn target(
    repository: &Repository,
    named: Option<&TargetName>,
    file: &Path,
) -> Result<TargetName, Diagnostic> {
    match (named, &repository.config.rpm[..]) {
        (Some(target @ TargetName::Rpm { .. }), _) => Ok(target.clone()),
        (Some(target), _) => {
            let problem = format!("is a document of RPM repositories, and {target} is none");
            Err(defect(file, problem).hint("name one as rpm:NAME"))
        }
        (None, [only]) => {
            let name = only.name.parse();
            let target = name.map(|repository| TargetName::Rpm { repository });
            target.map_err(|error: repo_index::route::NameError| defect(file, error.to_string()))
        }
        (None, described) => {
            let problem = match described.len() {
                0 => "is a document of RPM repositories, and none is described",
                _ => "could be of several RPM repositories",
            };
            Err(defect(file, problem).hint("name one of them with --to rpm:NAME"))
        }
    }
}

fn defect(file: &Path, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::DOCUMENT, Subject::File(file.to_owned()), problem)
}
