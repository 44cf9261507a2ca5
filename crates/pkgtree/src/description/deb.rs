//! The section `[deb]`.

use std::path::PathBuf;

use diagnostic::Sourced;

use super::{Description, Script, Text};
use crate::TreeRules;

/// What only a `.deb` has: the section `[deb]`. A scalar here replaces the common one; a list is
/// added to the common one.
#[derive(Clone, Debug, Default)]
pub struct DebSection {
    /// Replaces [`name`](super::Description::name).
    pub name: Option<Text>,
    /// Replaces [`version`](super::Description::version).
    pub version: Option<Text>,
    /// Replaces [`release`](super::Description::release).
    pub release: Option<Text>,
    /// Replaces [`epoch`](super::Description::epoch).
    pub epoch: Option<Text>,
    /// Replaces [`arch`](super::Description::arch).
    pub arch: Option<Text>,
    /// Replaces [`maintainer`](super::Description::maintainer).
    pub maintainer: Option<Text>,
    /// Replaces [`summary`](super::Description::summary).
    pub summary: Option<Text>,
    /// Replaces [`description`](super::Description::description).
    pub description: Option<Text>,
    /// Replaces [`homepage`](super::Description::homepage).
    pub homepage: Option<Text>,
    /// `Section`; `misc` when not given.
    pub section: Option<Text>,
    /// `Priority`; `optional` when not given.
    pub priority: Option<Text>,
    /// `Essential`.
    pub essential: Option<Sourced<bool>>,
    /// `Protected`.
    pub protected: Option<Sourced<bool>>,
    /// `Build-Essential`.
    pub build_essential: Option<Sourced<bool>>,
    /// `Multi-Arch`: `no`, `same`, `foreign` or `allowed`.
    pub multi_arch: Option<Text>,
    /// `Source`: a name, or `name (version)`.
    pub source: Option<Text>,
    /// `Bugs`.
    pub bugs: Option<Text>,
    /// `Origin`.
    pub origin: Option<Text>,
    /// `Tag`.
    pub tag: Option<Text>,
    /// Added to the common list.
    pub depends: Vec<Text>,
    /// `Pre-Depends`.
    pub pre_depends: Vec<Text>,
    /// Added to the common list.
    pub recommends: Vec<Text>,
    /// Added to the common list.
    pub suggests: Vec<Text>,
    /// Added to the common list.
    pub enhances: Vec<Text>,
    /// `Breaks`.
    pub breaks: Vec<Text>,
    /// Added to the common list.
    pub conflicts: Vec<Text>,
    /// Added to the common list.
    pub provides: Vec<Text>,
    /// Added to the common list.
    pub replaces: Vec<Text>,
    /// `Built-Using`.
    pub built_using: Vec<Text>,
    /// `Static-Built-Using`.
    pub static_built_using: Vec<Text>,
    /// Further fields of the control file by name, such as `X-Commit` or `Python-Version`.
    pub fields: Vec<(Text, Text)>,
    /// Maintainer scripts that only a `.deb` has, by name, each a file: those of the common section
    /// and `config`.
    pub scripts: Vec<Script>,
    /// A debconf templates file.
    pub templates: Option<Sourced<PathBuf>>,
    /// Lines of the `triggers` file (deb-triggers(5)).
    pub triggers: Vec<Text>,
    /// A `shlibs` file (deb-shlibs(5)).
    pub shlibs: Option<Sourced<PathBuf>>,
    /// A `symbols` file (deb-symbols(5)).
    pub symbols: Option<Sourced<PathBuf>>,
    /// Conffiles besides those found by pattern: installed paths.
    pub conffiles: Vec<Text>,
    /// Conffiles of earlier versions that dpkg removes on upgrade (`remove-on-upgrade`).
    pub remove_on_upgrade: Vec<Text>,
    /// Whether every regular file under `/etc` is a conffile; true when not given.
    pub etc_conffiles: Option<Sourced<bool>>,
    /// The compression, such as `xz` or `zstd:19`; `xz` when not given.
    pub compression: Option<Text>,
    /// `Installed-Size` in KiB, instead of the computed one.
    pub installed_size: Option<Text>,
    /// Follows the common rules.
    pub tree: TreeRules,
}

/// What a `.deb` is made from: a scalar of `[deb]` replaces the common one, a list of `[deb]` follows the
/// common one.
impl Description {
    /// `Package`.
    #[must_use]
    pub fn deb_name(&self) -> Option<&Text> {
        self.deb.name.as_ref().or(self.name.as_ref())
    }

    /// The upstream version.
    #[must_use]
    pub fn deb_version(&self) -> Option<&Text> {
        self.deb.version.as_ref().or(self.version.as_ref())
    }

    /// The Debian revision.
    #[must_use]
    pub fn deb_release(&self) -> Option<&Text> {
        self.deb.release.as_ref().or(self.release.as_ref())
    }

    /// The epoch.
    #[must_use]
    pub fn deb_epoch(&self) -> Option<&Text> {
        self.deb.epoch.as_ref().or(self.epoch.as_ref())
    }

    /// The architecture, in any spelling.
    #[must_use]
    pub fn deb_arch(&self) -> Option<&Text> {
        self.deb.arch.as_ref().or(self.arch.as_ref())
    }

    /// `Maintainer`.
    #[must_use]
    pub fn deb_maintainer(&self) -> Option<&Text> {
        self.deb.maintainer.as_ref().or(self.maintainer.as_ref())
    }

    /// The first line of `Description`.
    #[must_use]
    pub fn deb_summary(&self) -> Option<&Text> {
        self.deb.summary.as_ref().or(self.summary.as_ref())
    }

    /// The rest of `Description`.
    #[must_use]
    pub fn deb_description(&self) -> Option<&Text> {
        self.deb.description.as_ref().or(self.description.as_ref())
    }

    /// `Homepage`.
    #[must_use]
    pub fn deb_homepage(&self) -> Option<&Text> {
        self.deb.homepage.as_ref().or(self.homepage.as_ref())
    }

    /// `Depends`.
    pub fn deb_depends(&self) -> impl Iterator<Item = &Text> {
        self.depends.iter().chain(&self.deb.depends)
    }

    /// `Recommends`.
    pub fn deb_recommends(&self) -> impl Iterator<Item = &Text> {
        self.recommends.iter().chain(&self.deb.recommends)
    }

    /// `Suggests`.
    pub fn deb_suggests(&self) -> impl Iterator<Item = &Text> {
        self.suggests.iter().chain(&self.deb.suggests)
    }

    /// `Enhances`.
    pub fn deb_enhances(&self) -> impl Iterator<Item = &Text> {
        self.enhances.iter().chain(&self.deb.enhances)
    }

    /// `Provides`.
    pub fn deb_provides(&self) -> impl Iterator<Item = &Text> {
        self.provides.iter().chain(&self.deb.provides)
    }

    /// `Conflicts`.
    pub fn deb_conflicts(&self) -> impl Iterator<Item = &Text> {
        self.conflicts.iter().chain(&self.deb.conflicts)
    }

    /// `Replaces`.
    pub fn deb_replaces(&self) -> impl Iterator<Item = &Text> {
        self.replaces.iter().chain(&self.deb.replaces)
    }

    /// The scripts by name: the common ones, with those of `[deb.scripts]` of the same name in their
    /// place and its further ones after them.
    pub fn deb_scripts(&self) -> impl Iterator<Item = &Script> {
        super::merged_scripts(&self.scripts, &self.deb.scripts)
    }

    /// How the staged tree becomes the tree to install: the common rules, then those of `[deb]`.
    #[must_use]
    pub fn deb_tree(&self) -> TreeRules {
        self.tree.followed_by(&self.deb.tree)
    }
}
