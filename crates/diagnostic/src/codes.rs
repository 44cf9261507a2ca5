//! The numbers of defects of files, whatever they are of.

use crate::{Class, Code};

/// A file could not be read.
pub const READ: Code = Code::new(900, Class::Io);
/// The output could not be written.
pub const WRITE: Code = Code::new(901, Class::Io);
/// The output already exists.
pub const EXISTS: Code = Code::new(903, Class::Conflict);
