//! The paragraph of a source package in its index.

use std::fmt::Write;

use super::IncomingSource;
use crate::apt::ordered;

/// The order in which apt-ftparchive(1) prints fields; those that are not listed follow in theirs.
const ORDER: [&str; 39] = [
    "Package",
    "Format",
    "Binary",
    "Architecture",
    "Version",
    "Priority",
    "Section",
    "Origin",
    "Maintainer",
    "Original-Maintainer",
    "Uploaders",
    "Dm-Upload-Allowed",
    "Standards-Version",
    "Build-Depends",
    "Build-Depends-Arch",
    "Build-Depends-Indep",
    "Build-Conflicts",
    "Build-Conflicts-Arch",
    "Build-Conflicts-Indep",
    "Testsuite",
    "Testsuite-Triggers",
    "Homepage",
    "Description",
    "Vcs-Browser",
    "Vcs-Browse",
    "Vcs-Arch",
    "Vcs-Bzr",
    "Vcs-Cvs",
    "Vcs-Darcs",
    "Vcs-Git",
    "Vcs-Hg",
    "Vcs-Mtn",
    "Vcs-Svn",
    "Directory",
    "Package-List",
    "Files",
    "Checksums-Sha1",
    "Checksums-Sha256",
    "Checksums-Sha512",
];

/// Fields that say what the archive knows: a source package's own are left out.
const NOT_ITS_OWN: [&str; 8] = [
    "Source",
    "Package",
    "Directory",
    "Files",
    "Checksums-Sha1",
    "Checksums-Sha256",
    "Checksums-Sha512",
    "Status",
];

pub(super) fn print(package: &IncomingSource, directory: &str) -> String {
    let (mut sums, mut files) = (String::new(), String::new());
    for file in &package.files {
        // Writing to a string cannot fail.
        let _ = write!(sums, "\n {} {} {}", file.sha256, file.size, file.name);
        if let Some(md5) = &file.md5 {
            let _ = write!(files, "\n {md5} {} {}", file.size, file.name);
        }
    }
    let mut own = vec![
        ("Package", package.package().to_owned()),
        ("Directory", directory.to_owned()),
        ("Checksums-Sha256", sums),
    ];
    if package.files.iter().all(|file| file.md5.is_some()) {
        own.push(("Files", files));
    }
    ordered::print(&package.control, &ORDER, &NOT_ITS_OWN, &own)
}
