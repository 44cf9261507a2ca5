//! Packwright against the real tools.
//!
//! Here stands what the tests share: [`tool`] runs programs, [`chroot`] makes throw-away Debian
//! systems, [`program`] runs the commands under test, [`model`] describes a staged tree and what it
//! must look like when installed, [`nobody`] is another user, [`debian`] fetches real packages, [`crates`] finds the test data of OpenPGP
//! libraries, [`dpkg`] installs into
//! empty folders, [`fixtures`] makes the fixture
//! trees, [`golden`] lists the packages that are committed byte for byte, [`forge`] makes packages
//! that no tool would make, [`rpm`] asks and feeds the real rpm,
//! [`repository`] makes, serves and reads repositories, [`trace`] kills programs between two of their
//! system calls, [`random`] gives numbers that look random, [`rebuild`] turns a real package back
//! into a tree and a manifest, [`diagnostics`] lists the codes for users.
//! The tests themselves are in `tests/it`.
//!
//! Everything panics with a message for the reader of a failed test; nothing is skipped.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "all of this crate is test code: a surprise is a failed test"
)]

pub mod chroot;
pub mod crates;
pub mod debian;
pub mod diagnostics;
pub mod dpkg;
pub mod fixtures;
pub mod forge;
pub mod golden;
pub mod model;
pub mod nobody;
pub mod program;
pub mod random;
pub mod rebuild;
pub mod repository;
pub mod rpm;
pub mod tool;
#[cfg(target_arch = "x86_64")]
pub mod trace;

/// The front page's programs, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadMe;
