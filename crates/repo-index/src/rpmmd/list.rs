//! The three lists of packages.

/// One of the lists that hold an element for each package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// What packages are and need, where they are, and the files that others depend on most.
    Primary,
    /// All that they install.
    Filelists,
    /// What changed in them.
    Other,
}

impl List {
    /// All three, in the order in which `repomd.xml` has them.
    pub const ALL: [Self; 3] = [Self::Primary, Self::Filelists, Self::Other];

    /// Its type in `repomd.xml`, and its file's name without `.xml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Filelists => "filelists",
            Self::Other => "other",
        }
    }

    /// The list of a type in `repomd.xml`.
    #[must_use]
    pub fn parse(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == kind)
    }

    /// The name of the document's element.
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Primary => "metadata",
            Self::Filelists => "filelists",
            Self::Other => "otherdata",
        }
    }

    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::Primary => "http://linux.duke.edu/metadata/common",
            Self::Filelists => "http://linux.duke.edu/metadata/filelists",
            Self::Other => "http://linux.duke.edu/metadata/other",
        }
    }

    /// What stands before `packages` elements.
    pub(super) fn start(self, packages: usize) -> String {
        let (root, namespace) = (self.root(), self.namespace());
        let rpm = match self {
            Self::Primary => format!(" xmlns:rpm=\"{}\"", super::RPM_NAMESPACE),
            Self::Filelists | Self::Other => String::new(),
        };
        let declaration = super::DECLARATION;
        format!("{declaration}<{root} xmlns=\"{namespace}\"{rpm} packages=\"{packages}\">\n")
    }

    /// What stands behind them.
    pub(super) fn end(self) -> String {
        format!("</{}>", self.root())
    }
}
