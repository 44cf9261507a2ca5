//! What is known of a package beside its bytes: what routes look at, and what retention groups by.

mod grouping;
mod reference;

use std::fmt;
use std::str::FromStr;

pub use grouping::Grouping;
pub use reference::{Field, Piece, TemplateError, pieces};

/// What is known of a package when it is to be published. Nothing of it is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// What it is.
    pub format: PackageFormat,
    /// The name of its file, without a folder.
    pub file_name: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its version: `[epoch:]upstream[-revision]`, or `[epoch:]version-release`.
    pub version: &'a str,
    /// Its architecture as the format names it; `source` for a source package.
    pub architecture: &'a str,
    /// The component that it says it belongs to.
    pub component: Option<&'a str>,
    /// The name of the source package that it was built from; `None`: its own name.
    pub source: Option<&'a str>,
}

impl<'a> Candidate<'a> {
    /// The version's epoch, when it has one.
    #[must_use]
    pub fn epoch(&self) -> Option<&'a str> {
        self.version.split_once(':').map(|(epoch, _)| epoch)
    }

    /// The version without its epoch, and without its revision or release.
    #[must_use]
    pub fn upstream(&self) -> &'a str {
        let version = self.version.split_once(':').map_or(self.version, |(_, rest)| rest);
        version.rsplit_once('-').map_or(version, |(upstream, _)| upstream)
    }

    /// A number of the upstream version, counted from 0: of `26.2.5~rc1`, `26`, `2` and `5`.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<&'a str> {
        let numbers = self.upstream().split(['.', '~', '+', '-', '^', '_']);
        let mut numbers =
            numbers.take_while(|number| number.starts_with(|c: char| c.is_ascii_digit()));
        numbers.nth(index)
    }
}

/// What a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackageFormat {
    /// `deb`: a Debian binary package of any kind.
    Deb,
    /// `dsc`: a Debian source package.
    Dsc,
    /// `rpm`: an RPM package.
    Rpm,
}

impl PackageFormat {
    /// Its name in `format = "..."`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deb => "deb",
            Self::Dsc => "dsc",
            Self::Rpm => "rpm",
        }
    }

    /// All of them.
    pub const ALL: [Self; 3] = [Self::Deb, Self::Dsc, Self::Rpm];
}

impl FromStr for PackageFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|format| format.name() == text).ok_or(())
    }
}

impl fmt::Display for PackageFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
