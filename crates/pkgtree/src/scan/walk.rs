//! Walking directories without following symbolic links.
//!
//! Directories wait in a list, not on the stack, and one at a time is open (two where there are
//! many, read on two threads), so that neither depth nor number matters. Each is opened by its path
//! below the top, which the system allows to be longer than any path that can be installed, and
//! must still be the directory that was seen in its parent.

use std::ffi::OsStr;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use diagnostic::{Diagnostic, Subject};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir};
use rustix::io::Errno;

use super::exclude::Excludes;
use super::folders::{Folders, Pending};
use super::visit::{Spot, Visitor};
use super::{Found, MADE, Origin};
use crate::content::{Stamp, Top};
use crate::{AddRule, InstallPath, codes};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// What the system reads of a directory at once.
const NAMES: usize = 32 * 1024;
/// As many directories as wait when it is worth to begin a thread.
const MANY: usize = 32;

/// Visits the staged tree at `root`.
pub(super) fn tree(
    root: &Path,
    visitor: &mut Visitor<'_>,
    excludes: &mut Excludes,
) -> Result<(), Diagnostic> {
    let defect =
        |code, problem: String| Diagnostic::new(code, Subject::File(root.to_owned()), problem);
    // A symbolic link to the tree is followed here and only here.
    let descriptor =
        rustix::fs::openat(CWD, root, FOLDER, Mode::empty()).map_err(|errno| match errno {
            Errno::NOENT => defect(codes::NOT_A_TREE, "does not exist".to_owned()),
            Errno::NOTDIR => defect(codes::NOT_A_TREE, "is not a directory".to_owned()),
            _ => defect(codes::UNREADABLE, format!("cannot be read: {errno}")),
        })?;
    let stat = rustix::fs::fstat(&descriptor)
        .map_err(|errno| defect(codes::UNREADABLE, format!("cannot be read: {errno}")))?;
    let mtime = pkgio::Timestamp::clamped(stat.st_mtime);
    let entry = crate::tree::folder(InstallPath::root(), mtime);
    let staged = entry.mode;
    visitor.add(Found { entry, origin: Origin::Tree, links: 1, staged, named: MADE });

    let top = Arc::new(Top { path: root.to_owned(), folder: Some(descriptor) });
    if let Some(folder) = &top.folder {
        let at = &InstallPath::root();
        let walk = Walk { folder: folder.as_fd(), top: &top, at, origin: Origin::Tree };
        walk.run(Stamp::of(&stat), visitor, excludes);
    }
    Ok(())
}

/// Visits what `rule` adds.
pub(super) fn added(
    origin: Origin,
    rule: &AddRule,
    visitor: &mut Visitor<'_>,
    excludes: &mut Excludes,
) {
    let source = || Subject::Field { name: "add.source".to_owned(), source: rule.origin.clone() };
    let stat = match rustix::fs::statat(CWD, &rule.source, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => stat,
        Err(errno) => {
            let code = match errno {
                Errno::NOENT | Errno::NOTDIR => codes::BAD_ADD_SOURCE,
                _ => codes::UNREADABLE,
            };
            let problem = format!("{} cannot be read: {errno}", rule.source.display());
            let defect = Diagnostic::new(code, source(), problem);
            return visitor.findings.defect(defect.hint("use an existing file"));
        }
    };
    // Rules may be many: their directories are not held open.
    let top = &Arc::new(Top { path: rule.source.clone(), folder: None });
    let spot = Spot {
        folder: CWD,
        name: &rule.source,
        path: &rule.source,
        top,
        below: &[],
        target: rule.target.as_bytes(),
        origin,
        asked_for: true,
    };
    if !visitor.visit(spot, &stat) {
        return;
    }
    let opened = rustix::fs::openat(CWD, &rule.source, FOLDER, Mode::empty());
    match opened {
        Ok(descriptor) => {
            let walk = Walk { folder: descriptor.as_fd(), top, at: &rule.target, origin };
            walk.run(Stamp::of(&stat), visitor, excludes);
        }
        Err(errno) => visitor.unreadable(rule.target.as_bytes(), &rule.source, errno),
    }
}

/// The walk of a directory.
struct Walk<'a> {
    folder: BorrowedFd<'a>,
    top: &'a Arc<Top>,
    at: &'a InstallPath,
    origin: Origin,
}

impl Walk<'_> {
    fn run(&self, stamp: Stamp, visitor: &mut Visitor<'_>, excludes: &mut Excludes) {
        let (identity, before) = (stamp.identity(), visitor.count());
        let folders = Folders::new(Pending { below: Vec::new(), identity, excluded: false });
        while folders.waiting() < MANY {
            if !self.read_next(&folders, visitor, excludes) {
                break;
            }
        }
        if folders.waiting() > 0 {
            self.share(&folders, visitor, excludes);
        }
        visitor.end_walk(self.at.as_bytes(), before);
        // After all that is known of them from the directories that they are in.
        for (below, errno) in folders.into_failed() {
            visitor.unreadable(&self.target(&below), as_path(&self.path(&below)), errno);
        }
    }

    /// Reads all `folders` on two threads, on this one alone where no other can be had.
    fn share(&self, folders: &Folders, visitor: &mut Visitor<'_>, excludes: &mut Excludes) {
        let (mut other_visitor, mut other_excludes) = (visitor.fork(), excludes.fork());
        thread::scope(|scope| {
            let other =
                || while self.read_next(folders, &mut other_visitor, &mut other_excludes) {};
            // Without it the work is done all the same.
            let _ =
                thread::Builder::new().name("tree-walker".to_owned()).spawn_scoped(scope, other);
            while self.read_next(folders, visitor, excludes) {}
        });
        visitor.join(other_visitor);
        excludes.join(&other_excludes);
    }

    /// Reads one of `folders`; false when there are no more.
    fn read_next(
        &self,
        folders: &Folders,
        visitor: &mut Visitor<'_>,
        excludes: &mut Excludes,
    ) -> bool {
        let Some(mut taken) = folders.take() else { return false };
        let result = self.read(&taken.folder, &mut taken.found, visitor, excludes);
        taken.failure = result.err().filter(|_| !taken.folder.excluded);
        true
    }

    fn read(
        &self,
        folder: &Pending,
        pending: &mut Vec<Pending>,
        visitor: &mut Visitor<'_>,
        excludes: &mut Excludes,
    ) -> Result<(), Errno> {
        let below = if folder.below.is_empty() { as_path(b".") } else { as_path(&folder.below) };
        let flags = FOLDER.union(OFlags::NOFOLLOW);
        let open = rustix::fs::openat(self.folder, below, flags, Mode::empty())?;
        if Stamp::of(&rustix::fs::fstat(&open)?).identity() != folder.identity {
            return Err(Errno::NOENT);
        }
        let base = joined(&folder.below, b"");
        let (mut target, mut path) = (self.target(&base), self.path(&base));
        let (before_target, before_path) = (target.len(), path.len());
        let before = visitor.count();
        for name in names(open.as_fd())? {
            target.truncate(before_target);
            target.extend_from_slice(&name);
            path.truncate(before_path);
            path.extend_from_slice(&name);
            let below = &target[target.len() - base.len() - name.len()..];
            let excluded = excludes.matches(&target) || folder.excluded;
            if excluded && excludes.all_matched() {
                continue;
            }
            let stat = rustix::fs::statat(&open, as_path(&name), AtFlags::SYMLINK_NOFOLLOW);
            let descend = match &stat {
                Ok(stat) if excluded => {
                    FileType::from_raw_mode(stat.st_mode) == FileType::Directory
                }
                Ok(stat) => visitor.visit(
                    Spot {
                        folder: open.as_fd(),
                        name: as_path(&name),
                        path: as_path(&path),
                        top: self.top,
                        below,
                        target: &target,
                        origin: self.origin,
                        asked_for: false,
                    },
                    stat,
                ),
                Err(_) if excluded => false,
                Err(errno) => {
                    visitor.unreadable(&target, as_path(&path), *errno);
                    false
                }
            };
            if let Ok(stat) = stat
                && descend
            {
                let identity = Stamp::of(&stat).identity();
                pending.push(Pending { below: below.to_vec(), identity, excluded });
            }
        }
        target.truncate(before_target);
        // The slash at the end, which the top of a tree does not have.
        target.pop();
        visitor.end_folder(target, before);
        Ok(())
    }

    /// Where it would be installed.
    fn target(&self, below: &[u8]) -> Vec<u8> {
        joined(self.at.as_bytes(), below)
    }

    /// Where it is.
    fn path(&self, below: &[u8]) -> Vec<u8> {
        joined(self.top.path.as_os_str().as_bytes(), below)
    }
}

/// The names in a directory, sorted.
fn names(folder: BorrowedFd<'_>) -> Result<Vec<Vec<u8>>, Errno> {
    let mut buffer = Vec::with_capacity(NAMES);
    let mut raw = RawDir::new(folder, buffer.spare_capacity_mut());
    let mut names = Vec::new();
    while let Some(entry) = raw.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if !matches!(name, b"." | b"..") {
            names.push(name.to_vec());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// `folder/name`, without a second slash or one at the front where `folder` is empty.
fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    match folder {
        [] | [.., b'/'] => [folder, name].concat(),
        _ => [folder, b"/", name].concat(),
    }
}

pub(super) fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}
