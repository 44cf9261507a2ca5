//! What a file of a package is for, by its flags.

/// `RPMFILE_*` of rpmfiles.h, by their words in a spec file.
const ROLES: [(u32, &str); 9] = [
    (1 << 0, "config"),
    (1 << 1, "doc"),
    (1 << 3, "missingok"),
    (1 << 4, "noreplace"),
    (1 << 6, "ghost"),
    (1 << 7, "license"),
    (1 << 8, "readme"),
    (1 << 11, "pubkey"),
    (1 << 12, "artifact"),
];

/// The words for a file's flags.
pub(super) fn roles(flags: u32) -> Vec<&'static str> {
    ROLES.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, word)| *word).collect()
}
