//! What a package is made of, ready for its header.

use crate::Dependency;

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
/// self-provides, `config(...)`, interpreters with their qualifiers. None is there twice. The
/// `rpmlib(...)` requirements that depend on how it is written (payload, file digests, long files)
/// are added by `write`.
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

impl Dependencies {
    /// All lists.
    pub(super) fn lists(&self) -> [&[Dependency]; 9] {
        [
            &self.requires,
            &self.provides,
            &self.conflicts,
            &self.obsoletes,
            &self.recommends,
            &self.suggests,
            &self.supplements,
            &self.enhances,
            &self.order_with_requires,
        ]
    }
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
