//! Running the real tools.

pub(crate) use real_tools::{run, run_in, text};
