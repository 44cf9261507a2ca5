//! A symbolic link that leads out of a store.

use std::io;
use std::path::Path;

use rustix::io::Errno;

/// The same error, but for a path below a store's root that a symbolic link leads out of: that names
/// the link.
pub(crate) fn naming_link(path: &Path, error: io::Error) -> io::Error {
    if error.raw_os_error() != Some(Errno::XDEV.raw_os_error()) {
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
