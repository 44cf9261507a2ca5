//! Which Debian package has which program.

/// Where a program is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A package that every Debian system has, also the minimal one that `debootstrap` makes.
    Base(&'static str),
    /// A package that `make test` installs.
    Package(&'static str),
    /// A package that only a script or a benchmark needs, which installs it or names it.
    Extra(&'static str),
    /// The Rust toolchain.
    Rust,
}

use Source::{Base, Extra, Package, Rust};

/// Every program that a test, a script or a benchmark runs.
const PROGRAMS: &[(&str, Source)] = &[
    ("/usr/lib/apt/apt-helper", Base("apt")),
    ("/usr/lib/apt/methods/gpgv", Base("apt")),
    ("aptly", Package("aptly")),
    ("apt-cache", Base("apt")),
    ("apt-ftparchive", Package("apt-utils")),
    ("apt-get", Base("apt")),
    ("ar", Package("binutils")),
    ("awk", Base("mawk")),
    ("basename", Base("coreutils")),
    ("bzip2", Package("bzip2")),
    ("cargo", Rust),
    ("cat", Base("coreutils")),
    ("cc", Package("gcc")),
    ("chmod", Base("coreutils")),
    ("chown", Base("coreutils")),
    ("chroot", Base("coreutils")),
    ("cmp", Base("diffutils")),
    ("cp", Base("coreutils")),
    ("cpio", Package("cpio")),
    ("createrepo_c", Package("createrepo-c")),
    ("cut", Base("coreutils")),
    ("date", Base("coreutils")),
    ("dd", Base("coreutils")),
    ("debootstrap", Package("debootstrap")),
    ("debsig-verify", Package("debsig-verify")),
    ("df", Base("coreutils")),
    ("dh_fixperms", Package("debhelper")),
    ("diff", Base("diffutils")),
    ("dirname", Base("coreutils")),
    ("docker", Extra("docker.io")),
    ("dockerd", Extra("docker.io")),
    ("dpkg", Base("dpkg")),
    ("dpkg-deb", Base("dpkg")),
    ("dpkg-gencontrol", Package("dpkg-dev")),
    ("dpkg-parsechangelog", Package("dpkg-dev")),
    ("dpkg-query", Base("dpkg")),
    ("dpkg-scanpackages", Package("dpkg-dev")),
    ("dpkg-source", Package("dpkg-dev")),
    ("du", Base("coreutils")),
    ("env", Base("coreutils")),
    ("false", Base("coreutils")),
    ("file", Package("file")),
    ("find", Base("findutils")),
    ("flock", Base("util-linux")),
    ("getcap", Package("libcap2-bin")),
    ("getconf", Base("libc-bin")),
    ("git", Package("git")),
    ("gpg", Package("gpg")),
    ("gpgconf", Package("gpgconf")),
    ("gpgv", Package("gpgv")),
    ("grep", Base("grep")),
    ("gzip", Base("gzip")),
    ("head", Base("coreutils")),
    ("id", Base("coreutils")),
    ("install", Base("coreutils")),
    ("kill", Package("procps")),
    ("lintian", Package("lintian")),
    ("ln", Base("coreutils")),
    ("ls", Base("coreutils")),
    ("make", Extra("make")),
    ("md5sum", Base("coreutils")),
    ("mergerepo_c", Package("createrepo-c")),
    ("mkdir", Base("coreutils")),
    ("mkfifo", Base("coreutils")),
    ("mkfs.ext4", Package("e2fsprogs")),
    ("mknod", Base("coreutils")),
    ("mktemp", Base("coreutils")),
    ("modifyrepo_c", Package("createrepo-c")),
    ("mount", Base("mount")),
    ("mv", Base("coreutils")),
    ("nginx", Package("nginx")),
    ("nproc", Base("coreutils")),
    ("openssl", Extra("openssl")),
    ("paste", Base("coreutils")),
    ("perl", Base("perl-base")),
    ("python3", Package("python3")),
    ("realpath", Base("coreutils")),
    ("reprepro", Package("reprepro")),
    ("rm", Base("coreutils")),
    ("rmdir", Base("coreutils")),
    ("rpm", Package("rpm")),
    ("rpm2cpio", Package("rpm2cpio")),
    ("rpmbuild", Package("rpm")),
    ("rpmkeys", Package("rpm")),
    ("rpmsign", Package("rpm")),
    ("rpmspec", Package("rpm")),
    ("rustc", Rust),
    ("script", Base("bsdutils")),
    ("sed", Base("sed")),
    ("seq", Base("coreutils")),
    ("setcap", Package("libcap2-bin")),
    ("setfattr", Package("attr")),
    ("setpriv", Base("util-linux")),
    ("sh", Base("dash")),
    ("sha1sum", Base("coreutils")),
    ("sha256sum", Base("coreutils")),
    ("sha512sum", Base("coreutils")),
    ("sleep", Base("coreutils")),
    ("sort", Base("coreutils")),
    ("sqv", Package("sqv")),
    ("stat", Base("coreutils")),
    ("strings", Package("binutils")),
    ("sudo", Extra("sudo")),
    ("tail", Base("coreutils")),
    ("tar", Base("tar")),
    ("tee", Base("coreutils")),
    ("timeout", Base("coreutils")),
    ("touch", Base("coreutils")),
    ("tr", Base("coreutils")),
    ("true", Base("coreutils")),
    ("umount", Base("mount")),
    ("unshare", Base("util-linux")),
    ("wc", Base("coreutils")),
    ("xargs", Base("findutils")),
    ("xz", Package("xz-utils")),
    ("zcat", Base("gzip")),
    ("zstd", Package("zstd")),
];

/// Where a program is from, by its name or path; `None` when it is in no table.
#[must_use]
pub fn source_of(program: &str) -> Option<Source> {
    let of = |wanted: &str| PROGRAMS.iter().find(|(name, _)| *name == wanted);
    let name = program.rsplit_once('/').map_or(program, |(_, name)| name);
    of(program).or_else(|| of(name)).map(|(_, source)| *source)
}

/// The packages that `make test` installs for the programs that tests run, each once, sorted.
#[must_use]
pub fn test_packages() -> Vec<&'static str> {
    let named = PROGRAMS.iter().filter_map(|(_, source)| match source {
        Package(package) => Some(*package),
        Base(_) | Extra(_) | Rust => None,
    });
    let mut packages: Vec<&str> = named.collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

impl Source {
    /// What brings the program: an instruction.
    #[must_use]
    pub fn instruction(self) -> String {
        match self {
            Base(package) | Package(package) | Extra(package) => {
                format!("apt-get install {package}")
            }
            Rust => "see https://rustup.rs".to_owned(),
        }
    }
}
