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
      Set values on the command line, and write the package to another directory.

  mkdeb stage -m package.toml --set codename=bookworm \\
      -o 'dist/${name}_${version}-${release}~${codename}_${arch}.deb'
      Set the name of the package file.

  mkdeb init stage
      Write a package.toml for the project in the current directory.

  mkdeb inspect hello_1.0_amd64.deb
      Show the contents of a package.

  mkdeb diff old.deb new.deb
      Compare two packages.

  mkdeb sign --sign-key release.asc dist/*.deb
  mkdeb verify --key release.pub dist/*.deb
      Sign finished packages, and verify signatures.

Exit status:
  0 success; 2 invalid command line; 3 invalid input; 4 reading or writing failed;
  5 the output already exists; 6 error with a key or signature; 7 packages differ or are damaged;
  70 bug in mkdeb";

/// Build a Debian package from a staged install tree
///
/// TREE/usr/bin/x installs as /usr/bin/x. By default, root:root owns all files. The same input
/// always produces the same bytes. The path of the package is printed on standard output, and all
/// other messages on standard error.
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
    /// The staged tree; write ./inspect for a tree that has the name of a command
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

/// The subcommands of `mkdeb`; without one it builds a package.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Command {
    #[command(after_help = "\
Examples:
  mkdeb init stage && mkdeb stage -m package.toml
      Write a manifest for the project in the current directory, and build a package from stage/.")]
    Init(InitArgs),

    /// Show a package's control fields, scripts, signatures and files
    ///
    /// Reads a .deb of any tool and checks lengths, checksums and limits against decompression
    /// bombs. Unpacks nothing. Shows signatures without verifying them; `mkdeb verify` verifies
    /// them.
    #[command(after_help = "\
Examples:
  mkdeb inspect hello_1.0_amd64.deb
  mkdeb inspect --json hello_1.0_amd64.deb | jq -r '.files[].path'
  curl -s https://example.org/hello.deb | mkdeb inspect -")]
    Inspect {
        /// The package; '-' for standard input
        file: PathBuf,
    },

    /// Show the differences between two packages
    ///
    /// Compares control fields, scripts, conffiles, entries with their attributes and contents, and
    /// the members of the archives. If none of these differ, names the remaining difference: the
    /// compression level or the tar dialect. Exits with 0 if the packages are identical, and with 7
    /// if they differ.
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
    /// Adds the member `_gpgorigin`, which debsig-verify(1) checks and which dpkg and apt ignore.
    /// Replaces an existing one, and does not change any other member. A damaged package is not
    /// signed. Each package is replaced atomically.
    #[command(after_help = "Examples:
  mkdeb sign --sign-key release.asc dist/*.deb
  mkdeb sign \
                            --sign-command 'gpg --batch --detach-sign --local-user \
                            release@example.org' hello.deb")]
    Sign {
        /// The packages
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,

        #[command(flatten)]
        signing: SigningArgs,
    },

    /// Verify that packages are complete and signed by a known key
    ///
    /// Reads each package to its end, compares its files with its md5sums, and verifies the
    /// signature in the member `_gpgorigin` with the given keys. Exits with 6 if a package is not
    /// signed or signed by another key, with 7 if a digest or the signature does not match, and
    /// with 3 if the package cannot be read to its end.
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

/// Options that apply only to a `.deb`.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Debian only")]
pub(crate) struct DebArgs {
    /// The archive section [default: misc]
    #[arg(long)]
    pub(crate) section: Option<String>,

    /// The priority: required, important, standard, optional or extra [default: optional]
    #[arg(long)]
    pub(crate) priority: Option<String>,

    /// Packages that must be configured before this one is unpacked; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) pre_depends: Vec<String>,

    /// Packages that this package breaks; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) breaks: Vec<String>,

    /// Source packages that were built into this package; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) built_using: Vec<String>,

    /// Source packages that were linked statically into this package; repeatable
    #[arg(long, value_name = "LIST")]
    pub(crate) static_built_using: Vec<String>,

    /// The Multi-Arch value: no, same, foreign or allowed
    #[arg(long, value_name = "KIND")]
    pub(crate) multi_arch: Option<String>,

    /// Mark the package as essential: dpkg refuses to remove it because the system needs it
    #[arg(long)]
    pub(crate) essential: bool,

    /// Mark the package as protected: dpkg refuses to remove it because the system may need it to
    /// boot
    #[arg(long)]
    pub(crate) protected: bool,

    /// The source package: a name, or 'name (version)'
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<String>,

    /// The Origin field: the distribution that the package is from
    #[arg(long)]
    pub(crate) origin: Option<String>,

    /// The URL of the bug tracker
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

    /// Make files under /etc conffiles only if --config or the manifest says so
    #[arg(long)]
    pub(crate) no_etc_conffiles: bool,
}
