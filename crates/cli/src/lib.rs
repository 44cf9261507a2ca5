//! What the command lines `mkdeb`, `mkrpm` and `mkrepo` share, and each of them as a
//! function that its binary calls.
//!
//! * `args`: flags as clap reads them, texts not yet parsed.
//! * `describe`: a package description from a manifest and flags.
//! * `report`: results on standard output, messages on standard error, and the JSON twins of both.
//! * `signing`, `signatures`: the key that signs, and the signatures of finished packages.
//! * `tool`, `build`, `input`: a command from its arguments to its exit code, a build from tree and
//!   flags to summary, packages as they are read.
//! * [`mkdeb`], [`mkrpm`], [`mkrepo`]: the commands themselves.
//!
//! The environment is read here and nowhere below; the clock paces the progress bar, tells
//! whether a key has expired, and dates what is published.

pub mod codes;
pub mod mkdeb;
pub mod mkrepo;
pub mod mkrpm;

mod args;
mod build;
mod clock;
mod describe;
mod differences;
mod environment;
mod exit;
mod init;
mod input;
mod interrupt;
mod limits;
mod listing;
mod output;
mod progress;
mod report;
mod signatures;
mod signing;
mod threads;
mod timestamp;
mod tool;
mod usage;
