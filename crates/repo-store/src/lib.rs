//! Where a repository lives: objects under keys.
//!
//! Three kinds of objects, and only these: *immutable* ones, which are created and never change; the
//! *commit* object, which is swapped in one step for what it was read as; and *mirrors*, derived
//! from the commit, which are replaced. A store makes durable what it says is done.
//!
//! Some mirrors are of no use beside another commit than theirs: a detached signature. A store that
//! can changes those [in one step](Store::swap_with) with the commit.
//!
//! * [`Store`]: the trait. [`LocalStore`] is a directory, [`MemoryStore`] memory, and a [`Rehearsal`]
//!   reads another store and keeps what is written to itself.
//! * [`Key`], [`Object`], [`Sha256`]: names, what is put under them, and the digest that they are known by.
//! * [`headers`]: what a server should say of each object.
//! * `testing` (feature `testing`): what every store must pass, and stores that fail on demand.
//!
//! A store knows nothing of packages. It reads no clock: where it has one, it is the store's own.

pub mod codes;
pub mod headers;
#[cfg(feature = "testing")]
pub mod testing;

mod error;
mod key;
mod local;
mod memory;
mod object;
mod outside;
mod rehearsal;
mod sha256;
mod store;

pub use error::StoreError;
pub use key::{Key, KeyError};
pub use local::LocalStore;
pub use memory::MemoryStore;
pub use object::{Content, Digested, Mirror, Object};
pub use rehearsal::{Created, Rehearsal};
pub use sha256::{ParseSha256Error, Sha256};
pub use store::{Found, Listed, Lock, Store, Swapped, Tag};
