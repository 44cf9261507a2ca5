//! Where packages go: [`Route`]s from file names and fields to [`TargetName`]s, and the choice of
//! published packages, [`Spec`], and of targets, [`TargetPattern`].

mod alike;
mod condition;
mod glob;
mod name_path;
pub(crate) mod naming;
mod pattern;
mod router;
mod spec;
mod target;
mod template;
#[cfg(test)]
mod tests;

pub use alike::alike;
pub use condition::Condition;
pub use glob::{Glob, GlobError};
pub(crate) use name_path::NAME_PATH_HINT;
pub use name_path::NamePath;
pub use naming::NamePattern;
pub use pattern::TargetPattern;
pub use router::{Destination, Route, Router};
pub use spec::{Spec, SpecError, Versioning};
pub use target::{Known, TargetName, TargetNameError, toml_key};
pub use template::Template;
