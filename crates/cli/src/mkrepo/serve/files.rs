//! The files below a directory, and no others.

use std::fs::Metadata;
use std::future::Future;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use tower_http::services::fs::{Backend, TokioBackend, TokioFile};

use super::withheld::is_withheld;

type Asked<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// The files below a directory. Links are followed as long as they stay below it; what starts with
/// a dot is nobody's, such as our own directory `.mkrepo`.
#[derive(Clone, Debug)]
pub(super) struct Below(Arc<Path>);

impl Below {
    /// The files below `root`, a path without links.
    pub(super) fn new(root: &Path) -> Self {
        Self(root.into())
    }

    /// The directory.
    pub(super) fn root(&self) -> &Path {
        &self.0
    }

    /// Where a path leads; not found, if that is elsewhere.
    pub(super) fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let asked = path.strip_prefix(&self.0).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
        let hidden = asked.components().any(|component| match component {
            Component::Normal(name) => name.as_encoded_bytes().starts_with(b"."),
            _ => false,
        });
        let found = path.canonicalize().map_err(|error| match error.kind() {
            // A name that is too long is nobody's.
            io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => {
                io::ErrorKind::NotFound.into()
            }
            _ => error,
        })?;
        if hidden || !found.starts_with(&self.0) || is_withheld(&found)? {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(found)
    }
}

impl Backend for Below {
    type File = TokioFile;
    type Metadata = Metadata;
    type OpenFuture = Asked<TokioFile>;
    type MetadataFuture = Asked<Metadata>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        match self.resolve(&path) {
            Ok(path) => TokioBackend.open(path),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        match self.resolve(&path) {
            Ok(path) => TokioBackend.metadata(path),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("root");
        std::fs::create_dir_all(root.join("a/.hidden")).unwrap();
        for file in ["root/a/file", "root/a/.hidden/file", "outside"] {
            std::fs::write(root.parent().unwrap().join(file), "x").unwrap();
        }
        std::os::unix::fs::symlink("a/file", root.join("inside")).unwrap();
        std::os::unix::fs::symlink("../outside", root.join("outside")).unwrap();
        let below = Below::new(&root);
        for good in ["a/file", "inside", "a"] {
            below.resolve(&root.join(good)).unwrap();
        }
        let secret = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n";
        std::fs::write(root.join("a/key"), secret).unwrap();
        std::fs::write(root.join("mkrepo.toml"), "").unwrap();
        let long = "x/".repeat(3_000);
        let withheld = ["a/key", "mkrepo.toml", &long];
        let bad = ["outside", "../outside", "a/.hidden/file", "absent", "a/file/x"];
        for bad in bad.into_iter().chain(withheld) {
            below.resolve(&root.join(bad)).unwrap_err();
        }
    }
}
