//! The file `triggers` of a finished package.

use super::{Finding, Verdict};
use crate::codes;
use crate::triggers::check_line;

/// Checks each line as it stands there: dpkg takes no comments behind directives.
pub(super) fn check(bytes: &[u8], verdict: &mut Verdict) {
    let mut refuse = |place: String, problem: String, hint: String| {
        verdict.refusals.push(Finding::new(codes::TRIGGERS_FILE, place, problem, hint));
    };
    let Some(lines) = bytes.strip_suffix(b"\n") else {
        if !bytes.is_empty() {
            let hint = "end the last line with a line break";
            refuse("triggers".into(), "has no line break at its end".into(), hint.into());
        }
        return;
    };
    for (index, line) in lines.split(|&byte| byte == b'\n').enumerate() {
        if let Err(error) = check_line(line) {
            refuse(format!("triggers: line {}", index + 1), error.to_string(), error.hint());
        }
    }
}
