//! Where a repository is published.

use std::path::{Path, PathBuf};

use pkgtree::description::Table;
use repo_index::codes;

/// Where a repository is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// A folder of a local disk.
    Folder(PathBuf),
}

impl Root {
    /// Parses a path, relative to `folder` unless it is absolute, or `file:///path`.
    ///
    /// # Errors
    /// Any other URL, and an empty path.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, RootError> {
        let Some((scheme, rest)) = text.split_once("://") else {
            let is_path = !text.is_empty() && !text.starts_with("file:");
            return match is_path {
                true => Ok(Self::Folder(folder.join(text))),
                false => Err(RootError::NotAPath(text.to_owned())),
            };
        };
        match scheme {
            "file" if rest.starts_with('/') && !rest.contains(['%', '?', '#']) => {
                Ok(Self::Folder(rest.into()))
            }
            "file" => Err(RootError::NotAPath(text.to_owned())),
            "s3" | "gs" | "az" => Err(RootError::ObjectStore(scheme.to_owned())),
            _ => Err(RootError::Scheme(scheme.to_owned())),
        }
    }
}

pub(super) fn read(table: &mut Table<'_>, folder: &Path) -> Option<Root> {
    let text = table.line("root")?;
    match Root::parse(&text.value, folder) {
        Ok(root) => Some(root),
        Err(error) => {
            let hint = match error {
                RootError::ObjectStore(_) => "publish in a directory, and copy it to the bucket",
                RootError::NotAPath(_) | RootError::Scheme(_) => {
                    "write a path, or file:/// and an absolute one without escapes"
                }
            };
            table.report(codes::ROOT, "root", &text.source, error.to_string(), hint);
            None
        }
    }
}

/// Not a root.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// An object store, which is not supported yet.
    #[error("object stores ({0}://) are not supported yet")]
    ObjectStore(String),
    /// Another kind of URL.
    #[error("nothing can be published to {0}://")]
    Scheme(String),
    /// Not a path.
    #[error("{0:?} is not a path")]
    NotAPath(String),
}
