//! Debian binary packages (deb(5)): writing them from a staged tree, reading any of them, and the
//! languages inside: deb822, versions, relationships.
//!
//! * `Package` (feature `write`): a description and a tree, parsed and checked; `write` turns it into
//!   bytes.
//! * [`read`]: control data, scripts and file lists of a `.deb` made by anyone, within limits.
//! * [`judge`]: what dpkg would refuse in such a package.
//! * [`sign`]: the signature that debsig-verify(1) checks, added to a finished package.
//! * [`deb822`]: the paragraphs of control files, `Packages`, `Release`.
//! * [`Version`], [`relationship`], [`PackageName`]: the values in them.
//!
//! ```
//! use std::num::NonZeroUsize;
//!
//! use debpkg::{Package, WriteOptions};
//! use pkgio::{AtomicFile, Existing};
//! use pkgtree::Description;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let (stage, out) = (folder.path().join("stage"), folder.path());
//! # std::fs::create_dir_all(stage.join("usr/bin"))?;
//! # std::fs::write(stage.join("usr/bin/hello"), "#!/bin/sh\necho hello\n")?;
//! let description = Description {
//!     arch: Some("all".into()),
//!     maintainer: Some("Jane Doe <jane@example.org>".into()),
//!     summary: Some("friendly greeter".into()),
//!     ..Description::named("hello", "2.10")
//! };
//! let package = Package::from_staged(&stage, &description)?;
//! let mut file = AtomicFile::create(out.join(package.file_name()), Existing::Replace)?;
//! let options = WriteOptions::new(package.compression(), NonZeroUsize::MIN, out);
//! debpkg::write(&package, &options, &mut file)?;
//! file.commit()?;
//! # assert!(out.join("hello_2.10_all.deb").exists());
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here unpacks to disk, runs a script, or reads the clock or the environment.

pub mod architecture;
pub mod codes;
pub mod deb822;
pub mod diff;
pub mod judge;
pub mod read;
pub mod relationship;
pub mod sign;

mod ar;
#[cfg(feature = "write")]
mod conffiles;
mod control;
#[cfg(feature = "write")]
mod installed_size;
#[cfg(feature = "write")]
mod md5sums;
mod name;
#[cfg(feature = "write")]
mod package;
mod place;
mod scripts;
#[cfg(feature = "write")]
mod static_ids;
#[cfg(feature = "write")]
mod tar_writer;
mod triggers;
mod version;
#[cfg(feature = "write")]
mod write;

pub use control::{Control, MultiArch, Priority};
pub use name::{PackageName, PackageNameError};
#[cfg(feature = "write")]
pub use package::Package;
pub use scripts::{MaintainerScript, ScriptName, ScriptNameError};
pub use version::{Version, VersionError};
#[cfg(feature = "write")]
pub use write::{WriteError, WriteOptions, Written, write};
