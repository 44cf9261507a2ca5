//! Options for relationships to other packages.

/// Options for relationships to other packages.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(
    next_help_heading = "Relationships (repeatable, appended to the manifest's; in Debian or RPM \
                         syntax)"
)]
pub(crate) struct RelationshipArgs {
    /// Packages that this package requires: 'procps, libc6 (>= 2.31)'
    #[arg(short, long, value_name = "LIST")]
    pub(crate) depends: Vec<String>,

    /// Packages that are installed with this package by default
    #[arg(long, value_name = "LIST")]
    pub(crate) recommends: Vec<String>,

    /// Packages that are useful together with this package
    #[arg(long, value_name = "LIST")]
    pub(crate) suggests: Vec<String>,

    /// Packages that this package makes more useful
    #[arg(long, value_name = "LIST")]
    pub(crate) enhances: Vec<String>,

    /// Names of packages that this package can replace as a dependency
    #[arg(long, value_name = "LIST")]
    pub(crate) provides: Vec<String>,

    /// Packages that cannot be installed together with this package
    #[arg(long, value_name = "LIST")]
    pub(crate) conflicts: Vec<String>,

    /// Packages whose files this package replaces (Debian's Replaces, RPM's Obsoletes)
    #[arg(long, value_name = "LIST")]
    pub(crate) replaces: Vec<String>,
}
