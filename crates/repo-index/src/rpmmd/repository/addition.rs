//! A package on its way into a repository.

use std::path::PathBuf;

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;
use repo_store::{Content, Object};

use super::package::location;
use crate::rpmmd::{Incoming, Record, RpmRepository};
use crate::{aside, codes};

/// A package with its place in a repository: what the lists say of it, and the file that it brings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Addition {
    /// Where it was read, or is published.
    pub file: PathBuf,
    /// When it was built, where it was read.
    pub built: Option<Timestamp>,
    /// What the lists say of it, at the place where it goes.
    pub record: Record,
    /// The file, as it is created there.
    pub object: Object,
}

impl Addition {
    /// A package for `repository`.
    ///
    /// # Errors
    /// An architecture that the repository does not take ([`codes::ARCHITECTURE`]); a name that is no
    /// file's.
    pub fn new(repository: &RpmRepository, package: &Incoming) -> Result<Self, Diagnostic> {
        let defect = |code, problem: String| {
            Diagnostic::new(code, Subject::File(package.file.clone()), problem)
        };
        check_architecture(repository, &package.record)
            .map_err(|(problem, hint)| defect(codes::ARCHITECTURE, problem).hint(hint))?;
        let place = package.place();
        let key = repository.key(&place).map_err(|error| {
            defect(codes::NO_PLACE, format!("has no place in the repository: {error}"))
        })?;
        let content = Content::File(package.file.clone());
        let (sha256, length) = (package.sha256, package.record.size());
        let object = Object { key, content, sha256, length };
        let (file, built) = (package.file.clone(), package.built);
        Ok(Self { file, built, record: package.record.at(&place), object })
    }

    /// A package that `origin`, another repository of the same store, publishes as `record`. Its file
    /// will be created from the one that is there, which is not read before.
    ///
    /// # Errors
    /// An architecture that `repository` does not take; a name that is no file's; a package whose
    /// file is not in `origin`, or has no SHA-256 digest.
    pub fn of_published(
        repository: &RpmRepository,
        origin: &RpmRepository,
        record: &Record,
    ) -> Result<Self, Diagnostic> {
        let defect = |code, problem: String| {
            Diagnostic::new(code, Subject::File(record.nevra().into()), problem)
        };
        check_architecture(repository, record)
            .map_err(|(problem, hint)| defect(codes::ARCHITECTURE, problem).hint(hint))?;
        let place = location(record);
        let key =
            repository.key(&place).map_err(|error| defect(codes::NO_PLACE, error.to_string()))?;
        let (Some(source), Some(sha256)) = (origin.package_key(record), record.checksum().sha256())
        else {
            let problem =
                format!("its file is not in rpm:{}, or has no SHA-256 digest", origin.name);
            let hint = "add it from its file";
            return Err(defect(codes::NO_PLACE, problem).hint(hint));
        };
        let file = PathBuf::from(source.as_str());
        let content = Content::Stored(source);
        let object = Object { key, content, sha256, length: record.size() };
        Ok(Self { file, built: None, record: record.at(&place), object })
    }
}

impl Addition {
    /// The same package where no other content lies: in a directory that is named by its digest.
    pub(super) fn aside(&self, repository: &RpmRepository) -> Result<Self, Diagnostic> {
        let place = aside::path(self.record.location(), self.object.sha256);
        let key = repository.key(&place).map_err(|error| {
            let problem = format!("has no place in the repository: {error}");
            Diagnostic::new(codes::NO_PLACE, Subject::File(self.file.clone()), problem)
        })?;
        let object = Object { key, ..self.object.clone() };
        Ok(Self { record: self.record.at(&place), object, ..self.clone() })
    }
}

/// Whether the repository takes packages of that architecture; why not, and the mend.
fn check_architecture(repository: &RpmRepository, record: &Record) -> Result<(), (String, String)> {
    let given = record.architecture();
    if repository.takes(given) {
        return Ok(());
    }
    let taken = match repository.architectures.as_slice() {
        [] => "any but source packages".to_owned(),
        listed => listed.join(", "),
    };
    let name = &repository.name;
    Err((
        format!("is for {given}, but rpm:{name} accepts {taken}"),
        format!("add {given:?} to architectures in [rpm.{name}], or leave the package out"),
    ))
}
