//! The section `[rpm]`.

use std::path::PathBuf;

use diagnostic::Sourced;

use super::{Description, Script, Text};
use crate::{Pattern, TreeRules};

/// What only an `.rpm` has: the section `[rpm]`. A scalar here replaces the common one; a list is
/// added to the common one.
#[derive(Clone, Debug, Default)]
pub struct RpmSection {
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
    /// Replaces [`summary`](super::Description::summary).
    pub summary: Option<Text>,
    /// Replaces [`description`](super::Description::description).
    pub description: Option<Text>,
    /// Replaces [`license`](super::Description::license).
    pub license: Option<Text>,
    /// Replaces [`homepage`](super::Description::homepage).
    pub homepage: Option<Text>,
    /// Replaces [`vendor`](super::Description::vendor).
    pub vendor: Option<Text>,
    /// `Packager`; the common maintainer when not given.
    pub packager: Option<Text>,
    /// `Group`.
    pub group: Option<Text>,
    /// Added to the common `depends`.
    pub requires: Vec<Text>,
    /// Added to the common list.
    pub recommends: Vec<Text>,
    /// Added to the common list.
    pub suggests: Vec<Text>,
    /// `Supplements`.
    pub supplements: Vec<Text>,
    /// Added to the common list.
    pub enhances: Vec<Text>,
    /// Added to the common list.
    pub provides: Vec<Text>,
    /// Added to the common list.
    pub conflicts: Vec<Text>,
    /// Added to the common `replaces`.
    pub obsoletes: Vec<Text>,
    /// `Requires` that count for a time only, by their qualifiers ([`Qualifier`](pkgterms::Qualifier)), of
    /// which several are separated by commas.
    pub requires_for: Vec<(Text, Vec<Text>)>,
    /// `OrderWithRequires`.
    pub order_with_requires: Vec<Text>,
    /// Scriptlets that only an `.rpm` has, by name.
    pub scripts: Vec<Scriptlet>,
    /// Triggers on packages and on files.
    pub triggers: Vec<TriggerRule>,
    /// A changelog as `%changelog` of a spec file has it; the common one, in Debian's format, when not
    /// given.
    pub changelog: Option<Sourced<PathBuf>>,
    /// `Distribution`.
    pub distribution: Option<Text>,
    /// `BUILDHOST`; `localhost` when not given.
    pub build_host: Option<Text>,
    /// `SOURCERPM`; made from name, version and release when not given.
    pub source_rpm: Option<Text>,
    /// `COOKIE`.
    pub cookie: Option<Text>,
    /// `OPTFLAGS`: the compiler's flags.
    pub opt_flags: Option<Text>,
    /// The summary by locale, such as `de` or `pt_BR`.
    pub summaries: Vec<(Text, Text)>,
    /// The description by locale.
    pub descriptions: Vec<(Text, Text)>,
    /// Directories that the package owns although the distribution's `filesystem` package does.
    pub own: Vec<Sourced<Pattern>>,
    /// Directories that it does not own.
    pub disown: Vec<Sourced<Pattern>>,
    /// Directories that rpm can install elsewhere (`Prefix:`), absolute.
    pub prefixes: Vec<Text>,
    /// Whether every regular file under `/etc` is `%config(noreplace)` when nothing else was said of
    /// it; true when not given.
    pub etc_config: Option<Sourced<bool>>,
    /// The version of the package format, 4 or 6; 4 when not given.
    pub format: Option<Text>,
    /// The payload compression, such as `zstd:19`.
    pub compression: Option<Text>,
    /// Follows the common rules.
    pub tree: TreeRules,
}

/// A scriptlet of `[rpm.scripts]`: a file, or a table of these.
#[derive(Clone, Debug)]
pub struct Scriptlet {
    /// Its name: `pre`, `post`, `preun`, `postun`, `pretrans`, `posttrans`, `preuntrans`,
    /// `postuntrans`, `verify`, or a common script's.
    pub name: Text,
    /// What is run.
    pub body: ScriptBody,
}

/// A trigger of `[[rpm.trigger]]`.
#[derive(Clone, Debug)]
pub struct TriggerRule {
    /// rpm's name of the section: `triggerprein`, `triggerin`, `triggerun`, `triggerpostun`,
    /// `filetriggerin`, `filetriggerun`, `filetriggerpostun`, `transfiletriggerin`,
    /// `transfiletriggerun`, `transfiletriggerpostun`.
    pub event: Text,
    /// The packages, as dependencies, or the path prefixes that it watches.
    pub on: Vec<Text>,
    /// The priority of a file trigger; 1000000 when not given.
    pub priority: Option<Text>,
    /// What is run.
    pub body: ScriptBody,
}

/// What a scriptlet or trigger runs, and how.
#[derive(Clone, Debug, Default)]
pub struct ScriptBody {
    /// The script; may be left out when the interpreter alone is to run.
    pub file: Option<Sourced<PathBuf>>,
    /// The interpreter with its arguments, such as `<lua>` or `/usr/bin/python3 -I`; the script's
    /// `#!` line when not given.
    pub interpreter: Option<Text>,
    /// `expand`, `qformat`, `critical`.
    pub flags: Vec<Text>,
}

/// What an `.rpm` is made from: a scalar of `[rpm]` replaces the common one, a list of `[rpm]` follows the
/// common one.
impl Description {
    /// `Name`.
    #[must_use]
    pub fn rpm_name(&self) -> Option<&Text> {
        self.rpm.name.as_ref().or(self.name.as_ref())
    }

    /// `Version`.
    #[must_use]
    pub fn rpm_version(&self) -> Option<&Text> {
        self.rpm.version.as_ref().or(self.version.as_ref())
    }

    /// `Release`.
    #[must_use]
    pub fn rpm_release(&self) -> Option<&Text> {
        self.rpm.release.as_ref().or(self.release.as_ref())
    }

    /// `Epoch`.
    #[must_use]
    pub fn rpm_epoch(&self) -> Option<&Text> {
        self.rpm.epoch.as_ref().or(self.epoch.as_ref())
    }

    /// The architecture, in any spelling.
    #[must_use]
    pub fn rpm_arch(&self) -> Option<&Text> {
        self.rpm.arch.as_ref().or(self.arch.as_ref())
    }

    /// `Summary`.
    #[must_use]
    pub fn rpm_summary(&self) -> Option<&Text> {
        self.rpm.summary.as_ref().or(self.summary.as_ref())
    }

    /// `Description`.
    #[must_use]
    pub fn rpm_description(&self) -> Option<&Text> {
        self.rpm.description.as_ref().or(self.description.as_ref())
    }

    /// `License`.
    #[must_use]
    pub fn rpm_license(&self) -> Option<&Text> {
        self.rpm.license.as_ref().or(self.license.as_ref())
    }

    /// `URL`.
    #[must_use]
    pub fn rpm_homepage(&self) -> Option<&Text> {
        self.rpm.homepage.as_ref().or(self.homepage.as_ref())
    }

    /// `Vendor`.
    #[must_use]
    pub fn rpm_vendor(&self) -> Option<&Text> {
        self.rpm.vendor.as_ref().or(self.vendor.as_ref())
    }

    /// `Packager`; the common maintainer when the section has none.
    #[must_use]
    pub fn rpm_packager(&self) -> Option<&Text> {
        self.rpm.packager.as_ref().or(self.maintainer.as_ref())
    }

    /// `Requires`: the common `depends`, then `requires`.
    pub fn rpm_requires(&self) -> impl Iterator<Item = &Text> {
        self.depends.iter().chain(&self.rpm.requires)
    }

    /// `Recommends`.
    pub fn rpm_recommends(&self) -> impl Iterator<Item = &Text> {
        self.recommends.iter().chain(&self.rpm.recommends)
    }

    /// `Suggests`.
    pub fn rpm_suggests(&self) -> impl Iterator<Item = &Text> {
        self.suggests.iter().chain(&self.rpm.suggests)
    }

    /// `Enhances`.
    pub fn rpm_enhances(&self) -> impl Iterator<Item = &Text> {
        self.enhances.iter().chain(&self.rpm.enhances)
    }

    /// `Provides`.
    pub fn rpm_provides(&self) -> impl Iterator<Item = &Text> {
        self.provides.iter().chain(&self.rpm.provides)
    }

    /// `Conflicts`.
    pub fn rpm_conflicts(&self) -> impl Iterator<Item = &Text> {
        self.conflicts.iter().chain(&self.rpm.conflicts)
    }

    /// `Obsoletes`: the common `replaces`, then `obsoletes`.
    pub fn rpm_obsoletes(&self) -> impl Iterator<Item = &Text> {
        self.replaces.iter().chain(&self.rpm.obsoletes)
    }

    /// The scripts by name: the common ones without those that `[rpm.scripts]` has under the same
    /// name, then those of `[rpm.scripts]`.
    #[must_use]
    pub fn rpm_scripts(&self) -> Vec<Scriptlet> {
        let replaced = |script: &&Script| {
            let is_same = |scriptlet: &Scriptlet| scriptlet.name.value == script.0.value;
            !self.rpm.scripts.iter().any(is_same)
        };
        let common = self.scripts.iter().filter(replaced).map(|(name, file)| Scriptlet {
            name: name.clone(),
            body: ScriptBody { file: Some(file.clone()), ..ScriptBody::default() },
        });
        common.chain(self.rpm.scripts.iter().cloned()).collect()
    }

    /// How the staged tree becomes the tree to install: the common rules, then those of `[rpm]`.
    #[must_use]
    pub fn rpm_tree(&self) -> TreeRules {
        self.tree.followed_by(&self.rpm.tree)
    }
}
