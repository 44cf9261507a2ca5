//! Options that several commands share, as clap reads them. Their values are texts that are parsed
//! later, so that one run reports all invalid values.

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
