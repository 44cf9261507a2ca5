//! Real packages of Debian, unpacked, rebuilt by mkdeb and compared with the original: as archives,
//! through the whole of a package's life in a chroot, and in lintian's eyes.

mod archive;
mod life;
mod lint;

use std::path::{Path, PathBuf};

use conformance::debian::download;
use conformance::program::Mkdeb;
use conformance::rebuild::{Unpacked, manifest, restore_folder_times, unpack};
use tempfile::TempDir;

/// Fetched with `apt-get download`.
const PACKAGES: [&str; 6] = [
    "erlang-base",  // large, with scripts
    "cron",         // conffiles and scripts
    "sudo",         // setuid, conffiles of mode 0440
    "at",           // owners other than root, setuid and setgid, a conffile of mode 0640
    "bzip2",        // hard links
    "iputils-ping", // a script that sets file capabilities
];

/// A package of Debian and its twin by mkdeb.
struct Twins {
    original: PathBuf,
    rebuilt: PathBuf,
    unpacked: Unpacked,
    _folder: TempDir,
}

impl Twins {
    fn of(name: &str) -> Self {
        let original = download(&[name]).remove(0);
        let folder = TempDir::new().unwrap();
        let unpacked = unpack(&original, folder.path());
        restore_folder_times(&original, &unpacked);
        let rebuilt = build(&original, &unpacked, folder.path());
        Self { original, rebuilt, unpacked, _folder: folder }
    }
}

/// What mkdeb makes of `unpacked`, with owners and modes as in `original`.
fn build(original: &Path, unpacked: &Unpacked, output: &Path) -> PathBuf {
    let manifest = manifest(original, unpacked);
    // A low level: what is compared is inside.
    let arguments = ["--compression=xz:1", "--manifest", manifest.to_str().unwrap()];
    Mkdeb.build(&unpacked.tree, output, &arguments)
}
