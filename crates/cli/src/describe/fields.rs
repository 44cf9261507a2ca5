//! Fields of the description from flags.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostics, Source, Sourced};
use pkgtree::Description;
use pkgtree::description::Text;

use super::assignments;
use crate::args::{PackageArgs, RelationshipArgs};

/// The fields that flags replace, by the manifest's key for them.
pub(super) fn overrides(args: &PackageArgs) -> BTreeMap<String, Text> {
    let version = args.version.clone().flatten();
    [
        ("name", &args.name),
        ("version", &version),
        ("release", &args.release),
        ("epoch", &args.epoch),
        ("arch", &args.arch),
        ("maintainer", &args.maintainer),
        ("vendor", &args.vendor),
        ("summary", &args.summary),
        ("description", &args.description),
        ("homepage", &args.homepage),
        ("license", &args.license),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), text(value.as_deref()?, &format!("--{key}")))))
    .collect()
}

/// Sets the files and adds the scripts that flags name.
pub(super) fn add_package(
    description: &mut Description,
    args: &PackageArgs,
    errors: &mut Diagnostics,
) {
    if let Some(file) = &args.changelog {
        description.changelog = Some(path(file, "--changelog"));
    }
    if let Some(file) = &args.copyright {
        description.copyright = Some(path(file, "--copyright"));
    }
    let scripts = scripts(&args.scripts, errors);
    let is_replaced =
        |known: &Text| scripts.iter().any(|(name, _)| same_script(&name.value, &known.value));
    description.deb.scripts.retain(|(known, _)| !is_replaced(known));
    description.rpm.scripts.retain(|known| !is_replaced(&known.name));
    description.scripts.retain(|(known, _)| !is_replaced(known));
    description.scripts.extend(scripts);
}

/// True for two names of the same script, Debian's and RPM's.
fn same_script(a: &str, b: &str) -> bool {
    let of_rpm = |name: &str| {
        let pairs =
            [("preinst", "pre"), ("postinst", "post"), ("prerm", "preun"), ("postrm", "postun")];
        pairs.iter().find(|(deb, _)| *deb == name).map_or(name.to_owned(), |(_, rpm)| (*rpm).into())
    };
    of_rpm(a) == of_rpm(b)
}

/// Adds the relationships that flags list.
pub(super) fn add_relationships(description: &mut Description, args: &RelationshipArgs) {
    for (field, flag, given) in [
        (&mut description.depends, "--depends", &args.depends),
        (&mut description.recommends, "--recommends", &args.recommends),
        (&mut description.suggests, "--suggests", &args.suggests),
        (&mut description.enhances, "--enhances", &args.enhances),
        (&mut description.provides, "--provides", &args.provides),
        (&mut description.conflicts, "--conflicts", &args.conflicts),
        (&mut description.replaces, "--replaces", &args.replaces),
    ] {
        field.extend(texts(given, flag));
    }
}

/// Scripts by name from `NAME=FILE`.
fn scripts(given: &[String], errors: &mut Diagnostics) -> Vec<(Text, Sourced<PathBuf>)> {
    let pairs = assignments(given, "--script", errors);
    pairs.into_iter().map(|(name, file)| (name, path(Path::new(&file.value), "--script"))).collect()
}

/// Texts given by `flag`.
pub(crate) fn texts(given: &[String], flag: &str) -> impl Iterator<Item = Text> {
    given.iter().map(move |value| text(value, flag))
}

/// A text given by `flag`.
pub(crate) fn text(value: &str, flag: &str) -> Text {
    Sourced::new(value.to_owned(), Source::Flag(flag.to_owned()))
}

/// A file named by `flag`.
pub(crate) fn path(file: &Path, flag: &str) -> Sourced<PathBuf> {
    Sourced::new(file.to_owned(), Source::Flag(flag.to_owned()))
}
