//! The languages inside Debian packages: deb822, versions, relationships.

pub mod deb822;
pub mod relationship;
mod name;
mod version;

pub use name::{PackageName, PackageNameError};
pub use version::{Version, VersionError};
