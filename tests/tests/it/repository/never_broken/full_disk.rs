//! Disks that are full, at every size at which a publication could notice.

use std::path::{Path, PathBuf};

use conformance::repository::Kind;
use conformance::tool::{call, command, outcome, require_root, run};
use tempfile::TempDir;

use super::operation::{Judged, Operation};

/// A file system in memory, as large as one likes.
struct Disk {
    folder: TempDir,
}

/// What it is made of, in KiB.
const PAGE: u64 = 4;

impl Disk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        run(command("mount").args(["-t", "tmpfs", "tmpfs"]).arg(folder.path()));
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn used(&self) -> u64 {
        let free = rustix::fs::statvfs(self.path()).unwrap();
        (free.f_blocks - free.f_bfree) * free.f_frsize / 1024
    }

    fn resize(&self, size: u64) {
        let options = format!("remount,size={size}k");
        run(command("mount").args(["-o", &options]).arg(self.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        outcome(command("umount").arg("-l").arg(self.path()));
    }
}

fn sweep(name: &str, operation: &Operation) {
    require_root();
    let (new, _) = operation.undisturbed();
    let (mut refused, mut done) = (0, 0);
    for free in 0.. {
        let disk = Disk::new();
        let site = operation.site.copy_within(TempDir::new_in(disk.path()).unwrap());
        disk.resize(disk.used() + free * PAGE);
        let disturbed = outcome(&mut operation.command(&site));
        let warned = disturbed.errors().contains("warning");
        disk.resize(1 << 20);
        let what = format!("{name} with {} KiB: {disturbed}", free * PAGE);
        let judged = operation.judge(&site, new.as_ref(), &what);
        match disturbed.status.code() {
            Some(4) => refused += 1,
            Some(0) => done += 1,
            _ => panic!("{what}"),
        }
        let expected = if disturbed.status.success() { Judged::New } else { Judged::Old };
        assert_eq!(judged, expected, "{what}");
        drop(site);
        if disturbed.status.success() && !warned {
            break;
        }
        assert!(free < 1000, "{what}");
    }
    println!("{name}: {refused} times there was no room, {done} times there was");
    assert!(refused > 5, "{name}: {refused}");
}

#[test]
fn the_first_publication_on_a_full_disk() {
    for kind in Kind::ALL {
        sweep(&format!("{kind:?}, the first publication"), &Operation::first(kind));
    }
}

#[test]
fn a_package_added_on_a_full_disk() {
    for kind in Kind::ALL {
        sweep(&format!("{kind:?}, add"), &Operation::add(kind));
    }
}

/// Where mounts are made is nobody else's business.
#[test]
fn the_disk_is_as_large_as_it_says() {
    require_root();
    let disk = Disk::new();
    disk.resize(disk.used() + PAGE);
    let file: PathBuf = disk.path().join("file");
    std::fs::write(&file, vec![0; 4096]).unwrap();
    std::fs::write(disk.path().join("other"), vec![0; 4096]).unwrap_err();
    call("rm", &[&file]);
}
