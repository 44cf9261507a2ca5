//! Packages that no tool would make.

pub mod deb;
pub mod rpm;
