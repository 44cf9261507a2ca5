//! What a repository is for.

use std::fs;

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Settings, Site, Small, source};
use conformance::tool::{call, command, run};
use tempfile::TempDir;

use super::{STABLE, Served};

const fn small(name: &'static str, version: &'static str) -> Small<'static> {
    Small { name, version, architecture: "amd64", depends: &[] }
}

/// The packages of the archive that both are.
const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };
const PROGRAM: Small<'_> = Small {
    name: "program",
    version: "1.0",
    architecture: "amd64",
    depends: &["library (>= 1.0)"],
};

#[test]
fn update_install_upgrade() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY, PROGRAM]);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client.apt(&["install", "program"]);
        assert_eq!(client.installed("program"), "1.0", "{suite:?}");
        assert_eq!(client.installed("library"), "1.0", "{suite:?}");
        let file = client.chroot().root().join("usr/share/program/version");
        assert_eq!(fs::read_to_string(file).unwrap(), "1.0\n", "{suite:?}");
        client
    });
    served.site.add(&[Small { version: "1.10", ..PROGRAM }, Small { version: "1.9", ..LIBRARY }]);
    for client in clients {
        client.apt(&["update"]);
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("program"), "1.10");
        assert_eq!(client.installed("library"), "1.9");
        client.apt(&["purge", "program"]);
        assert_eq!(client.installed("program"), "");
    }
    // Each asked for indexes by their digests alone.
    let requests = served.nginx.requests();
    let indexes = requests.iter().filter(|line| line.contains("Packages"));
    assert_eq!(indexes.collect::<Vec<_>>(), [""; 0].iter().collect::<Vec<_>>());
    assert!(requests.iter().all(|line| !line.ends_with(" 404")), "{requests:#?}");
}

/// apt asks nothing and complains of nothing; what is installed stays.
#[test]
fn a_dropped_suite_is_empty_and_no_error() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY, PROGRAM]);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client.apt(&["install", "library"]);
        client
    });
    served.site.run(&["drop", STABLE]);
    for client in &clients {
        let updated = client.apt(&["update"]);
        assert!(!updated.contains("W:") && !updated.contains("E:"), "{updated}");
        assert_eq!(client.candidate("library"), "1.0", "what is installed");
        assert_eq!(client.candidate("program"), "");
        let refused = client.attempt(&["install", "program"]);
        assert!(!refused.status.success(), "{refused}");
        assert!(refused.errors().contains("Unable to locate package"), "{refused}");
    }
    served.site.run(&["rollback", STABLE, "1"]);
    for client in clients {
        client.apt(&["update"]);
        client.apt(&["install", "program"]);
        assert_eq!(client.installed("program"), "1.0");
    }
}

#[test]
fn suites_that_are_not_automatic_wait_to_be_asked() {
    let suites = [
        ("stable", ""),
        ("backports", "not-automatic = true\nbut-automatic-upgrades = true"),
        ("experimental", "not-automatic = true"),
    ];
    let served = Served::new(&Settings { suites: &suites, ..Settings::default() });
    let add = |suite: &str, version: &'static str| {
        let file = served.site.package(&small("program", version));
        served.site.run(&["add", "--to", &format!("apt:deb/{suite}"), file.to_str().unwrap()]);
    };
    add("stable", "1.0");
    add("backports", "2.0");
    add("experimental", "3.0");
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.sources(&suites.map(|(suite, _)| served.source("deb", suite)));
        client.apt(&["update"]);
        assert_eq!(client.candidate("program"), "1.0", "{suite:?}");
        client.apt(&["install", "-t", "backports", "program"]);
        assert_eq!(client.installed("program"), "2.0", "{suite:?}");
        client
    });
    add("backports", "2.1");
    add("experimental", "3.1");
    for client in clients {
        client.apt(&["update"]);
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("program"), "2.1");
        client.apt(&["install", "program/experimental"]);
        assert_eq!(client.installed("program"), "3.1");
    }
}

#[test]
fn pins_know_the_origin() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        assert_eq!(client.candidate("library"), "1.0", "{suite:?}");
        for pin in ["release o=Conformance", "release n=stable,l=Conformance", "origin 127.0.0.1"] {
            let text = format!("Package: *\nPin: {pin}\nPin-Priority: -1\n");
            client.write("etc/apt/preferences.d/test", text);
            assert_eq!(client.candidate("library"), "(none)", "{suite:?}, {pin}");
        }
        let other = "Package: *\nPin: release o=Another\nPin-Priority: -1\n";
        client.write("etc/apt/preferences.d/test", other);
        assert_eq!(client.candidate("library"), "1.0", "{suite:?}");
    }
}

#[test]
fn a_foreign_architecture() {
    let architectures = &["amd64", "arm64"];
    let served = Served::new(&Settings { architectures, ..Settings::default() });
    let foreign = Small { architecture: "arm64", ..small("foreign", "1.0") };
    served.site.add(&[foreign, LIBRARY]);
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        assert_eq!(client.candidate("foreign"), "", "{suite:?}");
        client.chroot().run("dpkg", &["--add-architecture", "arm64"]);
        client.apt(&["update"]);
        client.apt(&["install", "foreign:arm64", "library"]);
        assert_eq!(client.installed("foreign:arm64"), "1.0", "{suite:?}");
    }
}

#[test]
fn sources_are_downloaded_and_unpacked() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let folder = TempDir::new().unwrap();
    let dsc = source(folder.path(), "library", "1.0");
    served.site.run(&["add", "--to", STABLE, dsc.to_str().unwrap()]);
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        let kinds = ["deb", "deb-src"];
        client.sources(&kinds.map(|kind| served.source(kind, "stable")));
        client.apt(&["update"]);
        client.apt(&["source", "--download-only", "library"]);
        let root = client.chroot().root();
        for name in ["library_1.0.dsc", "library_1.0.tar.gz"] {
            let [published, given] = [root.join(name), folder.path().join(name)].map(fs::read);
            assert!(published.unwrap() == given.unwrap(), "{suite:?}: {name}");
        }
        let unpacked = folder.path().join(format!("{suite:?}"));
        let mut dpkg_source = command("dpkg-source");
        dpkg_source.args(["--no-check", "-x"]).arg(root.join("library_1.0.dsc")).arg(&unpacked);
        run(&mut dpkg_source);
        assert!(unpacked.join("debian/control").is_file());
    }
}

/// What users are told to put into their systems, as it is, by apt that reads keys in it.
#[test]
fn the_sources_file_that_is_published() {
    let mut served = Served::new(&Settings::default());
    let url = format!("url = \"{}/deb\"\n", served.nginx.url());
    served.site.describe(&Settings { archive: &url, ..Settings::default() });
    served.site.add(&[LIBRARY]);
    let folder = TempDir::new().unwrap();
    let dsc = source(folder.path(), "library", "1.0");
    served.site.run(&["add", "--to", STABLE, dsc.to_str().unwrap()]);
    let text = fs::read_to_string(served.site.published().join("stable.sources")).unwrap();
    for suite in [Suite::Bookworm, Suite::Trixie, Suite::Sid] {
        let client = Client::new(suite);
        client.sources(&[]);
        client.write("etc/apt/sources.list.d/stable.sources", &text);
        client.chroot().run("dpkg", &["--add-architecture", "arm64"]);
        let update = client.attempt(&["update"]).succeeded();
        let said = update.text() + &update.errors();
        for complaint in ["W:", "E:", "N:"] {
            assert!(!said.lines().any(|line| line.starts_with(complaint)), "{suite:?}: {said}");
        }
        client.apt(&["install", "library"]);
        assert_eq!(client.installed("library"), "1.0", "{suite:?}");
        client.apt(&["source", "--download-only", "library"]);
        assert!(client.chroot().root().join("library_1.0.dsc").is_file(), "{suite:?}");
    }
}

/// Whoever follows an alias is asked nothing when it stands for another suite.
#[test]
fn an_alias_that_moves_on() {
    let mut served = Served::new(&Settings::default());
    let alias = [("old", ""), ("new", ""), ("latest", "alias-of = \"old\"")];
    served.site.describe(&Settings { suites: &alias, ..Settings::default() });
    let add = |site: &Site, version: &str, suite: &str| {
        let file = site.package(&Small { version, ..LIBRARY });
        site.run(&["add", "--to", &format!("apt:deb/{suite}"), file.to_str().unwrap()]);
    };
    add(&served.site, "1.0", "old");
    add(&served.site, "2.0", "new");
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.sources(&[served.source("deb", "latest")]);
        client.apt(&["update"]);
        client.apt(&["install", "library"]);
        assert_eq!(client.installed("library"), "1.0", "{suite:?}");
        (suite, client)
    });
    let alias = [("old", ""), ("new", ""), ("latest", "alias-of = \"new\"")];
    served.site.describe(&Settings { suites: &alias, ..Settings::default() });
    served.site.run(&["refresh", "apt:deb/latest"]);
    for (suite, client) in &clients {
        client.apt(&["update"]);
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("library"), "2.0", "{suite:?}");
    }
}

/// Whoever publishes faster than seconds pass gives the same `Date` twice.
#[test]
fn publications_of_the_same_date_follow_each_other() {
    let served = Served::new(&Settings::default());
    let date = || {
        let release = served.site.folder().join("public/deb/dists/stable/Release");
        let text = fs::read_to_string(release).unwrap();
        text.lines().find(|line| line.starts_with("Date: ")).unwrap().to_owned()
    };
    let add = |version: &str, time: u64| {
        let file = served.site.package(&Small { version, ..LIBRARY });
        let time = time.to_string();
        let arguments = ["add", "--to", STABLE, "--timestamp", &time, file.to_str().unwrap()];
        served.site.run(&arguments);
        date()
    };
    let time = 1_750_000_000;
    let first = add("1.0", time);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client
    });
    // As a burst of publications leaves it: the date is as late as the clock.
    let second = add("2.0", time - 300);
    assert_eq!(first, second);
    for client in clients {
        client.apt(&["update"]);
        assert_eq!(client.candidate("library"), "2.0");
    }
}

/// What apt-file puts into apt's configuration.
const CONTENTS: &str = r#"Acquire::IndexTargets::deb::Contents-deb {
    MetaKey "$(COMPONENT)/Contents-$(ARCHITECTURE)";
    ShortDescription "Contents-$(ARCHITECTURE)";
    Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Contents (deb)";
    flatMetaKey "Contents-$(ARCHITECTURE)";
    flatDescription "$(RELEASE) Contents (deb)";
    PDiffs "true";
    KeepCompressed "true";
    fallback-of "";
    DefaultEnabled "true";
};
"#;

#[test]
fn contents_as_apt_file_reads_them() {
    let archive = "contents = true";
    let served = Served::new(&Settings { archive, ..Settings::default() });
    served.site.add(&[LIBRARY, PROGRAM]);
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        client.write("etc/apt/apt.conf.d/50apt-file.conf", CONTENTS);
        client.apt(&["update"]);
        let format = ["indextargets", "--format", "$(FILENAME)", "Created-By: Contents-deb"];
        let found = client.apt(&format);
        let files: Vec<&str> = found.lines().collect();
        assert!(!files.is_empty(), "{suite:?}: no Contents");
        let text = files
            .iter()
            .map(|file| client.chroot().run("/usr/lib/apt/apt-helper", &["cat-file", file]));
        let text = String::from_utf8(text.collect::<Vec<_>>().concat()).unwrap();
        for line in
            ["usr/share/program/version misc/program", "usr/share/library/version misc/library"]
        {
            let words: Vec<&str> = line.split(' ').collect();
            let listed = |it: &str| it.split_whitespace().next() == Some(words[0]);
            assert!(text.lines().any(listed), "{suite:?}: {line} in {text}");
        }
    }
}

#[test]
fn a_suite_that_was_rolled_back() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    served.site.add(&[Small { version: "2.0", ..LIBRARY }]);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        client.apt(&["install", "library"]);
        assert_eq!(client.installed("library"), "2.0", "{suite:?}");
        client
    });
    served.site.run(&["rollback", STABLE, "1"]);
    for client in clients {
        client.apt(&["update"]);
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("library"), "2.0", "apt takes nothing back by itself");
        client.apt(&["install", "--allow-downgrades", "library=1.0"]);
        assert_eq!(client.installed("library"), "1.0");
        client.apt(&["upgrade"]);
        assert_eq!(client.installed("library"), "1.0");
    }
    let left = served.site.folder().join("public/deb/pool");
    assert!(!call("find", &[left.as_os_str(), "-name".as_ref(), "*_2.0_*".as_ref()]).is_empty());
}
