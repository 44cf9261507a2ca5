//! A package that is ready to be written.

mod conffiles;
mod control;
mod cross_check;
mod documents;
mod fields;
mod identity;
mod judged;
mod metadata;
mod relationships;

#[cfg(test)]
mod tests;

use std::path::Path;

use diagnostic::{Diagnostics, Report};
use pkgio::Compression;
use pkgterms::Architecture;
use pkgtree::description::Section;
use pkgtree::{Description, Entry, InstallPath, Tree, TreeRules};

use crate::conffiles::Conffiles;
use crate::{Control, MaintainerScript};
use control::Fields;
pub(crate) use metadata::MetadataFile;

/// The section of the description.
const DEB: Section = Section("deb");

/// A package that is ready to be written: everything parsed, every reference checked.
#[derive(Debug)]
pub struct Package {
    pub(crate) control: Control,
    pub(crate) architecture: Architecture,
    pub(crate) tree: Tree,
    pub(crate) scripts: Vec<MaintainerScript>,
    pub(crate) metadata: Vec<MetadataFile>,
    pub(crate) conffiles: Conffiles,
    pub(crate) installed_size: Option<u64>,
    compression: Compression,
    warnings: Diagnostics,
    notes: Diagnostics,
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
        let scanned = scan(&description.deb_tree());
        let mut report = Report::default();
        let fields = control::parse(description, scanned.as_ref().ok(), &mut report);
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
    /// Every defect of the description, and of the tree in what a `.deb` asks of it.
    pub fn from_tree(tree: Tree, description: &Description) -> Result<Self, Diagnostics> {
        let mut report = Report::default();
        let fields = control::parse(description, Some(&tree), &mut report);
        Self::assemble(fields, tree, description, report)
    }

    fn assemble(
        fields: Option<Fields>,
        mut tree: Tree,
        description: &Description,
        mut report: Report,
    ) -> Result<Self, Diagnostics> {
        let fields = fields.map(|mut fields| {
            documents::insert(std::mem::take(&mut fields.documents), &mut tree, &mut report);
            fields
        });
        let conffiles = conffiles::choose(description, &tree, &mut report);
        cross_check::check(description, &tree, &mut report);
        judged::entries(&tree, &mut report);
        if let Some(fields) = fields.as_ref().filter(|_| report.defects.is_empty()) {
            judged::check(description, fields, &conffiles, &tree, &mut report);
        }
        match fields {
            Some(fields) if report.defects.is_empty() => {
                let mut warnings = report.warnings;
                warnings.append(tree.warnings().clone());
                Ok(Self {
                    control: fields.control,
                    architecture: fields.architecture,
                    tree,
                    scripts: fields.scripts,
                    metadata: fields.metadata,
                    conffiles,
                    installed_size: fields.installed_size,
                    compression: fields.compression,
                    warnings,
                    notes: report.notes,
                })
            }
            _ => Err(report.defects),
        }
    }

    /// The control fields.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// What is installed, the ghosts besides.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The entries that the package ships, in order: all but ghosts.
    pub fn shipped(&self) -> impl Iterator<Item = &Entry> {
        self.tree.entries().iter().filter(|entry| !entry.roles.ghost)
    }

    /// The maintainer scripts.
    #[must_use]
    pub fn scripts(&self) -> &[MaintainerScript] {
        &self.scripts
    }

    /// The conffiles that it installs, in order.
    pub fn conffiles(&self) -> impl Iterator<Item = &InstallPath> {
        self.conffiles.installed.iter()
    }

    /// The compression that the description asks for; `xz` when it asks for none.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// What is odd but allowed, that of the tree included.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// How parts of the description were read that are not written as they should be.
    #[must_use]
    pub fn notes(&self) -> &Diagnostics {
        &self.notes
    }

    /// The canonical file name, `name_version_arch.deb`, without the epoch, and with the variant of
    /// the architecture where it is for one.
    #[must_use]
    pub fn file_name(&self) -> String {
        let Control { package, version, .. } = &self.control;
        let architecture = self.control.specific_architecture();
        let revision = version.revision().map(|revision| format!("-{revision}"));
        let (upstream, revision) = (version.upstream(), revision.unwrap_or_default());
        format!("{package}_{upstream}{revision}_{architecture}.deb")
    }
}
