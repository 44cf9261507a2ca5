//! Options for the fields and the scripts of a package.

use std::path::PathBuf;

/// Options for the fields and the scripts of a package.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Package (each option replaces the value in the manifest)")]
pub(crate) struct PackageArgs {
    /// The package name
    #[arg(short, long)]
    pub(crate) name: Option<String>,

    /// The upstream version; without a value, print the version of this program
    #[arg(long, value_name = "VERSION", num_args = 0..=1)]
    pub(crate) version: Option<Option<String>>,

    /// The Debian revision or RPM release
    #[arg(long)]
    pub(crate) release: Option<String>,

    /// The epoch
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) epoch: Option<String>,

    /// The architecture in any common spelling: amd64, x86_64, linux/arm64, linux/arm/v7, all,
    /// noarch
    #[arg(short, long)]
    pub(crate) arch: Option<String>,

    /// The maintainer: "Name <address>"
    #[arg(long)]
    pub(crate) maintainer: Option<String>,

    /// The vendor: the organization that publishes the package
    #[arg(long)]
    pub(crate) vendor: Option<String>,

    /// The summary, in one line
    #[arg(long, value_name = "TEXT")]
    pub(crate) summary: Option<String>,

    /// The long description; blank lines separate paragraphs
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// The homepage of the project
    #[arg(long, value_name = "URL")]
    pub(crate) homepage: Option<String>,

    /// The licence, as an SPDX expression
    #[arg(long, value_name = "SPDX")]
    pub(crate) license: Option<String>,

    /// A changelog in Debian's format
    #[arg(long, value_name = "FILE")]
    pub(crate) changelog: Option<PathBuf>,

    /// A copyright file in Debian's format
    #[arg(long, value_name = "FILE")]
    pub(crate) copyright: Option<PathBuf>,

    /// A script to run; repeatable
    #[arg(long = "script", value_name = "NAME=FILE")]
    pub(crate) scripts: Vec<String>,
}
