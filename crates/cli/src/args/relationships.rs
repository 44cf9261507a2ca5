//! Which packages it needs, suits or replaces.

/// Which packages it needs, suits or replaces.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(
    next_help_heading = "Relationships (repeatable, added to the manifest's; in Debian or RPM syntax)"
)]
pub(crate) struct RelationshipArgs {
    /// Packages it cannot work without: 'procps, libc6 (>= 2.31)'
    #[arg(short, long, value_name = "LIST")]
    pub(crate) depends: Vec<String>,

    /// Packages installed with it by default
    #[arg(long, value_name = "LIST")]
    pub(crate) recommends: Vec<String>,

    /// Packages that go well with it
    #[arg(long, value_name = "LIST")]
    pub(crate) suggests: Vec<String>,

    /// Packages that it makes more useful
    #[arg(long, value_name = "LIST")]
    pub(crate) enhances: Vec<String>,

    /// Names that it can stand in for
    #[arg(long, value_name = "LIST")]
    pub(crate) provides: Vec<String>,

    /// Packages that it cannot be installed beside
    #[arg(long, value_name = "LIST")]
    pub(crate) conflicts: Vec<String>,

    /// Packages whose files it may take over (Debian's Replaces, RPM's Obsoletes)
    #[arg(long, value_name = "LIST")]
    pub(crate) replaces: Vec<String>,
}
