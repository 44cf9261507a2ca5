//! Packages of one version whose content, or signature, is another than before.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{
    Key, Kind, Manager, Nginx, RpmClient, SAYS, Settings, Site, Small, Way, saying,
};
use conformance::tool::require_root;
use pkgsign::key::KeyKind;

use super::Served;

const MANAGERS: [Manager; 3] =
    [Manager::Dnf(Suite::Bookworm), Manager::Dnf5, Manager::Zypper(Suite::Sid)];

/// What the installed package says.
fn said(client: &RpmClient) -> String {
    fs::read_to_string(client.inside(SAYS)).unwrap()
}

/// Makes a client install a package again.
fn reinstall(manager: Manager, client: &RpmClient) {
    let command: &[&str] = match manager {
        Manager::Zypper(_) => &["install", "--force", "hello"],
        Manager::Dnf(_) | Manager::Dnf5 => &["reinstall", "hello"],
    };
    let _ = client.attempt(command).succeeded();
}

/// A system that has the first content keeps it until it installs the package again; one that
/// installs it later gets the second.
#[test]
fn a_replaced_package_is_installed_with_its_new_content() {
    require_root();
    let mut site = Site::new(&Settings::rpm());
    let nginx = Nginx::serve(&site.public());
    site.describe(&Settings { archive: "replace = true", url: &nginx.url(), ..Settings::rpm() });
    let add = |text: &str| {
        let file = saying(Kind::Rpm, &site.folder().join("saying"), text);
        site.run(&["add", "--to", "rpm:el", "--replace", file.to_str().unwrap()]);
    };
    add("one");
    let new = |manager| {
        let client = RpmClient::new(manager);
        client.point_at_unsigned(&format!("{}/rpm", nginx.url()), Way::Mirrorlist, &Key::usual());
        client
    };
    let clients = MANAGERS.map(|manager| {
        let client = new(manager);
        let _ = client.refresh().succeeded();
        let _ = client.install(&["hello"]).succeeded();
        assert_eq!(said(&client), "one", "{manager:?}");
        (manager, client)
    });
    add("two");
    site.run(&["verify", "--deep"]);
    for (manager, client) in clients {
        client.forget();
        let _ = client.refresh().succeeded();
        client.upgrade();
        assert_eq!(said(&client), "one", "{manager:?}: the version is the same");
        reinstall(manager, &client);
        assert_eq!(said(&client), "two", "{manager:?}");
        let client = new(manager);
        let _ = client.refresh().succeeded();
        let _ = client.install(&["hello"]).succeeded();
        assert_eq!(said(&client), "two", "{manager:?}");
    }
}

/// With `gpgcheck=1` and the new certificate alone, packages of the old key are refused until they are
/// signed again.
#[test]
fn resigned_packages_are_installed_with_the_new_certificate_alone() {
    let (old, new) = (Key::usual(), Key::new(KeyKind::default(), 1_704_067_200, None));
    let mut served = Served::signed_by(vec![old.clone()]);
    let package = Small { name: "library", version: "1.0", architecture: "all", depends: &[] };
    served.add(&[package, Small { name: "other", ..package }]);
    let systems = MANAGERS.map(|manager| {
        let client = served.client(manager, Way::Mirrorlist, &old);
        let _ = client.refresh().succeeded();
        let _ = client.install(&["library"]).succeeded();
        (manager, client)
    });
    served.sign_by(vec![new.clone(), old]);
    served.site.run(&["refresh", "rpm:el"]);
    let refused = served.client(Manager::Dnf(Suite::Bookworm), Way::Mirrorlist, &new);
    let _ = refused.refresh().succeeded();
    let outcome = refused.install(&["library"]);
    assert!(!outcome.status.success() && refused.installed("library").is_empty(), "{outcome}");

    let resigned = served.site.run(&["resign", "rpm:el"]);
    assert_eq!(resigned.lines().count(), 2, "{resigned}");
    assert_eq!(served.site.run(&["resign", "rpm:el"]), "");
    served.sign_by(vec![new.clone()]);
    served.site.run(&["refresh", "rpm:el"]);
    served.site.run(&["verify", "--deep"]);
    for (manager, client) in systems {
        // A system that has the package keeps it.
        client.trust(&new);
        client.forget();
        let _ = client.refresh().succeeded();
        client.upgrade();
        assert_eq!(client.installed("library"), "1.0", "{manager:?}");
        let _ = client.install(&["other"]).succeeded();
        let client = served.client(manager, Way::Mirrorlist, &new);
        let _ = client.refresh().succeeded();
        let _ = client.install(&["library", "other"]).succeeded();
        assert_eq!(client.installed("library"), "1.0", "{manager:?}");
    }
}

/// A version that was yanked is no longer installed; clients pass over the tag that tells why.
#[test]
fn a_yanked_version_is_not_installed() {
    let served = Served::new();
    let package = |version| Small::new("hello", version, "amd64");
    served.add(&[package("1.0"), package("1.1")]);
    served.site.run(&["yank", "hello=1.1-1", "--reason", "deletes: its <configuration>", "rpm:el"]);
    for manager in MANAGERS {
        let client = served.client(manager, Way::Mirrorlist, &Key::usual());
        let _ = client.refresh().succeeded();
        let _ = client.install(&["hello"]).succeeded();
        assert_eq!(client.installed("hello"), "1.0", "{manager:?}");
    }
}
