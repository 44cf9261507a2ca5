//! The command line of `mkdeb`.

use std::path::PathBuf;

use crate::args::{
    BuildArgs, CommonArgs, PackageArgs, RelationshipArgs, SigningArgs, TreeArgs, VerifyingArgs,
};
use crate::init::InitArgs;

const EXAMPLES: &str = "\
Examples:
  mkdeb stage -m package.toml
      Build a package from the tree in stage/, where stage/usr/bin/x installs as /usr/bin/x.

  mkdeb stage --name hello --version 1.0 --arch amd64 --maintainer 'Jo <jo@example.org>' \\
      --summary 'Greets the world' --depends 'libc6 (>= 2.31)'
      The same without a manifest.

  mkdeb stage -m package.toml --set BUILD=42 --version \"$(git describe)\" -o dist/
      Values from outside, and another directory for the result.

  mkdeb stage -m package.toml --set codename=bookworm \\
      -o 'dist/${name}_${version}-${release}~${codename}_${arch}.deb'
      Another name for the result.

  mkdeb init stage
      Write a package.toml for the project in the current directory.

  mkdeb inspect hello_1.0_amd64.deb
      Show what is in a package.

  mkdeb diff old.deb new.deb
      Show what differs between two packages.

  mkdeb sign --sign-key release.asc dist/*.deb
  mkdeb verify --key release.pub dist/*.deb
      Sign finished packages, and check signatures.

Exit status:
  0 done; 2 usage; 3 bad input; 4 input or output failed; 5 the output exists already;
  6 a key or a signature; 7 packages differ or are damaged; 70 a bug of mkdeb";

/// Build a Debian package from a staged install tree
///
/// TREE/usr/bin/x installs as /usr/bin/x. Files belong to root:root unless told otherwise, and the
/// same input always gives the same bytes. The path of the package is printed on standard output,
/// everything else on standard error.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    name = "mkdeb",
    version,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_negates_reqs = true,
    override_usage = "mkdeb [OPTIONS] TREE\n       mkdeb init [OPTIONS] [TREE]\n       \
                      mkdeb inspect [OPTIONS] FILE\n       \
                      mkdeb diff [OPTIONS] A B\n       mkdeb sign [OPTIONS] FILE...\n       \
                      mkdeb verify [OPTIONS] --key KEYS FILE...",
    after_help = EXAMPLES
)]
pub(crate) struct MkdebArgs {
    /// The staged tree; write ./inspect for a tree that is called like a command
    pub(crate) tree: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) build: BuildArgs,

    #[command(flatten)]
    pub(crate) package: PackageArgs,

    #[command(flatten)]
    pub(crate) relationships: RelationshipArgs,

    #[command(flatten)]
    pub(crate) deb: DebArgs,

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

/// What `mkdeb` does besides building packages.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    #[command(after_help = "\
Examples:
  mkdeb init stage && mkdeb stage -m package.toml
      Describe the project in the current directory, and build a package of stage/.")]
    Init(InitArgs),

    /// Show a package's control fields, scripts, signatures and files
    ///
    /// Reads any .deb, whoever made it, and checks it on the way: limits against decompression
    /// bombs, lengths, checksums. Nothing is unpacked. Signatures are shown as they describe
    /// themselves; `mkdeb verify` checks them.
    #[command(after_help = "\
Examples:
  mkdeb inspect hello_1.0_amd64.deb
  mkdeb inspect --json hello_1.0_amd64.deb | jq -r '.files[].path'
  curl -s https://example.org/hello.deb | mkdeb inspect -")]
    Inspect {
        /// The package; '-' for standard input
        file: PathBuf,
    },

    /// Show what differs between two packages
    ///
    /// Compares control fields, scripts, conffiles, entries with their attributes and contents, and
    /// the members of the archives. Where nothing of that differs, it names what is left: the
    /// compressor's level, the tar dialect. Exits with 0 when nothing differs, and with 7 when
    /// anything does.
    #[command(after_help = "\
Examples:
  mkdeb diff old.deb new.deb
  mkdeb diff --json old.deb new.deb")]
    Diff {
        /// The first package
        a: PathBuf,
        /// The second package
        b: PathBuf,
    },

    /// Sign finished packages in place
    ///
    /// Adds the member `_gpgorigin`, which debsig-verify(1) checks and dpkg and apt pass over, and
    /// takes away the one that a package has; all other members stay as they are, byte for byte. A
    /// damaged package is not signed. Each package is replaced in one step, or not at all.
    #[command(after_help = "\
Examples:
  mkdeb sign --sign-key release.asc dist/*.deb
  mkdeb sign --sign-command 'gpg --batch --detach-sign --local-user release@example.org' hello.deb")]
    Sign {
        /// The packages
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        signing: SigningArgs,
    },

    /// Check that packages are whole and signed by a known key
    ///
    /// Reads each package to its end, compares its files with its md5sums, and checks the signature
    /// in the member `_gpgorigin` with the given keys. Exits with 6 when a package is not signed or
    /// by another key, with 7 when a digest or the signature does not match, and with 3 when the
    /// package cannot be read to its end.
    #[command(after_help = "\
Examples:
  mkdeb verify --key release.pub dist/*.deb
  mkdeb verify --json --key old.pub --key new.pub hello.deb")]
    Verify {
        /// The packages; '-' for standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        keys: VerifyingArgs,
    },
}

/// What only a `.deb` has.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Debian only")]
pub(crate) struct DebArgs {
    /// The archive section [default: misc]
    #[arg(long)]
    pub(crate) section: Option<String>,

    /// required, important, standard, optional or extra [default: optional]
    #[arg(long)]
    pub(crate) priority: Option<String>,

    /// Packages that must be configured before this one is unpacked; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) pre_depends: Vec<String>,

    /// Packages that it breaks; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) breaks: Vec<String>,

    /// Source packages that were built into it; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) built_using: Vec<String>,

    /// Source packages that were linked into it statically; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) static_built_using: Vec<String>,

    /// no, same, foreign or allowed
    #[arg(long, value_name = "KIND")]
    pub(crate) multi_arch: Option<String>,

    /// The system does not work without it: dpkg refuses to remove it
    #[arg(long)]
    pub(crate) essential: bool,

    /// The system may not start without it: dpkg refuses to remove it
    #[arg(long)]
    pub(crate) protected: bool,

    /// The source package: a name, or 'name (version)'
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<String>,

    /// Where the package comes from
    #[arg(long)]
    pub(crate) origin: Option<String>,

    /// Where its bugs are reported
    #[arg(long, value_name = "URL")]
    pub(crate) bugs: Option<String>,

    /// A further field of the control file; repeatable
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub(crate) fields: Vec<String>,

    /// A debconf templates file
    #[arg(long, value_name = "FILE")]
    pub(crate) templates: Option<PathBuf>,

    /// A line of the triggers file, such as 'activate-noawait ldconfig'; repeatable
    #[arg(long = "trigger", value_name = "LINE")]
    pub(crate) triggers: Vec<String>,

    /// A shlibs file
    #[arg(long, value_name = "FILE")]
    pub(crate) shlibs: Option<PathBuf>,

    /// A symbols file
    #[arg(long, value_name = "FILE")]
    pub(crate) symbols: Option<PathBuf>,

    /// A conffile of earlier versions that dpkg removes on upgrade; repeatable
    #[arg(long, value_name = "PATH")]
    pub(crate) remove_on_upgrade: Vec<String>,

    /// Files under /etc are conffiles only where --config or the manifest says so
    #[arg(long)]
    pub(crate) no_etc_conffiles: bool,
}
