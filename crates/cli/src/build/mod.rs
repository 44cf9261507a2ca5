//! Building a package, whatever its format: description, settings, package, output, summary.

pub(crate) mod fault;

mod beside;
mod format;
mod future;
mod plan;
mod settings;
mod summary;

pub(crate) use format::{Format, Identity, Output, WriteOptions, Written};

use std::mem::ManuallyDrop;
use std::path::Path;

use diagnostic::{Code, Diagnostics};
use pkgio::{Algorithms, AtomicFile, DigestWriter, Digests, Existing, Meter};
use pkgtree::Description;

use crate::args::{BuildArgs, CommonArgs, SigningArgs};
use crate::describe::Described;
use crate::output::{self, References};
use crate::progress::Progress;
use crate::report::{Failure, Outcome};
use crate::{clock, interrupt, limits, signing};
use settings::Settings;
use summary::Built;

/// The flags of a build that do not describe the package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags<'a> {
    pub(crate) build: &'a BuildArgs,
    pub(crate) common: &'a CommonArgs,
    pub(crate) signing: &'a SigningArgs,
}

/// Builds a package of format `F` from the staged tree at `root`, or of the description alone.
pub(crate) fn build<F: Format>(
    root: Option<&Path>,
    described: Described,
    flags: Flags<'_>,
) -> Result<Outcome, Failure> {
    let Described { description, manifest, options, errors } = described;
    let mut warnings = Diagnostics::new();
    let references = References { manifest: manifest.as_ref(), options };
    let described = (&description, &references);
    match attempt::<F>(root, described, errors, flags, &mut warnings) {
        Ok(built) => {
            // The process ends with it: to give the memory of each entry back would only take time.
            let built = ManuallyDrop::new(built);
            Ok(Outcome { warnings, manifest, ..summary::outcome(&built, flags.common) })
        }
        Err(errors) => Err(Failure { errors, warnings, manifest }),
    }
}

fn attempt<F: Format>(
    root: Option<&Path>,
    (description, references): (&Description, &References<'_>),
    mut errors: Diagnostics,
    flags: Flags<'_>,
    warnings: &mut Diagnostics,
) -> Result<Built<F>, Diagnostics> {
    let readable = !errors.as_slice().iter().any(|error| UNREADABLE.contains(&error.code));
    let settings = Settings::new(flags, F::concerns, &mut errors, warnings);
    let package = readable.then(|| F::package(root, description));
    let (package, settings) = match (package, settings) {
        (Some(Ok(package)), Some(settings)) if errors.is_empty() => (package, settings),
        (Some(Err(defects)), _) => {
            let defects = beside::known(defects, &errors, F::MISSING_FIELD);
            errors.append(match flags.build.manifest {
                None => beside::manifest(defects, root.unwrap_or(Path::new(".")), F::MISSING_FIELD),
                Some(_) => defects,
            });
            return Err(errors);
        }
        _ => return Err(errors),
    };
    warnings.append(F::warnings(&package).clone());
    limits::check(F::tree(&package), flags.common)?;
    // What the clock says is never an error: the same input would fail today and pass tomorrow.
    let mut by_clock = Diagnostics::new();
    let sign = settings.signer.as_deref().map(|signer| {
        let time = settings.timestamp.unwrap_or_else(|| F::tree(&package).newest());
        (signer, signing::time(signer, time, &mut by_clock))
    });
    if let Some(warning) = future::warning(F::tree(&package), settings.timestamp, clock::now()) {
        by_clock.push(warning);
    }
    refuse_if_strict(flags.build, warnings)?;

    let place = output::Place {
        file_name: &F::file_name(&package),
        suffixes: F::SUFFIXES,
        identity: F::identity(&package),
        references,
    };
    let path = output::package(flags.build.output.as_deref(), &place)?;
    let inputs: Vec<&Path> = flags.build.manifest.as_deref().into_iter().collect();
    output::check(&path, flags.build.force, root, &inputs)?;
    let compression = settings.compression.unwrap_or(F::compression(&package));
    let options = WriteOptions {
        compression,
        threads: settings.threads,
        timestamp: settings.timestamp,
        spool_folder: output::folder(&path),
        meter: None,
        sign,
    };
    let written = if flags.build.dry_run {
        None
    } else {
        Some(write::<F>(&path, &package, options, flags, warnings)?)
    };
    warnings.append(by_clock);
    Ok(Built { path, package, compression, timestamp: settings.timestamp, written })
}

/// What leaves too little of a description to go on checking.
const UNREADABLE: [Code; 2] = [pkgtree::description::codes::SYNTAX, diagnostic::codes::READ];

/// Makes errors of the warnings when `--strict` asks for it.
fn refuse_if_strict(args: &BuildArgs, warnings: &mut Diagnostics) -> Result<(), Diagnostics> {
    if args.strict { std::mem::take(warnings).into_result(()) } else { Ok(()) }
}

/// Writes `package` to `path`, whole or not at all.
fn write<F: Format>(
    path: &Path,
    package: &F::Package,
    options: WriteOptions<'_>,
    flags: Flags<'_>,
    warnings: &mut Diagnostics,
) -> Result<(Written, Digests), Diagnostics> {
    let folders = output::make_folders(output::folder(path))?;
    let existing = if flags.build.force { Existing::Replace } else { Existing::Keep };
    let (mut file, _guard) =
        interrupt::guarded(|| AtomicFile::create(path, existing), AtomicFile::temporary)
            .map_err(|error| diagnostic::unwritten(path, &error))?;
    let meter = Meter::new();
    let progress = Progress::watch(F::TOOL, "packed", flags.common, &meter);
    let options = WriteOptions { meter: Some(&meter), ..options };
    let mut digests = Digests::default();
    let written = if flags.common.json {
        let sha256 = Algorithms { sha256: true, ..Algorithms::default() };
        let mut hashed = DigestWriter::new(file, sha256);
        let written = F::write(package, &options, Output::Hashed(&mut hashed));
        (file, digests, _) = hashed.finish();
        written
    } else {
        F::write(package, &options, Output::File(&mut file))
    };
    drop(progress);
    let written = written.map_err(|error| F::fault(path, &error))?;
    warnings.append(written.warnings.clone());
    refuse_if_strict(flags.build, warnings)?;
    file.commit().map_err(|error| diagnostic::unwritten(path, &error))?;
    folders.keep();
    Ok((written, digests))
}
