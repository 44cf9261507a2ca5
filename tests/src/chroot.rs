//! Throw-away Debian systems.
//!
//! Each suite is made once by debootstrap in `target/conformance/chroots` (or in the folder that
//! `PACKWRIGHT_CHROOTS` names, where what exists is used as it is) and never changed; a test works
//! on an overlay of it, or on a copy where the file system cannot do overlays.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FlockOperation, flock};
use tempfile::TempDir;

use crate::model::Listing;
use crate::tool::{self, Outcome, cache, call, command, copy_tree, require_root};

/// A release of Debian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// Debian 11.
    Bullseye,
    /// Debian 12.
    Bookworm,
    /// Debian 13.
    Trixie,
    /// Debian unstable.
    Sid,
}

impl Suite {
    /// All that are tested.
    pub const ALL: [Self; 4] = [Self::Bullseye, Self::Bookworm, Self::Trixie, Self::Sid];

    /// Its name in the archive.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bullseye => "bullseye",
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
            Self::Sid => "sid",
        }
    }

    /// Whether its dpkg reads zstd members (1.21.18 and later).
    #[must_use]
    pub fn reads_zstd(self) -> bool {
        self != Self::Bullseye
    }
}

const MIRROR: &str = "http://deb.debian.org/debian";

/// What the cached systems were made by; another recipe makes them anew.
const RECIPE: &str = "1: debootstrap --variant=minbase, policy-rc.d\n";

/// A Debian system that a test may change: it is gone when dropped.
#[derive(Debug)]
pub struct Chroot {
    base: Option<PathBuf>,
    root: PathBuf,
    mounted: bool,
    _folder: TempDir,
}

impl Chroot {
    /// A fresh system of `suite`.
    ///
    /// # Panics
    /// Without root, debootstrap or network when the system is not there yet.
    #[must_use]
    pub fn new(suite: Suite) -> Self {
        Self::over(&base(suite))
    }

    /// A fresh system of `suite` with `packages` and their dependencies installed by apt; kept for
    /// the next time under `name`.
    ///
    /// # Panics
    /// As [`new`](Self::new); when apt fails.
    #[must_use]
    pub fn with_packages(suite: Suite, name: &str, packages: &[&str]) -> Self {
        let recipe = format!("{RECIPE}{}\n", packages.join(" "));
        let folder = cache().join("chroots");
        let system = once(&folder, &format!("{}-{name}", suite.name()), &recipe, |folder| {
            let chroot = Self::new(suite);
            chroot.apt(&["update"]);
            let install = ["install", "-y", "--no-install-recommends"];
            chroot.apt(&[&install, packages].concat());
            chroot.apt(&["clean"]);
            copy_tree(chroot.root(), folder);
        });
        Self::over(&system)
    }

    /// A system with nothing in it at all.
    #[must_use]
    pub fn empty() -> Self {
        require_root();
        let folder = scratch();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        Self { base: None, root, mounted: false, _folder: folder }
    }

    fn over(base: &Path) -> Self {
        require_root();
        let folder = scratch();
        let part = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let (root, upper, work) = (part("root"), part("upper"), part("work"));
        let options = format!(
            "lowerdir={},upperdir={},workdir={}",
            base.display(),
            upper.display(),
            work.display()
        );
        let mut mount = command("mount");
        mount.args(["-t", "overlay", "overlay", "-o", &options]).arg(&root);
        let mounted = tool::outcome(&mut mount).status.success();
        if !mounted {
            copy_tree(base, &root);
        }
        // It is thrown away: nothing in it needs to survive a power cut.
        fs::write(root.join("etc/dpkg/dpkg.cfg.d/conformance"), "force-unsafe-io\n").unwrap();
        Self { base: Some(base.to_owned()), root, mounted, _folder: folder }
    }

    /// Whether `path` was there when it was made.
    #[must_use]
    pub fn had(&self, path: &str) -> bool {
        self.base.as_ref().is_some_and(|base| base.join(path).symlink_metadata().is_ok())
    }

    /// Its root folder, seen from outside.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What was changed in it since it was made; all of it where the file system cannot do overlays.
    #[must_use]
    pub fn changes(&self) -> Listing {
        let changes =
            if self.mounted { self.root.with_file_name("upper") } else { self.root.clone() };
        Listing::of(&changes)
    }

    /// A command inside.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = command("chroot");
        command
            .arg(&self.root)
            .arg(program)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("LC_ALL", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .current_dir("/");
        command
    }

    /// Runs a program inside.
    #[track_caller]
    pub fn outcome(&self, program: &str, arguments: &[&str]) -> Outcome {
        tool::outcome(self.command(program).args(arguments))
    }

    /// Runs a program inside, which must succeed, and returns its standard output.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        self.outcome(program, arguments).succeeded().stdout
    }

    /// Runs `apt-get` inside, which must succeed; the network gets three chances.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn apt(&self, arguments: &[&str]) {
        // What the mirror has need not be today's.
        let options = ["Acquire::Retries=3", "Acquire::Check-Valid-Until=false"];
        let options = ["-q", "-o", options[0], "-o", options[1]];
        let arguments = [&options, arguments].concat();
        let _ = self.outcome("apt-get", &arguments).succeeded();
    }

    /// Copies a file into its root folder and returns its path inside.
    ///
    /// # Panics
    /// When it cannot.
    #[must_use]
    #[track_caller]
    pub fn put(&self, file: &Path) -> String {
        let name = file.file_name().unwrap().to_str().unwrap();
        fs::copy(file, self.root.join(name)).unwrap();
        format!("/{name}")
    }
}

impl Drop for Chroot {
    fn drop(&mut self) {
        // What programs mounted inside, the last first.
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        for line in mounts.lines().rev() {
            let place = Path::new(line.split(' ').nth(1).unwrap_or_default());
            if place.starts_with(&self.root) && place != self.root {
                tool::outcome(command("umount").arg("-l").arg(place));
            }
        }
        if self.mounted {
            // A straggler started by a maintainer script must not keep the mount: detach it.
            let unmounted = tool::outcome(command("umount").arg(&self.root)).status.success();
            if !unmounted {
                tool::outcome(command("umount").arg("-l").arg(&self.root));
            }
        }
    }
}

/// The unchanging system of `suite`, made when it is not there.
fn base(suite: Suite) -> PathBuf {
    require_root();
    if let Some(folder) = std::env::var_os("PACKWRIGHT_CHROOTS") {
        let system = Path::new(&folder).join(suite.name());
        if system.join("var/lib/dpkg/status").is_file() {
            return system;
        }
        return debootstrap(Path::new(&folder), suite);
    }
    debootstrap(&cache().join("chroots"), suite)
}

fn debootstrap(folder: &Path, suite: Suite) -> PathBuf {
    once(folder, suite.name(), RECIPE, |folder| {
        let arguments = ["--variant=minbase", suite.name()];
        tool::run(command("debootstrap").args(arguments).arg(folder).arg(MIRROR));
        // Packages under test must not start daemons.
        let policy = folder.join("usr/sbin/policy-rc.d");
        fs::write(&policy, "#!/bin/sh\nexit 101\n").unwrap();
        call("chmod", &["0755".as_ref(), policy.as_os_str()]);
    })
}

/// `folder/name`, made by `make` in a folder of another name first, so that one that is half made
/// is never taken for whole; under a lock that dies with its process.
fn once(folder: &Path, name: &str, recipe: &str, make: impl FnOnce(&Path)) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let lock = File::create(folder.join(format!("{name}.lock"))).unwrap();
    flock(&lock, FlockOperation::LockExclusive).unwrap();
    let system = folder.join(name);
    let marker = folder.join(format!("{name}.recipe"));
    if system.is_dir() && fs::read_to_string(&marker).is_ok_and(|text| text == recipe) {
        return system;
    }
    let part = folder.join(format!("{name}.part"));
    call("rm", &["-rf".as_ref(), part.as_os_str(), system.as_os_str(), marker.as_os_str()]);
    fs::create_dir(&part).unwrap();
    make(&part);
    fs::rename(&part, &system).unwrap();
    fs::write(&marker, recipe).unwrap();
    system
}

/// A folder for one test, on the disk that holds the cache: overlays of it work there, and it is
/// large.
fn scratch() -> TempDir {
    let folder = cache().join("scratch");
    fs::create_dir_all(&folder).unwrap();
    TempDir::new_in(folder).unwrap()
}
