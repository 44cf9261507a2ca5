//! Packages against the real tools of rpm.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod diff;
mod mutations;
mod read;
mod spec;
mod staged;
mod tools;
mod write;
