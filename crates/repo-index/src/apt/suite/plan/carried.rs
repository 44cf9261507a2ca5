//! Files of other tools that stay listed.

use super::Writing;
use crate::apt::{IndexId, contents};
use crate::publish::PublishError;
use crate::store::Object;

/// The most bytes of a file that gets a copy by its digest.
const LARGEST_COPY: u64 = 64 << 20;

impl Writing<'_> {
    /// Lists them, each with a copy by its digest: `Acquire-By-Hash` says that there is one, and what
    /// stands under a name may change. A file that is larger than 64 MiB stays as it is, under its
    /// name alone, where apt finds it when it finds no copy.
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
            if adopted
                && file.size <= LARGEST_COPY
                && !self.is_kept(path, file)?
                && let Some((_, bytes)) = self.suite.object(self.store, path, file)?
            {
                self.immutable.push(Object::of(self.suite.by_hash(path, file.sha256)?, bytes));
            }
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
