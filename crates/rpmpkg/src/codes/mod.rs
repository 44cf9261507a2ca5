//! The codes of defects: E500 to E599 in what is written, E600 to E699 in what is read.

mod read;
mod write;

pub use read::*;
pub use write::*;
