//! Options for the files of a package.

/// Options for the files of a package.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Files (repeatable, applied after the rules of the manifest)")]
pub(crate) struct TreeArgs {
    /// Mark matching files as configuration
    #[arg(long, value_name = "PATTERN")]
    pub(crate) config: Vec<String>,

    /// Set the mode (octal or as in chmod), owner and group of matching entries; an empty part or
    /// '-' does not change the value
    #[arg(long, value_name = "PATTERN:MODE:OWNER:GROUP")]
    pub(crate) attr: Vec<String>,

    /// Set the mode of matching files, as in '/etc/hello/**=0640' or '/srv/**=g+rX'
    #[arg(long, value_name = "PATTERN=MODE")]
    pub(crate) file_mode: Vec<String>,

    /// Set the mode of matching directories, as in '/var/lib/hello/**=0750'
    #[arg(long, value_name = "PATTERN=MODE")]
    pub(crate) dir_mode: Vec<String>,

    /// How to treat modes that no rule sets: remove the effect of the umask (safe), set them like
    /// dh_fixperms (normal), or keep them (keep) [default: safe]
    #[arg(
        long,
        value_name = "safe|normal|keep",
        value_parser = ["safe", "normal", "keep"],
        hide_possible_values = true
    )]
    pub(crate) modes: Option<String>,

    /// How to store a file with hard links below several top-level directories: one copy for each
    /// directory (auto), hard links (keep), or one copy for each name (copy) [default: auto]
    #[arg(
        long,
        value_name = "auto|keep|copy",
        value_parser = ["auto", "keep", "copy"],
        hide_possible_values = true
    )]
    pub(crate) hard_links: Option<String>,

    /// Omit matching entries, directories with their contents
    #[arg(short = 'x', long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    /// Install a file or directory from outside the tree. If TARGET ends in '/', the name of the
    /// source is appended. SOURCE can have wildcards: 'build/*.so=/usr/lib/x/'
    #[arg(long, value_name = "SOURCE=TARGET")]
    pub(crate) add: Vec<String>,

    /// Install an empty directory, which an .rpm owns
    #[arg(long, value_name = "PATH")]
    pub(crate) directory: Vec<String>,

    /// Install a symbolic link to TARGET
    #[arg(long, value_name = "PATH=TARGET")]
    pub(crate) link: Vec<String>,

    /// Own a file that is created at run time, without installing it (.rpm); a .deb omits it
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

    /// Omit extended attributes and ACLs that the format cannot store, instead of reporting an
    /// error
    #[arg(long)]
    pub(crate) drop_xattrs: bool,
}
