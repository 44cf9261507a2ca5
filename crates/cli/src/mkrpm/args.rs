//! The command line of `mkrpm`.

use std::path::PathBuf;

use crate::args::{
    BuildArgs, CommonArgs, PackageArgs, RelationshipArgs, SigningArgs, TreeArgs, VerifyingArgs,
};
use crate::init::InitArgs;

const EXAMPLES: &str = "\
Examples:
  mkrpm stage -m package.toml
      Build a package from the tree in stage/, where stage/usr/bin/x installs as /usr/bin/x.

  mkrpm stage --name hello --version 1.0 --arch x86_64 --license MIT \\
      --summary 'Greets the world' --requires 'glibc >= 2.28, (tzdata if systemd)'
      The same without a manifest.

  mkrpm stage -m package.toml --compression gzip -o dist/
      Build a package for rpm 4.11 (EL7), which does not read zstd, in another directory.

  mkrpm init stage
      Write a package.toml for the project in the current directory.

  mkrpm inspect hello-1.0-1.x86_64.rpm
      Show the contents of a package.

  mkrpm diff old.rpm new.rpm
      Compare two packages.

  mkrpm sign --sign-key release.asc dist/*.rpm
  mkrpm verify --key release.pub dist/*.rpm
      Sign finished packages, and verify signatures.

Exit status:
  0 success; 2 invalid command line; 3 invalid input; 4 reading or writing failed;
  5 the output already exists; 6 error with a key or signature; 7 packages differ or are damaged;
  70 bug in mkrpm";

/// Build an RPM package from a staged install tree
///
/// TREE/usr/bin/x installs as /usr/bin/x. By default, root:root owns all files. The same input
/// always produces the same bytes. The path of the package is printed on standard output, and all
/// other messages on standard error.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    name = "mkrpm",
    version,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_negates_reqs = true,
    override_usage = "mkrpm [OPTIONS] TREE\n       mkrpm init [OPTIONS] [TREE]\n       \
                      mkrpm inspect [OPTIONS] FILE\n       \
                      mkrpm diff [OPTIONS] A B\n       mkrpm sign [OPTIONS] FILE...\n       \
                      mkrpm verify [OPTIONS] --key KEYS FILE...",
    after_help = EXAMPLES
)]
pub(crate) struct MkrpmArgs {
    /// The staged tree; write ./inspect for a tree that has the name of a command
    pub(crate) tree: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) build: BuildArgs,

    #[command(flatten)]
    pub(crate) package: PackageArgs,

    #[command(flatten)]
    pub(crate) relationships: RelationshipArgs,

    #[command(flatten)]
    pub(crate) rpm: RpmArgs,

    #[command(flatten)]
    pub(crate) files: TreeArgs,

    #[command(flatten)]
    pub(crate) signing: SigningArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,

    /// Print the version of this program
    #[arg(short = 'V', help_heading = "Messages", action = clap::ArgAction::Version)]
    program_version: Option<bool>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The subcommands of `mkrpm`; without one it builds a package.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    #[command(after_help = "\
Examples:
  mkrpm init stage && mkrpm stage -m package.toml
      Write a manifest for the project in the current directory, and build a package from stage/.")]
    Init(InitArgs),

    /// Show a package's tags, dependencies, scriptlets, signatures and files
    ///
    /// Reads an .rpm of any tool and checks lengths, digests and limits against decompression
    /// bombs. Unpacks nothing. Shows signatures without verifying them; `mkrpm verify` verifies
    /// them.
    #[command(after_help = "\
Examples:
  mkrpm inspect hello-1.0-1.x86_64.rpm
  mkrpm inspect --json hello-1.0-1.x86_64.rpm | jq -r '.files[].path'
  curl -s https://example.org/hello.rpm | mkrpm inspect -")]
    Inspect {
        /// The package; '-' for standard input
        file: PathBuf,
    },

    /// Show the differences between two packages
    ///
    /// Compares tags, dependencies, scriptlets, and files with their attributes and contents. If
    /// none of these differ, names the remaining difference: signatures or the compression level.
    /// Exits with 0 if the packages are identical, and with 7 if they differ.
    #[command(after_help = "\
Examples:
  mkrpm diff old.rpm new.rpm
  mkrpm diff --json old.rpm new.rpm")]
    Diff {
        /// The first package
        a: PathBuf,
        /// The second package
        b: PathBuf,
    },

    /// Sign finished packages in place
    ///
    /// Replaces the signature of a package, in the space that is reserved for it. Does not change
    /// the header and the payload. Each package is replaced atomically.
    #[command(after_help = "Examples:
  mkrpm sign --sign-key release.asc dist/*.rpm
  mkrpm sign \
                            --sign-command 'gpg --batch --detach-sign --local-user \
                            release@example.org' hello.rpm")]
    Sign {
        /// The packages
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        signing: SigningArgs,
    },

    /// Verify that packages are complete and signed by a known key
    ///
    /// Reads each package to its end, compares all digests, and verifies every signature with the
    /// given keys. Exits with 6 if a package is not signed or signed by another key, and with 7 if
    /// a digest or a signature does not match.
    #[command(after_help = "\
Examples:
  mkrpm verify --key release.pub dist/*.rpm
  mkrpm verify --json --key old.pub --key new.pub hello.rpm")]
    Verify {
        /// The packages; '-' for standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        keys: VerifyingArgs,
    },
}

/// Options that apply only to an `.rpm`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "RPM only (lists are repeatable)")]
pub(crate) struct RpmArgs {
    /// Packages, files or conditions that this package requires; the same as --depends
    #[arg(long, value_name = "LIST")]
    pub(crate) requires: Vec<String>,

    /// Requirements for certain times only: 'post,preun:systemd'. The times are pre, post, preun,
    /// postun, pretrans, posttrans, verify, interp and meta
    #[arg(long, value_name = "TIMES:LIST")]
    pub(crate) requires_for: Vec<String>,

    /// Packages that this package replaces; the same as --replaces
    #[arg(long, value_name = "LIST")]
    pub(crate) obsoletes: Vec<String>,

    /// Packages whose installation installs this package by default
    #[arg(long, value_name = "LIST")]
    pub(crate) supplements: Vec<String>,

    /// Packages to install before this package if both are installed
    #[arg(long, value_name = "LIST")]
    pub(crate) order_with_requires: Vec<String>,

    /// The package group [default: Unspecified]
    #[arg(long)]
    pub(crate) group: Option<String>,

    /// The packager [default: the maintainer]
    #[arg(long)]
    pub(crate) packager: Option<String>,

    /// The distribution that the package is part of
    #[arg(long, value_name = "NAME")]
    pub(crate) distribution: Option<String>,

    /// The build host [default: localhost]
    #[arg(long, value_name = "HOST")]
    pub(crate) build_host: Option<String>,

    /// The file name of the source package [default: NAME-VERSION-RELEASE.src.rpm]
    #[arg(long, value_name = "FILE")]
    pub(crate) source_rpm: Option<String>,

    /// A changelog in the format of %changelog in a spec file, instead of --changelog
    #[arg(long, value_name = "FILE")]
    pub(crate) spec_changelog: Option<PathBuf>,

    /// The version of the package format: 4 or 6 [default: 4]
    #[arg(long, value_name = "VERSION")]
    pub(crate) format: Option<String>,

    /// Make files under /etc configuration files only if --config or the manifest says so
    #[arg(long)]
    pub(crate) no_etc_config: bool,

    /// Own matching directories, even those of the distribution's filesystem package; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) own: Vec<String>,

    /// Do not own matching directories; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) disown: Vec<String>,
}
