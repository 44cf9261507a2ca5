//! Repositories: made by `mkrepo`, served by nginx, read by apt and by a client that forgives nothing.

mod client;
mod keys;
mod nginx;
mod packages;
mod reader;
mod site;

pub use client::{Client, PrivateApt};
pub use keys::Key;
pub use nginx::Nginx;
pub use packages::{Small, source};
pub use reader::{Reader, Seen};
pub use site::{Settings, Site};
