//! Running the tools that Packwright is held against: a missing one is a failure that says how to
//! install it.

use std::path::Path;
use std::process::{Command, Output};

/// The Debian packages of programs that are not called like them.
const PACKAGES: &[(&str, &str)] = &[
    ("apt-ftparchive", "apt-utils"),
    ("apt-get", "apt"),
    ("cargo", "rustup (or see https://rustup.rs)"),
    ("chroot", "coreutils"),
    ("cmp", "diffutils"),
    ("cp", "coreutils"),
    ("createrepo_c", "createrepo-c"),
    ("dpkg-deb", "dpkg"),
    ("dpkg-gencontrol", "dpkg-dev"),
    ("dpkg-scanpackages", "dpkg-dev"),
    ("dpkg-source", "dpkg-dev"),
    ("env", "coreutils"),
    ("find", "findutils"),
    ("getcap", "libcap2-bin"),
    ("md5sum", "coreutils"),
    ("mergerepo_c", "createrepo-c"),
    ("mkfs.ext4", "e2fsprogs"),
    ("mknod", "coreutils"),
    ("rpmbuild", "rpm"),
    ("setcap", "libcap2-bin"),
    ("setfattr", "attr"),
    ("setpriv", "util-linux"),
    ("sh", "dash"),
    ("timeout", "coreutils"),
    ("umount", "mount"),
    ("unshare", "util-linux"),
];

/// The Debian package that holds a program.
#[must_use]
pub fn package_of(program: &str) -> &str {
    let named = PACKAGES.iter().find(|(name, _)| *name == program);
    named.map_or(program, |(_, package)| package)
}

/// Runs `program` and gives back what it printed.
///
/// # Panics
/// When it fails or is missing.
#[track_caller]
pub fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    run_in(Path::new("/"), program, arguments)
}

/// The same in a folder.
///
/// # Panics
/// When it fails or is missing.
#[track_caller]
pub fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = output(folder, program, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    output.stdout
}

/// What it prints, as text.
///
/// # Panics
/// When it fails, is missing, or prints something else.
#[track_caller]
pub fn text(program: &str, arguments: &[&str]) -> String {
    let printed = String::from_utf8(run(program, arguments));
    printed.unwrap_or_else(|error| panic!("{program} {arguments:?}: {error}"))
}

/// What `program` did in a folder, whether it failed or not.
///
/// # Panics
/// When it is missing.
#[track_caller]
pub fn output(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let output =
        Command::new(program).args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8").output();
    output.unwrap_or_else(|error| {
        panic!("{program}: {error}; apt-get install {}", package_of(program))
    })
}
