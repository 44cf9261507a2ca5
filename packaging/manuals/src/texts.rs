//! Sections of the manual pages that clap does not generate.

/// Terms and what they mean.
type Entries = &'static [(&'static str, &'static str)];

pub(super) fn environment(tool: &str) -> Entries {
    if tool == "mkrepo" { REPOSITORY_ENVIRONMENT } else { PACKAGE_ENVIRONMENT }
}

pub(super) fn files(tool: &str) -> Entries {
    if tool == "mkrepo" { REPOSITORY_FILES } else { PACKAGE_FILES }
}

pub(super) fn exit_status(tool: &str) -> Entries {
    if tool == "mkrepo" { REPOSITORY_EXIT_STATUS } else { PACKAGE_EXIT_STATUS }
}

const PACKAGE_ENVIRONMENT: Entries = &[
    (
        "SOURCE_DATE_EPOCH",
        "The timestamp of the package in seconds since 1970, unless --timestamp is given. A value \
         that is not a number is an error.",
    ),
    ("NO_COLOR", "If set and not empty, messages are not colored."),
    ("TERM", "If \"dumb\", messages are not colored and no progress bar is shown."),
    (
        "NAME",
        "Any variable that the manifest refers to as ${env:NAME}, or an option as env:NAME. No \
         other variables are read.",
    ),
    (
        "SIGN_TYPE, SIGN_HASH, SIGN_TIME",
        "Set for the command of --sign-command. SIGN_TYPE is \"binary\", or \"text\" for a text \
         signature. SIGN_HASH is the digest, such as SHA256. SIGN_TIME is the time of the \
         signature in seconds since 1970.",
    ),
];

const PACKAGE_FILES: Entries = &[
    (
        "package.toml",
        "The usual name of the manifest. Paths in it are relative to its directory. \
         See package.toml(5).",
    ),
    (
        ".NAME.*.tmp",
        "The package while it is being written, in the directory of the output. It is removed if \
         the command fails or is ended by SIGINT, SIGTERM or SIGHUP.",
    ),
];

const PACKAGE_EXIT_STATUS: Entries = &[
    ("0", "Success. For diff: the packages are identical."),
    ("2", "The command line is invalid."),
    ("3", "The manifest, the tree or the package is invalid. Nothing was written."),
    ("4", "Reading or writing failed. An existing package is unchanged."),
    ("5", "The output already exists, or is one of the inputs. Nothing was changed."),
    ("6", "A key cannot sign, or a signature is missing, invalid or by another key."),
    ("7", "The packages differ, or a package is damaged."),
    ("70", "A bug in the program."),
    (
        "130, 143",
        "Ended by SIGINT or SIGTERM, as shells report it. An existing package is unchanged.",
    ),
    ("", "If there are several errors, the exit status is that of the first one."),
];

const REPOSITORY_ENVIRONMENT: Entries = &[
    ("NAME", "Any variable that mkrepo.toml refers to as env:NAME."),
    (
        "SIGN_TYPE, SIGN_HASH, SIGN_TIME",
        "Set for the signing command. SIGN_TYPE is \"text\" for InRelease and \"binary\" for \
         everything else. SIGN_HASH is the digest: SHA256 for RPM packages and SHA512 for \
         everything else. SIGN_TIME is the time of the signature in seconds since 1970. \
         See mkrepo.toml(5).",
    ),
    ("TMPDIR", "Directory for signed copies of packages until they are published. Default: /tmp."),
    ("NO_COLOR", "If set and not empty, messages are not colored."),
    ("TERM", "If \"dumb\", messages are not colored."),
];

const REPOSITORY_FILES: Entries = &[
    (
        "mkrepo.toml",
        "Configuration of the repositories. Paths in it are relative to its directory. \
         See mkrepo.toml(5).",
    ),
    ("ROOT/ARCHIVE/archive-key.asc", "The certificates of an APT archive, for users to download."),
    ("ROOT/NAME/RPM-GPG-KEY-ID", "The certificates of an RPM repository."),
    (
        "ROOT/NAME/ID.repo, ROOT/ARCHIVE/SUITE.sources",
        "Client configuration, for /etc/yum.repos.d, /etc/zypp/repos.d and \
         /etc/apt/sources.list.d. Published only if a url is configured.",
    ),
    (
        "ROOT/.mkrepo/",
        "The lock of publishers, which is released when its holder exits, and temporary files, \
         which the next publisher removes. Clients do not need it.",
    ),
];

const REPOSITORY_EXIT_STATUS: Entries = &[
    ("0", "Success."),
    ("2", "The command line is invalid."),
    ("3", "The configuration or a package is invalid. Nothing was published."),
    ("4", "Reading or writing failed. Either the old or the new publication is current."),
    ("5", "Conflict: an immutable object would change, or another publisher holds the lock."),
    ("6", "A key cannot sign, or a signature could not be made."),
    ("7", "The publication or a key failed verification."),
    ("8", "The clock contradicts the published dates."),
    ("70", "A bug in the program."),
    (
        "130, 143",
        "Ended by SIGINT or SIGTERM, as shells report it. Either the old or the new publication \
         is current.",
    ),
    ("", "If there are several errors, the exit status is that of the first one."),
];
