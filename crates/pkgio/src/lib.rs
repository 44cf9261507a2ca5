//! The bytes of packages: compression, digests, spooling, atomic files and timestamps.
//!
//! This crate knows no package format, and no clock, environment or terminal. What it writes is a
//! function of its input alone: the number of threads never changes a byte.

#[cfg(feature = "files")]
mod atomic;
mod blocks;
mod calendar;
mod compression;
mod date;
mod decoder;
mod digest;
mod encoder;
mod md5_lanes;
mod md5_many;
mod meter;
#[cfg(feature = "files")]
mod regular;
mod sha256_many;
mod shared_names;
#[cfg(feature = "files")]
mod spool;
mod timestamp;

#[cfg(feature = "files")]
pub use atomic::{AtomicFile, Existing, Temporary};
pub use calendar::{civil_date, days_since_epoch};
pub use compression::{Codec, Compression, ParseCompressionError};
pub use date::{Date, Day};
pub use decoder::{Decoder, Encoding};
pub use digest::{
    Algorithms, DigestReader, DigestWriter, Digests, Hasher, Hex, PackedDigests, digest_many,
};
pub use encoder::Encoder;
pub use meter::Meter;
#[cfg(feature = "files")]
pub use regular::{open_operand, open_regular};
pub use sha256_many::sha256_many;
pub use shared_names::SharedNames;
#[cfg(feature = "files")]
pub use spool::{Spool, Spooled};
pub use timestamp::{ParseTimestampError, Timestamp};
