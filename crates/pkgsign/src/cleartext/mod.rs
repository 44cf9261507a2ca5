//! Cleartext signatures (RFC 9580, section 7): text that is read as it is, with its signatures below.
//! APT's `InRelease` is one.
//!
//! * [`canonical`]: the text as it is signed: what every client sees alike.
//! * [`sign`]: the text with the signatures of one or more keys.
//! * [`split`]: text and signatures again, at least as strictly as apt does it.
//! * [`verify`]: whether a known key signed it.
//!
//! What is written is what every supported apt accepts: LF line ends, no blanks at line ends, nothing
//! around the block, one armored block for all signatures, the `Hash` header sorted.

mod sign;
mod split;
#[cfg(feature = "rpgp")]
#[cfg(test)]
mod tests;
mod text;

pub use sign::{sign, verify};
pub use split::{Split, SplitError, split};
pub use text::{TextError, canonical};

pub(crate) const BEGIN: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
