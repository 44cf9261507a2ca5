//! Source packages that are to be published (dsc(5)).

mod dsc;
mod paragraph;

use std::path::{Path, PathBuf};

use debpkg::deb822::Paragraph;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_store::Sha256;

use super::pool::{self, PoolError};
use super::{Format, Record};
use crate::codes;

/// A source package that is to be published.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IncomingSource {
    /// Its fields, without a signature around them.
    pub control: Paragraph<'static>,
    /// The `.dsc` file, then the files that it lists, in order.
    pub files: Vec<SourceFile>,
    /// What is taken although no `.dsc` of today has it.
    pub tolerated: Diagnostics,
}

/// A file of a source package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it was read.
    pub file: PathBuf,
    /// Its name, without a folder.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// Its MD5 digest, in hex: that of a listed file as the `.dsc` has it, where it has one.
    pub md5: Option<String>,
}

/// Reads a `.dsc` file and the files that it lists, which stand beside it. A cleartext signature is
/// taken off, and not judged.
///
/// # Errors
/// Every defect: of the `.dsc` file, and each file that is missing or not what the `.dsc` says.
pub fn read_source(dsc: &Path) -> Result<IncomingSource, Diagnostics> {
    dsc::read(dsc)
}

impl IncomingSource {
    /// The field `Source`.
    #[must_use]
    pub fn package(&self) -> &str {
        self.control.field("Source").unwrap_or_default()
    }

    /// The field `Version`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.control.field("Version").unwrap_or_default()
    }

    /// The component that its section names, else the default of `archive`. A `.dsc` file has no section of its
    /// own; that of the first package in `Package-List` stands in for it.
    ///
    /// # Errors
    /// See [`pool::component`].
    pub fn component(&self, archive: &crate::apt::Archive) -> Result<String, PoolError> {
        let (default, declared) = (&archive.default_component, archive.declared_components());
        let list = self.control.field("Package-List").unwrap_or_default();
        let line = list.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let first = line.split_ascii_whitespace().nth(2);
        pool::component(self.control.field("Section").or(first), default, declared)
    }

    /// Its folder in the pool of `component`, where all its files lie.
    ///
    /// # Errors
    /// See [`PoolError`].
    pub fn pool_folder(&self, component: &str) -> Result<String, PoolError> {
        pool::folder(component, self.package())
    }

    /// Its record in `Sources`, with fields in the order in which apt-ftparchive(1) prints them.
    /// `directory` is the folder of its files in the archive.
    ///
    /// # Errors
    /// A paragraph that no index can hold.
    pub fn record(&self, directory: &str) -> Result<Record, Diagnostic> {
        let paragraph = paragraph::print(self, directory);
        Record::parse(paragraph.into_bytes(), Format::Sources).map_err(|error| {
            let dsc = self.files.first().map(|dsc| dsc.file.clone()).unwrap_or_default();
            let problem = format!("its paragraph, {error}");
            Diagnostic::new(codes::PARAGRAPH, Subject::File(dsc), problem)
        })
    }
}
