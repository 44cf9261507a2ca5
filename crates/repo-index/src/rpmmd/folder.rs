//! A folder of packages, as `createrepo_c` indexes it.

use std::collections::HashMap;
use std::fmt;
use std::fs::Metadata as Attributes;
use std::num::NonZeroUsize;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};
use rpmpkg::read::Limits;

use super::{ChecksumKind, Conflict, FileTime, IntakeOptions, Metadata, Record, intake};
use crate::{codes, walk};

/// Which packages of a folder are listed, and how they are read.
#[derive(Clone)]
pub struct FolderOptions<'a> {
    /// Whether a folder without packages is taken. Default: no.
    pub empty: bool,
    /// How many files are read at once; the result does not depend on it.
    pub threads: NonZeroUsize,
    /// Whether packages that cannot be read are left out, as createrepo_c does, and told of. Default:
    /// no, each is an error.
    pub skip_unreadable: bool,
    /// How much a package may hold.
    pub limits: Limits,
    /// Hears how many bytes of packages were read so far, and how many there are to read. Default:
    /// nobody does.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl fmt::Debug for FolderOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { empty, threads, skip_unreadable, limits, progress: _ } = self;
        f.debug_struct("FolderOptions")
            .field("empty", empty)
            .field("threads", threads)
            .field("skip_unreadable", skip_unreadable)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

impl Default for FolderOptions<'_> {
    fn default() -> Self {
        Self {
            empty: false,
            threads: NonZeroUsize::MIN,
            skip_unreadable: false,
            limits: Limits::default(),
            progress: &|_, _| {},
        }
    }
}

/// The packages of a folder.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Their records, each at its path in the folder.
    pub metadata: Metadata,
    /// How many packages were read; the others are as they were published.
    pub read: usize,
    /// How many could not be read, and were left out.
    pub skipped: usize,
    /// What is worth telling, and no defect: packages that are there twice, with one content or
    /// several, and why others were left out.
    pub notes: Diagnostics,
}

/// What was published of a folder before.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The packages.
    pub metadata: &'a Metadata,
    /// When, in seconds since 1970: a package whose time is not before that may have changed since.
    pub time: u64,
}

impl Folder {
    /// True when there is an RPM package below `root`.
    ///
    /// # Errors
    /// Every folder that could not be read.
    pub fn is_one(root: &Path) -> Result<bool, Diagnostics> {
        Ok(walk::files(root)?.iter().any(|file| is_package(file)))
    }

    /// Reads the packages below `root`. One that has the length and the modification time that
    /// `before` gives it, and was not modified since then, is not read again.
    ///
    /// # Errors
    /// Every defect of every file, unless those are left out, and a folder without packages. One
    /// package with several contents is listed with each, as createrepo_c does.
    pub fn read(
        root: &Path,
        before: Option<Before<'_>>,
        options: &FolderOptions<'_>,
    ) -> Result<Self, Diagnostics> {
        let mut defects = Diagnostics::new();
        let (mut records, mut fresh) = (Vec::new(), Vec::new());
        let known = Known::new(before);
        for file in walk::files(root)?.into_iter().filter(|file| is_package(file)) {
            match path_in(root, &file) {
                None => defects.push(no_name(file)),
                Some(path) => match known.record(&path, &file) {
                    Some(record) => records.push(record.clone()),
                    None => fresh.push((path, file)),
                },
            }
        }
        let (paths, files): (Vec<String>, Vec<PathBuf>) = fresh.into_iter().unzip();
        let mut folder = Self { read: files.len(), ..Self::default() };
        let lengths = files.iter().filter_map(|file| file.metadata().ok());
        let total = lengths.map(|attributes| attributes.len()).sum();
        let progress = |done| (options.progress)(done, total);
        let intake_options = IntakeOptions {
            progress: &progress,
            time: FileTime::Modified,
            threads: options.threads,
            limits: options.limits,
            apart: true,
            ..IntakeOptions::new(&[])
        };
        let mut found = intake(&files, &intake_options);
        if options.skip_unreadable
            && let Err(refused) = &found
        {
            let is_bad = |file: &PathBuf| {
                let is_its = |it: &Diagnostic| it.subject == Subject::File(file.clone());
                refused.as_slice().iter().any(is_its)
            };
            let kept: Vec<PathBuf> = files.iter().filter(|file| !is_bad(file)).cloned().collect();
            folder.skipped = files.len() - kept.len();
            folder.read = kept.len();
            folder.notes.append(refused.clone());
            found = intake(&kept, &intake_options);
        }
        match found {
            Ok(found) => {
                folder.notes.append(found.notes);
                let places: HashMap<&Path, &String> =
                    files.iter().map(PathBuf::as_path).zip(&paths).collect();
                records.extend(found.packages.iter().filter_map(|package| {
                    Some(package.record.at(places.get(package.file.as_path())?))
                }));
            }
            Err(found) => defects.append(found),
        }
        if records.is_empty() && defects.is_empty() && !options.empty {
            let problem = "holds no .rpm package";
            defects.push(
                Diagnostic::new(codes::EMPTY_FOLDER, Subject::File(root.to_owned()), problem)
                    .hint("give the directory that has the packages"),
            );
        }
        // By their paths, so that of two files with the same package it is always the same one.
        records.sort_by(|one, other| one.location().cmp(other.location()));
        let (metadata, conflicts) = Metadata::of_folder(records.iter().cloned());
        for conflict in conflicts {
            folder.notes.push(two_contents(&conflict, &records));
        }
        folder.metadata = metadata;
        defects.into_result(folder)
    }
}

/// The packages that were published, by their places.
struct Known<'a> {
    records: HashMap<&'a str, &'a Record>,
    time: u64,
}

impl<'a> Known<'a> {
    fn new(before: Option<Before<'a>>) -> Self {
        let Some(Before { metadata, time }) = before else {
            return Self { records: HashMap::new(), time: 0 };
        };
        let records = metadata.records().iter();
        let own = records.filter(|record| {
            record.base().is_none() && record.checksum().kind() == ChecksumKind::Sha256
        });
        Self { records: own.map(|record| (record.location(), record)).collect(), time }
    }

    /// The record of a file that did not change.
    fn record(&self, path: &str, file: &Path) -> Option<&'a Record> {
        let record = *self.records.get(path)?;
        let attributes = file.metadata().ok().filter(Attributes::is_file)?;
        let modified = u64::try_from(attributes.mtime()).ok()?;
        let is_same = attributes.len() == record.size() && file_time(record) == Some(modified);
        (is_same && modified < self.time).then_some(record)
    }
}

/// `<time file="...">` of a record.
fn file_time(record: &Record) -> Option<u64> {
    const TIME: &[u8] = b"<time file=\"";
    let text = record.primary();
    let start = memchr::memmem::find(text, TIME)? + TIME.len();
    let digits = text[start..].split(|byte| *byte == b'"').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn is_package(file: &Path) -> bool {
    file.extension().is_some_and(|suffix| suffix == "rpm")
}

/// The path of `file` in lists; `None` when none can hold it.
fn path_in(root: &Path, file: &Path) -> Option<String> {
    let path = file.strip_prefix(root).ok()?.to_str()?;
    (!path.contains(char::is_control)).then(|| path.to_owned())
}

fn no_name(file: PathBuf) -> Diagnostic {
    let problem = "is called what no list can hold";
    Diagnostic::new(codes::FILE_NAME, Subject::File(file), problem)
        .hint("rename it: UTF-8 without control characters")
}

fn two_contents(conflict: &Conflict, records: &[Record]) -> Diagnostic {
    let given = records.iter().find(|record| record.pkgid() == conflict.given.hex());
    let file = given.map(Record::location).unwrap_or_default();
    let Conflict { package, published, given } = conflict;
    let problem =
        format!("{package} is there with two contents, and both are listed: {published}, {given}");
    Diagnostic::new(codes::OTHER_CONTENT, Subject::File(file.into()), problem).hint(
        "clients take either: keep one of them, or build one anew with a new version or release",
    )
}
