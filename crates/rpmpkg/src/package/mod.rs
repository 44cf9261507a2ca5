//! A package that is ready to be written.

mod changelog;
mod cross_check;
mod dependencies;
mod files;
mod generated;
mod identity;
mod isa;
mod itself;
mod metadata;
mod parts;
mod prefixes;
mod resolvable;
mod scripts;
mod settings;
mod sysusers;
#[cfg(test)]
mod tests;
mod triggers;

use std::collections::BTreeMap;
use std::path::Path;

use diagnostic::{Diagnostics, Report};
use pkgio::Compression;
use pkgterms::Architecture;
use pkgtree::description::Section;
use pkgtree::{Description, Entry, InstallPath, Tree, TreeRules};

use crate::{Evr, Format, Scriptlet, ScriptletKind, Trigger, flags};
pub(crate) use parts::{ChangelogEntry, Dependencies, FileAttributes, Texts};

/// The section of the description.
const RPM: Section = Section("rpm");

/// A package that is ready to be written: everything parsed, every reference checked.
#[derive(Debug)]
pub struct Package {
    pub(crate) name: String,
    /// With its release.
    pub(crate) evr: Evr,
    pub(crate) architecture: Architecture,
    pub(crate) texts: Texts,
    pub(crate) dependencies: Dependencies,
    /// Directories that rpm can install elsewhere.
    pub(crate) prefixes: Vec<String>,
    pub(crate) scriptlets: BTreeMap<ScriptletKind, Scriptlet>,
    pub(crate) triggers: Vec<Trigger>,
    /// Newest first.
    pub(crate) changelog: Vec<ChangelogEntry>,
    pub(crate) tree: Tree,
    /// For each entry of the tree, what rpm records of it; `None` for what the package does not
    /// own: the root, and directories that belong to `filesystem`.
    pub(crate) files: Vec<Option<FileAttributes>>,
    pub(crate) compression: Compression,
    pub(crate) format: Format,
    pub(crate) warnings: Diagnostics,
    pub(crate) notes: Diagnostics,
}

/// All of a package that does not need the tree.
struct Fields {
    name: String,
    evr: Evr,
    architecture: Architecture,
    texts: Texts,
    dependencies: Dependencies,
    unlisted: Vec<resolvable::Unlisted>,
    prefixes: Vec<String>,
    scriptlets: BTreeMap<ScriptletKind, Scriptlet>,
    triggers: Vec<Trigger>,
    changelog: Vec<ChangelogEntry>,
    compression: Compression,
    format: Format,
}

impl Package {
    /// Scans the staged tree at `root` by the description's rules, and checks the description and
    /// the tree against each other.
    ///
    /// # Errors
    /// Every defect of both, in one run.
    pub fn from_staged(root: &Path, description: &Description) -> Result<Self, Diagnostics> {
        Self::scanned(|rules| Tree::scan(root, rules), description)
    }

    /// Makes a package of what the description adds and makes, without a staged tree.
    ///
    /// # Errors
    /// Every defect of the description and of what it adds, in one run.
    pub fn from_rules(description: &Description) -> Result<Self, Diagnostics> {
        Self::scanned(Tree::of_rules, description)
    }

    fn scanned(
        scan: impl FnOnce(&TreeRules) -> Result<Tree, Diagnostics>,
        description: &Description,
    ) -> Result<Self, Diagnostics> {
        let scanned = scan(&description.rpm_tree());
        let mut report = Report::default();
        let fields = Fields::parse(description, scanned.as_ref().ok(), &mut report);
        match scanned {
            Ok(tree) => Self::assemble(fields, tree, description, report),
            Err(defects) => {
                report.defects.append(defects);
                Err(report.defects)
            }
        }
    }

    /// Makes a package of a tree that was scanned, or made, before.
    ///
    /// # Errors
    /// Every defect of the description, and of the tree in what an `.rpm` asks of it.
    pub fn from_tree(tree: Tree, description: &Description) -> Result<Self, Diagnostics> {
        let mut report = Report::default();
        let fields = Fields::parse(description, Some(&tree), &mut report);
        Self::assemble(fields, tree, description, report)
    }

    fn assemble(
        fields: Option<Fields>,
        tree: Tree,
        description: &Description,
        mut report: Report,
    ) -> Result<Self, Diagnostics> {
        let files = files::choose(description, &tree, &mut report);
        let format = fields.as_ref().map(|fields| fields.format);
        cross_check::check(description, &tree, &files, format, &mut report);
        let accounts = sysusers::provides(&tree, &mut report);
        if let Some(fields) = &fields {
            prefixes::check(description, &fields.prefixes, &tree, &files, &mut report);
        }
        match fields {
            Some(mut fields) if report.defects.is_empty() => {
                let content = generated::Content {
                    name: &fields.name,
                    evr: &fields.evr,
                    architecture: fields.architecture,
                    files: &files,
                    scriptlets: &fields.scriptlets,
                    triggers: &fields.triggers,
                };
                generated::complete(&mut fields.dependencies, &content);
                for account in accounts {
                    dependencies::add(&mut fields.dependencies.provides, account);
                }
                let requires = &fields.dependencies.requires;
                resolvable::check_files(fields.unlisted, requires, &tree, &mut report);
                let mut warnings = report.warnings;
                warnings.append(tree.warnings().clone());
                Ok(Self {
                    name: fields.name,
                    evr: fields.evr,
                    architecture: fields.architecture,
                    texts: fields.texts,
                    dependencies: fields.dependencies,
                    prefixes: fields.prefixes,
                    scriptlets: fields.scriptlets,
                    triggers: fields.triggers,
                    changelog: fields.changelog,
                    tree,
                    files,
                    compression: fields.compression,
                    format: fields.format,
                    warnings,
                    notes: report.notes,
                })
            }
            _ => Err(report.defects),
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Epoch, version and release.
    #[must_use]
    pub fn evr(&self) -> &Evr {
        &self.evr
    }

    /// The architecture.
    #[must_use]
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// What is installed.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The entries that the package owns, in order.
    pub fn owned(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.tree.entries().iter().zip(&self.files);
        entries.filter(|(_, file)| file.is_some()).map(|(entry, _)| entry)
    }

    /// The configuration files (`%config`), in the order of the tree.
    pub fn configuration(&self) -> impl Iterator<Item = &InstallPath> {
        let entries = self.tree.entries().iter().zip(&self.files);
        let is_config = |file: &FileAttributes| file.flags & flags::CONFIG != 0;
        entries
            .filter(move |(_, file)| file.as_ref().is_some_and(is_config))
            .map(|(entry, _)| &entry.path)
    }

    /// The canonical file name, `name-version-release.arch.rpm`, without the epoch.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.{}.rpm", file_stem(&self.name, &self.evr), self.architecture.rpm())
    }

    /// The compression that the description asks for; `zstd:19` when it asks for none.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// The version of the package format that the description asks for; 4 when it asks for none.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// How parts of the description were read that are not written as they should be.
    #[must_use]
    pub fn notes(&self) -> &Diagnostics {
        &self.notes
    }

    /// What is odd but allowed, that of the tree included.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }
}

/// `name-version-release`.
fn file_stem(name: &str, evr: &Evr) -> String {
    let Evr { version, release, .. } = evr;
    match release {
        Some(release) => format!("{name}-{version}-{release}"),
        None => format!("{name}-{version}"),
    }
}

impl Fields {
    /// Parses the whole description; `None` when it has defects, all of which are in the report
    /// then. `tree` is looked at where the description does not say what it is for.
    fn parse(description: &Description, tree: Option<&Tree>, report: &mut Report) -> Option<Self> {
        let name = identity::name(description, report);
        let evr = identity::evr(description, report);
        let own = name.as_deref().zip(evr.as_ref());
        let source_rpm = identity::source_rpm(description, own, report);
        let architecture = identity::architecture(description, tree, report);
        let texts = metadata::parse(description, report);
        let (dependencies, unlisted) = dependencies::parse(description, own, report);
        let prefixes = prefixes::read(description, report);
        let scriptlets = scripts::scriptlets(description, report);
        let triggers = triggers::triggers(description, report);
        let changelog = changelog::read(description, evr.as_ref(), report);
        let compression = settings::compression(description, report);
        let format = settings::format(description, report);
        Some(Self {
            name: name?,
            evr: evr?,
            architecture: architecture?,
            texts: Texts { source_rpm: source_rpm?, ..texts? },
            dependencies,
            unlisted,
            prefixes,
            scriptlets,
            triggers,
            changelog,
            compression: compression?,
            format: format?,
        })
    }
}
