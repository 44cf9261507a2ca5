//! Debian binary packages (deb(5)): reading any of them, and the languages inside.

pub mod codes;
pub mod deb822;
pub mod diff;
pub mod read;
pub mod relationship;
mod ar;
mod name;
mod place;
mod version;

pub use name::{PackageName, PackageNameError};
pub use version::{Version, VersionError};
