//! Where we differ from dpkg on purpose.

/// Parts of what we say of packages that dpkg installs, and why we refuse them.
pub(super) const STRICTER: &[(&str, &str)] = &[
    ("a version operator is missing", "it may mean any comparison"),
    (" makes the version \"", "dpkg warns of its own database from then on"),
    (
        "is the name of a file that dpkg stores",
        "dpkg fails where there are file triggers, as on every system",
    ),
    ("is repeated", "two programs may unpack two different files"),
];

/// Parts of what dpkg says of packages that we take, and why that is no fault of the package.
pub(super) const DEPENDS_ON_SYSTEM: &[(&str, &str)] =
    &[("opt/a/b.dpkg-new", "another package may have the directory")];
