//! Packages against the real tools of rpm.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod staged;
mod tools;
mod write;
