//! Printing paragraphs.

use std::fmt;

use super::{Field, Paragraph};

impl fmt::Display for Paragraph<'_> {
    /// The fields, each ended by a line break; no empty line after the last.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fields.iter().try_for_each(|field| writeln!(f, "{field}"))
    }
}

impl fmt::Display for Field<'_> {
    /// The field without its last line break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        f.write_str(":")?;
        f.write_str(self.raw())
    }
}
