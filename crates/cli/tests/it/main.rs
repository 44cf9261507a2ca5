//! The real `mkdeb`, `mkrpm` and `mkrepo`, run as a user runs them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod build;
mod clients;
mod documents;
mod escapes;
mod flags;
mod identity;
mod init;
mod inspect;
mod interrupt;
mod mkrepo_add;
mod mkrepo_bad;
mod mkrepo_drop;
mod mkrepo_dry_run;
mod mkrepo_index;
mod mkrepo_index_rpm;
mod mkrepo_key;
mod mkrepo_one_content;
mod mkrepo_packages;
mod mkrepo_past;
mod mkrepo_reading;
mod mkrepo_replace;
mod mkrepo_resign;
mod mkrepo_rpm;
mod mkrepo_serve;
mod mkrepo_signed_copies;
mod mkrepo_signed_packages;
mod mkrepo_signing;
mod mkrepo_targets;
mod mkrepo_verify;
mod mkrepo_verify_rpm;
mod mkrpm;
mod modes;
mod output;
mod package_signatures;
mod package_signing;
mod packaging;
mod pages;
mod repository;
mod rules;
mod signing;
mod streams;
mod support;
mod usage;
mod without_tree;
