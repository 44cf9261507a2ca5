//! What every store must pass; stores that fail where a test wants it, stores on a disk, and publishers that take turns.

mod battery;
mod hooked;
mod local;
mod turns;

pub use battery::assert_conforms;
pub use hooked::{Fault, HookedStore, Operation};
pub use local::LocalStores;
pub use turns::{Turn, Turns};

pub use crate::local::simulated::{Mishap, Random, Simulated};
