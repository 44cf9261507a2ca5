//! Suites and components with slashes in their names, and archives that list the architecture `all`.

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Settings, Small};

use super::Served;

/// The oldest and the newest apt.
const RELEASES: [Suite; 2] = [Suite::Bullseye, Suite::Sid];

/// The lines of `apt-cache policy` that say where a package comes from.
fn places(client: &Client, package: &str) -> Vec<String> {
    let policy = String::from_utf8(client.chroot().run("apt-cache", &["policy", package])).unwrap();
    let places = policy.lines().map(str::trim).filter(|line| line.contains("http://"));
    places.filter_map(|line| Some(line.split_once("/deb ")?.1.to_owned())).collect()
}

#[test]
fn suites_and_components_with_slashes_are_found_without_a_complaint() {
    let suites = [("jammy", ""), ("jammy/vendor/7.0", ""), ("stable/updates", "")];
    let archive = "components = [\"updates/main\"]\ncontents = true\ntranslations = true";
    let served = Served::new(&Settings { archive, suites: &suites, ..Settings::default() });
    for (name, to) in [
        ("tool", "jammy"),
        ("server", "jammy/vendor/7.0"),
        ("shell", "jammy/vendor/7.0/updates/main"),
        ("fixed", "stable/updates/updates/main"),
    ] {
        let file = served.site.package(&Small::new(name, "1.0", "amd64"));
        let (file, to) = (file.to_str().unwrap(), format!("--to=apt:deb/{to}"));
        served.site.run(&["add", file, &to]);
    }
    for release in RELEASES {
        let client = served.client(release, &Key::usual());
        client.sources(&[
            served.source("deb", "jammy"),
            served.source("deb", "jammy/vendor/7.0 updates/main"),
            served.source("deb", "stable/updates updates/main"),
        ]);
        let said = client.apt(&["update"]);
        assert!(!said.lines().any(|line| line.starts_with("N:")), "{said}");
        client.apt(&["install", "tool", "server", "shell", "fixed"]);
        for (name, place) in [
            ("tool", "jammy/main amd64 Packages"),
            ("server", "jammy/vendor/7.0/main amd64 Packages"),
            ("shell", "jammy/vendor/7.0/updates/main amd64 Packages"),
            ("fixed", "stable/updates/updates/main amd64 Packages"),
        ] {
            assert_eq!(client.installed(name), "1.0", "{release:?}");
            assert_eq!(places(&client, name), [place], "{release:?}");
        }
    }
    served.site.run(&["verify", "--deep"]);
}

#[test]
fn packages_for_all_are_found_once_however_architectures_are_listed() {
    for (architectures, place) in
        [(&["all"][..], "all"), (&["amd64", "all"], "amd64"), (&["amd64"], "amd64")]
    {
        let served = Served::new(&Settings { architectures, ..Settings::default() });
        let mut packages = vec![Small::new("docs", "1.0", "all")];
        packages.extend((architectures != ["all"]).then(|| Small::new("tool", "1.0", "amd64")));
        served.site.add(&packages);
        for release in RELEASES {
            let client = served.client(release, &Key::usual());
            let said = client.apt(&["update"]);
            let what = format!("{architectures:?} {release:?}: {said}");
            assert!(!said.lines().any(|line| line.starts_with("N:")), "{what}");
            assert_eq!(
                places(&client, "docs"),
                [format!("stable/main {place} Packages")],
                "{what}"
            );
            for package in &packages {
                client.apt(&["install", package.name]);
                assert_eq!(client.installed(package.name), "1.0", "{what}");
            }
        }
        served.site.run(&["verify", "--deep"]);
    }
}
