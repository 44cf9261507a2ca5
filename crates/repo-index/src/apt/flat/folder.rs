//! What a folder of packages holds.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use debpkg::Version;
use debpkg::read::Limits;
use diagnostic::{Diagnostic, Diagnostics, Subject};

use crate::apt::{Format, IntakeOptions, Packages, Record, intake, read_source};
use crate::parallel::read_all;
use crate::{codes, walk};

/// Which packages of a folder are listed, and how they are read.
#[derive(Clone)]
pub struct FolderOptions<'a> {
    /// The suffix of binary packages, without a dot. Default: `deb`.
    pub suffix: String,
    /// Of which architecture they are, besides `all`; `None`: of any.
    pub architecture: Option<String>,
    /// Whether only the newest version is listed of each package and architecture. Default: no.
    pub newest: bool,
    /// Whether packages are refused that dpkg takes although no package should be so. Default: no.
    pub strict: bool,
    /// Whether MD5 digests stand beside SHA-256. Default: no.
    pub md5: bool,
    /// Suffixes of packages that are listed elsewhere, so that they need not be told of.
    pub elsewhere: Vec<String>,
    /// Whether a folder without packages is taken. Default: no.
    pub empty: bool,
    /// How many files are read at once; the result does not depend on it.
    pub threads: NonZeroUsize,
    /// How much a package may hold.
    pub limits: Limits,
    /// Hears how many bytes of binary packages were read so far, and how many there are. Default:
    /// nobody does.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl fmt::Debug for FolderOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            suffix,
            architecture,
            newest,
            strict,
            md5,
            elsewhere,
            empty,
            threads,
            limits,
            ..
        } = self;
        f.debug_struct("FolderOptions")
            .field("suffix", suffix)
            .field("architecture", architecture)
            .field("newest", newest)
            .field("strict", strict)
            .field("md5", md5)
            .field("elsewhere", elsewhere)
            .field("empty", empty)
            .field("threads", threads)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

impl Default for FolderOptions<'_> {
    fn default() -> Self {
        Self {
            suffix: "deb".to_owned(),
            architecture: None,
            newest: false,
            strict: false,
            md5: false,
            elsewhere: Vec::new(),
            empty: false,
            threads: NonZeroUsize::MIN,
            limits: Limits::default(),
            progress: &|_, _| {},
        }
    }
}

/// The packages of a folder, in the order of an index.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Binary packages.
    pub packages: Packages,
    /// Source packages.
    pub sources: Packages,
    /// What is worth telling, and no defect: packages that are there twice or odd, and files of kinds
    /// that are not listed.
    pub notes: Diagnostics,
}

/// Suffixes of packages besides `.dsc`.
const KINDS: [&str; 4] = ["deb", "udeb", "ddeb", "rpm"];

impl Folder {
    /// True when there is a `.deb` or a source package below `root`.
    ///
    /// # Errors
    /// Every folder that could not be read.
    pub fn is_one(root: &Path) -> Result<bool, Diagnostics> {
        let is_package = |file: &PathBuf| {
            file.extension().is_some_and(|suffix| suffix == "deb" || suffix == "dsc")
        };
        Ok(walk::files(root)?.iter().any(is_package))
    }

    /// Reads every package below `root`, whole: there is no cache that could be wrong. Paths in
    /// records are those from `root`, with `./` before them as apt-ftparchive(1) prints them.
    ///
    /// # Errors
    /// Every defect of every file, and a folder without packages.
    pub fn read(root: &Path, options: &FolderOptions<'_>) -> Result<Self, Diagnostics> {
        let files = Files::of(root, options)?;
        let mut folder = Self::default();
        let mut defects = files.defects;
        match binaries(root, &files.packages, options, &mut folder.notes) {
            Ok(records) => folder.packages = index(records, &mut defects),
            Err(found) => defects.append(found),
        }
        match sources(root, &files.sources, options, &mut folder.notes) {
            Ok(records) => folder.sources = index(records, &mut defects),
            Err(found) => defects.append(found),
        }
        folder.notes.append(files.notes);
        let empty = folder.packages.is_empty() && folder.sources.is_empty();
        if empty && defects.is_empty() && !options.empty {
            let others = folder.notes.as_slice().len();
            defects.push(no_package(root, others, options));
        }
        defects.into_result(folder)
    }
}

fn no_package(root: &Path, others: usize, options: &FolderOptions<'_>) -> Diagnostic {
    let what = match &options.architecture {
        Some(architecture) => format!("no .{} package for {architecture}", options.suffix),
        None => format!("no .{} package", options.suffix),
    };
    let problem = match others {
        0 => format!("holds {what}"),
        _ => format!("has {what}, but {others} of kinds that are not listed"),
    };
    Diagnostic::new(codes::EMPTY_FOLDER, Subject::File(root.to_owned()), problem)
        .hint("give the directory that has the packages")
}

/// The files of a folder by what they are.
#[derive(Default)]
struct Files {
    packages: Vec<PathBuf>,
    sources: Vec<PathBuf>,
    notes: Diagnostics,
    defects: Diagnostics,
}

impl Files {
    fn of(root: &Path, options: &FolderOptions<'_>) -> Result<Self, Diagnostics> {
        let mut files = Self::default();
        for file in walk::files(root)? {
            let suffix = file.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
            let list = match suffix {
                _ if suffix == options.suffix => &mut files.packages,
                "dsc" => &mut files.sources,
                _ if options.elsewhere.iter().any(|other| other == suffix) => continue,
                _ if KINDS.contains(&suffix) => {
                    let problem = format!("is not listed: .{suffix} packages are ignored");
                    let subject = Subject::File(file);
                    files.notes.push(Diagnostic::new(codes::NOT_LISTED, subject, problem));
                    continue;
                }
                _ => continue,
            };
            match path_in(root, &file) {
                Some(_) => list.push(file),
                None => {
                    let problem = "has a name that an index cannot contain";
                    let subject = Subject::File(file);
                    let hint = "rename it: UTF-8 without control characters and \"\\\"";
                    files
                        .defects
                        .push(Diagnostic::new(codes::FILE_NAME, subject, problem).hint(hint));
                }
            }
        }
        Ok(files)
    }
}

/// The path of `file` in records; `None` when no record can hold it.
fn path_in(root: &Path, file: &Path) -> Option<String> {
    let path = file.strip_prefix(root).ok()?.to_str()?;
    let ends = path.trim() == path;
    (ends && !path.contains(|letter: char| letter.is_control() || letter == '\\'))
        .then(|| format!("./{path}"))
}

fn binaries(
    root: &Path,
    files: &[PathBuf],
    options: &FolderOptions<'_>,
    notes: &mut Diagnostics,
) -> Result<Vec<Record>, Diagnostics> {
    let lengths = files.iter().filter_map(|file| file.metadata().ok());
    let total = lengths.map(|metadata| metadata.len()).sum();
    let progress = |done| (options.progress)(done, total);
    let intake_options = IntakeOptions {
        md5: options.md5,
        strict: options.strict,
        threads: options.threads,
        limits: options.limits,
        progress: &progress,
        ..IntakeOptions::new(&[])
    };
    let mut found = intake(files, &intake_options)?;
    notes.append(found.notes);
    if let Some(wanted) = &options.architecture {
        found.packages.retain(|package| ["all", wanted].contains(&package.architecture()));
    }
    if options.newest {
        let mut newest = BTreeMap::new();
        for package in found.packages.drain(..) {
            let key = (package.package().to_owned(), package.architecture().to_owned());
            match newest.get(&key) {
                Some(best) if !is_newer(&package, best) => {}
                _ => drop(newest.insert(key, package)),
            }
        }
        found.packages.extend(newest.into_values());
    }
    let mut defects = Diagnostics::new();
    let mut records = Vec::with_capacity(found.packages.len());
    for package in &found.packages {
        let path = path_in(root, &package.file).unwrap_or_default();
        match package.record(&path, false) {
            Ok(record) => records.push(record),
            Err(defect) => defects.push(defect),
        }
    }
    defects.into_result(records)
}

fn is_newer(package: &crate::apt::Incoming, than: &crate::apt::Incoming) -> bool {
    match (Version::parse(package.version()), Version::parse(than.version())) {
        (Ok(left), Ok(right)) => left > right,
        // What was taken in has a version.
        _ => false,
    }
}

fn sources(
    root: &Path,
    files: &[PathBuf],
    options: &FolderOptions<'_>,
    notes: &mut Diagnostics,
) -> Result<Vec<Record>, Diagnostics> {
    let mut defects = Diagnostics::new();
    let mut records = Vec::with_capacity(files.len());
    let read = read_all(files, options.threads, |dsc| {
        let directory = dsc.parent().and_then(|folder| path_in(root, folder)).unwrap_or_default();
        // apt-ftparchive(1) calls the folder itself a dot.
        let directory = directory.strip_suffix('/').unwrap_or(&directory);
        let source = read_source(dsc)?;
        if options.strict && !source.tolerated.is_empty() {
            return Err(source.tolerated);
        }
        Ok((source.record(directory)?, source.tolerated))
    });
    for one in read {
        match one {
            Ok((record, tolerated)) => {
                records.push(record);
                notes.append(tolerated);
            }
            Err::<_, Diagnostics>(found) => defects.append(found),
        }
    }
    defects.into_result(records)
}

/// An index of `records`; one package with two contents is a defect.
fn index(records: Vec<Record>, defects: &mut Diagnostics) -> Packages {
    let mut index = Packages::default();
    for conflict in index.add(records.iter().cloned()).err().into_iter().flatten() {
        let of_package = |record: &&Record| record.to_string() == conflict.package;
        let file = records.iter().find(of_package).map(Record::path).unwrap_or_default();
        let problem = format!("has two contents: {}, {}", conflict.published, conflict.given);
        let subject = Subject::File(file.into());
        defects.push(Diagnostic::new(codes::OTHER_CONTENT, subject, problem));
    }
    index
}

impl Folder {
    /// The texts of the indexes by their names; `Sources` only where there are source packages.
    #[must_use]
    pub fn indexes(&self) -> BTreeMap<&'static str, Vec<u8>> {
        let mut indexes = BTreeMap::from([(name(Format::Packages), self.packages.to_bytes())]);
        if !self.sources.is_empty() {
            indexes.insert(name(Format::Sources), self.sources.to_bytes());
        }
        indexes
    }

    /// The architectures of the packages, in order; `all` only where there is no other.
    #[must_use]
    pub fn architectures(&self) -> Vec<String> {
        let mut found: Vec<&str> =
            self.packages.records().iter().map(Record::architecture).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() > 1 {
            found.retain(|architecture| *architecture != "all");
        }
        found.into_iter().map(str::to_owned).collect()
    }
}

/// What an index is called.
pub(super) fn name(format: Format) -> &'static str {
    match format {
        Format::Packages => "Packages",
        Format::Sources => "Sources",
    }
}
