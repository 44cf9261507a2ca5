//! How the staged tree becomes the tree to install.

/// How the staged tree becomes the tree to install.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Files (repeatable, after the manifest's)")]
pub(crate) struct TreeArgs {
    /// Mark matching files as configuration
    #[arg(long, value_name = "PATTERN")]
    pub(crate) config: Vec<String>,

    /// Set mode, owner and group of what matches; an empty part or '-' keeps what it is
    #[arg(long, value_name = "PATTERN:MODE:OWNER:GROUP")]
    pub(crate) attr: Vec<String>,

    /// Leave out what matches, with everything below it
    #[arg(short = 'x', long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    /// Install a file or folder from outside the tree; a TARGET that ends in '/' keeps the name
    #[arg(long, value_name = "SOURCE=TARGET")]
    pub(crate) add: Vec<String>,

    /// Accept a tree without files
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Accept named pipes and device nodes in the tree
    #[arg(long)]
    pub(crate) allow_special: bool,

    /// Accept file names that are not UTF-8
    #[arg(long)]
    pub(crate) allow_non_utf8: bool,

    /// Leave out extended attributes and ACLs that the format cannot carry, instead of refusing them
    #[arg(long)]
    pub(crate) drop_xattrs: bool,
}
