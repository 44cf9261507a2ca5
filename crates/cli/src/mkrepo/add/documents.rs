//! Documents of RPM repositories: advisories, groups, modules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pkgtree::{Diagnostic, Diagnostics, Subject};
use repo_index::route::TargetName;
use repo_index::rpmmd::Document;

use crate::codes;
use crate::mkrepo::repository::Repository;

/// The documents in `files`, for the RPM repositories among `named` or else the only one.
pub(super) fn read(
    repository: &Repository,
    named: Option<&BTreeSet<TargetName>>,
    files: &[PathBuf],
    warnings: &mut Diagnostics,
) -> Result<BTreeMap<TargetName, Vec<Document>>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut documents: Vec<(Document, &Path)> = Vec::new();
    let Some(first) = files.first() else { return Ok(BTreeMap::new()) };
    let targets = targets(repository, named, first).map_err(|error| errors.push(error)).ok();
    for file in files {
        let document = match Document::read(file) {
            Ok(document) => document,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        for note in document.notes() {
            let hint = "clients list both; give each update an id of its own";
            warnings.push(defect(file, note.to_string()).hint(hint));
        }
        match documents.iter().find(|(known, _)| known.kind() == document.kind()) {
            Some((known, before)) => {
                let kind = known.kind().name();
                let problem = format!("is another {kind} document than {}", before.display());
                errors.push(defect(file, problem).hint("a repository has one of each kind"));
            }
            None => documents.push((document, file)),
        }
    }
    let documents: Vec<Document> = documents.into_iter().map(|(document, _)| document).collect();
    let targets = targets.unwrap_or_default().into_iter();
    errors.into_result(targets.map(|target| (target, documents.clone())).collect())
}

/// Where documents go: no route looks at them.
fn targets(
    repository: &Repository,
    named: Option<&BTreeSet<TargetName>>,
    file: &Path,
) -> Result<Vec<TargetName>, Diagnostic> {
    match (named, &repository.config.rpm[..]) {
        (Some(named), _) => {
            let is_rpm = |target: &&TargetName| matches!(target, TargetName::Rpm { .. });
            let targets: Vec<_> = named.iter().filter(is_rpm).cloned().collect();
            match named.first() {
                Some(first) if targets.is_empty() => {
                    let problem = format!("is a document of RPM repositories, and {first} is none");
                    Err(defect(file, problem).hint("name one as rpm:NAME"))
                }
                _ => Ok(targets),
            }
        }
        (None, [only]) => {
            let name = only.name.parse();
            let target = name.map(|repository| vec![TargetName::Rpm { repository }]);
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
