//! Where `mkrepo verify` differs from dnf on purpose, by the name of the case, and why.

/// dnf fails, and verify says yes.
pub(super) const DNF_ALONE: &[(&str, &str)] = &[
    ("modules-marker-last", "an empty document at the end is well-formed YAML"),
    ("groups-empty", "there are no groups to list, which dnf 4 calls an error"),
];

const LAZY: &str = "dnf reads it only when it is asked for, and other clients always do";
const ODD: &str = "other clients count on it";
const LIES: &str = "what is said is not what the package says";

/// dnf works, and verify says no.
pub(super) const STRICTER: &[(&str, &str)] = &[
    ("signature-twice", "clients on rpm-sequoia take one signature"),
    ("repomd-without-filelists", LAZY),
    ("repomd-without-other", LAZY),
    ("filelists-gone", LAZY),
    ("filelists-changed", LAZY),
    ("filelists-of-another", LAZY),
    ("filelists-no-xml", LAZY),
    ("other-gone", LAZY),
    ("digest-gone", "nothing protects the list"),
    ("size-wrong", ODD),
    ("primary-without-count", ODD),
    ("primary-count-wrong", ODD),
    ("primary-without-name", LIES),
    ("primary-without-arch", LIES),
    ("primary-without-summary", LIES),
    ("primary-other-version", LIES),
    ("updates-without-id", "nothing can replace such an update"),
    ("modules-without-document", "libmodulemd logs that it passes over the document"),
    ("modules-without-data", "libmodulemd logs that it passes over the document"),
    ("modules-without-version", "libmodulemd logs that it passes over the document"),
    ("modules-without-stream", "libmodulemd logs that it passes over the document"),
    ("modules-without-license", "libmodulemd logs that it passes over the document"),
    ("groups-without-id", "dnf 4 stops at it when it lists groups"),
    ("groups-no-xml", "dnf says so only in its log, and does without the groups"),
    ("groups-garbage", "dnf says so only in its log, and does without the groups"),
    ("groups-entity", "dnf says so only in its log, and does without the groups"),
];
