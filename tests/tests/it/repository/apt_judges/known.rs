//! Where `mkrepo verify` differs from apt on purpose, by the name of the case, and why.

/// apt gets nothing, and verify says yes.
pub(super) const APT_ALONE: &[(&str, &str)] = &[];

const OTHERS: &str = "clients that read another file, or take another form, get nothing";
const DATES: &str = "without its date a Release cannot be told from an older one";
const CLEAN: &str = "readers of other programs end or fail at it";
const SHA256: &str = "other tools, and what goes on here, know a package by its SHA-256";
const LIES: &str = "what is said is not what the package says, and apt finds out when it installs";

/// apt works, and verify says no.
pub(super) const STRICTER: &[(&str, &str)] = &[
    ("release-changed-beside-inrelease", OTHERS),
    ("signature-changed-beside-inrelease", OTHERS),
    ("by-name-alone", "between two publications clients read one index and the digest of another"),
    ("sha512-alone", "as by-name-alone: what is there by digest is there by SHA-256"),
    ("other-architecture", "users of that architecture get nothing"),
    ("xz-gone", OTHERS),
    ("gz-gone", OTHERS),
    ("gz-changed", OTHERS),
    ("xz-changed-by-name", OTHERS),
    ("xz-is-gzip", OTHERS),
    ("xz-cut-and-listed", OTHERS),
    ("gzip-in-two-members", "some readers end behind the first"),
    ("date-gone", DATES),
    ("date-no-date", DATES),
    ("date-in-another-zone", DATES),
    ("second-paragraph", CLEAN),
    ("field-twice", CLEAN),
    ("digests-twice", CLEAN),
    ("line-without-colon", CLEAN),
    ("line-of-a-blank-between", CLEAN),
    ("line-of-a-blank-first", CLEAN),
    ("carriage-returns", CLEAN),
    ("one-carriage-return", CLEAN),
    ("nul", CLEAN),
    ("continuation-first", CLEAN),
    ("field-of-package-twice", CLEAN),
    ("no-architecture", CLEAN),
    ("sha512-in-place-of-sha256", SHA256),
    ("source-without-version", CLEAN),
    ("filename-absolute", "aptly and reprepro look for it elsewhere"),
    ("version-with-blank", LIES),
    ("version-of-letters", LIES),
    ("version-odd", LIES),
    ("depends-empty", LIES),
    ("multi-arch-odd", LIES),
    ("architecture-of-another", LIES),
];
