//! Stores that fail where a test wants it, and publishers that take turns.

mod hooked;
mod turns;

pub use hooked::{Fault, HookedStore, Operation};
pub use turns::{Turn, Turns};
