//! The package description that both formats share.
//!
//! A description comes from a TOML manifest ([`Description::from_manifest`]), from flags
//! ([`ManifestOptions::overrides`] for scalars; lists and tables are added to afterwards), or from
//! Rust. Values are texts with the place they came from ([`Sourced`]); the format
//! crates parse them into their own types and report defects at that place.

pub mod codes;
pub mod files;
pub mod offer;
pub mod texts;

mod architecture;
mod deb;
mod interpolate;
mod mailbox;
mod manifest;
mod required;
mod rpm;
mod text;
mod value;

pub use architecture::{ArchitectureNames, architecture};
pub use deb::DebSection;
pub use mailbox::mailbox_flaw;
pub use manifest::{ManifestFile, ManifestOptions, ReferenceError, Table, read_toml};
pub use required::{REQUIRED, Required, required};
pub use rpm::{RpmSection, ScriptBody, Scriptlet, TriggerRule};
pub use value::{Section, Value, missing};

use std::path::PathBuf;

use diagnostic::Sourced;

use crate::TreeRules;

/// A text with where it came from.
pub type Text = Sourced<String>;

/// A script: its name, and the file that holds it.
pub type Script = (Text, Sourced<PathBuf>);

/// What a package is called, what it needs and what is done when it is installed.
///
/// Every field is what was said, unchecked and with `${...}` already replaced. `None` and empty
/// lists are what was not said.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// The package's name.
    pub name: Option<Text>,
    /// The upstream version.
    pub version: Option<Text>,
    /// The Debian revision or RPM release.
    pub release: Option<Text>,
    /// The epoch.
    pub epoch: Option<Text>,
    /// The architecture in any spelling that [`Architecture`](pkgterms::Architecture) parses.
    pub arch: Option<Text>,
    /// Who answers for the package: `Name <address>`.
    pub maintainer: Option<Text>,
    /// Who publishes it (RPM).
    pub vendor: Option<Text>,
    /// One line.
    pub summary: Option<Text>,
    /// Paragraphs separated by blank lines; a line that starts with a blank is kept as it is.
    pub description: Option<Text>,
    /// An SPDX expression.
    pub license: Option<Text>,
    /// The project's page.
    pub homepage: Option<Text>,
    /// Relationships in Debian's or RPM's spelling; one text may hold several, separated by commas.
    pub depends: Vec<Text>,
    /// As [`depends`](Self::depends).
    pub recommends: Vec<Text>,
    /// As [`depends`](Self::depends).
    pub suggests: Vec<Text>,
    /// As [`depends`](Self::depends).
    pub enhances: Vec<Text>,
    /// As [`depends`](Self::depends).
    pub provides: Vec<Text>,
    /// As [`depends`](Self::depends).
    pub conflicts: Vec<Text>,
    /// As [`depends`](Self::depends): Debian's `Replaces`, RPM's `Obsoletes`.
    pub replaces: Vec<Text>,
    /// A changelog file in Debian's format, installed where Policy wants it.
    pub changelog: Option<Sourced<PathBuf>>,
    /// A copyright file in Debian's format, installed where Policy wants it.
    pub copyright: Option<Sourced<PathBuf>>,
    /// Maintainer scripts by name (`preinst`, `postinst`, `prerm`, `postrm`), each a file.
    pub scripts: Vec<Script>,
    /// What only a `.deb` has.
    pub deb: DebSection,
    /// What only an `.rpm` has.
    pub rpm: RpmSection,
    /// How the staged tree becomes the tree to install.
    pub tree: TreeRules,
}

impl Description {
    /// An empty description.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A description of a name and a version, for a program to complete.
    ///
    /// ```
    /// use pkgtree::Description;
    ///
    /// let description = Description {
    ///     arch: Some("amd64".into()),
    ///     depends: vec!["libc6 (>= 2.31)".into()],
    ///     ..Description::named("hello", "2.10")
    /// };
    /// assert_eq!(description.name.unwrap().value, "hello");
    /// ```
    #[must_use]
    pub fn named(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: Some(name.into().into()),
            version: Some(version.into().into()),
            ..Self::default()
        }
    }
}

/// The common scripts with those of a section of the same name in their place, then the section's
/// further ones.
fn merged_scripts<'a>(
    common: &'a [Script],
    section: &'a [Script],
) -> impl Iterator<Item = &'a Script> {
    let replacement = |name: &str| section.iter().find(move |script| script.0.value == name);
    let known = |name: &str| common.iter().any(|script| script.0.value == name);
    common
        .iter()
        .map(move |script| replacement(&script.0.value).unwrap_or(script))
        .chain(section.iter().filter(move |script| !known(&script.0.value)))
}
