//! What stays, what goes, and when.

use std::cell::RefCell;

use repo_store::testing::HookedStore;
use repo_store::{LocalStore, MemoryStore, Object, Store};

use super::world::*;
use crate::codes;
use crate::prune::{ObjectKind, PruneOptions};
use crate::publish::PublishError;

fn local() -> (tempfile::TempDir, LocalStore) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    (folder, store)
}

#[test]
fn what_is_superseded_goes_when_its_time_has_come() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    let ledger = RefCell::new(Ledger::default());
    let publish = |time: i64, change| {
        run(&store, &archives[0], "stable", at(time), change).unwrap();
        ledger.borrow_mut().observe(&store, &archives[0], "stable", at(time));
    };
    publish(0, add(&["a", "b"]));
    publish(DAY, remove(&["a"]));
    publish(2 * DAY, add(&["c"]));
    let all = keys(&store);
    let run_at = |time: i64| {
        let pruned = prune_all(&store, &archives, &PruneOptions::new(at(time))).unwrap();
        ledger.borrow().check(&store, at(time));
        assert!(pruned.warnings.is_empty() && pruned.foreign.is_empty(), "{pruned:?}");
        pruned
    };
    // The first publication was superseded at one day, less the five minutes of its date.
    let pruned = run_at(8 * DAY);
    assert!(pruned.dropped.is_empty() && pruned.waiting.is_empty(), "{pruned:?}");
    assert_eq!(keys(&store), all);
    let pruned = run_at(8 * DAY + HOUR);
    // Its commit and its index; the release beside the index is that of today.
    assert_eq!(pruned.dropped.len(), 2, "{pruned:?}");
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index));
    assert_eq!(pruned.dropped[0].since, at(DAY - 300));
    let [waiting] = &pruned.waiting[..] else { panic!("{pruned:?}") };
    assert_eq!(waiting.key.as_str(), "debian/pool/main/a/a_1_amd64.deb");
    assert_eq!((waiting.since, waiting.due), (at(DAY - 300), Some(at(31 * DAY - 300))));
    // Its publication is gone; the note of it is not.
    let pruned = run_at(31 * DAY - 301);
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index), "{pruned:?}");
    let pruned = run_at(31 * DAY - 300);
    assert_eq!(names(&pruned), ["debian/pool/main/a/a_1_amd64.deb"]);
    assert!(run_at(400 * DAY).dropped.is_empty());
    assert_eq!(by_hash(&store), 3);
    let history = suite(&archives[0], "stable", at(0)).history(&store, 9).unwrap();
    assert_eq!(history.len(), 1);
    publish(400 * DAY, add(&["a"]));
}

#[test]
fn without_a_lock_what_is_dropped_was_marked_before() {
    let (store, archives) = (MemoryStore::new(), [archive("debian")]);
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    run(&store, &archives[0], "stable", at(DAY), remove(&["a"])).unwrap();
    let run_at = |time| prune_all(&store, &archives, &PruneOptions::new(at(time))).unwrap();
    let pruned = run_at(40 * DAY);
    assert_eq!((pruned.dropped.len(), pruned.waiting.len()), (0, 3));
    assert!(pruned.waiting.iter().all(|it| it.due == Some(at(40 * DAY + 12 * HOUR))));
    assert_eq!(run_at(40 * DAY + 12 * HOUR - 1).dropped.len(), 0);
    // A clock that went back makes nothing older.
    assert_eq!(run_at(39 * DAY).dropped.len(), 0);
    assert_eq!(run_at(40 * DAY + 12 * HOUR).dropped.len(), 3);
    let marks = store.read(&key(".mkrepo/marks"), 999).unwrap().unwrap();
    assert_eq!(marks.bytes, b"mkrepo marks 1\n");
}

#[test]
fn who_publishes_a_marked_package_keeps_it() {
    let (store, archives) = (MemoryStore::new(), [archive("debian")]);
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    run(&store, &archives[0], "stable", at(DAY), remove(&["a"])).unwrap();
    let run_at = |time| prune_all(&store, &archives, &PruneOptions::new(at(time))).unwrap();
    run_at(40 * DAY);
    run(&store, &archives[0], "stable", at(41 * DAY), add(&["a"])).unwrap();
    let marks = store.read(&key(".mkrepo/marks"), 999).unwrap().unwrap().bytes;
    assert!(!String::from_utf8(marks).unwrap().contains("pool/"));
    run(&store, &archives[0], "stable", at(42 * DAY), remove(&["a"])).unwrap();
    // Once more unreferenced: the time starts anew.
    let pruned = run_at(60 * DAY);
    let package = pruned.waiting.iter().find(|it| it.kind == ObjectKind::Package).unwrap();
    assert_eq!(package.since, at(42 * DAY - 300));
}

#[test]
fn suites_and_archives_share_what_they_share() {
    let (_folder, store) = local();
    let archives = [archive("debian"), archive("ubuntu")];
    run(&store, &archives[0], "stable", at(0), add(&["a", "b"])).unwrap();
    // Not named by any configuration, and promoted from the first.
    run(&store, &archives[0], "testing", at(1), add(&["a"])).unwrap();
    run(&store, &archives[1], "jammy", at(2), add(&["c"])).unwrap();
    for (time, suite, name) in [(DAY, "stable", "a"), (DAY, "stable", "b")] {
        run(&store, &archives[0], suite, at(time), remove(&[name])).unwrap();
    }
    let options = PruneOptions::new(at(100 * DAY));
    let pruned = prune_all(&store, &archives, &options).unwrap();
    let packages: Vec<_> =
        names(&pruned).into_iter().filter(|name| name.contains("/pool/")).collect();
    assert_eq!(packages, ["debian/pool/main/b/b_1_amd64.deb"]);
    // The other archive is none of this one's business.
    let alone = prune_all(&store, &archives[..1], &options).unwrap();
    assert!(alone.dropped.is_empty() && alone.foreign.is_empty());
}

#[test]
fn what_a_dead_publish_left_goes_later_and_strangers_stay() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    let hash = "ab".repeat(32);
    let own = [
        "debian/pool/main/d/dead/dead_1_amd64.deb".to_owned(),
        format!("debian/dists/stable/main/binary-amd64/by-hash/SHA256/{hash}"),
    ];
    let strange = [
        "debian/dists/stable/NOTES".to_owned(),
        format!("debian/dists/stable/main/binary-amd64/by-hash/SHA512/{hash}"),
        "debian/pool/README".to_owned(),
    ];
    let beyond = [
        "debian/key.asc".to_owned(),
        "index.html".to_owned(),
        format!("debian/dists/x/by-hash/SHA256/{hash}"),
    ];
    for name in own.iter().chain(&strange).chain(&beyond) {
        store.create(&[Object::of(key(name), *b"x")]).unwrap();
    }
    let run_at = |time| prune_all(&store, &archives, &PruneOptions::new(at(time))).unwrap();
    let pruned = run_at(50 * DAY);
    assert!(pruned.dropped.is_empty());
    let foreign: Vec<_> = pruned.foreign.iter().map(ToString::to_string).collect();
    assert_eq!(foreign, strange);
    assert!(pruned.waiting.iter().all(|it| it.since == at(50 * DAY)));
    assert_eq!(names(&run_at(57 * DAY + HOUR)), own[1..]);
    assert_eq!(names(&run_at(80 * DAY)), own[..1]);
    for name in strange.iter().chain(&beyond) {
        assert!(store.length(&key(name)).unwrap().is_some(), "{name}");
    }
}

#[test]
fn nothing_goes_sooner_than_caches_forget() {
    let (_folder, store) = local();
    let mut archives = [archive("debian")];
    archives[0].keep = std::time::Duration::from_secs(60);
    archives[0].keep_packages = archives[0].keep;
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    run(&store, &archives[0], "stable", at(DAY), remove(&["a"])).unwrap();
    let run_at = |time| prune_all(&store, &archives, &PruneOptions::new(at(time))).unwrap();
    assert!(run_at(3 * DAY - 301).dropped.is_empty());
    assert_eq!(run_at(3 * DAY + HOUR).dropped.len(), 3);
}

#[test]
fn a_dry_run_tells_what_a_run_does_and_does_nothing() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    run(&store, &archives[0], "stable", at(DAY), remove(&["a"])).unwrap();
    let options = PruneOptions::new(at(9 * DAY));
    let before = keys(&store);
    let hooked = HookedStore::new(&store).observer(|operation| {
        let reads = ["read", "length", "open", "list"];
        assert!(reads.contains(&operation.method), "{operation:?}");
    });
    let told = prune_all(&hooked, &archives, &PruneOptions { dry_run: true, ..options }).unwrap();
    assert_eq!(keys(&store), before);
    let done = prune_all(&store, &archives, &options).unwrap();
    assert_eq!((told.dropped, told.waiting), (done.dropped, done.waiting));
    assert!(keys(&store).len() < before.len());
}

#[test]
fn many_packages_are_not_dropped_unasked() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    let all: Vec<String> = (0..20).map(|at| format!("p{at}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    run(&store, &archives[0], "stable", at(0), add(&all)).unwrap();
    run(&store, &archives[0], "stable", at(1), remove(&all[..11])).unwrap();
    let options = PruneOptions::new(at(90 * DAY));
    let before = keys(&store);
    let PublishError::Refused(defects) = prune_all(&store, &archives, &options).unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(defects.as_slice()[0].code, codes::MANY_DROPPED);
    assert_eq!(keys(&store), before);
    let told = prune_all(&store, &archives, &PruneOptions { dry_run: true, ..options }).unwrap();
    assert_eq!(told.warnings.as_slice()[0].code, codes::MANY_DROPPED);
    let allowed = PruneOptions { allow_many: true, ..options };
    assert_eq!(prune_all(&store, &archives, &allowed).unwrap().dropped.len(), 13);
}

#[test]
fn where_references_are_not_known_packages_stay() {
    let prepared = || {
        let (folder, store) = local();
        let archives = [archive("debian")];
        for (time, change) in
            [(0, add(&["a", "b"])), (DAY, remove(&["a"])), (39 * DAY, add(&["c"]))]
        {
            run(&store, &archives[0], "stable", at(time), change).unwrap();
        }
        (folder, store, archives)
    };
    let index = "Package: x\n";
    for (name, bytes) in [
        ("debian/Packages.gz", index),
        ("debian/dists/stable/i18n/InRelease", ""),
        ("debian/dists/stable updates/Release", ""),
    ] {
        let (_folder, store, archives) = prepared();
        store.replace(&key(name), bytes.as_bytes()).unwrap();
        let pruned = prune_all(&store, &archives, &PruneOptions::new(at(40 * DAY))).unwrap();
        assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index), "{name}");
        assert_eq!(pruned.dropped.len(), 2, "{name}");
        assert!(pruned.waiting.iter().any(|it| it.due.is_none()), "{name}");
        assert_eq!(pruned.warnings.as_slice()[0].code, codes::REFERENCES_UNKNOWN, "{name}");
    }
    // A kept publication of which an index is gone.
    let (_folder, store, archives) = prepared();
    let generations = suite(&archives[0], "stable", at(0)).history(&store, 9).unwrap();
    let file = generations[1].release.files["main/binary-amd64/Packages"];
    let place = "debian/dists/stable/main/binary-amd64";
    store.delete(&key(&format!("{place}/by-hash/SHA256/{}", file.sha256))).unwrap();
    let pruned = prune_all(&store, &archives, &PruneOptions::new(at(40 * DAY))).unwrap();
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index));
    assert_eq!(pruned.warnings.as_slice()[0].code, codes::REFERENCES_UNKNOWN);
    // The current one: nothing is known, and nothing is done.
    let file = generations[0].release.files["main/binary-amd64/Packages"];
    store.delete(&key(&format!("{place}/by-hash/SHA256/{}", file.sha256))).unwrap();
    store.delete(&key(&format!("{place}/Packages"))).unwrap();
    let before = keys(&store);
    let error = prune_all(&store, &archives, &PruneOptions::new(at(90 * DAY))).unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, codes::DAMAGED);
    assert_eq!(keys(&store), before);
}

#[test]
fn suites_within_others_are_suites_of_their_own() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    let suites = ["stable", "stable/updates", "stable/updates/7.0"];
    for (number, suite) in suites.iter().enumerate() {
        for (time, change) in
            [(0, add(&["a", "b"])), (DAY, remove(&["a"])), (39 * DAY, add(&["c"]))]
        {
            // What one of them has is kept for it alone.
            let keeps = Change { add: &["d"], remove: change.remove };
            let change = if time == DAY && number == 1 { keeps } else { change };
            run(&store, &archives[0], suite, at(time), change).unwrap();
        }
    }
    let pruned = prune_all(&store, &archives, &PruneOptions::new(at(40 * DAY))).unwrap();
    assert!(pruned.warnings.is_empty(), "{:?}", pruned.warnings);
    let mut dropped: Vec<_> = pruned.dropped.iter().map(|it| it.key.to_string()).collect();
    dropped.retain(|key| key.contains("/by-hash/"));
    for suite in suites {
        let prefix = format!("debian/dists/{suite}/");
        let of = |key: &&String| {
            let below = key.strip_prefix(&prefix).unwrap_or_default();
            below.starts_with("by-hash/") || below.starts_with("main/")
        };
        // The first commit, and its index.
        assert_eq!(dropped.iter().filter(of).count(), 2, "{suite}: {dropped:#?}");
    }
    let left: Vec<_> = keys(&store).into_iter().map(|key| key.to_string()).collect();
    for (name, stays) in [("a", false), ("b", true), ("c", true), ("d", true)] {
        let path = format!("debian/pool/main/{name}/{name}_1_amd64.deb");
        assert_eq!(left.contains(&path), stays, "{name}");
    }
}

#[test]
fn what_another_program_publishes_stays() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
    run(&store, &archives[0], "theirs", at(0), add(&["b", "c"])).unwrap();
    run(&store, &archives[0], "theirs", at(1), remove(&["c"])).unwrap();
    let release = key("debian/dists/theirs/Release");
    let text = String::from_utf8(store.read(&release, 9999).unwrap().unwrap().bytes).unwrap();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !["Serial", "Parent", "Target"].iter().any(|name| line.starts_with(name)))
        .collect();
    store.replace(&release, (lines.join("\n") + "\n").as_bytes()).unwrap();
    forget_markers(&store);
    let before = by_hash(&store);
    let options = PruneOptions::new(at(90 * DAY));
    let pruned = prune_all(&store, &archives, &options).unwrap();
    assert_eq!(pruned.warnings.as_slice()[0].code, codes::LEFT_ALONE);
    assert_eq!(by_hash(&store), before);
    let unlisted: Vec<_> = pruned.waiting.iter().map(|it| it.key.file_name()).collect();
    assert_eq!(unlisted, ["c_1_amd64.deb"]);
    assert!(pruned.dropped.is_empty());
}

#[test]
fn notes_that_cannot_be_read_are_an_error() {
    let (_folder, store) = local();
    let archives = [archive("debian")];
    store.replace(&key(".mkrepo/marks"), b"mkrepo marks 2\n").unwrap();
    let error = prune_all(&store, &archives, &PruneOptions::new(at(0))).unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, codes::MARKS);
    // Where a lock keeps others out, publishing does not need them.
    run(&store, &archives[0], "stable", at(0), add(&["a"])).unwrap();
}
