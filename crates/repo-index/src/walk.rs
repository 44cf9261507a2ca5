//! The files below a folder.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};

use crate::codes;

/// Folders of repositories themselves, which hold no packages of them.
const OWN: [&str; 2] = ["by-hash", "repodata"];

/// The regular files below `root`, those of links among them, in order of their paths.
///
/// What starts with a dot is passed over: it is not finished, or nobody's business. A folder that is
/// reached in several ways is read once, and a link to it only if it is reached in no other.
///
/// # Errors
/// Every folder that could not be read.
pub fn files(root: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut walk = Walk::of(root);
    while let Some(folder) = walk.folders.pop().or_else(|| walk.next_link()) {
        if let Err(error) = walk.enter(&folder) {
            let problem = format!("could not be read: {error}");
            walk.defects.push(Diagnostic::new(codes::NO_FILE, Subject::File(folder), problem));
        }
    }
    walk.files.sort();
    walk.defects.into_result(walk.files)
}

struct Walk<'a> {
    root: &'a Path,
    /// To be read.
    folders: Vec<PathBuf>,
    /// Links to folders, to be read when all others are.
    links: Vec<PathBuf>,
    /// Device and number of those that were.
    entered: HashSet<(u64, u64)>,
    files: Vec<PathBuf>,
    defects: Diagnostics,
}

impl<'a> Walk<'a> {
    fn of(root: &'a Path) -> Self {
        Self {
            root,
            folders: vec![root.to_owned()],
            links: Vec::new(),
            entered: HashSet::new(),
            files: Vec::new(),
            defects: Diagnostics::new(),
        }
    }

    fn next_link(&mut self) -> Option<PathBuf> {
        // In order, so that it is always the same one that is read.
        self.links.sort_by(|left, right| right.cmp(left));
        self.links.pop()
    }

    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        let identity = |metadata: &Metadata| (metadata.dev(), metadata.ino());
        if !self.entered.insert(identity(&fs::metadata(folder)?)) {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let hidden = name.as_encoded_bytes().starts_with(b".");
            if hidden || (folder == self.root && OWN.iter().any(|own| name == *own)) {
                continue;
            }
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                self.folders.push(path);
            } else if kind.is_file() {
                self.files.push(path);
            } else if kind.is_symlink() {
                match fs::metadata(&path) {
                    Ok(metadata) if metadata.is_dir() => self.links.push(path),
                    // What leads nowhere is told by whoever wants to read it.
                    _ => self.files.push(path),
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn found(root: &Path) -> Vec<String> {
        let files = files(root).unwrap().into_iter();
        files.map(|file| file.strip_prefix(root).unwrap().display().to_string()).collect()
    }

    #[test]
    fn finds_files_in_order_and_each_folder_once() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path();
        for path in [
            "b/x/1",
            "b/2",
            "a/3",
            "4",
            "by-hash/SHA256/5",
            "repodata/0",
            ".mkrepo/6",
            ".7",
            "a/by-hash/8",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "").unwrap();
        }
        fs::write(outside.path().join("9"), "").unwrap();
        symlink("../b", root.join("a/again")).unwrap();
        symlink("..", root.join("b/up")).unwrap();
        symlink(outside.path(), root.join("out")).unwrap();
        symlink(outside.path(), root.join("zout")).unwrap();
        symlink("../b/2", root.join("a/link")).unwrap();
        symlink("nowhere", root.join("broken")).unwrap();
        let expected = ["4", "a/3", "a/by-hash/8", "a/link", "b/2", "b/x/1", "broken", "out/9"];
        assert_eq!(found(root), expected);
    }

    #[test]
    fn what_is_no_folder_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let defects = files(&folder.path().join("missing")).unwrap_err();
        assert_eq!(defects.as_slice()[0].code, codes::NO_FILE);
    }
}
