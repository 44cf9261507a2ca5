//! What clients refuse.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use conformance::repository::{Key, Manager, RpmClient, Small, Way};
use pkgsign::key::KeyKind;

use super::{Served, each};

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };

/// Neither read nor installed.
#[track_caller]
fn assert_refused(client: &RpmClient, what: &str) {
    let refresh = client.refresh();
    let install = client.install(&["library"]);
    assert_eq!(client.installed("library"), "", "{what}: {refresh}\n{install}");
    let both = refresh.status.success() && install.status.success();
    assert!(!both, "{what}: {refresh}\n{install}");
}

#[test]
fn another_key() {
    let served = Served::new();
    served.add(&[LIBRARY]);
    for (manager, way) in each() {
        let client = served.client(manager, way, &Key::quick());
        assert_refused(&client, &format!("{manager:?}, {way:?}"));
    }
}

/// Changes a byte in the middle of each file below the repository whose path is chosen.
fn damage(served: &Served, chosen: impl Fn(&str) -> bool) {
    let mut folders = vec![served.site.published()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if chosen(path.to_str().unwrap()) {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty());
    for file in files {
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn repomd_xml_that_was_tampered_with() {
    let served = Served::new();
    served.add(&[LIBRARY]);
    for folder in [served.site.published(), snapshot(&served)] {
        let path = folder.join("repodata/repomd.xml");
        let text = fs::read_to_string(&path).unwrap();
        // Still what a client reads.
        fs::write(&path, text.replacen("<revision>1", "<revision>2", 1)).unwrap();
    }
    for (manager, way) in each() {
        let client = served.client(manager, way, &Key::usual());
        assert_refused(&client, &format!("{manager:?}, {way:?}"));
    }
}

/// The only snapshot.
fn snapshot(served: &Served) -> PathBuf {
    let mut all = fs::read_dir(served.site.published().join("snapshots")).unwrap();
    all.next().unwrap().unwrap().path()
}

#[test]
fn a_list_that_was_tampered_with() {
    let served = Served::new();
    served.add(&[LIBRARY]);
    damage(&served, |path| path.contains("-primary.xml"));
    for (manager, way) in each() {
        let client = served.client(manager, way, &Key::usual());
        assert_refused(&client, &format!("{manager:?}, {way:?}"));
    }
}

#[test]
fn a_package_that_was_tampered_with() {
    let served = Served::new();
    served.add(&[LIBRARY]);
    damage(&served, |path| path.ends_with(".rpm"));
    for (manager, way) in each() {
        let client = served.client(manager, way, &Key::usual());
        assert_refused(&client, &format!("{manager:?}, {way:?}"));
    }
}

/// The metadata may be signed as it should be: each package is to be, too.
#[test]
fn a_package_that_nobody_signed() {
    let served = Served::new();
    let folder = served.site.folder().join("incoming");
    served.add_files(&[LIBRARY.write_rpm(&folder, None, |_| {})]);
    for manager in Manager::ALL {
        // libzypp does without where the metadata is signed (`gpgcheck` alone), as it says.
        if let Manager::Zypper(_) = manager {
            continue;
        }
        let client = served.client(manager, Way::Both, &Key::usual());
        assert_refused(&client, &format!("{manager:?}"));
    }
}

#[test]
fn a_key_is_exchanged_for_another() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let (old, new) = (Key::usual(), Key::new(KeyKind::Rsa3072, now - 86_400, None));
    let mut served = Served::signed_by(vec![old.clone()]);
    served.add(&[LIBRARY]);
    // First the new certificate is published beside the old one, then the new key signs.
    served.sign_by(vec![old.clone(), new.clone()]);
    served.site.run(&["refresh", "rpm:el"]);
    let clients: Vec<_> = Manager::ALL
        .map(|manager| {
            let client = served.client(manager, Way::Both, &old);
            let _ = client.refresh().succeeded();
            (manager, client)
        })
        .into();
    served.sign_by(vec![new.clone(), old]);
    served.add(&[Small { version: "2.0", ..LIBRARY }]);
    for (manager, client) in clients {
        client.three_days_pass();
        let refused = client.refresh();
        let refused = format!("{refused}\n{}", client.install(&["library-2.0"]));
        assert!(client.installed("library") != "2.0", "{manager:?}: {refused}");
        // The new certificate is all that is missing.
        client.trust(&new);
        client.three_days_pass();
        let _ = client.refresh().succeeded();
        let _ = client.install(&["library"]).succeeded();
        assert_eq!(client.installed("library"), "2.0", "{manager:?}");
    }
}
