//! Repositories: made by `mkrepo`, served by nginx, read by apt, dnf and zypper, and by clients that
//! forgive nothing.

mod client;
mod keys;
mod nginx;
mod packages;
mod reader;
mod rpm_client;
mod rpm_reader;
mod saying;
mod site;
mod xml;

pub use client::{Client, PrivateApt};
pub use keys::Key;
pub use nginx::Nginx;
pub use packages::{Small, source};
pub use reader::{Reader, Seen};
pub use rpm_client::{Librepo, Manager, RpmClient, Way, system as rpm_system};
pub use rpm_reader::RpmReader;
pub use saying::{SAYS, saying};
pub use site::{Kind, Settings, Site};
