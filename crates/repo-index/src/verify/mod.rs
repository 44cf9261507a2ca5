//! Verifying what is published: everything that a client would check, and what it would not.
//!
//! A repository is read through a [`Source`], which nothing is written to. [`find`] finds its suites
//! and RPM repositories; [`verify`] looks at each of them.
//!
//! Of a suite:
//!
//! * the signatures of `InRelease` and `Release.gpg`, each of several; `Date` and `Valid-Until`;
//! * every file that `Release` lists, by name and by each digest; whether compressed forms are those
//!   of the plain one;
//! * every paragraph of the indexes: versions, architectures, relationships, one content for one
//!   version and one name;
//! * every package in the pool: there, and of its length; where asked for, hashed, read and compared
//!   with its paragraph;
//! * what nothing refers to.
//!
//! Of everything: whether a secret key lies there.
//!
//! Of an RPM repository:
//!
//! * the one signature of `repomd.xml`;
//! * every file that it lists, as it is stored and as it decompresses; whether `primary`, `filelists`
//!   and `other` are of the same packages;
//! * every package: there, and of its length; where asked for, hashed, read, its signature checked, and
//!   compared with its elements;
//! * its snapshot, in the same way, and held against it; what names the snapshot: the `mirrorlist`;
//!   `.repo` file and key, where it is known what they should be;
//! * what neither it nor a kept snapshot refers to.
//!
//! What is wrong is told as [`Diagnostics`](diagnostic::Diagnostics): *faults* that a client would stumble
//! over, and *warnings*. No fault hides another, as far as what is left can be read.

mod archive;
mod deep;
mod files;
mod findings;
mod held;
mod index;
mod ledger;
mod lineage;
mod listing;
mod options;
mod orphans;
mod place;
mod pool;
mod release;
mod report;
mod rpm;
mod secrets;
mod signatures;
mod source;
mod suite;
#[cfg(test)]
mod tests;
mod variants;

pub use archive::verify;
pub use options::{Refused, VerifyOptions};
pub use place::{Place, find};
pub use report::{Counts, Report, RepositoryReport, SignatureReport, SignatureState, SuiteReport};
pub use source::{Source, Stored};
