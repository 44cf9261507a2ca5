//! What is wrong with a symbolic link that leads to nothing that is read.

use std::io;
use std::path::Path;

use rustix::io::Errno;

/// Why `path` could not be read: with the link that is to blame, if it is one.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> String {
    match std::fs::read_link(path) {
        Ok(target) if is(error, Errno::LOOP) => {
            format!("is a symbolic link to {}, which leads back to it", target.display())
        }
        Ok(target) if error.kind() == io::ErrorKind::NotFound => {
            format!("is a symbolic link to {}, where there is nothing", target.display())
        }
        _ => format!("could not be read: {error}"),
    }
}

/// The same error, but for a path below a store's root that a symbolic link leads out of: that names
/// the link.
pub(crate) fn outside(path: &Path, error: io::Error) -> io::Error {
    if !is(&error, Errno::XDEV) {
        return error;
    }
    let link = path.ancestors().find_map(|above| Some((above, std::fs::read_link(above).ok()?)));
    let Some((link, target)) = link else { return error };
    let (link, target) = (link.display(), target.display());
    io::Error::other(format!(
        "the symbolic link {link} leads out of the repository, to {target}; only links within it are \
         followed"
    ))
}

fn is(error: &io::Error, number: Errno) -> bool {
    error.raw_os_error() == Some(number.raw_os_error())
}
