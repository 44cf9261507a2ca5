//! Documents of RPM repositories: advisories, groups, modules, and whatever else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::codes::NO_DOCUMENT;
use repo_index::rpmmd::{AnyDocument, Document, find_documents, merge_documents};

use crate::codes;
use crate::described::Repository;
use crate::document::{self, Typed};

/// Documents as they are given.
#[derive(Debug)]
pub(crate) struct Given<'a> {
    /// Files of which the content says what they are.
    pub(crate) files: &'a [PathBuf],
    /// Files that are named with their types.
    pub(crate) typed: &'a [Typed],
    /// Folders of packages, in which others may lie.
    pub(crate) folders: &'a [PathBuf],
}

/// The documents for each RPM repository: of those among `named`, or else of those that packages go to
/// as they are `routed`, or else of the only one.
pub(crate) fn read<'t>(
    repository: &Repository,
    named: Option<&BTreeSet<TargetName>>,
    routed: impl Iterator<Item = &'t TargetName>,
    given: &Given<'_>,
    warnings: &mut Diagnostics,
) -> Result<BTreeMap<TargetName, Vec<AnyDocument>>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let (known, others) = read_given(given, warnings, &mut errors);
    let found = find(given.folders, warnings, &mut errors);
    let first = known.iter().map(|(file, _)| file).chain(given.typed.iter().map(|one| &one.file));
    let first = first.chain(given.files).next().cloned();
    let lying = found.first().map(|(folder, _)| folder.clone());
    let Some(shown) = first.as_ref().or(lying.as_ref()) else {
        return errors.into_result(BTreeMap::new());
    };
    let targets = match targets(repository, named, routed) {
        Ok(targets) => targets,
        Err((problem, hint)) if first.is_some() => {
            errors.push(
                defect(shown, format!("is a document of RPM repositories, and {problem}"))
                    .hint(hint),
            );
            return Err(errors);
        }
        Err((problem, hint)) => {
            for (folder, document) in &found {
                let kind = document.kind().name();
                let problem = format!("has a document of type {kind}, which is ignored: {problem}");
                let subject = Subject::File(folder.clone());
                warnings.push(Diagnostic::new(NO_DOCUMENT, subject, problem).hint(hint));
            }
            return errors.into_result(BTreeMap::new());
        }
    };
    let merged = merge_documents(known.into_iter().chain(found).collect());
    let merged = merged.map_err(|clashes| errors.append(clashes)).unwrap_or_default();
    let documents: Vec<AnyDocument> =
        merged.into_iter().map(AnyDocument::from).chain(others).collect();
    let all = targets.into_iter().map(|target| (target, documents.clone())).collect();
    errors.into_result(all)
}

/// Groups, updates and modules with their files, and the others.
fn read_given(
    given: &Given<'_>,
    warnings: &mut Diagnostics,
    errors: &mut Diagnostics,
) -> (Vec<(PathBuf, Document)>, Vec<AnyDocument>) {
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for file in given.files {
        match Document::read(file) {
            Ok(document) => {
                warnings.extend(document.notes().iter().map(|note| document::odd(file, note)));
                known.push((file.clone(), document));
            }
            Err(error) => {
                let hint = "or give its type: --document TYPE=FILE";
                errors.push(error.hint(hint));
            }
        }
    }
    for one in given.typed {
        match document::read(std::slice::from_ref(one), warnings) {
            Ok(documents) => {
                for document in documents {
                    match document {
                        AnyDocument::Known(document) => known.push((one.file.clone(), document)),
                        other => others.push(other),
                    }
                }
            }
            Err(defects) => errors.append(defects),
        }
    }
    (known, others)
}

/// Those that lie in directories, with their directories.
fn find(
    folders: &[PathBuf],
    warnings: &mut Diagnostics,
    errors: &mut Diagnostics,
) -> Vec<(PathBuf, Document)> {
    let mut all = Vec::new();
    for folder in folders {
        match find_documents(folder) {
            Ok(found) => {
                warnings.append(found.notes);
                all.extend(found.documents.into_iter().map(|one| (folder.clone(), one)));
            }
            Err(defects) => errors.append(defects),
        }
    }
    all
}

/// Where documents go: no route looks at them. Else why nowhere, and the way out.
fn targets<'t>(
    repository: &Repository,
    named: Option<&BTreeSet<TargetName>>,
    routed: impl Iterator<Item = &'t TargetName>,
) -> Result<Vec<TargetName>, (String, &'static str)> {
    let is_rpm = |target: &&TargetName| matches!(target, TargetName::Rpm { .. });
    if let Some(named) = named {
        let targets: Vec<_> = named.iter().filter(is_rpm).cloned().collect();
        return match named.first() {
            Some(first) if targets.is_empty() => {
                Err((format!("{first} is none"), "name one as rpm:NAME"))
            }
            _ => Ok(targets),
        };
    }
    let routed: BTreeSet<&TargetName> = routed.filter(is_rpm).collect();
    if let [only] = routed.iter().collect::<Vec<_>>()[..] {
        return Ok(vec![(*only).clone()]);
    }
    let hint = "name one of them with --to rpm:NAME";
    match &repository.config.rpm[..] {
        [only] => match only.name.parse() {
            Ok(repository) => Ok(vec![TargetName::Rpm { repository }]),
            Err(error) => {
                let error: repo_index::name::NameError = error;
                Err((error.to_string(), hint))
            }
        },
        [] => Err(("none is configured".to_owned(), hint)),
        _ => Err(("several are possible".to_owned(), hint)),
    }
}

fn defect(file: &Path, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::DOCUMENT, Subject::File(file.to_owned()), problem)
}
