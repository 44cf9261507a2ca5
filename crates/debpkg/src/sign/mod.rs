//! The signature by where a package originates, in a finished `.deb`: the member `_gpgorigin`
//! (`debsigs(1)`), which `debsig-verify(1)` checks. apt and dpkg pass over it.
//!
//! * [`sign`](sign()): adds it, or puts another in its place.
//! * [`verify`]: checks it.
//! * [`is_same_unsigned`]: whether two packages differ by it alone.
//!
//! A package that [`write`](crate::write()) made unsigned and that is signed here is, to the byte, what
//! it makes signed.

mod change;
mod members;
mod same;
mod verify;

pub use change::{ChangeError, sign};
pub use same::is_same_unsigned;
pub use verify::{Report, verify};
