//! What a repository is for.

use std::fs;

use conformance::repository::{Key, Manager, Small, Way};

use super::{Served, each, everyone};

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };
const PROGRAM: Small<'_> =
    Small { name: "program", version: "1.0", architecture: "amd64", depends: &["library >= 1.0"] };
const EXTRA: Small<'_> =
    Small { name: "extra", version: "1.0", architecture: "all", depends: &["library"] };

/// A program that needs a library, and recommends something.
fn published() -> Served {
    let served = Served::new();
    let program =
        served.package(&PROGRAM, |description| description.recommends = vec!["extra".into()]);
    served.add(&[LIBRARY, EXTRA]);
    served.add_files(&[program]);
    served
}

#[test]
fn install_upgrade_and_downgrade_after_a_rollback() {
    let served = published();
    let clients: Vec<_> = everyone()
        .map(|(manager, way)| {
            let client = served.client(manager, way, &Key::usual());
            let what = format!("{manager:?}, {way:?}");
            let _ = client.refresh().succeeded();
            let _ = client.install(&["program"]).succeeded();
            for package in ["program", "library", "extra"] {
                assert_eq!(client.installed(package), "1.0", "{what}: {package}");
            }
            let file = client.inside("usr/share/program/version");
            assert_eq!(fs::read_to_string(file).unwrap(), "1.0\n", "{what}");
            (what, client)
        })
        .collect();
    let program = Small { version: "1.10", depends: &["library >= 1.9"], ..PROGRAM };
    served.add(&[program, Small { version: "1.9", ..LIBRARY }]);
    for (what, client) in &clients {
        // zypper asks for news once in ten minutes (repo.refresh.delay of zypp.conf).
        client.three_days_pass();
        let _ = client.refresh().succeeded();
        client.upgrade();
        assert_eq!(client.installed("program"), "1.10", "{what}");
        assert_eq!(client.installed("library"), "1.9", "{what}");
    }
    let serial = served.site.seen().unwrap().unwrap().serial;
    served.site.run(&["rollback", "rpm:el", &(serial - 1).to_string()]);
    for (what, client) in &clients {
        client.three_days_pass();
        let _ = client.refresh().succeeded();
        client.downgrade("program", "1.0");
        assert_eq!(client.installed("program"), "1.0", "{what}");
    }
    // Nobody asked for what was not there, besides what clients try at every repository, and what the
    // newer zypper tries at each mirror: it has `repomd.xml` from `baseurl`, and looks for the rest
    // in the snapshot first.
    let requests = served.nginx.requests();
    let missed = requests.iter().filter(|line| line.ends_with(" 404"));
    let unusual = |line: &&String| {
        let usual =
            ["/media.1/media", "/repomd.xml.key", "/license.tar.gz", "/content", "/metalink"];
        let at_a_mirror =
            line.contains("/snapshots/") && !line.contains("/repomd.xml") && !line.contains("/../");
        !at_a_mirror && !usual.iter().any(|part| line.contains(part))
    };
    assert_eq!(missed.filter(unusual).collect::<Vec<_>>(), [""; 0].iter().collect::<Vec<_>>());
}

/// What is installed stays; what is asked for is not found.
#[test]
fn a_dropped_repository_is_empty_and_no_error() {
    let served = published();
    let clients: Vec<_> = each()
        .map(|(manager, way)| {
            let client = served.client(manager, way, &Key::usual());
            let _ = client.refresh().succeeded();
            let _ = client.install(&["library"]).succeeded();
            (format!("{manager:?}, {way:?}"), client)
        })
        .collect();
    served.site.run(&["drop", "rpm:el"]);
    for (what, client) in clients {
        client.three_days_pass();
        let _ = client.refresh().succeeded();
        let refused = client.install(&["program"]);
        assert_eq!(client.installed("program"), "", "{what}: {refused}");
        assert_eq!(client.installed("library"), "1.0", "{what}");
    }
}

/// `filelists` and the paths in `primary`, and that nothing is missing.
#[test]
fn questions_are_answered() {
    let served = published();
    for manager in Manager::ALL {
        let client = served.client(manager, Way::Both, &Key::usual());
        let _ = client.refresh().succeeded();
        if let Some(answer) = client.what_provides("/usr/share/program/version") {
            assert!(answer.contains("program"), "{manager:?}: {answer}");
            assert!(!answer.contains("library"), "{manager:?}: {answer}");
        }
        if let Some(closure) = client.closure() {
            let _ = closure.succeeded();
        }
    }
    served.add(&[Small { name: "lonely", depends: &["nothing-provides-it"], ..PROGRAM }]);
    for manager in Manager::ALL {
        let client = served.client(manager, Way::Baseurl, &Key::usual());
        let _ = client.refresh().succeeded();
        if let Some(closure) = client.closure() {
            let said = closure.text() + &closure.errors();
            assert!(said.contains("nothing-provides-it"), "{manager:?}: {closure}");
            assert!(!closure.status.success(), "{manager:?}: {closure}");
        }
        let refused = client.install(&["lonely"]);
        assert_eq!(client.installed("lonely"), "", "{manager:?}: {refused}");
    }
}
