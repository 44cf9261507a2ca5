//! Running the real tools.

use std::path::Path;

pub(crate) use real_tools::{output, run, run_in, text};

/// What `rpm -qp` says of a package in the given format.
#[track_caller]
pub(crate) fn query(rpm: &Path, format: &str) -> String {
    text("rpm", &["-qp", "--nosignature", "--qf", format, rpm.to_str().unwrap()])
}
