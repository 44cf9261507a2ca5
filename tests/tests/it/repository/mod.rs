//! Repositories made by `mkrepo`: what real clients make of them, and that they never break.

mod apt_judges;
mod clients;
mod determinism;
mod dnf_judges;
mod in_release;
// What kills programs between two system calls reads the registers of this processor.
#[cfg(target_arch = "x86_64")]
mod never_broken;
mod rpm_clients;
mod served;
mod shared;
