//! The real rpm: systems that have it, what rpmbuild makes of a description, and what of a package
//! can be asked.

mod build;
mod index;
mod life;
mod query;
mod spec;
mod target;

pub use build::{Rpmbuild, Twin};
pub use life::{LOG, Life, State, base_package};
pub use query::{Difference, Values, differences, values};
pub use spec::spec;
pub use target::Target;

use crate::chroot::{Chroot, Suite};

/// A fresh system of `suite` with rpm and rpmbuild: 4.16, 4.18, 4.20 and 6.
///
/// # Panics
/// As [`Chroot::with_packages`].
#[must_use]
pub fn system(suite: Suite) -> Chroot {
    Chroot::with_packages(suite, "rpm", &["rpm", "zstd"])
}

impl Suite {
    /// Whether its rpm reads packages of format 6 (4.20 reads and installs them, 6 makes them).
    #[must_use]
    pub fn reads_rpm_6(self) -> bool {
        self == Self::Sid
    }
}
