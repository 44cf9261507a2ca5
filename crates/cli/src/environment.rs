//! The environment: read here and nowhere else.

use std::ffi::OsString;
use std::io::IsTerminal;

/// A variable; `None` when it is not set.
#[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// True when standard error is a terminal that understands control sequences.
pub(crate) fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// True when the user asked for no colors (<https://no-color.org>).
pub(crate) fn no_color() -> bool {
    variable("NO_COLOR").is_some_and(|value| !value.is_empty())
}
