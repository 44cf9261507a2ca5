//! Options that control how a repository is published.

/// Options that control how a repository is published.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
pub(crate) struct PublicationArgs {
    /// The number of threads that hash and compress; does not affect the output [default: one for
    /// each processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) threads: Option<String>,

    /// The current time in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) timestamp: Option<String>,

    /// The lock timeout: how long to wait for other publishers, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) lock_timeout: u64,

    /// Publish although the current publication is dated in the future
    #[arg(long)]
    pub(crate) force_date: bool,

    /// Permit a change of Origin, Label, Suite or Codename, which apt asks each user to confirm
    #[arg(long)]
    pub(crate) allow_release_info_change: bool,

    /// Publish an RPM repository even if a certificate that signed published packages would no
    /// longer be published
    #[arg(long)]
    pub(crate) force: bool,

    /// Continue from an unsigned publication of another tool
    #[arg(long)]
    pub(crate) adopt_unsigned: bool,
}

/// Options of commands that change targets.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
pub(crate) struct ChangeArgs {
    /// Show what would be published, but change nothing; needs no secret key and no write
    /// permission
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Publish only if the current publication has this serial number or a later one. A job that
    /// knows the serial number of its last publication detects with it that the repository was
    /// reset
    #[arg(long, value_name = "NUMBER")]
    pub(crate) expect_serial: Option<u64>,

    #[command(flatten)]
    pub(crate) publication: PublicationArgs,
}
