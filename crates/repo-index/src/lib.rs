//! Repositories of packages: indexes as values, publishing as a transaction.
//!
//! * [`apt`]: what an APT archive holds: records of packages, `Packages`, `Release`, the pool.
//! * [`rpmmd`]: what an RPM repository holds: records of packages, `repomd.xml`, documents.
//! * [`compress`]: compressed forms of indexes, of which an addition changes little.
//! * [`publish`]: the transaction: a plan of immutable objects, one commit, mirrors of it.
//! * [`changes`]: what each publication changed.
//! * [`prune`]: dropping what no kept publication refers to.
//! * [`candidate`]: what is known of a package beside its bytes; [`name`]: names of archives and repositories.
//! * [`verify`]: everything that a client would check of a published repository, and more.
//!
//! The published metadata is the state: there is no database to lose, lock or repair. Nothing here
//! reads the clock or the environment; the time is a parameter.

pub mod apt;
pub mod candidate;
pub mod changes;
pub mod codes;
pub mod compress;
pub mod name;
pub mod parallel;
pub mod prune;
pub mod publish;
pub mod retention;
pub mod rpmmd;
pub mod verify;

mod aside;
mod input;
mod link;
mod signing;
mod slug;
mod sorted;
mod superseded;
mod walk;
mod yanked;

pub use slug::slug;
pub use walk::files as files_below;
pub use yanked::Yanked;
