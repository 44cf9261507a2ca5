//! The flags that the command lines share, as clap reads them: texts, not yet parsed, so that every
//! wrong value of a command line is reported in one run.

mod build;
mod common;
mod package;
mod publication;
mod relationships;
mod signing;
mod tree;

pub(crate) use build::BuildArgs;
pub(crate) use common::{CommonArgs, When};
pub(crate) use package::PackageArgs;
pub(crate) use publication::{ChangeArgs, PublicationArgs};
pub(crate) use relationships::RelationshipArgs;
pub(crate) use signing::{SigningArgs, VerifyingArgs};
pub(crate) use tree::TreeArgs;
