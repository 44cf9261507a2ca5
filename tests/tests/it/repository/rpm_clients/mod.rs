//! What dnf 4.14 and zypper of Debian 12, and dnf, dnf5 and zypper of Debian unstable make of a
//! repository, over HTTP, by its folder and by the list of its mirrors, with every signature checked.

mod contents;
mod distrust;
mod groups;
mod libsolv;
mod made;
mod modules;
mod news;
mod use_it;

use std::path::PathBuf;

use conformance::repository::{Key, Manager, Nginx, RpmClient, Settings, Site, Small, Way};
use conformance::tool::require_root;
use pkgtree::Description;

/// A repository and its server.
struct Served {
    site: Site,
    nginx: Nginx,
    keys: Vec<Key>,
}

impl Served {
    fn new() -> Self {
        Self::signed_by(vec![Key::usual()])
    }

    fn signed_by(keys: Vec<Key>) -> Self {
        require_root();
        let mut site = Site::new(&Settings::rpm());
        let nginx = Nginx::serve(&site.public());
        site.describe(&Settings { keys: keys.clone(), url: &nginx.url(), ..Settings::rpm() });
        Self { site, nginx, keys }
    }

    /// Describes it anew, with other keys.
    fn sign_by(&mut self, keys: Vec<Key>) {
        let url = self.nginx.url();
        self.site.describe(&Settings { keys: keys.clone(), url: &url, ..Settings::rpm() });
        self.keys = keys;
    }

    /// Its address.
    fn url(&self) -> String {
        format!("{}/rpm", self.nginx.url())
    }

    /// A client that is told of it, and trusts `key`.
    fn client(&self, manager: Manager, way: Way, key: &Key) -> RpmClient {
        let client = RpmClient::new(manager);
        client.point(&self.url(), way, key);
        client
    }

    /// A package, signed by the first key.
    fn package(&self, small: &Small<'_>, change: impl FnOnce(&mut Description)) -> PathBuf {
        small.write_rpm(&self.site.folder().join("incoming"), self.keys.first(), change)
    }

    /// Adds packages, signed by the first key.
    fn add(&self, packages: &[Small<'_>]) {
        let files: Vec<PathBuf> = packages.iter().map(|it| self.package(it, |_| {})).collect();
        self.add_files(&files);
    }

    fn add_files(&self, files: &[PathBuf]) {
        let files = files.iter().map(|file| file.to_str().unwrap());
        self.site.run(&["add", "--to", "rpm:el"].into_iter().chain(files).collect::<Vec<_>>());
    }
}

/// Every client, by each way in.
fn everyone() -> impl Iterator<Item = (Manager, Way)> {
    Manager::ALL.into_iter().flat_map(|manager| Way::ALL.map(|way| (manager, way)))
}

/// Every client, by one way in or the other.
fn each() -> impl Iterator<Item = (Manager, Way)> {
    Manager::ALL.into_iter().zip(Way::ALL.into_iter().cycle())
}
