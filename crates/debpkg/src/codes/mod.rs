//! The diagnostic codes of this crate: E300 to E399 for what goes into a package, E400 to E499 for
//! packages that are read.

mod read;
mod write;

pub use read::*;
pub use write::*;
