//! Targets as they are named on the command line.

use pkgtree::Diagnostic;
use repo_index::route::TargetName;

use crate::codes;
use crate::describe::flag_defect;

/// The target that `text`, the value of `flag`, names.
pub(super) fn parse(flag: &str, text: &str) -> Result<TargetName, Diagnostic> {
    text.parse().map_err(|error: repo_index::route::TargetNameError| {
        flag_defect(codes::TARGET_NAME, flag, error.to_string()).hint(error.hint)
    })
}
