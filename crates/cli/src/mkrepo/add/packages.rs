//! The packages that are to be published.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::{
    Addition, Archive, Incoming, IncomingSource, Intake, IntakeOptions, intake, read_source,
};
use repo_index::route::{Candidate, PackageFormat};

/// A package that is to be published.
#[derive(Debug)]
pub(super) enum Package {
    Binary(Box<Incoming>),
    Source(IncomingSource),
}

/// Reads all packages; every defect of each is told.
pub(super) fn read(
    files: Vec<PathBuf>,
    options: &IntakeOptions<'_>,
    notes: &mut Diagnostics,
) -> Result<Vec<Package>, Diagnostics> {
    let is_source = |file: &PathBuf| file.extension() == Some(OsStr::new("dsc"));
    let (sources, binaries): (Vec<_>, Vec<_>) = files.into_iter().partition(is_source);
    let mut errors = Diagnostics::new();
    let mut packages = Vec::new();
    match intake(&binaries, options) {
        Ok(Intake { packages: found, notes: noted, .. }) => {
            notes.append(noted);
            packages.extend(found.into_iter().map(|one| Package::Binary(Box::new(one))));
        }
        Err(defects) => errors.append(defects),
    }
    for source in &sources {
        match read_source(source) {
            Ok(found) => packages.push(Package::Source(found)),
            Err(defects) => errors.append(defects),
        }
    }
    errors.into_result(packages)
}

impl Package {
    /// What routes look at. `file_name` is that of [`file`](Self::file).
    pub(super) fn candidate<'a>(&'a self, file_name: &'a str) -> Candidate<'a> {
        match self {
            Self::Binary(package) => {
                let field = |name| package.control.field(name);
                let section = field("Section").and_then(|section| section.split_once('/'));
                let source = field("Source");
                Candidate {
                    format: PackageFormat::Deb,
                    file_name,
                    name: package.package(),
                    version: package.version(),
                    architecture: package.architecture(),
                    component: section.map(|(component, _)| component),
                    source: source.map(|source| source.split([' ', '(']).next().unwrap_or(source)),
                }
            }
            Self::Source(source) => Candidate {
                format: PackageFormat::Dsc,
                file_name,
                name: source.package(),
                version: source.version(),
                architecture: "source",
                component: None,
                source: None,
            },
        }
    }

    /// Where it was read; of a source package, its `.dsc`.
    pub(super) fn file(&self) -> &Path {
        match self {
            Self::Binary(package) => &package.file,
            Self::Source(source) => source.files.first().map_or(Path::new(""), |dsc| &dsc.file),
        }
    }

    /// The package in its place in `archive`.
    pub(super) fn addition(
        &self,
        archive: &Archive,
        component: Option<&str>,
    ) -> Result<Addition, Diagnostic> {
        match self {
            Self::Binary(package) => Addition::of_package(archive, package, component),
            Self::Source(source) => Addition::of_source(archive, source, component),
        }
    }
}
