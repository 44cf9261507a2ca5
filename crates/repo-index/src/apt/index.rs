//! Which index of a suite.

use super::Format;

/// An index of a suite: a component's packages of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexId {
    /// The component, such as `main`.
    pub component: String,
    /// What it lists.
    pub kind: IndexKind,
}

/// What an index lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndexKind {
    /// Binary packages of one architecture, those of `all` among them.
    Binary(String),
    /// Packages of the Debian installer of one architecture (`.udeb`).
    Installer(String),
    /// Debug symbols of one architecture (`.ddeb`).
    Debug(String),
    /// Source packages.
    Source,
}

impl IndexId {
    /// The index's name below the suite's folder, without a compressor's suffix, such as
    /// `main/binary-amd64/Packages` or `main/source/Sources`.
    #[must_use]
    pub fn path(&self) -> String {
        let component = &self.component;
        match &self.kind {
            IndexKind::Binary(arch) => format!("{component}/binary-{arch}/Packages"),
            IndexKind::Installer(arch) => {
                format!("{component}/debian-installer/binary-{arch}/Packages")
            }
            IndexKind::Debug(arch) => format!("{component}/debug/binary-{arch}/Packages"),
            IndexKind::Source => format!("{component}/source/Sources"),
        }
    }
}

impl IndexKind {
    /// What its paragraphs are.
    #[must_use]
    pub fn format(&self) -> Format {
        match self {
            Self::Binary(_) | Self::Installer(_) | Self::Debug(_) => Format::Packages,
            Self::Source => Format::Sources,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_where_apt_looks() {
        let path = |kind| IndexId { component: "main".to_owned(), kind }.path();
        assert_eq!(path(IndexKind::Binary("amd64".to_owned())), "main/binary-amd64/Packages");
        assert_eq!(
            path(IndexKind::Installer("amd64".to_owned())),
            "main/debian-installer/binary-amd64/Packages"
        );
        assert_eq!(path(IndexKind::Source), "main/source/Sources");
    }
}
