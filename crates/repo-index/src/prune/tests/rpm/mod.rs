//! RPM repositories.

mod keeping;
mod mishaps;
mod world;
