//! What is published, read back.

use super::*;

#[test]
fn what_is_published_reads_back() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    let published = setup.add(at(0), "docs", "all").unwrap();
    assert!(published.warnings.is_empty(), "{}", published.warnings);
    let suite = setup.suite(at(0));
    let commit = setup.store.read(&suite.commit(), 1 << 20).unwrap().unwrap();
    let state = suite.read(&setup.store, Some(&commit)).unwrap();
    assert_eq!(names(&state, "amd64"), ["docs", "tool"]);
    assert_eq!(names(&state, "arm64"), ["docs"]);
    let release = state.release.unwrap();
    assert_eq!(release.serial, Some(2));
    assert_eq!(release.origin.as_deref(), Some("Example"));
    assert_eq!(release.codename.as_deref(), Some("stable"));
    assert_eq!(release.architectures, ["amd64", "arm64"]);
    assert_eq!(release.valid_until, Some(at(1 - 300 + 86_400)));
    assert!(release.files.contains_key("main/binary-amd64/Packages"));
    for (path, file) in release.files.iter().filter(|(path, _)| !path.ends_with("/Packages")) {
        let by_hash = suite.by_hash(path, file.sha256).unwrap();
        for key in [by_hash, suite.key(path).unwrap()] {
            let found = setup.store.read(&key, 1 << 20).unwrap().unwrap();
            assert_eq!(Sha256::of(&found.bytes), file.sha256, "{key}");
        }
    }
    let release = setup.text("debian/dists/stable/Release");
    let signature = setup.text("debian/dists/stable/Release.gpg");
    pkgsign::detached::verify(signature.as_bytes(), release.as_bytes(), &setup.certificate)
        .unwrap();
    assert!(setup.text("debian/dists/stable/InRelease").contains(&release));
}

#[test]
fn history_is_a_chain_and_old_states_come_back() {
    let setup = Setup::new();
    for (number, package) in ["one", "two", "three"].into_iter().enumerate() {
        setup.add(at(number as i64 * 60), package, "amd64").unwrap();
    }
    let suite = setup.suite(at(200));
    let history = suite.history(&setup.store, 10).unwrap();
    let serials: Vec<_> = history.iter().map(|one| one.serial).collect();
    assert_eq!(serials, [Some(3), Some(2), Some(1)]);
    assert_eq!(history[0].parent, Some(history[1].sha256));
    assert_eq!(history[2].parent, None);
    assert!(history.is_sorted_by(|later, earlier| later.date > earlier.date));
    assert_eq!(suite.history(&setup.store, 2).unwrap().len(), 2);

    let old = suite.at(&setup.store, 1).unwrap().unwrap();
    assert_eq!(names(&old, "amd64"), ["one"]);
    assert!(suite.at(&setup.store, 9).unwrap().is_none());
    let rolled =
        publish(&setup.store, &suite, |_| Ok(Some(old.clone())), &PublishOptions::default())
            .unwrap();
    assert!(rolled.warnings.is_empty());
    let history = suite.history(&setup.store, 10).unwrap();
    assert_eq!(history[0].serial, Some(4));
    assert_eq!(history[0].release.files, history[3].release.files);
    assert_eq!(names(&setup.state("stable", at(200)), "amd64"), ["one"]);
}

#[test]
fn dates_only_grow_and_stay_near_the_clock() {
    let setup = Setup::new();
    for number in 0..3 {
        setup.add(at(0), &format!("tool{number}"), "amd64").unwrap();
    }
    let dates: Vec<_> =
        setup.suite(at(0)).history(&setup.store, 9).unwrap().iter().map(|one| one.date).collect();
    assert_eq!(dates, [at(-298), at(-299), at(-300)]);
    // No later date is left that is not in the future.
    setup.add(at(-298), "burst", "amd64").unwrap();
    let latest = setup.suite(at(0)).history(&setup.store, 1).unwrap();
    assert_eq!((latest[0].serial, latest[0].date), (Some(4), at(-298)));
    let error = setup.add(at(-400), "late", "amd64").unwrap_err();
    assert!(matches!(error, PublishError::Clock(_)), "{error}");
}

#[test]
fn a_series_of_publications_meets_no_limit() {
    let setup = Setup::new();
    // As after 230 of them.
    setup.add(at(230), "tool", "amd64").unwrap();
    for number in 0..15 {
        setup.add(at(0), &format!("tool{number}"), "amd64").unwrap();
    }
    let history = setup.suite(at(0)).history(&setup.store, usize::MAX).unwrap();
    let dates: Vec<_> = history.iter().map(|one| one.date).collect();
    assert_eq!(dates[..6], [at(-60); 6]);
    assert_eq!(dates[6..], (-70..=-61).rev().map(at).collect::<Vec<_>>());
    assert!(history.is_sorted_by(|later, earlier| later.serial > earlier.serial));
}

#[test]
fn a_plain_index_is_stored_only_on_request() {
    let mut setup = Setup::new();
    let plain = Key::new("debian/dists/stable/main/binary-amd64/Packages").unwrap();
    // As another tool left it.
    setup.store.replace(&plain, b"Package: old\n").unwrap();
    setup.add(at(0), "one", "amd64").unwrap();
    assert_eq!(setup.store.length(&plain).unwrap(), None);
    setup.store.replace(&plain, b"Package: old\n").unwrap();
    setup.add(at(10), "one", "amd64").unwrap();
    assert_eq!(setup.store.length(&plain).unwrap(), None, "healed without a change");

    setup.archive.index_compressions.push(pkgio::Compression::new(pkgio::Codec::None));
    setup.add(at(20), "two", "amd64").unwrap();
    assert_eq!(setup.text(plain.as_str()).matches("Package:").count(), 2);
    setup.archive.index_compressions.pop();
    setup.add(at(30), "three", "amd64").unwrap();
    assert_eq!(setup.store.length(&plain).unwrap(), None);

    setup.archive.index_compressions.clear();
    setup.add(at(40), "four", "amd64").unwrap();
    assert_eq!(setup.text(plain.as_str()).matches("Package:").count(), 4);
    let release = setup.text("debian/dists/stable/Release");
    assert!(!release.contains("Packages.gz"), "{release}");
}

#[test]
fn keys_and_snapshots_are_announced() {
    let mut setup = Setup::new();
    let fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";
    setup.archive.signed_by = Some(vec![fingerprint.to_owned(), format!("{fingerprint}!")]);
    setup.archive.snapshots = Some("https://example.org/@SNAPSHOTID@/".to_owned());
    setup.add(at(0), "one", "amd64").unwrap();
    let release = setup.text("debian/dists/stable/Release");
    assert!(release.contains(&format!("\nSigned-By: {fingerprint},{fingerprint}!\n")), "{release}");
    assert!(release.contains("\nSnapshots: https://example.org/@SNAPSHOTID@/\n"), "{release}");
    (setup.archive.signed_by, setup.archive.snapshots) = (None, None);
    setup.add(at(60), "two", "amd64").unwrap();
    let release = setup.text("debian/dists/stable/Release");
    assert!(release.contains("\nSigned-By: ") && release.contains("\nSnapshots: "), "{release}");
    (setup.archive.signed_by, setup.archive.snapshots) = (Some(Vec::new()), Some(String::new()));
    setup.add(at(120), "three", "amd64").unwrap();
    let release = setup.text("debian/dists/stable/Release");
    assert!(!release.contains("Signed-By") && !release.contains("Snapshots"), "{release}");
}

#[test]
fn what_users_were_told_stays() {
    let mut setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    setup.archive.origin = Some("Other".to_owned());
    setup.archive.label = Some("New".to_owned());
    let PublishError::Refused(changes) = setup.add(at(60), "two", "amd64").unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(changes.as_slice().len(), 2);
    assert_eq!(changes.as_slice()[0].code, crate::codes::RELEASE_INFO_CHANGE);
}

#[test]
fn damage_is_seen() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    let key = setup.suite(at(0)).commit();
    let good = setup.store.read(&key, 1 << 20).unwrap().unwrap().bytes;
    let text = String::from_utf8(good).unwrap();
    setup.store.replace(&key, text.replace("Example", "Exemple").as_bytes()).unwrap();
    let error = setup.add(at(9), "two", "amd64").unwrap_err();
    assert!(matches!(error, PublishError::Damaged { .. }), "{error}");
}

#[test]
fn unsigned_archives_commit_their_release() {
    let (store, archive) = (MemoryStore::default(), archive());
    let suite = Suite::new(&archive, "stable", SuiteOptions::new(at(0))).unwrap();
    let (record, object) = package_of("tool", "amd64");
    let change = |old: &SuiteState| {
        let mut new = SuiteState { additions: vec![object.clone()], ..old.clone() };
        new.add(&archive, "main", IndexKind::Binary, std::slice::from_ref(&record)).unwrap();
        Ok(Some(new))
    };
    publish(&store, &suite, change, &PublishOptions::default()).unwrap();
    assert_eq!(suite.commit().as_str(), "debian/dists/stable/Release");
    assert_eq!(suite.history(&store, 9).unwrap().len(), 1);
}

#[test]
fn names_are_folders_of_their_own() {
    let archive = archive();
    for name in ["", "a/", "/a", "..", "a/../b", "a b", "a\n"] {
        assert!(Suite::new(&archive, name, SuiteOptions::new(at(0))).is_err(), "{name:?}");
    }
}
