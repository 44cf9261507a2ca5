//! A package somebody else made, turned back into what mkdeb takes: a tree and a manifest.

mod listing;
mod manifest;

pub use listing::{TarItem, tar_listing};

use std::fs;
use std::path::{Path, PathBuf};

use crate::tool::{call, command, run};

/// An unpacked package.
#[derive(Clone, Debug)]
pub struct Unpacked {
    /// Its tree.
    pub tree: PathBuf,
    /// Its control member.
    pub control: PathBuf,
}

/// Unpacks `deb` below `folder`.
///
/// # Panics
/// When dpkg-deb fails.
#[must_use]
#[track_caller]
pub fn unpack(deb: &Path, folder: &Path) -> Unpacked {
    let (tree, control) = (folder.join("tree"), folder.join("control"));
    call("dpkg-deb", &["-x".as_ref(), deb.as_os_str(), tree.as_os_str()]);
    call("dpkg-deb", &["-e".as_ref(), deb.as_os_str(), control.as_os_str()]);
    Unpacked { tree, control }
}

/// Gives the folders of an unpacked package the times that they have in `deb`: dpkg-deb writes
/// symbolic links last, so that tar changes the times of the folders they are in after all.
///
/// # Panics
/// When the listing names a folder that is not there.
#[track_caller]
pub fn restore_folder_times(deb: &Path, unpacked: &Unpacked) {
    for (path, item) in tar_listing(deb).iter().filter(|(_, item)| item.mode.starts_with('d')) {
        let time = format!("--date={} UTC", item.mtime);
        run(command("touch").args(["--no-create", &time]).arg(unpacked.tree.join(path)));
    }
}

/// Writes a manifest beside the control member that makes `unpacked` anew, with owners and modes as
/// in the listing of `deb`.
///
/// # Panics
/// When a file cannot be read or written.
#[must_use]
#[track_caller]
pub fn manifest(deb: &Path, unpacked: &Unpacked) -> PathBuf {
    let fields = fields(&unpacked.control.join("control"));
    let text = manifest::render(&fields, &tar_listing(deb), &unpacked.control);
    let path = unpacked.control.parent().unwrap().join("package.toml");
    fs::write(&path, text).unwrap();
    path
}

/// The fields of a control file by name, in order; the lines of a value with their line breaks.
///
/// # Panics
/// When it cannot be read.
#[must_use]
#[track_caller]
pub fn fields(control: &Path) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in fs::read_to_string(control).unwrap().lines() {
        if line.starts_with([' ', '\t']) {
            let (_, value) = fields.last_mut().unwrap();
            value.push('\n');
            value.push_str(line);
        } else {
            let (name, value) = line.split_once(':').unwrap();
            fields.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    fields
}

/// Packs an unpacked package with dpkg-deb, as its maintainer would have.
///
/// # Panics
/// When dpkg-deb fails.
#[track_caller]
pub fn repack(unpacked: &Unpacked, deb: &Path) {
    let inside = unpacked.tree.join("DEBIAN");
    fs::rename(&unpacked.control, &inside).unwrap();
    run(command("dpkg-deb").arg("-b").arg(&unpacked.tree).arg(deb));
    fs::rename(&inside, &unpacked.control).unwrap();
}
