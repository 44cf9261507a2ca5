//! `mkdeb TREE`: builds a package.

use std::num::NonZeroUsize;
use std::path::Path;

use debpkg::{Package, WriteError, WriteOptions, Written};
use pkgio::{Algorithms, AtomicFile, Compression, DigestWriter, Digests, Existing, Timestamp};
use pkgtree::{Code, ContentError, Description, Diagnostic, Diagnostics, Kind, Subject};

use super::TOOL;
use super::args::MkdebArgs;
use super::summary::{self, Built};
use crate::describe::{Described, Flags, describe, flag_defect};
use crate::progress::Progress;
use crate::report::{Failure, Outcome};
use crate::{codes, interrupt, output, threads, timestamp};

/// Builds a package from the staged tree at `root`.
pub(super) fn build(root: &Path, args: &MkdebArgs) -> Result<Outcome, Failure> {
    let Described { mut description, manifest, mut errors } = describe(Flags {
        build: &args.build,
        package: &args.package,
        relationships: &args.relationships,
        files: &args.files,
    });
    super::describe::add(&mut description.deb, &args.deb, &mut errors);
    let mut warnings = Diagnostics::new();
    match attempt(root, args, &description, errors, &mut warnings) {
        Ok(built) => Ok(Outcome { warnings, manifest, ..summary::outcome(&built, &args.common) }),
        Err(errors) => Err(Failure { errors, warnings, manifest }),
    }
}

fn attempt(
    root: &Path,
    args: &MkdebArgs,
    description: &Description,
    mut errors: Diagnostics,
    warnings: &mut Diagnostics,
) -> Result<Built, Diagnostics> {
    let readable = !errors.as_slice().iter().any(|error| UNREADABLE.contains(&error.code));
    let described = errors.is_empty();
    let settings = Settings::new(args, &mut errors);
    let package = readable.then(|| Package::from_staged(root, description));
    let (package, settings) = match (package, settings) {
        (Some(Ok(package)), Some(settings)) if errors.is_empty() => (package, settings),
        (Some(Err(defects)), _) => {
            errors.append(if described { defects } else { beside_missing(&defects) });
            return Err(errors);
        }
        _ => return Err(errors),
    };
    warnings.append(package.warnings().clone());
    refuse_if_strict(args, warnings)?;

    let path = output::path(args.build.output.as_deref(), &package.file_name())?;
    let inputs: Vec<&Path> = args.build.manifest.as_deref().into_iter().collect();
    output::check(&path, args.build.force, root, &inputs)?;
    let written = if args.build.dry_run {
        None
    } else {
        Some(write(&path, &package, settings, args, warnings)?)
    };
    let compression = settings.compression(&package);
    Ok(Built { path, package, compression, written })
}

/// What leaves too little of a description to go on checking.
const UNREADABLE: [Code; 2] = [pkgtree::description::codes::SYNTAX, codes::READ];

/// The defects of a description that was read only in part: what is missing may be misspelt.
fn beside_missing(defects: &Diagnostics) -> Diagnostics {
    let mut others = Diagnostics::new();
    for defect in defects.as_slice() {
        if defect.code != debpkg::codes::MISSING_FIELD {
            others.push(defect.clone());
        }
    }
    others
}

/// Makes errors of the warnings when `--strict` asks for it.
fn refuse_if_strict(args: &MkdebArgs, warnings: &mut Diagnostics) -> Result<(), Diagnostics> {
    if args.build.strict { std::mem::take(warnings).into_result(()) } else { Ok(()) }
}

/// How the package is written, parsed.
#[derive(Clone, Copy, Debug)]
struct Settings {
    /// `None`: what the description asks for.
    compression: Option<Compression>,
    threads: NonZeroUsize,
    timestamp: Option<Timestamp>,
}

impl Settings {
    fn new(args: &MkdebArgs, errors: &mut Diagnostics) -> Option<Self> {
        let compression = compression(args.build.compression.as_deref());
        let threads = threads::threads(args.build.threads.as_deref());
        let timestamp = timestamp::timestamp(args.build.timestamp.as_deref());
        let compression = compression.map_err(|error| errors.push(error)).ok();
        let threads = threads.map_err(|error| errors.push(error)).ok();
        let timestamp = timestamp.map_err(|error| errors.push(error)).ok();
        Some(Self { compression: compression?, threads: threads?, timestamp: timestamp? })
    }
}

impl Settings {
    fn compression(&self, package: &Package) -> Compression {
        self.compression.unwrap_or(package.compression())
    }
}

/// What `--compression` says, if it is given.
fn compression(flag: Option<&str>) -> Result<Option<Compression>, Diagnostic> {
    flag.map(str::parse).transpose().map_err(|error: pkgio::ParseCompressionError| {
        flag_defect(codes::COMPRESSION, "--compression", error.to_string())
    })
}

/// Writes `package` to `path`, whole or not at all.
fn write(
    path: &Path,
    package: &Package,
    settings: Settings,
    args: &MkdebArgs,
    warnings: &mut Diagnostics,
) -> Result<(Written, Digests), Diagnostics> {
    let existing = if args.build.force { Existing::Replace } else { Existing::Keep };
    let (file, _guard) =
        interrupt::guarded(|| AtomicFile::create(path, existing), AtomicFile::temporary)
            .map_err(|error| output::failed(path, &error))?;
    let digests = Algorithms { sha256: args.common.json, ..Algorithms::default() };
    let mut out = DigestWriter::new(file, digests);
    let written = {
        let progress = Progress::new(TOOL, &args.common, payload(package));
        let advance = |done| progress.advance(done);
        let options = WriteOptions {
            compression: settings.compression(package),
            threads: settings.threads,
            timestamp: settings.timestamp,
            spool_folder: output::folder(path),
            progress: Some(&advance),
        };
        debpkg::write(package, &options, &mut out).map_err(|error| failed(path, &error))?
    };
    warnings.append(written.warnings.clone());
    refuse_if_strict(args, warnings)?;
    let (file, digests, _) = out.finish();
    file.commit().map_err(|error| output::failed(path, &error))?;
    Ok((written, digests))
}

/// The bytes of all files.
fn payload(package: &Package) -> u64 {
    let length = |entry: &pkgtree::Entry| match &entry.kind {
        Kind::File(content) => content.length(),
        _ => 0,
    };
    package.tree().entries().iter().map(length).sum()
}

fn failed(path: &Path, error: &WriteError) -> Diagnostic {
    let about = |code, path: &Path, problem: String| {
        Diagnostic::new(code, Subject::File(path.to_owned()), problem)
    };
    match error {
        WriteError::Content(ContentError::Changed { path }) => {
            about(pkgtree::codes::CHANGED, path, "changed while being packaged".to_owned())
                .hint("package a tree that nothing else is writing to")
        }
        WriteError::Content(ContentError::Io { path, source }) => {
            about(pkgtree::codes::UNREADABLE, path, format!("could not be read: {source}"))
        }
        WriteError::MemberTooLong { .. } => {
            about(debpkg::codes::MEMBER_TOO_LONG, path, error.to_string())
                .hint("compress it better, or split the package")
        }
        WriteError::Output(source) => output::failed(path, source),
        WriteError::Spool(source) => {
            about(codes::SPOOL, output::folder(path), format!("{error}: {source}"))
        }
        error => about(codes::WRITE, path, with_causes(error)),
    }
}

/// An error with everything behind it, as one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
