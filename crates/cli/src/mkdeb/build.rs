//! `mkdeb TREE`: builds a package.

use std::path::Path;

use debpkg::{Control, Package, WriteError};
use diagnostic::{Code, Diagnostic, Diagnostics};
use pkgio::Compression;
use pkgsign::KeyWarning;
use pkgtree::{Description, Entry, InstallPath, Tree};
use serde_json::{Map, Value, json};

use super::args::MkdebArgs;
use crate::build::{
    Flags, Format, Identity, Output, WriteOptions, Written, build as build_package, fault,
};
use crate::describe::{self, Described};
use crate::report::{Failure, Outcome};
use crate::signing;
use crate::tool::Tool;

/// Builds a package from the staged tree at `root`, or of the description alone.
pub(super) fn build(root: Option<&Path>, args: &MkdebArgs) -> Result<Outcome, Failure> {
    let flags = describe::Flags {
        build: &args.build,
        package: &args.package,
        relationships: &args.relationships,
        files: &args.files,
    };
    let Described { mut description, manifest, options, mut errors } =
        describe::describe(flags, |it| &mut it.deb.tree);
    super::describe::add(&mut description.deb, &args.deb, &mut errors);
    let described = Described { description, manifest, options, errors };
    let flags = Flags { build: &args.build, common: &args.common, signing: &args.signing };
    build_package::<Deb>(root, described, flags)
}

/// `.deb`.
#[derive(Debug)]
pub(super) struct Deb;

impl Format for Deb {
    const TOOL: &'static str = MkdebArgs::NAME;
    const CONFIGURATION: &'static str = "conffile";
    const SUFFIXES: &'static [&'static str] = &[".deb", ".udeb", ".ddeb"];
    const MISSING_FIELD: Code = debpkg::codes::MISSING_FIELD;
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
        let Control { package: name, version, .. } = package.control();
        Identity {
            name: name.as_str(),
            version: version.upstream(),
            release: version.revision(),
            epoch: (version.epoch() != 0).then(|| version.epoch()),
            architecture: package.control().specific_architecture(),
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
        package.shipped().collect()
    }

    fn configuration(package: &Package) -> Vec<&InstallPath> {
        package.conffiles().collect()
    }

    fn concerns(warning: &KeyWarning) -> bool {
        signing::concerns_deb(warning)
    }

    fn warnings(package: &Package) -> &Diagnostics {
        package.warnings()
    }

    fn write(
        package: &Package,
        options: &WriteOptions<'_>,
        out: Output<'_>,
    ) -> Result<Written, WriteError> {
        let options = debpkg::WriteOptions {
            compression: options.compression,
            threads: options.threads,
            timestamp: options.timestamp,
            spool_folder: options.spool_folder,
            meter: options.meter,
            sign: options.sign,
        };
        let written = debpkg::write(package, &options, out.into_stream())?;
        Ok(Written {
            length: written.length,
            installed_size: written.installed_size << 10,
            timestamp: written.timestamp,
            warnings: written.warnings,
        })
    }

    fn fault(path: &Path, error: &WriteError) -> Diagnostic {
        match error {
            WriteError::Content(error) => fault::content(path, error),
            WriteError::Spool(source) => fault::spool(path, source),
            WriteError::Sign(error) => repository::key_defects::sign_defect(error),
            WriteError::Output(source) => diagnostic::unwritten(path, source),
            WriteError::MemberTooLong { .. } => {
                fault::about(debpkg::codes::MEMBER_TOO_LONG, path, error.to_string())
                    .hint("compress it better, or split the package")
            }
            error => fault::other(path, error),
        }
    }

    fn document(package: &Package, written: Option<&Written>) -> Map<String, Value> {
        let control = package.control();
        let conffiles: Vec<_> = package.conffiles().map(ToString::to_string).collect();
        let variant = control.architecture_variant.as_ref();
        let variant = variant.map(|variant| ("architecture_variant".to_owned(), json!(variant)));
        let document = Map::from_iter([
            ("name".to_owned(), json!(control.package.as_str())),
            ("version".to_owned(), json!(control.version.to_string())),
            ("architecture".to_owned(), json!(control.architecture)),
            (
                "installed_size_kib".to_owned(),
                json!(written.map(|written| written.installed_size >> 10)),
            ),
            ("conffiles".to_owned(), json!(conffiles)),
        ]);
        document.into_iter().chain(variant).collect()
    }
}
