//! What apt of Debian 11, 12, 13 and sid makes of a repository, over HTTP.

mod clock;
mod contents;
mod distrust;
mod names;
mod use_it;
mod variants;

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Nginx, Settings, Site};
use conformance::tool::require_root;

pub(super) const STABLE: &str = "apt:deb/stable";

/// A repository and its server.
struct Served {
    site: Site,
    nginx: Nginx,
}

impl Served {
    fn new(settings: &Settings<'_>) -> Self {
        require_root();
        let site = Site::new(settings);
        let nginx = Nginx::serve(&site.public());
        Self { site, nginx }
    }

    /// A client of `suite` that trusts `key`, in its binary form, for the suite `stable`.
    fn client(&self, suite: Suite, key: &Key) -> Client {
        let client = Client::new(suite);
        client.write("etc/apt/keyrings/test.gpg", &key.binary);
        client.sources(&[self.source("deb", "stable")]);
        client
    }

    fn source(&self, kind: &str, suite: &str) -> String {
        let keyring = "/etc/apt/keyrings/test.gpg";
        format!("{kind} [signed-by={keyring}] {}/deb {suite} main", self.nginx.url())
    }
}
