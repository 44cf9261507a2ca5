//! Indexes against the real tools of apt, dpkg and rpm.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "all of this is test code, which may look at the environment"
)]

mod adoption;
mod changes;
mod contents;
mod flat;
mod intake;
mod packages;
mod rpm;
mod sources;
mod tools;
