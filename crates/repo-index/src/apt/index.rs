//! Which index of a suite.

use std::io;

use pkgio::{DigestReader, Encoding};
use repo_store::{Key, Sha256, Store, StoreError};

use super::{Format, PackageKind, ReleaseFile};

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
    /// The index that a name below the suite's folder is one of, and how it is compressed; `None` for
    /// whatever is no index of packages.
    #[must_use]
    pub fn parse(path: &str) -> Option<(Self, Encoding)> {
        let (folder, file) = path.rsplit_once('/')?;
        let (name, suffix) = file.split_once('.').unwrap_or((file, ""));
        let encoding = Encoding::from_suffix(suffix.as_bytes())?;
        if file.ends_with('.') {
            return None;
        }
        let (component, kind) = match name {
            "Sources" => (folder.strip_suffix("/source")?, IndexKind::Source),
            "Packages" => {
                let (folder, arch) = folder.rsplit_once("/binary-")?;
                let arch = Some(arch.to_owned()).filter(|arch| !arch.contains('/'))?;
                if let Some(component) = folder.strip_suffix("/debian-installer") {
                    (component, IndexKind::Installer(arch))
                } else if let Some(component) = folder.strip_suffix("/debug") {
                    (component, IndexKind::Debug(arch))
                } else {
                    (folder, IndexKind::Binary(arch))
                }
            }
            _ => return None,
        };
        Some((Self { component: component.to_owned(), kind }, encoding))
    }

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
    /// The index of one kind of package, of one architecture where the kind has any.
    #[must_use]
    pub fn of(kind: PackageKind, architecture: &str) -> Self {
        match kind {
            PackageKind::Binary => Self::Binary(architecture.to_owned()),
            PackageKind::Installer => Self::Installer(architecture.to_owned()),
            PackageKind::Debug => Self::Debug(architecture.to_owned()),
            PackageKind::Source => Self::Source,
        }
    }

    /// What kind of packages it lists.
    #[must_use]
    pub fn package_kind(&self) -> PackageKind {
        match self {
            Self::Binary(_) => PackageKind::Binary,
            Self::Installer(_) => PackageKind::Installer,
            Self::Debug(_) => PackageKind::Debug,
            Self::Source => PackageKind::Source,
        }
    }

    /// The architecture whose packages it lists; `None` for source packages.
    #[must_use]
    pub fn architecture(&self) -> Option<&str> {
        match self {
            Self::Binary(arch) | Self::Installer(arch) | Self::Debug(arch) => Some(arch),
            Self::Source => None,
        }
    }

    /// What its paragraphs are.
    #[must_use]
    pub fn format(&self) -> Format {
        match self {
            Self::Binary(_) | Self::Installer(_) | Self::Debug(_) => Format::Packages,
            Self::Source => Format::Sources,
        }
    }
}

/// The name of an index's form in `encoding`.
pub(super) fn with_suffix(path: &str, encoding: Encoding) -> String {
    match encoding.suffix() {
        "" => path.to_owned(),
        suffix => format!("{path}.{suffix}"),
    }
}

/// Whether what is under `key` is what a Release lists, without holding it in memory.
pub(super) fn is_there(
    store: &dyn Store,
    key: &Key,
    file: &ReleaseFile,
) -> Result<bool, StoreError> {
    if store.length(key)? != Some(file.size) {
        return Ok(false);
    }
    let Some(found) = store.open(key)? else { return Ok(false) };
    let mut reader = DigestReader::new(found, Sha256::ALGORITHMS);
    io::copy(&mut reader, &mut io::sink())
        .map_err(|error| StoreError::Io { place: key.to_string(), error })?;
    let (_, digests, _) = reader.finish();
    Ok(digests.sha256 == Some(file.sha256.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in [
            IndexKind::Binary("amd64".to_owned()),
            IndexKind::Installer("arm64".to_owned()),
            IndexKind::Debug("i386".to_owned()),
            IndexKind::Source,
        ] {
            let id = IndexId { component: "updates/main".to_owned(), kind };
            let xz = format!("{}.xz", id.path());
            assert_eq!(IndexId::parse(&id.path()), Some((id.clone(), Encoding::None)));
            assert_eq!(IndexId::parse(&xz), Some((id, Encoding::Xz)));
        }
        for path in [
            "Release",
            "main/Contents-amd64.gz",
            "main/binary-amd64/Release",
            "main/binary-amd64/Packages.",
            "main/binary-amd64/Packages.diff/Index",
            "main/binary-a/b/Packages",
            "binary-amd64/Packages",
            "main/i18n/Translation-en.xz",
        ] {
            assert_eq!(IndexId::parse(path), None, "{path}");
        }
    }

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
