//! Signatures of finished packages: adding, replacing, removing, checking.
//!
//! The signature header keeps its length, as long as the space that was reserved in it is enough:
//! then header and payload stay where they are, byte for byte. Either way the signed package is
//! another file that takes the old one's name in one step, so that nobody ever sees half of it; on
//! file systems that share blocks (btrfs, xfs) the payload is not even copied.

#[cfg(feature = "write")]
mod change;
#[cfg(feature = "write")]
mod error;
mod verify;

#[cfg(test)]
mod tests;

#[cfg(feature = "write")]
pub use change::{Changed, sign, unsign};
#[cfg(feature = "write")]
pub use error::ChangeError;
pub use verify::{CheckedSignature, Report, check, verify};
