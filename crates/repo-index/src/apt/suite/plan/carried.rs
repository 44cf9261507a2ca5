//! Files of other tools that stay listed.

use repo_store::{Content, Object};

use super::Writing;
use crate::apt::index::is_there;
use crate::apt::{IndexId, ReleaseFile, contents};
use crate::publish::{PublishError, Reference};

/// The most bytes of a file that is read into memory to be copied. A larger one gets another name
/// instead: tools that write into an existing file would change both, but few files are that large.
const LARGEST_COPY: u64 = 64 << 20;

impl Writing<'_> {
    /// Lists them, each with a copy by its digest: `Acquire-By-Hash` says that there is one, and what
    /// stands under a name may change.
    pub(super) fn carry(&mut self) -> Result<(), PublishError> {
        // What was carried from a release of ours has its copy.
        let adopted = self.old.release.as_ref().is_some_and(|old| !old.is_ours());
        let files = self.new.release.iter().flat_map(|release| &release.files);
        for (path, file) in files {
            if !is_carried(path) || self.release.files.contains_key(path) {
                continue;
            }
            if self.is_changed(path, file) && self.is_kept(path, file)? {
                // As a state had it that is published again.
                self.keep(path, *file)?;
                continue;
            }
            self.release.files.insert(path.clone(), *file);
            if adopted {
                self.copy_by_hash(path, file)?;
            }
        }
        Ok(())
    }

    /// Copies the file that has the name `path`, if it is what is listed, to the name of its digest;
    /// refers to the copy where there is one.
    pub(super) fn copy_by_hash(
        &mut self,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<(), PublishError> {
        let (key, from) = (self.suite.by_hash(path, file.sha256)?, self.suite.key(path)?);
        if self.is_kept(path, file)? {
            let (length, sha256) = (file.size, Some(file.sha256));
            self.references.push(Reference { key, length, sha256 });
        } else if file.size > LARGEST_COPY {
            if is_there(self.store, &from, file)? {
                let (content, sha256) = (Content::Stored(from), file.sha256);
                self.immutable.push(Object { key, content, sha256, length: file.size });
            }
        } else if let Some((_, bytes)) = self.suite.object(self.store, path, file)? {
            self.immutable.push(Object::of(key, bytes));
        }
        Ok(())
    }
}

/// True for a file that stays listed as it is: neither an index that is made of the packages, nor
/// what is made beside it, nor differences between indexes, nor the `Release` itself.
pub(super) fn is_carried(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let of_release = matches!(name, "Release" | "InRelease" | "Release.gpg");
    let of_packages = IndexId::parse(path).is_some() || contents::is_index(path);
    !of_release && !of_packages && !folder.ends_with(".diff") && !path.ends_with("i18n/Index")
}
