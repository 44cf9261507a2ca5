//! One version with several contents: in several suites, and one after the other.

use std::fs;
use std::time::Duration;

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Kind, Nginx, SAYS, Settings, Site, Small, saying};
use conformance::tool::require_root;

use super::{STABLE, Served};

/// What the installed package says.
fn said(client: &Client) -> String {
    fs::read_to_string(client.chroot().root().join(SAYS)).unwrap()
}

/// Adds `hello` 1.0 that says `text`, from a file that is called `name`.
fn add(site: &Site, (text, name): (&str, &str), further: &[&str]) {
    let file = saying(Kind::Apt, &site.folder().join("saying"), text);
    let given = file.with_file_name(name);
    fs::rename(file, &given).unwrap();
    site.run(&[&["add", given.to_str().unwrap()], further].concat());
}

/// Two suites of an archive have one version with different contents, under both ways of naming files
/// apart. Every apt gets from each suite what is published there.
#[test]
fn two_suites_have_two_contents_of_one_version() {
    let suites = [("bookworm", ""), ("trixie", "")];
    for (names, releases) in [
        ("file", &[Suite::Bullseye, Suite::Sid][..]),
        ("pool/${suite}/${component}/${source}/${name}_${version}_${arch}.deb", &[Suite::Trixie]),
    ] {
        let archive = format!("pool-names = {names:?}\ncontents = true");
        let settings = Settings { archive: &archive, suites: &suites, ..Settings::default() };
        let served = Served::new(&settings);
        for (suite, _) in suites {
            let name = format!("hello_1.0~{suite}_amd64.deb");
            let to = format!("--to=apt:deb/{suite}");
            add(&served.site, (&format!("for {suite}"), &name), &[&to]);
        }
        served.site.run(&["verify", "--deep"]);
        for &release in releases {
            let client = served.client(release, &Key::usual());
            for (suite, _) in suites {
                client.sources(&[served.source("deb", suite)]);
                client.apt(&["update"]);
                client.apt(&["install", "hello"]);
                let what = format!("{names}, {release:?}, {suite}");
                assert_eq!(client.installed("hello"), "1.0", "{what}");
                assert_eq!(said(&client), format!("for {suite}"), "{what}");
                client.apt(&["purge", "hello"]);
                // apt would install its own copy again where both have one size.
                client.apt(&["clean"]);
            }
        }
    }
}

/// Whoever updated before a version was replaced installs what was published then, and whoever updates
/// afterwards what is published now; so do those behind a cache that holds everything for a day.
#[test]
fn a_replaced_version_is_installed_as_it_was_read() {
    require_root();
    let settings = Settings { suites: &[("stable", "replace = true")], ..Settings::default() };
    let served = Served::new(&settings);
    let cache = Nginx::cache(&served.nginx, Duration::from_secs(24 * 60 * 60));
    let source = |nginx: &Nginx| {
        format!("deb [signed-by=/etc/apt/keyrings/test.gpg] {}/deb stable main", nginx.url())
    };
    let to = ["--to", STABLE, "--replace"];
    add(&served.site, ("one", "hello.deb"), &to);
    let clients = [Suite::Bullseye, Suite::Sid].map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client
    });
    let behind = served.client(Suite::Bookworm, &Key::usual());
    behind.sources(&[source(&cache)]);
    behind.apt(&["update"]);

    add(&served.site, ("two", "hello.deb"), &to);
    served.site.run(&["verify", "--deep"]);
    for client in &clients {
        client.apt(&["install", "hello"]);
        assert_eq!(said(client), "one");
        client.apt(&["update"]);
        // What apt-get has downloaded before it takes for the package if its size is the same.
        client.apt(&["clean"]);
        client.apt(&["install", "--reinstall", "hello"]);
        assert_eq!((said(client), client.installed("hello")), ("two".to_owned(), "1.0".to_owned()));
    }
    // The cache holds the old release and nothing of the packages.
    behind.apt(&["update"]);
    behind.apt(&["install", "hello"]);
    assert_eq!(said(&behind), "one");
    behind.sources(&[source(&served.nginx)]);
    behind.apt(&["update"]);
    behind.apt(&["clean"]);
    behind.apt(&["install", "--reinstall", "hello"]);
    assert_eq!(said(&behind), "two");
}

/// A version that was yanked is no longer installed, and apt has nothing to say of the field that tells
/// why; systems that have it keep it until there is a newer one.
#[test]
fn a_yanked_version_is_not_installed() {
    let served = Served::new(&Settings::default());
    let package = |version| Small::new("hello", version, "amd64");
    served.site.add(&[package("1.0"), package("1.1")]);
    let clients = [Suite::Bullseye, Suite::Sid].map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client.apt(&["install", "hello"]);
        client
    });
    served.site.run(&["yank", "hello=1.1", "--reason", "deletes: its <configuration>", STABLE]);
    for client in &clients {
        client.apt(&["update"]);
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("hello"), "1.1");
        client.apt(&["purge", "hello"]);
        assert_eq!(client.candidate("hello"), "1.0");
        client.apt(&["install", "hello"]);
        assert_eq!(client.installed("hello"), "1.0");
    }
}
