//! Where we differ from rpm on purpose.

/// Parts of what we say of packages that rpm installs, and why we refuse them.
pub(super) const STRICTER: &[(&str, &str)] = &[
    ("(NAME) holds", "file names and lists of packages would have two meanings"),
    ("(NAME) is empty", "nothing could be asked for by it"),
    ("(VERSION) holds", "`name-version-release` would have two meanings"),
    ("(VERSION) is empty", "`name-version-release` would have two meanings"),
    ("(RELEASE) holds", "`name-version-release` would have two meanings"),
    ("(RELEASE) is empty", "`name-version-release` would have two meanings"),
    ("is in the payload twice", "a program may unpack one or the other"),
    (
        "is of another kind in the payload",
        "a program that reads no header makes another file of it",
    ),
    ("in the payload instead of", "a program that reads no header makes another file of it"),
    ("listed as a ghost, which is not packed", "a program that reads no header unpacks it"),
    ("leads to \"", "a program that reads no header makes another link of it"),
    ("elements instead of 3", "which row belongs to which is a guess"),
    ("it is repeated", "two programs may take one value or the other"),
];

/// Parts of what rpm says of packages that we take, and why that is no fault of the package.
pub(super) const OF_SYSTEM: &[(&str, &str)] = &[
    ("is intended for a different architecture", "another system may have it"),
    ("conflicts with", "it conflicts with what is installed beside it"),
    ("is needed by", "another package may provide it"),
];
