//! Where we differ from dpkg on purpose.

/// Parts of what we say of packages that some dpkg installs, and why we refuse them.
pub(super) const STRICTER: &[(&str, &str)] = &[
    (
        "another stream follows the end",
        "dpkg reads the first stream alone, other programs read on: two contents under one digest",
    ),
    ("has a \"..\" component", "the path leads out of its folder, or has two names"),
    ("an entry that has a size, but no data", "tar(1) skips the data, dpkg does not"),
    (
        "is not the name of an architecture's variant",
        "files and folders of a repository are named by it",
    ),
    ("is repeated", "two programs may unpack two different files"),
];

/// Starts of the names of cases that some release, or the archive, refuses for a reason which is no
/// oddity, and why nothing is said of it here.
pub(super) const ELSEWHERE: &[(&str, &str)] = &[
    ("zstd-text", "dpkg 1.20 reads no zstd at all, which every zstd package is told of"),
    ("variant-known", "an archive of amd64 does not publish what not every amd64 runs"),
    ("variant-unknown", "an archive of amd64 does not publish what not every amd64 runs"),
];
