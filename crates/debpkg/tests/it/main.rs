//! Packages against the real tools of dpkg.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod mutations;
mod read;
mod sign;
mod staged;
mod tools;
mod versions;
mod write;
