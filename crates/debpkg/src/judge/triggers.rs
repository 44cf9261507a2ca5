//! The file `triggers` of a finished package.

use super::{Flaw, Verdict, lines};
use crate::codes;
use crate::triggers::check_line;

/// Checks each line as stored: dpkg takes no comments after directives.
pub(super) fn check(bytes: &[u8], verdict: &mut Verdict) {
    lines::check(("triggers", codes::TRIGGERS_FILE), bytes, verdict, |line| {
        check_line(line).map_err(|error| Flaw::new(error.to_string(), error.hint()))
    });
}
