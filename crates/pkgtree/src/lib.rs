//! What a package installs, before any format is chosen: the staged tree with its attributes, and
//! the package description that `.deb` and `.rpm` share.
//!
//! * [`Description`]: the package's metadata, from a TOML manifest, from flags, from Rust, or from
//!   all of them.
//! * [`Tree`]: the entries to install, scanned once, sorted, checked.
//! * [`stream`](Tree::stream): the content of a tree in order, each file opened once, hashed on
//!   several threads.
//!
//! Paths, names and link targets are bytes. Nothing here reads the environment or the user
//! database, and nothing depends on the clock. What is shown of them is escaped
//! ([`Printable`](diagnostic::Printable)).

pub mod changelog;
pub mod codes;
pub mod description;
pub mod script;

mod account;
mod additions;
mod attributes;
mod capabilities;
mod content;
mod counterpart;
mod entry;
mod filesystem;
mod locale;
mod machine;
mod mode_change;
mod path;
mod pattern;
mod policy;
mod rules;
mod scan;
#[cfg(test)]
mod scratch;
mod stream;
mod tree;
mod verify;

pub use account::{AccountNameError, check_account_name};
pub use additions::{AddPattern, AddRule, PatternMatches};
pub use attributes::Attributes;
pub use capabilities::{CapabilitiesTextError, ParseCapabilitiesError};
pub use content::{Content, ContentError, ContentReader};
pub use counterpart::{debian_counterpart, rpm_counterpart};
pub use description::Description;
pub use entry::{Capabilities, ConfigKind, Device, Entry, Kind, Mode, ParseModeError, Roles};
pub use filesystem::{is_locale, is_shared_directory};
pub use locale::{LocaleError, check_locale};
pub use machine::{MachineProbe, Machines};
pub use mode_change::{ModeChange, ModeChangeError};
pub use path::{InstallPath, InstallPathError, normal};
pub use pattern::{Pattern, PatternError};
pub use policy::{HardLinkPolicy, ModePolicy, PolicyError};
pub use rules::{AddedBy, AttributeRule, EntryTypes, Made, MakeRule, TreeRules};
pub use stream::{StreamError, StreamEvent, StreamOptions};
pub use tree::Tree;
pub use verify::Verify;
