//! What is wrong with a symbolic link that leads to nothing that is read.

use std::io;
use std::path::Path;

use rustix::io::Errno;

/// Why `path` could not be read: with the link that is to blame, if it is one.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> String {
    match std::fs::read_link(path) {
        Ok(target) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            format!("is a symbolic link to {}, which leads back to it", target.display())
        }
        Ok(target) if error.kind() == io::ErrorKind::NotFound => {
            format!("is a symbolic link to {}, which does not exist", target.display())
        }
        _ => format!("could not be read: {error}"),
    }
}
