//! The package description from a manifest and flags: flags win where there is one value, and add
//! where there are several.

mod assignment;
mod fields;
mod machine;
mod rules;

pub(crate) use assignment::assignments;
pub(crate) use fields::{path, text, texts};
pub(crate) use machine::native;
pub(crate) use rules::pattern;

use std::collections::BTreeMap;
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics, flag_defect, unreadable};
use pkgterms::NATIVE;
use pkgtree::description::{ManifestFile, ManifestOptions, mailbox_flaw};
use pkgtree::{Description, TreeRules};

use crate::args::{BuildArgs, PackageArgs, RelationshipArgs, TreeArgs};
use crate::{codes, environment};

/// The flags that describe a package of either format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags<'a> {
    pub(crate) build: &'a BuildArgs,
    pub(crate) package: &'a PackageArgs,
    pub(crate) relationships: &'a RelationshipArgs,
    pub(crate) files: &'a TreeArgs,
}

/// A description, with all that is wrong with what it was made from.
#[derive(Debug, Default)]
pub(crate) struct Described {
    /// As much of the description as could be made.
    pub(crate) description: Description,
    /// The manifest that it was made from.
    pub(crate) manifest: Option<ManifestFile>,
    /// What references stand for, besides what the manifest says.
    pub(crate) options: ManifestOptions,
    /// Every defect so far.
    pub(crate) errors: Diagnostics,
}

/// Reads the manifest, if one is named, and sets the flags over it; those about files follow what
/// the manifest says of the format's.
pub(crate) fn describe(
    flags: Flags<'_>,
    rules_of_format: fn(&mut Description) -> &mut TreeRules,
) -> Described {
    let mut errors = Diagnostics::new();
    let set = assignments(&flags.build.set, "--set", &mut errors);
    let set = set.into_iter().map(|(key, value)| (key.value, value.value)).collect();
    let manifest = flags
        .build
        .manifest
        .as_deref()
        .and_then(|path| open(path).map_err(|e| errors.push(e)).ok());

    let empty = ManifestFile { path: "flags".into(), text: Vec::new() };
    let file = manifest.as_ref().unwrap_or(&empty);
    let mut overrides = fields::overrides(flags.package);
    if let Some(arch) = overrides.get_mut("arch").filter(|arch| arch.value == NATIVE) {
        native().clone_into(&mut arch.value);
    }
    let options = ManifestOptions {
        overrides,
        set,
        environment: environment_of(file, &mut errors),
        native: Some(native().to_owned()),
    };
    let mut description = Description::recover_manifest(file, &options, &mut errors);
    fields::add_package(&mut description, flags.package, &mut errors);
    fields::add_relationships(&mut description, flags.relationships);
    rules::add(rules_of_format(&mut description), flags.files, &mut errors);
    Described { description, manifest, options, errors }
}

fn open(path: &Path) -> Result<ManifestFile, Diagnostic> {
    ManifestFile::open(path).map_err(|error| {
        let defect = unreadable(path, &error);
        let shown = path.to_string_lossy();
        match mailbox_flaw(&shown) {
            // fpm's -m.
            None => defect.hint(format!("-m is --manifest; give --maintainer '{shown}'")),
            Some(_) => defect,
        }
    })
}

/// The variables that the manifest names, and no others.
fn environment_of(file: &ManifestFile, errors: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    for name in file.environment_names() {
        match environment::variable(&name).map(std::ffi::OsString::into_string) {
            None => {}
            Some(Ok(value)) => {
                variables.insert(name, value);
            }
            Some(Err(_)) => errors.push(flag_defect(
                codes::ENVIRONMENT,
                &name,
                "the environment variable is not UTF-8",
            )),
        }
    }
    variables
}
