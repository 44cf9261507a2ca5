//! The real `mkdeb` and `mkrpm`, run as a user runs them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod build;
mod escapes;
mod inspect;
mod interrupt;
mod mkrpm;
mod mkrpm_signing;
mod output;
mod packaging;
mod pages;
mod rules;
mod signing;
mod streams;
mod support;
mod usage;
