//! Exit codes.

use diagnostic::{Class, Diagnostics};

/// Everything was done.
pub(crate) const DONE: u8 = 0;
/// Two packages differ, or one is damaged.
pub(crate) const VERIFICATION: u8 = 7;
/// It was done, but for packages that could not be read and were left out on request.
pub(crate) const INCOMPLETE: u8 = 9;
/// A bug of ours.
pub(crate) const BUG: u8 = 70;

/// The exit code of a failure: that of the first defect found.
pub(crate) fn code(errors: &Diagnostics) -> u8 {
    errors.as_slice().first().map_or(DONE, |first| of_class(first.code.class()))
}

fn of_class(class: Class) -> u8 {
    match class {
        Class::Usage => 2,
        Class::Input => 3,
        Class::Io => 4,
        Class::Conflict => 5,
        Class::Key => 6,
        Class::Verification => VERIFICATION,
        Class::Clock => 8,
        Class::Bug => BUG,
    }
}
