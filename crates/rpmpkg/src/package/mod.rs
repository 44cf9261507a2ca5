//! A package that is ready to be written.

use std::collections::BTreeMap;
use std::path::Path;

use pkgio::Compression;
use pkgtree::{Architecture, Description, Diagnostics, Tree};

use crate::{Dependency, Evr, Scriptlet, ScriptletKind, Trigger};

/// A package that is ready to be written: everything parsed, every reference checked.
#[derive(Debug)]
pub struct Package {
    pub(crate) name: String,
    /// With its release.
    pub(crate) evr: Evr,
    pub(crate) architecture: Architecture,
    pub(crate) texts: Texts,
    pub(crate) dependencies: Dependencies,
    pub(crate) scriptlets: BTreeMap<ScriptletKind, Scriptlet>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) changelog: Vec<ChangelogEntry>,
    pub(crate) tree: Tree,
    /// For each entry of the tree, what rpm records of it; `None` for what the package does not
    /// own: the root, and folders that belong to `filesystem`.
    pub(crate) files: Vec<Option<FileAttributes>>,
    pub(crate) compression: Compression,
    pub(crate) warnings: Diagnostics,
}

/// Single texts of the header, each `None` when not given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    /// By locale; the first is `C` and always there.
    pub(crate) summary: Vec<(String, String)>,
    /// By locale; the first is `C` and always there.
    pub(crate) description: Vec<(String, String)>,
    pub(crate) license: String,
    pub(crate) group: String,
    pub(crate) url: Option<String>,
    pub(crate) vendor: Option<String>,
    pub(crate) packager: Option<String>,
    pub(crate) distribution: Option<String>,
    pub(crate) build_host: String,
    pub(crate) source_rpm: String,
    pub(crate) cookie: Option<String>,
    pub(crate) opt_flags: Option<String>,
}

/// All dependencies that the description gives or the package's content needs, before sorting:
/// self-provides, `config(...)`, interpreters with their qualifiers. The `rpmlib(...)` requirements
/// that depend on how it is written (payload, file digests, long files) are added by `write`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependencies {
    pub(crate) requires: Vec<Dependency>,
    pub(crate) provides: Vec<Dependency>,
    pub(crate) conflicts: Vec<Dependency>,
    pub(crate) obsoletes: Vec<Dependency>,
    pub(crate) recommends: Vec<Dependency>,
    pub(crate) suggests: Vec<Dependency>,
    pub(crate) supplements: Vec<Dependency>,
    pub(crate) enhances: Vec<Dependency>,
    pub(crate) order_with_requires: Vec<Dependency>,
}

/// One entry of the changelog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangelogEntry {
    /// Seconds since 1970; rpm writes noon UTC of the day.
    pub(crate) time: u32,
    /// `Name <address> - version-release`.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What rpm records of a file beside its attributes in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileAttributes {
    /// `RPMFILE_*`.
    pub(crate) flags: u32,
    /// `RPMVERIFY_*`; all bits set when everything is verified.
    pub(crate) verify: u32,
    /// Empty when the file is for every language.
    pub(crate) language: String,
    /// As cap_to_text(3) has it; empty when there are none.
    pub(crate) capabilities: String,
}

impl Package {
    /// Scans the staged tree at `root` by the description's rules, and checks the description and
    /// the tree against each other.
    ///
    /// # Errors
    /// Every defect of both, in one go.
    pub fn from_staged(_root: &Path, _description: &Description) -> Result<Self, Diagnostics> {
        todo!()
    }

    /// Makes a package of a tree that was scanned, or made, before.
    ///
    /// # Errors
    /// Every defect of the description, and of the tree in what an `.rpm` asks of it.
    pub fn from_tree(_tree: Tree, _description: &Description) -> Result<Self, Diagnostics> {
        todo!()
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

    /// The canonical file name: `name-version-release.arch.rpm`.
    #[must_use]
    pub fn file_name(&self) -> String {
        todo!()
    }

    /// The compression that the description asks for; `zstd:19` when it asks for none.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// What is odd but allowed.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }
}
