//! How the staged tree becomes the tree to install.

/// How the staged tree becomes the tree to install.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Files (repeatable, after the manifest's)")]
pub(crate) struct TreeArgs {
    /// Mark matching files as configuration
    #[arg(long, value_name = "PATTERN")]
    pub(crate) config: Vec<String>,

    /// Set mode (octal or as for chmod), owner and group of what matches; an empty part or '-' keeps
    /// what it is
    #[arg(long, value_name = "PATTERN:MODE:OWNER:GROUP")]
    pub(crate) attr: Vec<String>,

    /// Set the mode of matching files, as in '/etc/hello/**=0640' or '/srv/**=g+rX'
    #[arg(long, value_name = "PATTERN=MODE")]
    pub(crate) file_mode: Vec<String>,

    /// Set the mode of matching directories, as in '/var/lib/hello/**=0750'
    #[arg(long, value_name = "PATTERN=MODE")]
    pub(crate) dir_mode: Vec<String>,

    /// Modes that no rule gives: free of the umask of the build (safe), as dh_fixperms makes them
    /// (normal), or as they are (keep) [default: safe]
    #[arg(
        long,
        value_name = "safe|normal|keep",
        value_parser = ["safe", "normal", "keep"],
        hide_possible_values = true
    )]
    pub(crate) modes: Option<String>,

    /// Hard links below several top-level directories: a copy for each of these (auto), links (keep),
    /// or no hard links at all (copy) [default: auto]
    #[arg(
        long,
        value_name = "auto|keep|copy",
        value_parser = ["auto", "keep", "copy"],
        hide_possible_values = true
    )]
    pub(crate) hard_links: Option<String>,

    /// Leave out what matches, with everything below it
    #[arg(short = 'x', long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    /// Install a file or directory from outside the tree; a TARGET that ends in '/' keeps the name.
    /// SOURCE may have wildcards: 'build/*.so=/usr/lib/x/'
    #[arg(long, value_name = "SOURCE=TARGET")]
    pub(crate) add: Vec<String>,

    /// Install an empty directory; an .rpm owns it
    #[arg(long, value_name = "PATH")]
    pub(crate) directory: Vec<String>,

    /// Install a symbolic link to TARGET
    #[arg(long, value_name = "PATH=TARGET")]
    pub(crate) link: Vec<String>,

    /// Own a file that is made later, and do not install it (.rpm); a .deb leaves it out
    #[arg(long, value_name = "PATH")]
    pub(crate) ghost: Vec<String>,

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
