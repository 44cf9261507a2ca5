//! What the pages say besides what clap knows.

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
        "The package's time in seconds since 1970, unless --timestamp gives it. What is no number \
         is an error.",
    ),
    ("NO_COLOR", "When set and not empty, messages are not colored."),
    ("TERM", "When it is \"dumb\", messages are not colored and no progress bar is shown."),
    (
        "NAME",
        "What the manifest refers to as ${env:NAME}, and flags as env:NAME; nothing else is read.",
    ),
    (
        "SIGN_TYPE, SIGN_HASH, SIGN_TIME",
        "Set for the command of --sign-command: \"binary\", or \"text\" for a signature of text; the \
         digest, such as SHA256; the signature's time in seconds since 1970.",
    ),
];

const PACKAGE_FILES: Entries = &[
    (
        "package.toml",
        "The usual name of the package description. Paths in it start at its folder. \
         See package.toml(5).",
    ),
    (
        ".NAME.*.tmp",
        "The package while it is written, beside its target; removed when the command fails or is \
         ended by SIGINT, SIGTERM or SIGHUP.",
    ),
];

const PACKAGE_EXIT_STATUS: Entries = &[
    ("0", "Done; for diff: the packages are the same."),
    ("2", "The command line is wrong."),
    ("3", "The manifest, the tree or the package is bad. Nothing was written."),
    ("4", "Reading or writing failed. A previous package is left as it was."),
    ("5", "The output exists already, or stands among the inputs. Nothing was changed."),
    ("6", "A key cannot sign, or a signature is missing, bad or of another key."),
    ("7", "The packages differ, or a package is damaged."),
    ("70", "A bug of the program."),
    (
        "130, 143",
        "Ended by SIGINT or SIGTERM, as shells report it. A previous package is left as it was.",
    ),
    ("", "With several defects it is the code of the first."),
];

const REPOSITORY_ENVIRONMENT: Entries = &[
    ("NAME", "What the configuration refers to as env:NAME."),
    (
        "SIGN_TYPE, SIGN_HASH, SIGN_TIME",
        "Set for the command that signs: \"text\" for InRelease and \"binary\" for all else; the \
         digest, SHA512, and SHA256 for RPM packages; the signature's time in seconds since 1970. \
         See mkrepo.toml(5).",
    ),
    ("TMPDIR", "Where signed copies of packages wait until they are published; else /tmp."),
    ("NO_COLOR", "When set and not empty, messages are not colored."),
    ("TERM", "When it is \"dumb\", messages are not colored."),
];

const REPOSITORY_FILES: Entries = &[
    (
        "mkrepo.toml",
        "What is published, where, and signed by whom. Paths in it start at its folder. \
         See mkrepo.toml(5).",
    ),
    (
        "ROOT/ARCHIVE/archive-key.asc",
        "The certificates by which an archive is signed, for users to fetch.",
    ),
    ("ROOT/NAME/RPM-GPG-KEY-NAME", "The same of an RPM repository."),
    (
        "ROOT/NAME/ID.repo, ROOT/ARCHIVE/SUITE.sources",
        "What users put into /etc/yum.repos.d, /etc/zypp/repos.d and /etc/apt/sources.list.d; \
         only where a url is configured.",
    ),
    (
        "ROOT/.mkrepo/",
        "The lock of publishers, which dies with its holder, and temporaries, which the next one \
         removes. No client needs it.",
    ),
];

const REPOSITORY_EXIT_STATUS: Entries = &[
    ("0", "Done."),
    ("2", "The command line is wrong."),
    ("3", "The configuration or a package is bad. Nothing was published."),
    ("4", "Reading or writing failed. What is published is whole, the old state or the new one."),
    ("5", "Refused: it would change what never changes, or another publisher holds the lock."),
    ("6", "A key cannot sign, or a signature could not be made."),
    ("7", "What is published, or a key, is not as it should be."),
    ("8", "The clock contradicts what is published."),
    ("70", "A bug of the program."),
    ("130, 143", "Ended by SIGINT or SIGTERM, as shells report it. What is published is whole."),
    ("", "With several defects it is the code of the first."),
];
