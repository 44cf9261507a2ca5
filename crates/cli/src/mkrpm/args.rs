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
      A package for rpm 4.11 (EL7), which does not read zstd, in another directory.

  mkrpm init stage
      Write a package.toml for the project in the current directory.

  mkrpm inspect hello-1.0-1.x86_64.rpm
      Show what is in a package.

  mkrpm diff old.rpm new.rpm
      Show what differs between two packages.

  mkrpm sign --sign-key release.asc dist/*.rpm
  mkrpm verify --key release.pub dist/*.rpm
      Sign finished packages, and check signatures.

Exit status:
  0 done; 2 usage; 3 bad input; 4 input or output failed; 5 the output exists already;
  6 a key or a signature; 7 packages differ or are damaged; 70 a bug of mkrpm";

/// Build an RPM package from a staged install tree
///
/// TREE/usr/bin/x installs as /usr/bin/x. Files belong to root:root unless told otherwise, and the
/// same input always gives the same bytes. The path of the package is printed on standard output,
/// everything else on standard error.
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
    /// The staged tree; write ./inspect for a tree that is called like a command
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

/// What `mkrpm` does besides building packages.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    #[command(after_help = "\
Examples:
  mkrpm init stage && mkrpm stage -m package.toml
      Describe the project in the current directory, and build a package of stage/.")]
    Init(InitArgs),

    /// Show a package's tags, dependencies, scriptlets, signatures and files
    ///
    /// Reads any .rpm, whoever made it, and checks it on the way: limits against decompression
    /// bombs, lengths, digests. Nothing is unpacked. Signatures are shown as they describe
    /// themselves; `mkrpm verify` checks them.
    #[command(after_help = "\
Examples:
  mkrpm inspect hello-1.0-1.x86_64.rpm
  mkrpm inspect --json hello-1.0-1.x86_64.rpm | jq -r '.files[].path'
  curl -s https://example.org/hello.rpm | mkrpm inspect -")]
    Inspect {
        /// The package; '-' for standard input
        file: PathBuf,
    },

    /// Show what differs between two packages
    ///
    /// Compares tags, dependencies, scriptlets, and files with their attributes and contents. Where
    /// nothing of that differs, it names what is left: signatures, the compressor's level. Exits
    /// with 0 when nothing differs, and with 7 when anything does.
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
    /// Replaces the signature that a package has, in the space that is reserved for it: header and
    /// payload stay as they are, byte for byte. Each package is replaced in one step, or not at all.
    #[command(after_help = "\
Examples:
  mkrpm sign --sign-key release.asc dist/*.rpm
  mkrpm sign --sign-command 'gpg --batch --detach-sign --local-user release@example.org' hello.rpm")]
    Sign {
        /// The packages
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        signing: SigningArgs,
    },

    /// Check that packages are whole and signed by a known key
    ///
    /// Reads each package to its end, compares all digests, and checks every signature with the
    /// given keys. Exits with 6 when a package is not signed or by another key, and with 7 when a
    /// digest or a signature does not match.
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

/// What only an `.rpm` has.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "RPM only (lists are repeatable)")]
pub(crate) struct RpmArgs {
    /// Packages, files or conditions it cannot work without; the same as --depends
    #[arg(long, value_name = "LIST")]
    pub(crate) requires: Vec<String>,

    /// What is required at certain times only: 'post,preun:systemd'; times are pre, post, preun,
    /// postun, pretrans, posttrans, verify, interp and meta
    #[arg(long, value_name = "TIMES:LIST")]
    pub(crate) requires_for: Vec<String>,

    /// Packages that it takes the place of; the same as --replaces
    #[arg(long, value_name = "LIST")]
    pub(crate) obsoletes: Vec<String>,

    /// Packages that are installed with it by default when these are
    #[arg(long, value_name = "LIST")]
    pub(crate) supplements: Vec<String>,

    /// Packages to install before it when both are
    #[arg(long, value_name = "LIST")]
    pub(crate) order_with_requires: Vec<String>,

    /// The package group [default: Unspecified]
    #[arg(long)]
    pub(crate) group: Option<String>,

    /// Who packaged it [default: the maintainer]
    #[arg(long)]
    pub(crate) packager: Option<String>,

    /// The distribution that it belongs to
    #[arg(long, value_name = "NAME")]
    pub(crate) distribution: Option<String>,

    /// The machine that it was built on [default: localhost]
    #[arg(long, value_name = "HOST")]
    pub(crate) build_host: Option<String>,

    /// The file name of its source package [default: NAME-VERSION-RELEASE.src.rpm]
    #[arg(long, value_name = "FILE")]
    pub(crate) source_rpm: Option<String>,

    /// A changelog as %changelog of a spec file has it, instead of --changelog
    #[arg(long, value_name = "FILE")]
    pub(crate) spec_changelog: Option<PathBuf>,

    /// The version of the package format: 4 or 6 [default: 4]
    #[arg(long, value_name = "VERSION")]
    pub(crate) format: Option<String>,

    /// Files under /etc are configuration only where --config or the manifest says so
    #[arg(long)]
    pub(crate) no_etc_config: bool,

    /// Own folders that match, although the distribution's filesystem package has them; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) own: Vec<String>,

    /// Do not own folders that match; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) disown: Vec<String>,
}
