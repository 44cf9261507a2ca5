//! A package on its way into a suite.

use std::path::PathBuf;
use std::sync::Arc;

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;
use repo_store::{Content, Key, KeyError, Object, Sha256};

use super::SuitePackage;
use crate::apt::contents::FileList;
use crate::apt::pool::{Named, PoolError};
use crate::apt::{Archive, Format, Incoming, IncomingSource, PackageKind, Record, translation};
use crate::{aside, codes};

/// A package with its place in an archive: what an index says of it, and the files that it brings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Addition {
    /// Where it was read.
    pub file: PathBuf,
    /// Where it goes.
    pub package: SuitePackage,
    /// Its files, as they are created in the pool.
    pub objects: Vec<Object>,
    /// When it was made, as far as it says.
    pub time: Option<Timestamp>,
    /// The paths that it installs, when they were read.
    pub files: Option<Arc<FileList>>,
    /// Its paragraph of `Translation-en`, when its long description stands there.
    pub translation: Option<String>,
}

/// Where a package goes in an archive.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// The suite.
    pub suite: &'a str,
    /// The component, where it is not left to the package.
    pub component: Option<&'a str>,
    /// The name that its file was given with, which its own in the pool may be made of
    /// ([`PoolNames`](crate::apt::pool::PoolNames)).
    pub file_name: &'a str,
}

impl Addition {
    /// A binary package of any kind: a `.deb`, `.udeb` or `.ddeb`. Without a component it goes to
    /// the one that its section names, else to the archive's default.
    ///
    /// # Errors
    /// A package that has no place in the pool, or a paragraph that no index can hold.
    pub fn of_package(
        archive: &Archive,
        package: &Incoming,
        destination: Destination<'_>,
    ) -> Result<Self, Diagnostic> {
        let place = || {
            let component = match destination.component {
                Some(component) => component.to_owned(),
                None => package.component(archive)?,
            };
            let Destination { suite, file_name, .. } = destination;
            let path = archive.pool_names.path(&package.named(&component, suite, file_name))?;
            Ok((component, archive.key(&path)?, path))
        };
        let (component, key, path) = place().map_err(|error| no_place(&package.file, &error))?;
        let record = package.record(&path, archive.translations)?;
        let object = object(key, &package.file, package.sha256, package.size);
        let translated = archive.translations && package.kind == PackageKind::Binary;
        Ok(Self {
            file: package.file.clone(),
            package: SuitePackage { component, kind: package.kind, record },
            objects: vec![object],
            time: Some(package.time),
            files: package.files.clone().map(Arc::new),
            translation: translated.then(|| translation::paragraph(package)).flatten(),
        })
    }

    /// A source package. Without a component it goes to the one that it says it belongs to, else
    /// to the archive's default.
    ///
    /// # Errors
    /// As for [`of_package`](Self::of_package).
    pub fn of_source(
        archive: &Archive,
        source: &IncomingSource,
        destination: Destination<'_>,
    ) -> Result<Self, Diagnostic> {
        let dsc = source.files.first();
        let file = dsc.map(|dsc| dsc.file.clone()).unwrap_or_default();
        let place = || {
            let component = match destination.component {
                Some(component) => component.to_owned(),
                None => source.component(archive)?,
            };
            let sha256 = dsc.map_or_else(|| Sha256::of(b""), |dsc| dsc.sha256);
            let folder = archive.pool_names.source_folder(&Named::source(
                (&component, destination.suite),
                (source.package(), source.version()),
                (dsc.map_or("", |dsc| dsc.name.as_str()), sha256),
            ))?;
            let objects = source.files.iter().map(|one| {
                let key = archive.key(&format!("{folder}/{}", one.name))?;
                Ok(object(key, &one.file, one.sha256, one.size))
            });
            let objects = objects.collect::<Result<Vec<_>, KeyError>>()?;
            Ok((component, folder, objects))
        };
        let (component, folder, objects) = place().map_err(|error| no_place(&file, &error))?;
        let record = source.record(&folder)?;
        let package = SuitePackage { component, kind: PackageKind::Source, record };
        Ok(Self { file, package, objects, time: None, files: None, translation: None })
    }

    /// The same package where no other content lies: in a directory that is named by its digest. The files
    /// of a source package stay together.
    ///
    /// # Errors
    /// A path that no object has.
    pub(super) fn aside(&self, archive: &Archive) -> Result<Self, Diagnostic> {
        let SuitePackage { component, kind, record } = &self.package;
        let path = aside::path(&record.path(), self.sha256());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let moved = |object: &Object| {
            let name = object.key.as_str().rsplit('/').next().unwrap_or_default();
            let key = archive.key(&format!("{folder}/{name}"))?;
            Ok(Object { key, ..object.clone() })
        };
        let objects = self.objects.iter().map(moved).collect::<Result<_, KeyError>>();
        let objects = objects.map_err(|error| no_place(&self.file, &error.into()))?;
        let (field, value) = match record.format() {
            Format::Packages => ("Filename", path.as_str()),
            Format::Sources => ("Directory", folder),
        };
        let paragraph = with_field(record.paragraph(), field, value);
        let record = Record::parse(paragraph, record.format()).map_err(|error| {
            let problem = format!("its paragraph, {error}");
            Diagnostic::new(codes::PARAGRAPH, Subject::File(self.file.clone()), problem)
        })?;
        let package = SuitePackage { component: component.clone(), kind: *kind, record };
        Ok(Self { package, objects, ..self.clone() })
    }

    /// The digest that its record gives: of the package, or of a source package's `.dsc`.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.package.record.sha256()
    }
}

fn object(key: Key, file: &std::path::Path, sha256: Sha256, length: u64) -> Object {
    Object { key, content: Content::File(file.to_owned()), sha256, length }
}

/// The paragraph with another value of `field`, which has one line.
pub(super) fn with_field(paragraph: &[u8], field: &str, value: &str) -> Vec<u8> {
    let is_named = |line: &&[u8]| {
        let (name, rest) = line.split_at(field.len().min(line.len()));
        name.eq_ignore_ascii_case(field.as_bytes()) && rest.starts_with(b":")
    };
    let line = format!("{field}: {value}\n");
    let lines = paragraph.split_inclusive(|byte| *byte == b'\n');
    lines.map(|one| if is_named(&one) { line.as_bytes() } else { one }).collect::<Vec<_>>().concat()
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) enum NoPlace {
    Pool(#[from] PoolError),
    Key(#[from] KeyError),
}

pub(super) fn no_place(file: &std::path::Path, error: &NoPlace) -> Diagnostic {
    let subject = Subject::File(file.to_owned());
    Diagnostic::new(codes::NO_PLACE, subject, format!("has no place in the pool: {error}"))
}
