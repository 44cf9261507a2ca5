//! Packages that are to be published: read, checked and hashed in one pass over each file.

mod paragraph;
mod read;

use std::fmt;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use debpkg::architecture::{VARIANT, specific};
use debpkg::deb822::Paragraph;
use debpkg::read::Limits;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::{Encoding, Timestamp};
use repo_store::Sha256;

use super::contents::FileList;
use super::pool::{self, Named, PoolError, PoolNames};
use super::{Format, Record};
use crate::codes;
use crate::input::{Taken, distinct};

/// How packages are taken in.
#[derive(Clone)]
pub struct IntakeOptions<'a> {
    /// The architectures that are published, without `all`; none means every architecture.
    pub architectures: Vec<String>,
    /// Whether MD5 is computed beside SHA-256.
    pub md5: bool,
    /// Whether the payload is decompressed: for [`Incoming::files`], to check it to the last entry,
    /// and to judge whether dpkg can install the package ([`debpkg::judge`]). Without it the members
    /// of a package are known to be there, in order and whole.
    pub payload: bool,
    /// Whether what dpkg takes although no package should have it
    /// ([`Metadata::tolerated`](debpkg::read::Metadata::tolerated)) is a defect, and no note.
    pub strict: bool,
    /// Whether packages may go to places apart from each other, so that one version may be given with two
    /// contents.
    pub apart: bool,
    /// How many files are read at once; the result does not depend on it.
    pub threads: NonZeroUsize,
    /// How much a package may hold.
    pub limits: Limits,
    /// Hears how many bytes of all files together were read so far. Default: nobody does.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

impl IntakeOptions<'_> {
    /// SHA-256 alone, the payload passed over, one thread, the usual limits.
    #[must_use]
    pub fn new(architectures: &[String]) -> Self {
        Self {
            architectures: architectures.to_vec(),
            md5: false,
            payload: false,
            strict: false,
            apart: false,
            threads: NonZeroUsize::MIN,
            limits: Limits::default(),
            progress: &|_| {},
        }
    }
}

impl fmt::Debug for IntakeOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { architectures, md5, payload, strict, apart, threads, limits, progress: _ } =
            self;
        f.debug_struct("IntakeOptions")
            .field("architectures", architectures)
            .field("md5", md5)
            .field("payload", payload)
            .field("strict", strict)
            .field("apart", apart)
            .field("threads", threads)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

/// What was taken in.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    /// The packages in the order in which they were given.
    pub packages: Vec<Incoming>,
    /// What is worth telling, and no defect: packages that were given twice, or that some releases of
    /// dpkg refuse, and what all take although no package should have it.
    pub notes: Diagnostics,
}

/// A package that is to be published.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Incoming {
    /// Where it was read.
    pub file: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// Its MD5 digest, when asked for.
    pub md5: Option<[u8; 16]>,
    /// What kind of index lists it.
    pub kind: PackageKind,
    /// Its control fields.
    pub control: Paragraph<'static>,
    /// When it was made, as its first member says.
    pub time: Timestamp,
    /// How its control member is compressed.
    pub control_encoding: Encoding,
    /// How its data member is compressed; dpkg before 1.21.18 does not read zstd.
    pub data_encoding: Encoding,
    /// The paths that it installs, when the payload was read.
    pub files: Option<FileList>,
    /// What dpkg of some releases refuses in it, when the payload was read.
    pub warnings: Diagnostics,
    /// What dpkg takes although no package should have it, as far as the package was read.
    pub tolerated: Diagnostics,
}

/// What kind of index lists a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackageKind {
    /// An ordinary package.
    Binary,
    /// A package of the Debian installer: `Package-Type: udeb`, or in the section
    /// `debian-installer`.
    Installer,
    /// Debug symbols, listed apart: `Package-Type: ddeb`.
    Debug,
    /// A source package; a package that is taken in is never one.
    Source,
}

impl PackageKind {
    /// The suffix of its files, without a dot; of a source package's, that of the one which lists the
    /// others.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Binary => "deb",
            Self::Installer => "udeb",
            Self::Debug => "ddeb",
            Self::Source => "dsc",
        }
    }
}

/// Reads packages, whatever their files are called.
///
/// # Errors
/// Every defect of every file: what [`debpkg::read`] or [`debpkg::judge`] refuses, relationships that
/// cannot be read, an architecture that is not published, and, unless they are apart, one package with
/// two contents.
pub fn intake(files: &[PathBuf], options: &IntakeOptions<'_>) -> Result<Intake, Diagnostics> {
    let (packages, mut notes) = distinct(read::all(files, options), options.apart)?;
    for package in &packages {
        notes.append(package.warnings.clone());
        notes.append(package.tolerated.clone());
    }
    Ok(Intake { packages, notes })
}

impl Taken for Incoming {
    fn file(&self) -> &Path {
        &self.file
    }

    fn sha256(&self) -> Sha256 {
        self.sha256
    }
}

impl Incoming {
    /// Reads one from `input`, which is told of as `file`.
    pub(in crate::apt) fn read(
        input: impl Read,
        file: &Path,
        options: &IntakeOptions<'_>,
    ) -> Result<Self, Diagnostics> {
        read::from(input, file, options)
    }

    /// The field `Package`.
    #[must_use]
    pub fn package(&self) -> &str {
        self.control.field("Package").unwrap_or_default()
    }

    /// The field `Version`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.control.field("Version").unwrap_or_default()
    }

    /// What it is for: the field `Architecture-Variant`, or else `Architecture`
    /// ([`debpkg::architecture::specific`]).
    #[must_use]
    pub fn architecture(&self) -> &str {
        let architecture = self.control.field("Architecture").unwrap_or_default();
        specific(architecture, self.control.field(VARIANT))
    }

    /// The component that its section names, else the default of `archive`.
    ///
    /// # Errors
    /// See [`pool::component`].
    pub fn component(&self, archive: &crate::apt::Archive) -> Result<String, PoolError> {
        let (default, declared) = (&archive.default_component, archive.declared_components());
        pool::component(self.control.field("Section"), default, declared)
    }

    /// Its place in the pool of `component`, under the name that Debian gives it
    /// ([`PoolNames::Canonical`]).
    ///
    /// # Errors
    /// See [`PoolError`].
    pub fn pool_path(&self, component: &str) -> Result<String, PoolError> {
        PoolNames::Canonical.path(&self.named(component, "", ""))
    }

    /// What its file in the pool is named by, where it was given as `file_name`.
    pub(in crate::apt) fn named<'a>(
        &'a self,
        component: &'a str,
        suite: &'a str,
        file_name: &'a str,
    ) -> Named<'a> {
        Named {
            component,
            suite,
            source: self.control.field("Source").unwrap_or(self.package()),
            package: self.package(),
            version: self.version(),
            architecture: self.architecture(),
            suffix: self.kind.suffix(),
            file_name,
            sha256: self.sha256,
        }
    }

    /// Its record, with fields in the order in which apt-ftparchive(1) prints them. `filename` is
    /// its path in the archive, such as [`pool_path`](Self::pool_path).
    ///
    /// # Errors
    /// A paragraph that no index can hold.
    pub fn record(&self, filename: &str, translations: bool) -> Result<Record, Diagnostic> {
        let paragraph = paragraph::print(self, filename, translations);
        Record::parse(paragraph.into_bytes(), Format::Packages).map_err(|error| {
            let subject = Subject::File(self.file.clone());
            Diagnostic::new(codes::PARAGRAPH, subject, format!("its paragraph, {error}"))
        })
    }
}

impl fmt::Display for Incoming {
    /// `name_version_architecture`, as [`Record`]s show themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.package(), self.version(), self.architecture())
    }
}
