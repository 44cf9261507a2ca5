//! The `.repo` file that is published, as it is, on systems that ask for news when they would by themselves.

use std::fs;
use std::os::unix::fs::symlink;

use conformance::chroot::Suite;
use conformance::repository::{Key, Manager, RpmClient, Settings, Small};

use super::Served;

fn library(version: &'static str) -> Small<'static> {
    Small { name: "library", version, architecture: "all", depends: &[] }
}

impl Served {
    /// The `.repo` file for users.
    fn repo_file(&self) -> String {
        let files = fs::read_dir(self.site.published()).unwrap();
        let mut files = files.map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.extension().is_some_and(|it| it == "repo"));
        fs::read_to_string(file.unwrap()).unwrap()
    }

    /// A client that has that file, and the key from elsewhere, since zypper asks before it trusts one.
    fn user(&self, manager: Manager) -> RpmClient {
        let client = RpmClient::new(manager);
        client.trust(&Key::usual());
        client.describe(&self.repo_file());
        client
    }
}

#[test]
fn everyone_sees_each_publication_by_the_repo_file_that_is_published() {
    let served = Served::new();
    served.add(&[library("1.0")]);
    assert!(served.repo_file().contains("repo_gpgcheck=1"), "{}", served.repo_file());
    let clients: Vec<_> =
        Manager::ALL.into_iter().map(|manager| (manager, served.user(manager))).collect();
    for (manager, client) in &clients {
        let _ = client.install(&["library"]).succeeded();
        assert_eq!(client.installed("library"), "1.0", "{manager:?}");
    }
    for version in ["1.1", "1.2"] {
        served.add(&[library(version)]);
        for (manager, client) in &clients {
            client.three_days_pass();
            client.upgrade();
            assert_eq!(client.installed("library"), version, "{manager:?}");
        }
    }
}

/// One file for several architectures, and all that can be asked of clients in it.
#[test]
fn clients_replace_the_variables_and_read_the_other_keys() {
    let mut served = Served::new();
    let url = served.nginx.url();
    let archive = format!(
        "repo-url = \"{url}/$basearch\"\npriority = 90\nmetadata-expire = \"6h\"\nmodule-hotfixes = true\n"
    );
    let settings = Settings { url: &url, archive: &archive, ..Settings::rpm() };
    served.site.describe(&settings);
    served.add(&[library("1.0")]);
    symlink("rpm", served.site.public().join("x86_64")).unwrap();
    for manager in Manager::ALL {
        let client = served.user(manager);
        let outcome = client.install(&["library"]).succeeded();
        assert_eq!(client.installed("library"), "1.0", "{manager:?}");
        assert!(!outcome.errors().contains("nvalid configuration"), "{manager:?}: {outcome}");
    }
}

/// dnf refuses to write what lies outside of its folder, as the packages of a snapshot do.
#[test]
fn reposync_is_told_to_read_the_repository_itself() {
    let served = Served::new();
    served.add(&[library("1.0")]);
    for manager in [Manager::Dnf(Suite::Bookworm), Manager::Dnf(Suite::Sid), Manager::Dnf5] {
        let client = served.user(manager);
        let arguments = ["reposync", "--setopt=el.mirrorlist=", "--download-path=/synced"];
        let _ = client.attempt(&arguments).succeeded();
        let package = "synced/el/Packages/l/library-1.0-1.noarch.rpm";
        let found = client.chroot().root().join(package);
        assert!(
            found.is_file(),
            "{manager:?}: {:?}",
            client.chroot().outcome("find", &["/synced"])
        );
    }
}
