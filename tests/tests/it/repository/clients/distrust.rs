//! What apt refuses, and how it says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use conformance::chroot::Suite;
use conformance::repository::{Client, Key, Settings, Small};
use conformance::tool::Outcome;
use pkgsign::key::KeyKind;

use super::{STABLE, Served};

const LIBRARY: Small<'_> =
    Small { name: "library", version: "1.0", architecture: "all", depends: &[] };
const DAY: u64 = 86_400;

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// `apt-get update`, which must fail where it warns.
fn update(client: &Client) -> Outcome {
    // Debian 11 has no --error-on=any.
    client.attempt(&["-o", "APT::Update::Error-Mode=any", "update"])
}

/// The update is refused for one of the `reasons`, and nothing can be installed.
#[track_caller]
fn assert_refused(client: &Client, suite: Suite, reasons: &[&str]) {
    let refused = update(client);
    let said = refused.errors() + &refused.text();
    assert!(reasons.iter().any(|reason| said.contains(reason)), "{suite:?}: {refused}");
    // apt 2.2 only warns where there is an old state to go on with.
    assert!(said.contains("W:") || said.contains("E:"), "{suite:?}: {refused}");
    assert_eq!(client.candidate("library"), "", "{suite:?}: {refused}");
}

fn verified_by_gpgv(suite: Suite) -> bool {
    matches!(suite, Suite::Bullseye | Suite::Bookworm)
}

#[test]
fn keys_in_both_forms_and_no_other_key() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let key = Key::usual();
    for suite in Suite::ALL {
        let client = served.client(suite, &key);
        client.apt(&["update"]);
        let armored = served.source("deb", "stable").replace("test.gpg", "test.asc");
        client.write("etc/apt/keyrings/test.asc", &key.armored);
        client.sources(&[armored]);
        client.apt(&["update"]);
        client.apt(&["install", "library"]);
        let stranger = served.client(suite, &Key::quick());
        let fingerprint = key.certificate.fingerprint().to_string();
        let id = &fingerprint[fingerprint.len() - 16..];
        assert_refused(
            &stranger,
            suite,
            &[&format!("NO_PUBKEY {id}"), &format!("Missing key {fingerprint}")],
        );
    }
}

#[test]
fn a_key_is_exchanged_for_another() {
    let (old, new) = (Key::usual(), Key::new(KeyKind::Rsa3072, now() - DAY, None));
    let mut served = Served::new(&Settings { keys: vec![old.clone()], ..Settings::default() });
    served.site.add(&[LIBRARY]);
    let both = Settings { keys: vec![old.clone(), new.clone()], ..Settings::default() };
    served.site.describe(&both);
    served.site.add(&[Small { version: "2.0", ..LIBRARY }]);
    let clients = Suite::ALL.map(|suite| {
        let clients = [&old, &new].map(|key| {
            let client = served.client(suite, key);
            client.apt(&["update"]);
            client.apt(&["install", "library"]);
            assert_eq!(client.installed("library"), "2.0", "{suite:?}");
            client
        });
        (suite, clients)
    });
    served.site.describe(&Settings { keys: vec![new.clone()], ..Settings::default() });
    served.site.add(&[Small { version: "3.0", ..LIBRARY }]);
    for (suite, [late, good]) in clients {
        good.apt(&["update"]);
        good.apt(&["upgrade"]);
        assert_eq!(good.installed("library"), "3.0", "{suite:?}");
        let refused = update(&late);
        let said = refused.errors();
        assert!(said.contains("NO_PUBKEY") || said.contains("Missing key"), "{suite:?}: {refused}");
        assert_eq!(late.candidate("library"), "2.0", "{suite:?}: what it knew stays");
        // The new certificate is all that is missing.
        late.write("etc/apt/keyrings/test.gpg", &new.binary);
        late.apt(&["update"]);
        assert_eq!(late.candidate("library"), "3.0", "{suite:?}");
    }
}

/// `Signed-By` of a `Release` binds those who named no keyring, until the field is taken away again;
/// apt 3.3 does not know it any more.
#[test]
fn a_release_that_names_the_keys_of_the_next() {
    let (old, new) = (Key::usual(), Key::new(KeyKind::Rsa3072, now() - DAY, None));
    let named = format!("valid-for = \"1d\"\nsigned-by = \"{}\"", old.certificate.fingerprint());
    let both = || vec![old.clone(), new.clone()];
    let mut served =
        Served::new(&Settings { keys: both(), archive: &named, ..Settings::default() });
    served.site.add(&[LIBRARY]);
    let clients = Suite::ALL.map(|suite| {
        let client = Client::new(suite);
        let keyring = [old.binary.clone(), new.binary.clone()].concat();
        client.write("etc/apt/trusted.gpg.d/test.gpg", keyring);
        client.sources(&[format!("deb {}/deb stable main", served.nginx.url())]);
        client.attempt(&["update"]);
        assert_eq!(client.candidate("library"), "1.0", "{suite:?}");
        (suite, client)
    });
    for (version, keys, archive) in [
        ("2.0", vec![new.clone()], "valid-for = \"1d\""),
        ("3.0", both(), "valid-for = \"1d\"\nsigned-by = \"none\""),
        ("4.0", vec![new.clone()], "valid-for = \"1d\""),
    ] {
        served.site.describe(&Settings { keys, archive, ..Settings::default() });
        served.site.add(&[Small { version, ..LIBRARY }]);
        for (suite, client) in &clients {
            let outcome = client.attempt(&["update"]);
            let is_bound = version == "2.0" && *suite != Suite::Sid;
            let expected = if is_bound { "1.0" } else { version };
            assert_eq!(client.candidate("library"), expected, "{suite:?}: {outcome}");
        }
    }
}

#[test]
fn metadata_that_expired() {
    let archive = "valid-for = \"1d\"";
    let served = Served::new(&Settings { archive, ..Settings::default() });
    let package = served.site.package(&LIBRARY);
    let package = package.to_str().unwrap();
    let add = |time: u64| {
        served.site.run(&["add", "--to", STABLE, "--timestamp", &time.to_string(), package]);
    };
    add(now() - 2 * DAY);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        assert_refused(
            &client,
            suite,
            &["is expired (invalid since 23h", "is expired (invalid since 1d"],
        );
        (suite, client)
    });
    served.site.add(&[Small { name: "other", ..LIBRARY }]);
    for (suite, client) in clients {
        client.apt(&["update"]);
        assert_eq!(client.candidate("library"), "1.0", "{suite:?}");
    }
}

/// gpgv refuses whatever an expired key signed; sqv takes what it signed before it expired.
#[test]
fn a_key_that_expired() {
    let mut served = Served::new(&Settings::default());
    // Whatever takes its time at first is over when the key's begins.
    let _ = served.site.run(&["--version"]);
    let expires = now() + 20;
    let key = Key::new(KeyKind::Ed25519, now() - 20 * DAY, Some(expires));
    served.site.describe(&Settings { keys: vec![key.clone()], ..Settings::default() });
    served.site.add(&[LIBRARY]);
    while now() <= expires {
        std::thread::sleep(Duration::from_secs(1));
    }
    for suite in Suite::ALL {
        let client = served.client(suite, &key);
        if verified_by_gpgv(suite) {
            assert_refused(&client, suite, &["EXPKEYSIG"]);
        } else {
            assert!(update(&client).status.success(), "{suite:?}");
            assert_eq!(client.candidate("library"), "1.0", "{suite:?}");
        }
    }
    // mkrepo does not sign with it any more.
    let other = served.site.package(&Small { name: "other", ..LIBRARY });
    let refused = served.site.attempt(&["add", "--to", STABLE, other.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(6), "{refused}");
    assert!(refused.errors().contains("expired"), "{refused}");
}

/// Every file below `folder` whose name the test accepts.
fn files(folder: &Path, accept: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if accept(path.to_str().unwrap()) {
                files.push(path);
            }
        }
    }
    files
}

/// Changes one bit in the middle of each.
fn damage(files: &[PathBuf]) {
    assert!(!files.is_empty());
    for file in files {
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn an_index_that_was_tampered_with() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let index = |path: &str| path.contains("/binary-amd64/");
    damage(&files(&served.site.folder().join("public/deb/dists"), index));
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        assert_refused(&client, suite, &["Hash Sum mismatch"]);
    }
}

#[test]
fn a_release_that_was_tampered_with() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let release = served.site.folder().join("public/deb/dists/stable/InRelease");
    let text = fs::read_to_string(&release).unwrap();
    fs::write(&release, text.replace("Label: Conformance", "Label: Conformity!")).unwrap();
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        assert_refused(&client, suite, &["BADSIG", "Message has been manipulated"]);
    }
}

#[test]
fn a_package_that_was_tampered_with() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let package = |path: &str| path.ends_with(".deb");
    damage(&files(&served.site.folder().join("public/deb/pool"), package));
    for suite in Suite::ALL {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        let refused = client.attempt(&["install", "library"]);
        assert!(
            !refused.status.success() && refused.errors().contains("Hash Sum mismatch"),
            "{refused}"
        );
        assert_eq!(client.installed("library"), "", "{suite:?}");
    }
}

/// Whoever puts an old state back where it was, signed as it was, is not followed.
#[test]
fn an_old_release_put_in_place_of_a_newer_one() {
    let served = Served::new(&Settings::default());
    served.site.add(&[LIBRARY]);
    let release = served.site.folder().join("public/deb/dists/stable/InRelease");
    let old = fs::read(&release).unwrap();
    served.site.add(&[Small { version: "2.0", ..LIBRARY }]);
    let clients = Suite::ALL.map(|suite| {
        let client = served.client(suite, &Key::usual());
        client.apt(&["update"]);
        (suite, client)
    });
    fs::write(&release, old).unwrap();
    for (suite, client) in clients {
        client.attempt(&["update"]);
        assert_eq!(client.candidate("library"), "2.0", "{suite:?}");
    }
}
