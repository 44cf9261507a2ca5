//! Stores that fail where a test wants it, stores on a disk, and publishers that take turns.

mod hooked;
#[cfg(test)]
mod local;
mod turns;

pub use hooked::{Fault, HookedStore, Operation};
#[cfg(test)]
pub use local::LocalStores;
pub use turns::{Turn, Turns};
