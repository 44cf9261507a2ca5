//! How a repository is published.

/// How a repository is published.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
pub(crate) struct PublicationArgs {
    /// Threads that hash and compress, which never change the result [default: one for each
    /// processor]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) threads: Option<String>,

    /// What time it is, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) timestamp: Option<String>,

    /// How long to wait for other publishers, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) lock_timeout: u64,

    /// Follow a publication that is dated in the future
    #[arg(long)]
    pub(crate) force_date: bool,

    /// Change Origin, Label, Suite or Codename, which apt asks each user to agree to
    #[arg(long)]
    pub(crate) allow_release_info_change: bool,

    /// Publish an RPM repository although packages are signed by a certificate that would be published
    /// no longer
    #[arg(long)]
    pub(crate) force: bool,

    /// Go on from what another tool published and nobody signed
    #[arg(long)]
    pub(crate) adopt_unsigned: bool,
}

/// How a change is published, or only shown.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Publication")]
pub(crate) struct ChangeArgs {
    /// Show what would be published, and change nothing; needs no secret key and no write access
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Publish only if the publication that is there has this number or a later one: a job that knows the
    /// number of its last publication finds out that the repository was set back
    #[arg(long, value_name = "NUMBER")]
    pub(crate) expect_serial: Option<u64>,

    #[command(flatten)]
    pub(crate) publication: PublicationArgs,
}
