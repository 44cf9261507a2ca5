//! APT archives: what they hold, as values (DebianRepository/Format).
//!
//! An archive is a folder with `dists/SUITE` for each suite and one `pool` of packages. A suite's
//! `InRelease` names, by digest, an index for each component and architecture; an index holds a
//! [`Record`] for each package.

pub mod contents;
pub mod flat;
pub mod layout;
pub mod pool;
pub mod translation;

mod archive;
mod fields;
mod format;
mod index;
mod intake;
mod one_content;
mod ordered;
mod packages;
mod record;
mod release;
mod sources;
mod suite;
mod upload;
mod variant;

pub use archive::{Archive, SuiteSettings};
pub(crate) use fields::{RELATIONSHIPS, blank_line};
pub use format::Format;
pub use index::{IndexId, IndexKind};
pub use intake::{Incoming, Intake, IntakeOptions, PackageKind, intake};
pub(crate) use one_content::Versions;
pub(crate) use packages::whole_lines;
pub use packages::{Conflict, Packages};
pub use record::{LARGEST_PARAGRAPH, Record, RecordError, RecordFile};
pub use release::{Release, ReleaseError, ReleaseFile};
pub use sources::{IncomingSource, SourceFile, read_source};
pub use suite::{
    Addition, Destination, Generation, KEYRING, Replaced, Suite, SuiteOptions, SuitePackage,
    SuiteState, Transfer, unverified_release,
};
pub(crate) use suite::{ancestors, indexes};
pub use upload::{Changes, read_changes};
pub(crate) use variant::{base, is_below};
