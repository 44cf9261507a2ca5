//! Reading one package, and many at once.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use debpkg::judge::{self, Verdict};
use debpkg::read::{self, Metadata, ReadError};
use debpkg::relationship::Relationships;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::{Algorithms, DigestReader, Digests, Encoding, Timestamp};
use repo_store::Sha256;

use super::{Incoming, IntakeOptions, PackageKind};
use crate::apt::RELATIONSHIPS;
use crate::apt::contents::FileList;
use crate::codes;
use crate::input::{BUFFER, Watched, open};
use crate::parallel;

type Taken = Result<Incoming, Diagnostics>;

/// Reads all files, in the order in which they were given.
pub(super) fn all(files: &[PathBuf], options: &IntakeOptions<'_>) -> Vec<Taken> {
    let done = AtomicU64::new(0);
    parallel::read_all(files, options.threads, |file| one(file, &done, options))
}

fn one(file: &Path, done: &AtomicU64, options: &IntakeOptions<'_>) -> Taken {
    from(Watched { file: open(file)?, done, progress: options.progress }, file, options)
}

/// Reads a package from `input`, which is told of as `file`.
pub(super) fn from(input: impl Read, file: &Path, options: &IntakeOptions<'_>) -> Taken {
    let algorithms = Algorithms { md5: options.md5, ..Sha256::ALGORITHMS };
    let mut input = BufReader::with_capacity(BUFFER, DigestReader::new(input, algorithms));
    let found = if options.payload {
        read::contents(&mut input, Algorithms::NONE, &options.limits).map(|contents| {
            let verdict = judge::judge(&contents);
            let paths =
                contents.entries.iter().filter(|entry| entry.kind != read::DataKind::Directory);
            let files = FileList::new(paths.map(|entry| &*entry.path));
            let payload = Payload { files, verdict };
            (contents.metadata, contents.data_encoding, contents.time, Some(payload))
        })
    } else {
        read::outline(&mut input, &options.limits)
            .map(|outline| (outline.metadata, outline.data_encoding, outline.time, None))
    };
    let found = found.map_err(|error| unreadable(&error, file))?;
    let (_, digests, size) = input.into_inner().finish();
    check(file, found, digests, size, options)
}

fn unreadable(error: &ReadError, file: &Path) -> Diagnostic {
    error.to_diagnostic(file)
}

type Found = (Metadata, Encoding, Timestamp, Option<Payload>);

/// What is known of a package whose payload was read.
struct Payload {
    /// The paths that it installs, or the first that no index can hold.
    files: Result<FileList, Vec<u8>>,
    /// What dpkg says of it.
    verdict: Verdict,
}

fn check(
    file: &Path,
    (metadata, data_encoding, time, payload): Found,
    digests: Digests,
    size: u64,
    options: &IntakeOptions<'_>,
) -> Taken {
    let mut defects = Diagnostics::new();
    let subject = || Subject::File(file.to_owned());
    let architecture = metadata.specific_architecture();
    let published = options.architectures.iter().any(|known| known == architecture);
    if architecture != "all" && !published && !options.architectures.is_empty() {
        let problem = format!("is for the architecture {architecture}, which is not published");
        let known = options.architectures.join(", ");
        let hint = format!("add it to the archive's architectures: {known}");
        defects.push(Diagnostic::new(codes::ARCHITECTURE, subject(), problem).hint(hint));
    }
    let mut tolerated = Diagnostics::new();
    metadata.tolerated.iter().for_each(|found| tolerated.push(found.to_diagnostic(file)));
    if options.strict {
        defects.append(std::mem::take(&mut tolerated));
    }
    let mut warnings = Diagnostics::new();
    let files = match payload {
        Some(Payload { files, verdict }) => {
            verdict.refusals.iter().for_each(|found| defects.push(found.to_diagnostic(file)));
            verdict.warnings.iter().for_each(|found| warnings.push(found.to_diagnostic(file)));
            // A path that no index can hold is one of dpkg's refusals.
            files.ok()
        }
        None => {
            defects.append(unparsed(&metadata, file));
            None
        }
    };
    defects.into_result(Incoming {
        file: file.to_owned(),
        size,
        sha256: Sha256(digests.sha256.unwrap_or_default()),
        md5: digests.md5,
        kind: kind(&metadata),
        control: metadata.control,
        time,
        control_encoding: metadata.control_encoding,
        data_encoding,
        files,
        warnings,
        tolerated,
    })
}

/// The relationships that no index can hold, of a package that is not judged.
fn unparsed(metadata: &Metadata, file: &Path) -> Diagnostics {
    let mut defects = Diagnostics::new();
    for name in RELATIONSHIPS {
        let value = metadata.control.field(name).unwrap_or_default();
        if let Err(error) = Relationships::parse(value) {
            let problem = format!("the control file: {name}: {error}");
            defects.push(
                Diagnostic::new(codes::RELATIONSHIPS, Subject::File(file.to_owned()), problem)
                    .hint("fix the field and build the package again"),
            );
        }
    }
    defects
}

fn kind(metadata: &Metadata) -> PackageKind {
    let section = metadata.control.field("Section").unwrap_or_default();
    match metadata.control.field("Package-Type") {
        Some("udeb") => PackageKind::Installer,
        Some("ddeb") => PackageKind::Debug,
        None if section.rsplit('/').next() == Some("debian-installer") => PackageKind::Installer,
        _ => PackageKind::Binary,
    }
}
