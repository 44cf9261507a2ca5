//! Defects of an input: what is wrong, where, and the fix.
//!
//! * [`Diagnostic`]: one defect or warning, with a stable [`Code`], its [`Subject`], the problem and
//!   a hint. [`Diagnostics`] are all of an input, found in one run; a [`Report`] sorts them by weight.
//! * [`Source`], [`Sourced`]: where a value came from: a place in a manifest, a flag, the program.
//! * [`Printable`]: bytes of unknown origin, fit for a terminal.
//! * [`nearest`]: what was probably meant by a word that is not known.
//! * `excerpt` (feature `excerpt`): the line of a manifest that a defect is on, with carets.
//!
//! Every crate reports in these values and lists its codes in a module of its own. Nothing here
//! knows a format, reads a file or prints.

pub mod codes;

mod code;
mod diagnostic;
mod diagnostics;
#[cfg(feature = "excerpt")]
mod excerpt;
mod fault;
mod nearest;
mod printable;
mod report;
mod sourced;
mod subject;
#[cfg(test)]
mod tests;

pub use code::{Class, Code};
pub use diagnostic::Diagnostic;
pub use diagnostics::Diagnostics;
#[cfg(feature = "excerpt")]
pub use excerpt::excerpt;
pub use fault::{flag_defect, unreadable, unwritten, with_causes};
pub use nearest::nearest;
pub use printable::{Printable, is_bidi_control};
pub use report::Report;
pub use sourced::{Source, Sourced, manifest_text};
pub use subject::Subject;
