//! What runs programs, and where from.

#![allow(clippy::unwrap_used, reason = "a surprise is a failed test")]

mod sources;
