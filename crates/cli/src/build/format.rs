//! What building needs to know of a format.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Diagnostics};
use pkgio::{AtomicFile, Compression, DigestWriter, Meter, Timestamp};
use pkgsign::{KeyWarning, Signer};
use pkgtree::{Description, Entry, InstallPath, Tree};
use serde_json::{Map, Value};

/// A package format: its library behind one interface.
pub(crate) trait Format {
    /// The command that builds it.
    const TOOL: &'static str;
    /// What it calls a configuration file.
    const CONFIGURATION: &'static str;
    /// What the names of its files end in, the usual one first.
    const SUFFIXES: &'static [&'static str];
    /// The code of a field that is missing.
    const MISSING_FIELD: Code;
    /// A package that is ready to be written.
    type Package;
    /// Why one was not written.
    type WriteError;

    /// Makes a package of the staged tree at `root`, or of the description alone.
    fn package(
        root: Option<&Path>,
        description: &Description,
    ) -> Result<Self::Package, Diagnostics>;
    /// The canonical file name.
    fn file_name(package: &Self::Package) -> String;
    /// What it is called.
    fn identity(package: &Self::Package) -> Identity<'_>;
    /// How parts of its description were read that are not written as they should be.
    fn notes(package: &Self::Package) -> &Diagnostics;
    /// The compression that its description asks for, or the default.
    fn compression(package: &Self::Package) -> Compression;
    /// What is installed.
    fn tree(package: &Self::Package) -> &Tree;
    /// The entries of which the package has a record.
    fn shipped(package: &Self::Package) -> Vec<&Entry>;
    /// The configuration files.
    fn configuration(package: &Self::Package) -> Vec<&InstallPath>;
    /// Whether what is odd about a key that signs concerns packages of this format.
    fn concerns(warning: &KeyWarning) -> bool;
    /// What is odd but allowed.
    fn warnings(package: &Self::Package) -> &Diagnostics;
    /// Writes it.
    fn write(
        package: &Self::Package,
        options: &WriteOptions<'_>,
        out: Output<'_>,
    ) -> Result<Written, Self::WriteError>;
    /// The defect of a failure to write it to `path`.
    fn fault(path: &Path, error: &Self::WriteError) -> Diagnostic;
    /// What only this format says of a package in JSON, beside what all say.
    fn document(package: &Self::Package, written: Option<&Written>) -> Map<String, Value>;
}

/// What a package is called, in its format's spelling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) name: &'a str,
    /// The upstream version.
    pub(crate) version: &'a str,
    /// The Debian revision, if any, or the RPM release.
    pub(crate) release: Option<&'a str>,
    pub(crate) epoch: Option<u32>,
    pub(crate) architecture: &'a str,
}

/// Where a package goes.
pub(crate) enum Output<'a> {
    /// A file.
    File(&'a mut AtomicFile),
    /// A file that is hashed on the way.
    Hashed(&'a mut DigestWriter<AtomicFile>),
}

impl<'a> Output<'a> {
    /// What takes it from the first byte to the last.
    pub(crate) fn into_stream(self) -> &'a mut dyn Write {
        match self {
            Self::File(file) => file,
            Self::Hashed(file) => file,
        }
    }
}

/// How a package is written.
#[derive(Clone, Copy)]
pub(crate) struct WriteOptions<'a> {
    pub(crate) compression: Compression,
    pub(crate) threads: NonZeroUsize,
    pub(crate) timestamp: Option<Timestamp>,
    pub(crate) spool_folder: &'a Path,
    pub(crate) meter: Option<&'a Meter>,
    /// Signs it, at that time.
    pub(crate) sign: Option<(&'a dyn Signer, Timestamp)>,
}

/// What was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The length of the package in bytes.
    pub(crate) length: u64,
    /// What it takes when installed, in bytes, as the format counts.
    pub(crate) installed_size: u64,
    /// The clamp that was used.
    pub(crate) timestamp: Timestamp,
    /// What is odd about the files' contents.
    pub(crate) warnings: Diagnostics,
}
