//! RPM packages: writing them from a staged tree, reading any of them, and the languages inside:
//! versions, dependencies, scriptlets.
//!
//! * `Package` (feature `write`): a description and a tree, parsed and checked; `write` turns it into
//!   bytes.
//! * [`read`]: header data and file lists of an `.rpm` made by anyone, within limits.
//! * [`judge`]: what rpm would refuse of a package that was read.
//! * [`sign`]: signatures in place, and checking them.
//! * [`header`]: the tagged store that the metadata is kept in.
//! * [`Evr`], [`Dependency`]: the values in it.
//!
//! Nothing here unpacks to disk, runs a script, or reads the clock or the environment.

pub mod codes;
pub mod diff;
pub mod header;
pub mod judge;
pub mod read;
pub mod sign;

mod cpio;
mod dependency;
mod evr;
#[cfg_attr(not(feature = "write"), expect(dead_code, reason = "most are only written"))]
mod flags;
mod lead;
#[cfg(feature = "write")]
mod package;
mod scriptlet;
#[cfg(test)]
mod testing;
#[cfg(feature = "write")]
mod write;

pub use dependency::{Dependency, DependencyError, Sense};
pub use evr::{Evr, EvrError, vercmp};
#[cfg(feature = "write")]
pub use package::Package;
pub use scriptlet::{Scriptlet, ScriptletFlags, ScriptletKind, Trigger, TriggerKind, TriggerWhen};
#[cfg(feature = "write")]
pub use write::{Format, WriteError, WriteOptions, Written, write, write_file};
