//! Several files of a folder changed in one step.

use std::io;

use super::file_system::{Kind, is_refused, split};
use super::{LocalStore, absent};
use crate::{Key, Mirror, StoreError};

/// What the names of temporaries end in that are exchanged for a folder of the store: what is left of
/// them is removed with all that is in it. A new folder, which is given its name by a rename, might
/// have both names after a loss of power, and so is removed only while it is empty.
pub(super) const EXCHANGED: &str = ".exchanged";

/// How deep folders are within the folder of a commit, at most.
const DEPTH: usize = 16;

impl LocalStore {
    /// Puts `bytes` under `key`, and what is `beside` it with it, durably: in one step where that can
    /// be done here, else one after the other.
    pub(super) fn put_together(
        &self,
        key: &Key,
        bytes: &[u8],
        beside: &[Mirror],
    ) -> Result<(), StoreError> {
        if self.exchange(key, bytes, beside)? {
            return Ok(());
        }
        self.put(key, bytes)?;
        // The object is there, whatever becomes of these.
        let _ = beside.iter().try_for_each(|mirror| match &mirror.bytes {
            Some(bytes) => self.put(&mirror.key, bytes),
            None => self.remove(&mirror.key),
        });
        Ok(())
    }

    /// Makes a folder with all that is in the object's, and what is new, and gives it that one's name.
    /// False when that cannot be done here: nothing was changed then.
    fn exchange(&self, key: &Key, bytes: &[u8], beside: &[Mirror]) -> Result<bool, StoreError> {
        let (folder, name) = split(key.as_str());
        let mut changed = vec![(name, Some(bytes))];
        for mirror in beside {
            let (its, name) = split(mirror.key.as_str());
            if its != folder || folder.is_empty() {
                return Ok(false);
            }
            changed.push((name, mirror.bytes.as_deref()));
        }
        let failed = |error| self.failed(folder, error);
        let (new, ()) = self
            .new_temporary_called(EXCHANGED, |temporary| self.files.make_folder(temporary))
            .map_err(failed)?;
        let filled = self.fill_folder(&new, folder, &changed);
        let (is_known, step) = match filled {
            Ok(()) => (false, self.trade(&new, folder)),
            unfilled => (true, unfilled),
        };
        if let Err(error) = step {
            let is_refused = is_refused(&error);
            if is_known || is_refused {
                let _ = self.remove_folder_with_all(&new);
            }
            // What is left, and may be the old folder, is reclaimed by whoever gets the lock next.
            return if is_refused { Ok(false) } else { Err(failed(error)) };
        }
        self.sync_folders([key.as_str()])?;
        // From now on nothing brings the old folder back.
        let _ = self.remove_folder_with_all(&new);
        Ok(true)
    }

    /// Fills the folder `new` with what is `changed`, and with all else that is in `folder`, durably.
    fn fill_folder(
        &self,
        new: &str,
        folder: &str,
        changed: &[(&str, Option<&[u8]>)],
    ) -> io::Result<()> {
        let is_changed = |name: &str| changed.iter().any(|(one, _)| *one == name);
        self.link_all(folder, new, &is_changed, DEPTH)?;
        for (name, bytes) in changed {
            let Some(bytes) = bytes else { continue };
            let mut file = self.files.create(&format!("{new}/{name}"))?;
            file.write_all(bytes)?;
            file.sync()?;
        }
        self.files.sync_folder(new)
    }

    /// Links what is in a folder, besides what is `left_out`, into another; folders are made anew.
    fn link_all(
        &self,
        from: &str,
        to: &str,
        left_out: &dyn Fn(&str) -> bool,
        depth: usize,
    ) -> io::Result<()> {
        let entries = match self.files.entries(from) {
            Err(error) if absent(&error) => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let name = &entry.name;
            let (source, target) = (format!("{from}/{name}"), format!("{to}/{name}"));
            match entry.kind {
                Kind::File(_) if left_out(name) => {}
                Kind::File(_) => self.files.link(&source, &target)?,
                Kind::Folder if depth > 0 => {
                    self.files.make_folder(&target)?;
                    self.link_all(&source, &target, &|_| false, depth - 1)?;
                    self.files.sync_folder(&target)?;
                }
                Kind::Folder | Kind::Other | Kind::Nameless => {
                    return Err(io::ErrorKind::Unsupported.into());
                }
            }
        }
        Ok(())
    }

    /// Gives the folder `new` and the one called `folder` each other's names. If there is none, there is
    /// an empty one for a moment, so that it is an exchange in any case, which is done or not.
    fn trade(&self, new: &str, folder: &str) -> io::Result<()> {
        if !self.files.has_folder(folder)? {
            self.make_folders(&format!("{folder}/any"))?;
        }
        self.files.exchange(new, folder)
    }

    /// Removes a folder of our own and everything in it.
    pub(super) fn remove_folder_with_all(&self, folder: &str) -> io::Result<()> {
        for entry in self.files.entries(folder)? {
            let path = format!("{folder}/{}", entry.name);
            match entry.kind {
                Kind::Folder => self.remove_folder_with_all(&path)?,
                _ => self.files.remove(&path)?,
            }
        }
        self.files.remove_folder(folder)
    }
}
