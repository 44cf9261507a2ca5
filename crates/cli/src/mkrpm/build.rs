//! `mkrpm TREE`: builds a package.

use std::path::Path;

use diagnostic::{Code, Diagnostic, Diagnostics};
use pkgio::Compression;
use pkgsign::KeyWarning;
use pkgtree::{Description, Entry, InstallPath, Tree};
use rpmpkg::{Evr, Package, WriteError};
use serde_json::{Map, Value, json};

use super::args::MkrpmArgs;
use crate::build::{
    Flags, Format, Identity, Output, WriteOptions, Written, build as build_package, fault,
};
use crate::describe::{self, Described};
use crate::report::{Failure, Outcome};
use crate::signing;
use crate::tool::Tool;

/// Builds a package from the staged tree at `root`, or of the description alone.
pub(super) fn build(root: Option<&Path>, args: &MkrpmArgs) -> Result<Outcome, Failure> {
    let flags = describe::Flags {
        build: &args.build,
        package: &args.package,
        relationships: &args.relationships,
        files: &args.files,
    };
    let Described { mut description, manifest, options, mut errors } =
        describe::describe(flags, |it| &mut it.rpm.tree);
    super::describe::add(&mut description.rpm, &args.rpm, &mut errors);
    let described = Described { description, manifest, options, errors };
    let flags = Flags { build: &args.build, common: &args.common, signing: &args.signing };
    build_package::<Rpm>(root, described, flags)
}

/// `.rpm`.
#[derive(Debug)]
pub(super) struct Rpm;

impl Format for Rpm {
    const TOOL: &'static str = MkrpmArgs::NAME;
    const CONFIGURATION: &'static str = "configuration file";
    const SUFFIXES: &'static [&'static str] = &[".rpm"];
    const MISSING_FIELD: Code = rpmpkg::codes::MISSING_FIELD;
    type Package = Package;
    type WriteError = WriteError;

    fn package(root: Option<&Path>, description: &Description) -> Result<Package, Diagnostics> {
        match root {
            Some(root) => Package::from_staged(root, description),
            None => Package::from_rules(description),
        }
    }

    fn file_name(package: &Package) -> String {
        package.file_name()
    }

    fn identity(package: &Package) -> Identity<'_> {
        let Evr { epoch, version, release } = package.evr();
        Identity {
            name: package.name(),
            version,
            release: release.as_deref(),
            epoch: *epoch,
            architecture: package.architecture().rpm(),
        }
    }

    fn notes(package: &Package) -> &Diagnostics {
        package.notes()
    }

    fn compression(package: &Package) -> Compression {
        package.compression()
    }

    fn tree(package: &Package) -> &Tree {
        package.tree()
    }

    fn shipped(package: &Package) -> Vec<&Entry> {
        package.owned().collect()
    }

    fn configuration(package: &Package) -> Vec<&InstallPath> {
        package.configuration().collect()
    }

    fn concerns(warning: &KeyWarning) -> bool {
        signing::concerns_rpm(warning)
    }

    fn warnings(package: &Package) -> &Diagnostics {
        package.warnings()
    }

    fn write(
        package: &Package,
        options: &WriteOptions<'_>,
        out: Output<'_>,
    ) -> Result<Written, WriteError> {
        let options = rpmpkg::WriteOptions {
            timestamp: options.timestamp,
            meter: options.meter,
            format: package.format(),
            sign: options.sign,
            ..rpmpkg::WriteOptions::new(options.compression, options.threads, options.spool_folder)
        };
        let written = match out {
            Output::File(file) => rpmpkg::write_file(package, &options, file)?,
            out => rpmpkg::write(package, &options, out.into_stream())?,
        };
        Ok(Written {
            length: written.length,
            installed_size: written.installed_size,
            timestamp: written.timestamp,
            warnings: written.warnings,
        })
    }

    fn fault(path: &Path, error: &WriteError) -> Diagnostic {
        match error {
            WriteError::Content(error) => fault::content(path, error),
            WriteError::Spool(source) => fault::spool(path, source),
            WriteError::Sign(error) => repository::key_defects::sign_defect(error),
            WriteError::Refused(found) => {
                fault::about(rpmpkg::codes::REFUSED, path, error.to_string()).hint(found.hint())
            }
            WriteError::Header(error) => {
                fault::about(rpmpkg::codes::HEADER_TOO_LARGE, path, error.to_string())
                    .hint("split the package")
            }
            WriteError::Output(source) => diagnostic::unwritten(path, source),
            error => fault::other(path, error),
        }
    }

    fn document(package: &Package, written: Option<&Written>) -> Map<String, Value> {
        let evr = package.evr();
        let configuration: Vec<_> = package.configuration().map(ToString::to_string).collect();
        Map::from_iter([
            ("name".to_owned(), json!(package.name())),
            ("epoch".to_owned(), json!(evr.epoch)),
            ("version".to_owned(), json!(evr.version)),
            ("release".to_owned(), json!(evr.release)),
            ("architecture".to_owned(), json!(package.architecture().rpm())),
            ("installed_size".to_owned(), json!(written.map(|written| written.installed_size))),
            ("configuration".to_owned(), json!(configuration)),
        ])
    }
}
