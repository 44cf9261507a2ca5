//! Packages that are to be published: read, checked and hashed in one pass over each file.

mod read;
mod record;
#[cfg(test)]
mod tests;

use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use repo_store::Sha256;
use rpmpkg::read::{Limits, RawSignature};

use super::checksum::ChecksumKind;
use super::record::Record;
use crate::input::{Taken, distinct};

/// How packages are taken in.
#[derive(Clone)]
pub struct IntakeOptions<'a> {
    /// The architectures that are published, `src` for source packages, without `noarch`; none means
    /// every architecture.
    pub architectures: Vec<String>,
    /// The digest that identifies a package. Default: SHA-256.
    pub checksum: ChecksumKind,
    /// Which time of a package `primary` lists beside that of its build. Default: the build's, too.
    pub time: FileTime,
    /// Whether the payload is decompressed, to check it to the last byte of each file, and the package
    /// judged as rpm would judge it when it installs it. Without it the header's digests are checked,
    /// and the length of the whole; where that is not what the headers say, the payload after all.
    pub payload: bool,
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

/// The time of a package's file, `<time file="..">`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTime {
    /// When the package was built, so that what is published is a function of its bytes.
    Built,
    /// When the file was modified, as createrepo_c has it.
    Modified,
}

impl IntakeOptions<'_> {
    /// SHA-256 and the time of the build, the payload passed over, one thread, the usual limits.
    #[must_use]
    pub fn new(architectures: &[String]) -> Self {
        Self {
            architectures: architectures.to_vec(),
            checksum: ChecksumKind::Sha256,
            time: FileTime::Built,
            payload: false,
            apart: false,
            threads: NonZeroUsize::MIN,
            limits: Limits::default(),
            progress: &|_| {},
        }
    }
}

impl fmt::Debug for IntakeOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { architectures, checksum, time, payload, apart, threads, limits, progress: _ } =
            self;
        f.debug_struct("IntakeOptions")
            .field("architectures", architectures)
            .field("checksum", checksum)
            .field("time", time)
            .field("payload", payload)
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
    /// What is worth telling, and no defect: packages that were given twice, faults that every rpm
    /// tolerates, and what only some releases of rpm refuse.
    pub notes: Diagnostics,
}

/// A package that is to be published.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Incoming {
    /// Where it was read.
    pub file: PathBuf,
    /// Its digest, whatever identifies it.
    pub sha256: Sha256,
    /// `name-version-release.arch.rpm`, whatever its file is called.
    pub file_name: String,
    /// When it was built, as far as it says.
    pub built: Option<Timestamp>,
    /// Its signatures, unchecked.
    pub signatures: Vec<RawSignature>,
    /// Its record at [`place`](Self::place).
    pub record: Record,
    /// What every supported rpm tolerates of it: a warning at most.
    pub tolerated: Diagnostics,
    /// What only some releases of rpm refuse.
    warnings: Diagnostics,
}

/// Reads packages, whatever their files are called.
///
/// # Errors
/// Every defect of every file: what [`rpmpkg::read`] refuses, a name that no document can hold, an
/// architecture that is not published, one package with two contents.
pub fn intake(files: &[PathBuf], options: &IntakeOptions<'_>) -> Result<Intake, Diagnostics> {
    let (mut packages, mut notes) = distinct(read::all(files, options), options.apart)?;
    for package in &mut packages {
        notes.append(package.tolerated.clone());
        notes.append(std::mem::take(&mut package.warnings));
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
    /// Where a repository keeps the package: `Packages/`, the first letter of its name in lower case,
    /// its canonical file name.
    #[must_use]
    pub fn place(&self) -> String {
        place(&self.file_name)
    }
}

impl fmt::Display for Incoming {
    /// As [`Record`]s show themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}

/// The place of a package by its file name.
pub(super) fn place(file_name: &str) -> String {
    let first = file_name.chars().next().filter(|first| first.is_alphanumeric());
    let folder: String = first.unwrap_or('_').to_lowercase().collect();
    format!("Packages/{folder}/{file_name}")
}
