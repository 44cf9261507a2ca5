//! How a package is built, whatever its format.

use std::path::PathBuf;

/// How a package is built, whatever its format.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct BuildArgs {
    /// The package description, a TOML file; flags win over it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// A value for ${KEY} in the manifest and in --output; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,

    /// Where the package goes: a file, or a directory, which is made; may refer to ${name}, ${version},
    /// ${release}, ${arch} and whatever the manifest may [default: its canonical file name in the
    /// current directory]
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(crate) output: Option<PathBuf>,

    /// Replace an existing package, in one step
    #[arg(short, long)]
    pub(crate) force: bool,

    /// The compressor and its level: xz, zstd, gzip or none, such as zstd:19 [default: xz]
    #[arg(long, value_name = "NAME[:LEVEL]")]
    pub(crate) compression: Option<String>,

    /// Compressing threads, which never change the result [default: one for each processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) threads: Option<String>,

    /// The package's time, in seconds since 1970; later modification times are moved back to it
    /// [default: SOURCE_DATE_EPOCH, else the newest one in the tree]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) timestamp: Option<String>,

    /// Refuse what is only warned of otherwise
    #[arg(long)]
    pub(crate) strict: bool,

    /// Check everything and say what would be built, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
