//! Packages of mkrpm beside what rpmbuild makes of the same tree and description.

mod accounts;
mod life;
mod relocation;
mod signature;
mod twins;

/// When everything but one file of the fixtures was made.
const CLAMP: i64 = 1_704_164_645;

/// Folders of the fixtures that the distribution owns.
const FOREIGN: &[&str] = &[
    "etc",
    "usr",
    "usr/bin",
    "usr/lib",
    "usr/lib64",
    "usr/share",
    "usr/share/doc",
    "usr/share/licenses",
    "usr/share/locale",
    "usr/share/locale/de",
    "usr/share/locale/de/LC_MESSAGES",
    "usr/share/man",
    "usr/share/man/man1",
    "var",
    "var/cache",
    "var/lib",
    "var/log",
    "var/spool",
];
