//! Where packages go: [`Route`]s from file names and fields to [`TargetName`]s, and the choice of
//! published packages, [`Spec`].

mod candidate;
mod condition;
mod glob;
mod name;
mod router;
mod spec;
mod target;
mod template;
#[cfg(test)]
mod tests;

pub use candidate::{Candidate, PackageFormat};
pub use condition::Condition;
pub use glob::{Glob, GlobError};
pub(crate) use name::NAME_HINT;
pub use name::{Name, NameError};
pub use router::{Destination, Route, Router};
pub use spec::{Spec, SpecError, Versioning};
pub use target::{TargetName, TargetNameError};
pub use template::{Template, TemplateError};
