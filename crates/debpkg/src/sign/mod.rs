//! The signature by where a package originates, in a finished `.deb`: the member `_gpgorigin`
//! (`debsigs(1)`), which `debsig-verify(1)` checks. apt and dpkg ignore it.
//!
//! * `sign` (feature `write`): adds it, or puts another in its place.
//! * [`verify`]: checks it.
//! * [`is_same_unsigned`]: whether two packages differ by it alone.
//!
//! A package that `write` made unsigned and that is signed here is, to the byte, what
//! it makes signed.

#[cfg(feature = "write")]
mod change;
mod members;
mod same;
mod verify;

#[cfg(feature = "write")]
pub use change::{ChangeError, sign};
#[cfg(feature = "write")]
pub(crate) use members::MEMBER;
pub use same::is_same_unsigned;
pub use verify::{Report, verify};
