//! Real packages of Debian.

use std::fs;
use std::path::{Path, PathBuf};

use crate::chroot::{Chroot, Suite};
use crate::tool::cache;

/// Fetches packages of Debian 12 with `apt-get download`, or takes them from the cache; in the
/// order of `names`.
///
/// # Panics
/// Without network when they are not in the cache.
#[must_use]
pub fn download(names: &[&str]) -> Vec<PathBuf> {
    let folder = cache().join("debs");
    fs::create_dir_all(&folder).unwrap();
    let kept = |name: &&str| folder.join(format!("{name}.deb"));
    let missing = names.iter().filter(|name| !kept(name).is_file()).collect::<Vec<_>>();
    if !missing.is_empty() {
        // In a system of its own: the tester's apt may be of another release.
        let chroot = Chroot::new(Suite::Bookworm);
        chroot.apt(&["update"]);
        for name in missing {
            fetch(&chroot, name, &kept(name));
        }
    }
    names.iter().map(kept).collect()
}

fn fetch(chroot: &Chroot, name: &str, kept: &Path) {
    chroot.apt(&["-o", "APT::Sandbox::User=root", "download", name]);
    let start = format!("{name}_");
    let found = fs::read_dir(chroot.root()).unwrap().map(|entry| entry.unwrap().path());
    let file = found
        .into_iter()
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(&start))
        .unwrap_or_else(|| panic!("apt-get download {name} left no file"));
    let part = kept.with_extension(format!("part{}", std::process::id()));
    fs::copy(file, &part).unwrap();
    fs::rename(&part, kept).unwrap();
}
