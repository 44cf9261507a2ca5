//! Reading one package, and many at once.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::{Algorithms, DigestReader, Digests, Timestamp};
use repo_store::Sha256;
use rpmpkg::header::tag;
use rpmpkg::judge::{Verdict, judge};
use rpmpkg::read::{self, Metadata, ReadError, Tolerated};

use super::record::{built, fields, record};
use super::{FileTime, Incoming, IntakeOptions, place};
use crate::input::{BUFFER, Watched, open};
use crate::rpmmd::checksum::Checksum;
use crate::rpmmd::dependencies::{self, Entry, KINDS};
use crate::rpmmd::filelists::ListedFile;
use crate::rpmmd::xml::find_forbidden;
use crate::{codes, parallel};

/// Reads all files, in the order in which they were given.
pub(super) fn all(
    files: &[PathBuf],
    options: &IntakeOptions<'_>,
) -> Vec<Result<Incoming, Diagnostics>> {
    let done = AtomicU64::new(0);
    parallel::read_all(files, options.threads, |file| one(file, &done, options))
}

/// A package that was read to its end.
struct Whole {
    package: Metadata,
    digests: Digests,
    size: u64,
    modified: i64,
    verdict: Verdict,
}

fn one(
    file: &Path,
    done: &AtomicU64,
    options: &IntakeOptions<'_>,
) -> Result<Incoming, Diagnostics> {
    let opened = open(file)?;
    let mut whole = whole(opened, done, options).map_err(|error| error.to_diagnostic(file))?;
    if let Err(error) = check_length(&whole.package, whole.size) {
        // rpm passes over lengths and goes by digests: these tell whether the package is whole.
        if !options.payload {
            let unchecked = |_: ReadError| error.to_diagnostic(file);
            let mut input = BufReader::with_capacity(BUFFER, open(file)?);
            let contents = read::contents(&mut input, Algorithms::NONE, &options.limits);
            whole.package = contents.map_err(unchecked)?.metadata;
        }
    }
    check(file, whole, options)
}

fn whole(file: File, done: &AtomicU64, options: &IntakeOptions<'_>) -> Result<Whole, ReadError> {
    let modified = file.metadata().map_err(ReadError::Io)?.mtime();
    let algorithms = Sha256::ALGORITHMS.and(options.checksum.algorithms());
    let watched = Watched { file, done, progress: options.progress };
    let mut input = BufReader::with_capacity(BUFFER, DigestReader::new(watched, algorithms));
    let (package, verdict) = match options.payload {
        true => {
            let contents = read::contents(&mut input, Algorithms::NONE, &options.limits)?;
            let verdict = judge(&contents);
            (contents.metadata, verdict)
        }
        false => (read::metadata(&mut input, &options.limits)?, Verdict::default()),
    };
    // A digest is taken of what is read, whether anything is made of it or not.
    let mut input = input.into_inner();
    let mut buffer = vec![0; BUFFER];
    while match input.read(&mut buffer) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => true,
        read => read.map_err(ReadError::Io)? > 0,
    } {}
    let (_, digests, size) = input.finish();
    Ok(Whole { package, digests, size, modified, verdict })
}

/// Holds the file's length against what the package says of it.
fn check_length(package: &Metadata, size: u64) -> Result<(), ReadError> {
    let Metadata { signature, header, header_range, .. } = package;
    let behind_signature = signature
        .number(tag::signature::LONGSIZE)
        .or_else(|| signature.number(tag::signature::SIZE))
        .and_then(|length| header_range.start.checked_add(length));
    let behind_header =
        || header.number(tag::PAYLOADSIZE).and_then(|length| header_range.end.checked_add(length));
    let problem =
        |length| format!("it has {size} bytes, but its headers have a length of {length}");
    match behind_signature.or_else(behind_header) {
        Some(length) if size < length => Err(ReadError::Truncated(problem(length))),
        Some(length) if size > length => Err(ReadError::Payload(problem(length))),
        _ => Ok(()),
    }
}

fn check(file: &Path, whole: Whole, options: &IntakeOptions<'_>) -> Result<Incoming, Diagnostics> {
    let Whole { package, digests, size, modified, verdict } = whole;
    let unreadable = |error: ReadError| error.to_diagnostic(file);
    let files = ListedFile::all(&package).map_err(unreadable)?;
    let lists = dependencies::lists(&package, &files).map_err(unreadable)?;
    let changelog = package.changelog().map_err(unreadable)?;
    let mut defects = Diagnostics::new();
    let sha256 = Sha256(digests.sha256.unwrap_or_default());
    let checksum = Checksum::from_digests(options.checksum, &digests);
    let checksum = checksum.unwrap_or_else(|| sha256.into());
    let file_name = format!("{}.rpm", package.nvra());
    let fields = fields(&package, &checksum, size, &place(&file_name));
    defects.extend(other_architecture(file, fields.architecture(), options));
    defects.extend(forbidden(file, &package, &files, &lists));
    defects.extend(verdict.refusals.iter().map(|found| found.to_diagnostic(file)));
    let (mut tolerated, mut warnings) = (Diagnostics::new(), Diagnostics::new());
    tolerated.extend(Tolerated::warning(&package.tolerated, file));
    warnings.extend(verdict.warnings.iter().map(|found| found.to_diagnostic(file)));

    let time = match options.time {
        FileTime::Built => built(&package),
        FileTime::Modified => modified,
    };
    let record = record(&package, fields, time, &files, &lists, &changelog);
    defects.into_result(Incoming {
        file: file.to_owned(),
        sha256,
        file_name,
        built: Some(Timestamp::clamped(built(&package))).filter(|time| time.seconds() > 0),
        signatures: package.signatures(),
        record,
        tolerated,
        warnings,
    })
}

fn other_architecture(
    file: &Path,
    architecture: &str,
    options: &IntakeOptions<'_>,
) -> Option<Diagnostic> {
    let known = &options.architectures;
    if architecture == "noarch" || known.is_empty() || known.iter().any(|one| one == architecture) {
        return None;
    }
    let problem = format!("is for the architecture {architecture}, which is not published");
    let hint = format!("add it to the repository's architectures: {}", known.join(", "));
    let defect = Diagnostic::new(codes::ARCHITECTURE, Subject::File(file.to_owned()), problem);
    Some(defect.hint(hint))
}

/// Names that XML cannot hold. In texts that only people read such characters are replaced.
fn forbidden(
    file: &Path,
    package: &Metadata,
    files: &[ListedFile],
    lists: &[Vec<Entry>; KINDS.len()],
) -> Vec<Diagnostic> {
    let release = package.evr.release.as_deref().unwrap_or_default();
    let names = [
        ("name", package.name.as_bytes()),
        ("version", package.evr.version.as_bytes()),
        ("release", release.as_bytes()),
        ("architecture", package.architecture.as_bytes()),
    ];
    let paths = files.iter().map(|file| ("path", &*file.path));
    let dependencies = lists.iter().flatten().flat_map(|entry| {
        [("dependency", entry.name.as_bytes()), ("version of a dependency", entry.evr.as_bytes())]
    });
    let defect = |(what, text): (&str, &[u8])| {
        let problem = format!(
            "has the {what} \"{}\", with a character that XML cannot contain",
            text.escape_ascii()
        );
        let subject = Subject::File(file.to_owned());
        Diagnostic::new(codes::NOT_IN_XML, subject, problem)
            .hint("remove control characters from names, and build the package again")
    };
    let all = names.into_iter().chain(paths).chain(dependencies);
    all.filter(|(_, text)| find_forbidden(text).is_some()).map(defect).collect()
}
