//! Options that control how a package of either format is built.

use std::path::PathBuf;

/// Options that control how a package of either format is built.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Build")]
pub(crate) struct BuildArgs {
    /// The manifest, a TOML file; command-line options override it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// Set the value of ${KEY} in the manifest and in --output; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,

    /// The output file, or a directory, which is created if missing. It can refer to ${name},
    /// ${version}, ${release}, ${arch} and everything that the manifest can refer to [default: the
    /// canonical file name of the package, in the current directory]
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(crate) output: Option<PathBuf>,

    /// Replace an existing package atomically
    #[arg(short, long)]
    pub(crate) force: bool,

    /// The compressor, optionally with a level: xz, zstd, gzip or none, such as zstd:19 [default:
    /// xz]
    #[arg(long, value_name = "NAME[:LEVEL]")]
    pub(crate) compression: Option<String>,

    /// The number of compression threads; does not affect the output [default: one for each
    /// processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) threads: Option<String>,

    /// The timestamp of the package in seconds since 1970; later modification times are set to it
    /// [default: SOURCE_DATE_EPOCH, else the newest modification time in the tree]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) timestamp: Option<String>,

    /// Turn warnings into errors
    #[arg(long)]
    pub(crate) strict: bool,

    /// Check everything and show what would be built, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
