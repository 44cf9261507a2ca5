//! Packwright against dpkg, apt, lintian, rpmbuild and rpm. Run as root: `sudo make test`.
//!
//! `CONFORMANCE_CASES` is the number of trees that the property test generates (500 when not set;
//! `make test-long` 2,000).

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this is test code, which may look at the clock and the environment, and tell \
              what figure it reached"
)]

mod bad_input;
mod debsig;
mod determinism;
mod diagnostics;
mod dpkg_agrees;
mod dpkg_judges;
mod dpkg_refuses;
mod dpkg_tolerates;
mod foreign_keys;
mod golden;
mod hard_links;
mod installation;
mod large_file;
mod makers_judge;
mod modes;
mod module_documents;
mod property;
mod real_packages;
mod repository;
mod robustness;
mod rpm;
mod rpm_judges;
mod static_binary;
mod versions;
