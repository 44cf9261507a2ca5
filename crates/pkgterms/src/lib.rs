//! The terms that both formats of packages share, whether packages are written or read.
//!
//! * [`Architecture`]: processor architectures by each of their names.
//! * [`Qualifier`]: when a requirement counts.
//! * [`difference`]: what two packages differ in.
//! * [`template`]: the grammar of texts with references.
//! * [`MAX_ENTRIES`]: the most entries of a package.
//!
//! What is staged and described is in `pkgtree`, which only writing needs.

pub mod difference;
pub mod template;

mod architecture;
mod limits;
mod qualifier;

pub use architecture::{Architecture, NATIVE, UnknownArchitecture};
pub use limits::MAX_ENTRIES;
pub use qualifier::Qualifier;
