//! A repository as `mkrepo.toml` describes it, and what is done to it.
//!
//! * [`config`]: the description, with the place of each defect. [`RpmTemplate`]: many RPM repositories by
//!   one description.
//! * [`route`]: which target a package goes to, and the choice of published packages and of targets.
//! * [`Repository`]: a description that was opened; [`Settings`]: how it is published or read.
//! * [`AddOptions`], [`CopyOptions`], [`RemoveOptions`] and so on: what is to be done, which their `publish`
//!   does. [`list`](list()), [`history`](history()) and [`prune`](prune()) look at what is published.
//! * [`keys`], [`secret`], [`key_defects`]: the keys that sign, where secrets come from, what may be wrong.
//!
//! Every result is a value, for whoever calls to show. Nothing here prints, or reads the environment, the
//! clock or the arguments of the process: [`Surroundings`] says what they are.

pub mod codes;
pub mod config;
pub mod document;
pub mod exposure;
pub mod key_defects;
pub mod keys;
pub mod route;
pub mod secret;
pub mod target;

mod admission;
mod alias;
mod choice;
mod commands;
mod described;
mod destination;
mod incoming;
mod known_targets;
mod opened;
mod publication;
mod rpm_template;
mod selection;
mod settings;
mod signing;
mod strict;
mod surroundings;
mod transaction;

pub use commands::*;
pub use described::{FILE, OpenError, Repository, within};
pub use known_targets::KnownTargets;
pub use opened::{Chronicled, Generation, Package};
pub use publication::{Done, Publication};
pub use rpm_template::RpmTemplate;
pub use settings::Settings;
pub use surroundings::{Held, PrivateFile, Surroundings};
