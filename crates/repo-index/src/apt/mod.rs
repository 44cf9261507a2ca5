//! APT archives: what they hold, as values (DebianRepository/Format).
//!
//! An archive is a folder with `dists/SUITE` for each suite and one `pool` of packages. A suite's
//! `InRelease` names, by digest, an index for each component and architecture; an index holds a
//! [`Record`] for each package.

mod archive;
mod index;
mod record;

pub use archive::{Archive, SuiteSettings};
pub use index::{IndexId, IndexKind};
pub use record::{Record, RecordError};
