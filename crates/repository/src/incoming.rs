//! Packages that are to be published.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::route::{NamePath, TargetName};
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::candidate::{Candidate, PackageFormat};
use repo_index::{apt, rpmmd};
use repo_store::Sha256;

use crate::codes;
use crate::opened::version;

/// A package that is to be published.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// Where it was given; of a source package, its `.dsc`.
    pub(crate) file: PathBuf,
    pub(crate) kind: IncomingKind,
}

#[derive(Debug)]
pub(crate) enum IncomingKind {
    Binary(Box<apt::Incoming>),
    Source(apt::IncomingSource),
    Rpm {
        package: Box<rpmmd::Incoming>,
        /// Epoch, version and release.
        version: String,
    },
}

/// The packages of one transaction: of each the component that its target names, and its index.
pub(crate) type Routed = Vec<(Option<NamePath>, usize)>;

/// How packages are read.
pub(crate) struct ReadOptions<'a> {
    /// The architectures that any archive publishes.
    pub(crate) architectures: &'a [String],
    /// Whether any archive lists MD5 digests.
    pub(crate) md5: bool,
    /// Whether any archive lists the files of packages, so that payloads of Debian packages are read.
    pub(crate) contents: bool,
    /// Whether all payloads are read to their last entry.
    pub(crate) payload: bool,
    pub(crate) threads: NonZeroUsize,
    /// How much packages may hold.
    pub(crate) limits: (debpkg::read::Limits, rpmpkg::read::Limits),
    /// Hears of the bytes that are read so far.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
}

/// Reads all packages; every defect of each is told.
pub(crate) fn read(
    files: Vec<PathBuf>,
    options: &ReadOptions<'_>,
    notes: &mut Diagnostics,
) -> Result<Vec<Incoming>, Diagnostics> {
    let is_source = |file: &PathBuf| file.extension() == Some(OsStr::new("dsc"));
    let (rpms, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_rpm(file));
    let (sources, binaries): (Vec<_>, Vec<_>) = others.into_iter().partition(is_source);
    let mut errors = Diagnostics::new();
    let mut packages = Vec::new();
    match apt::intake(&binaries, &of_debs(options)) {
        Ok(apt::Intake { packages: found, notes: noted, .. }) => {
            notes.append(noted);
            packages.extend(found.into_iter().map(Incoming::from));
        }
        Err(defects) => errors.append(defects),
    }
    for source in &sources {
        match apt::read_source(source) {
            Ok(found) => {
                notes.append(found.tolerated.clone());
                packages.push(Incoming::from(found));
            }
            Err(defects) => errors.append(defects),
        }
    }
    let before = length(&binaries);
    let progress = |done| (options.progress)(before + done);
    let of_rpms = rpmmd::IntakeOptions {
        payload: options.payload,
        apart: true,
        threads: options.threads,
        limits: options.limits.1,
        progress: &progress,
        ..rpmmd::IntakeOptions::new(&[])
    };
    match rpmmd::intake(&rpms, &of_rpms) {
        Ok(rpmmd::Intake { packages: found, notes: noted, .. }) => {
            notes.append(noted);
            packages.extend(found.into_iter().map(Incoming::from));
        }
        Err(defects) => errors.append(defects),
    }
    errors.into_result(packages)
}

fn of_debs<'a>(options: &ReadOptions<'a>) -> apt::IntakeOptions<'a> {
    apt::IntakeOptions {
        md5: options.md5,
        payload: options.contents || options.payload,
        apart: true,
        threads: options.threads,
        limits: options.limits.0,
        progress: options.progress,
        ..apt::IntakeOptions::new(options.architectures)
    }
}

/// The bytes of all files, as far as they can be had.
pub(crate) fn length(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// True for what is called as RPM packages are, or starts as they do (rpm's `lib/rpmlead.c`).
fn is_rpm(file: &Path) -> bool {
    match file.extension().and_then(OsStr::to_str) {
        Some("rpm") => true,
        Some("deb" | "udeb" | "ddeb" | "dsc") => false,
        _ => starts_as_rpm(file),
    }
}

fn starts_as_rpm(file: &Path) -> bool {
    const MAGIC: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];
    // A pipe would keep us waiting.
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let mut start = [0; MAGIC.len()];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MAGIC
}

impl From<apt::Incoming> for Incoming {
    fn from(package: apt::Incoming) -> Self {
        Self { file: package.file.clone(), kind: IncomingKind::Binary(Box::new(package)) }
    }
}

impl From<apt::IncomingSource> for Incoming {
    fn from(source: apt::IncomingSource) -> Self {
        let file = source.files.first().map(|dsc| dsc.file.clone()).unwrap_or_default();
        Self { file, kind: IncomingKind::Source(source) }
    }
}

impl From<rpmmd::Incoming> for Incoming {
    fn from(package: rpmmd::Incoming) -> Self {
        let version = version(&package.record.evr());
        let file = package.file.clone();
        Self { file, kind: IncomingKind::Rpm { package: Box::new(package), version } }
    }
}

impl Incoming {
    /// What it is.
    pub(crate) fn format(&self) -> PackageFormat {
        match &self.kind {
            IncomingKind::Binary(_) => PackageFormat::Deb,
            IncomingKind::Source(_) => PackageFormat::Dsc,
            IncomingKind::Rpm { .. } => PackageFormat::Rpm,
        }
    }

    /// The digest of the file; `None` for a source package.
    pub(crate) fn sha256(&self) -> Option<Sha256> {
        match &self.kind {
            IncomingKind::Binary(package) => Some(package.sha256),
            IncomingKind::Source(_) => None,
            IncomingKind::Rpm { package, .. } => Some(package.sha256),
        }
    }

    /// What routes look at. `file_name` is that of [`file`](Self::file).
    pub(crate) fn candidate<'a>(&'a self, file_name: &'a str) -> Candidate<'a> {
        match &self.kind {
            IncomingKind::Binary(package) => {
                let field = |name| package.control.field(name);
                let section = field("Section").and_then(|section| section.split_once('/'));
                let source = field("Source");
                Candidate {
                    format: self.format(),
                    file_name,
                    name: package.package(),
                    version: package.version(),
                    architecture: package.architecture(),
                    component: section.map(|(component, _)| component),
                    source: source.map(|source| source.split([' ', '(']).next().unwrap_or(source)),
                }
            }
            IncomingKind::Source(source) => Candidate {
                format: self.format(),
                file_name,
                name: source.package(),
                version: source.version(),
                architecture: "source",
                component: None,
                source: None,
            },
            IncomingKind::Rpm { package, version } => Candidate {
                format: self.format(),
                file_name,
                name: package.record.name(),
                version,
                architecture: package.record.architecture(),
                component: None,
                source: None,
            },
        }
    }

    /// That it has no place in `target`, which is of another format.
    pub(crate) fn misplaced(&self, target: &TargetName) -> Diagnostic {
        let problem = format!("has another format than {target}");
        Diagnostic::new(codes::TARGET_NAME, Subject::File(self.file.clone()), problem)
    }
}
