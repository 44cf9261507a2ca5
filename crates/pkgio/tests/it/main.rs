//! What the real tools say of what we write, and what we say of what they write.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod process;
mod tools;
