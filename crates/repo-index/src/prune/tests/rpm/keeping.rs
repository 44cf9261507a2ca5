//! What stays, what goes, and when.

use repo_store::{LocalStore, MemoryStore, Object, Store};

use super::world::*;
use crate::codes;
use crate::prune::tests::world::{DAY, HOUR, add, at, forget_markers, key, keys, names, remove};
use crate::prune::{ObjectKind, PruneOptions};

fn local() -> (tempfile::TempDir, LocalStore) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    (folder, store)
}

fn count(store: &dyn Store, part: &str) -> usize {
    keys(store).iter().filter(|key| key.contains(part)).count()
}

#[test]
fn what_is_superseded_goes_when_its_time_has_come() {
    let ((_folder, store), settings) = (local(), settings());
    let mut ledger = Ledger::default();
    for (time, change) in [(0, add(&["a", "b"])), (DAY, remove(&["a"])), (2 * DAY, add(&["c"]))] {
        run(&store, &settings, at(time), change).unwrap();
        ledger.observe(&store, &settings, at(time));
    }
    let all = keys(&store);
    let run_at = |time: i64| {
        let pruned = prune_it(&store, &settings, &PruneOptions::new(at(time))).unwrap();
        ledger.check(&store, at(time));
        assert!(pruned.warnings.is_empty() && pruned.foreign.is_empty(), "{pruned:?}");
        pruned
    };
    let pruned = run_at(8 * DAY);
    assert!(pruned.dropped.is_empty() && pruned.waiting.is_empty(), "{pruned:?}");
    assert_eq!(keys(&store), all);
    let pruned = run_at(8 * DAY + HOUR);
    // Three lists, and the four objects of its snapshot.
    assert_eq!(pruned.dropped.len(), 7, "{pruned:?}");
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index && it.since == at(DAY)));
    let [waiting] = &pruned.waiting[..] else { panic!("{pruned:?}") };
    assert_eq!(waiting.key.as_str(), format!("el9/{}", place("a")));
    assert_eq!((waiting.since, waiting.due), (at(DAY), Some(at(31 * DAY))));
    // Its publication is gone; the note of it is not.
    let pruned = run_at(31 * DAY - 1);
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index), "{pruned:?}");
    assert_eq!(names(&run_at(31 * DAY)), [format!("el9/{}", place("a"))]);
    assert!(run_at(400 * DAY).dropped.is_empty());
    assert_eq!((count(&store, "/snapshots/"), count(&store, "el9/repodata/")), (4, 4));
    assert_eq!(repository(&settings, at(0)).history(&store, 9).unwrap().len(), 1);
    run(&store, &settings, at(400 * DAY), add(&["a"])).unwrap();
}

#[test]
fn what_a_rollback_takes_up_again_stays() {
    let ((_folder, store), settings) = (local(), settings());
    run(&store, &settings, at(0), add(&["a"])).unwrap();
    run(&store, &settings, at(DAY), remove(&["a"])).unwrap();
    run(&store, &settings, at(2 * DAY), add(&["a"])).unwrap();
    let pruned = prune_it(&store, &settings, &PruneOptions::new(at(90 * DAY))).unwrap();
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index), "{pruned:?}");
    // The lists of the first publication are those of the last; its snapshot is another.
    assert_eq!((count(&store, "/snapshots/"), count(&store, "el9/repodata/")), (4, 4));
    let mut ledger = Ledger::default();
    ledger.observe(&store, &settings, at(90 * DAY));
    ledger.check(&store, at(90 * DAY));
}

#[test]
fn without_a_lock_what_is_dropped_was_marked_before() {
    let (store, settings) = (MemoryStore::new(), settings());
    run(&store, &settings, at(0), add(&["a"])).unwrap();
    run(&store, &settings, at(DAY), remove(&["a"])).unwrap();
    let run_at = |time| prune_it(&store, &settings, &PruneOptions::new(at(time))).unwrap();
    let pruned = run_at(40 * DAY);
    assert_eq!((pruned.dropped.len(), pruned.waiting.len()), (0, 8));
    // A publish that takes the package up again takes its mark away.
    run(&store, &settings, at(40 * DAY + HOUR), add(&["a"])).unwrap();
    let dropped = run_at(41 * DAY).dropped;
    assert!(dropped.iter().all(|it| it.kind == ObjectKind::Index), "{dropped:?}");
}

#[test]
fn what_a_dead_publish_left_goes_later_and_strangers_stay() {
    let ((_folder, store), settings) = (local(), settings());
    run(&store, &settings, at(0), add(&["a"])).unwrap();
    let hash = "ab".repeat(32);
    let own = [
        format!("el9/{}", place("dead")),
        format!("el9/repodata/{hash}-primary.xml.zst"),
        format!("el9/snapshots/{hash}/repodata/{hash}-primary.xml.zst"),
    ];
    let strange = ["el9/Packages/README", "el9/repodata/notes", "el9/snapshots/latest"];
    let beyond = ["el9/tool.rpm", "el9/index.html", "other/Packages/x/x.rpm"];
    let all = own.iter().map(String::as_str).chain(strange).chain(beyond);
    for name in all {
        store.create(&[Object::of(key(name), *b"x")]).unwrap();
    }
    let run_at = |time| prune_it(&store, &settings, &PruneOptions::new(at(time))).unwrap();
    let pruned = run_at(50 * DAY);
    assert!(pruned.dropped.is_empty());
    let foreign: Vec<_> = pruned.foreign.iter().map(ToString::to_string).collect();
    assert_eq!(foreign, strange);
    assert_eq!(names(&run_at(57 * DAY + HOUR)), own[1..]);
    assert_eq!(names(&run_at(80 * DAY)), own[..1]);
    for name in strange.into_iter().chain(beyond) {
        assert!(store.length(&key(name)).unwrap().is_some(), "{name}");
    }
}

#[test]
fn where_references_are_not_known_packages_stay() {
    let prepared = || {
        let ((folder, store), settings) = (local(), settings());
        for (time, change) in
            [(0, add(&["a", "b"])), (DAY, remove(&["a"])), (39 * DAY, add(&["c"]))]
        {
            run(&store, &settings, at(time), change).unwrap();
        }
        (folder, store, settings)
    };
    let options = PruneOptions::new(at(40 * DAY));
    // A repository within.
    let (_folder, store, settings) = prepared();
    store.replace(&key("el9/Packages/old/repodata/repomd.xml"), b"<repomd/>").unwrap();
    let pruned = prune_it(&store, &settings, &options).unwrap();
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index));
    assert_eq!(pruned.warnings.as_slice()[0].code, codes::REFERENCES_UNKNOWN);
    // A kept publication of which a list is gone.
    let (_folder, store, settings) = prepared();
    let history = repository(&settings, at(0)).history(&store, 9).unwrap();
    let location = &history[1].repomd.find("primary").unwrap().location;
    let list = format!("el9/snapshots/{}/{location}", history[1].snapshot.unwrap());
    store.delete(&key(&list)).unwrap();
    let pruned = prune_it(&store, &settings, &options).unwrap();
    assert!(pruned.dropped.iter().all(|it| it.kind == ObjectKind::Index));
    assert_eq!(pruned.warnings.as_slice()[0].code, codes::REFERENCES_UNKNOWN);
    // The current one: nothing is known, and nothing is done.
    let location = &history[0].repomd.find("primary").unwrap().location;
    store.delete(&key(&format!("el9/{location}"))).unwrap();
    let before = keys(&store);
    let error = prune_it(&store, &settings, &PruneOptions::new(at(90 * DAY))).unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, codes::DAMAGED);
    assert_eq!(keys(&store), before);
    // No commit at all.
    store.delete(&key("el9/repodata/repomd.xml")).unwrap();
    let error = prune_it(&store, &settings, &PruneOptions::new(at(90 * DAY))).unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, codes::EMPTIED);
    forget_markers(&store);
    let before: Vec<_> = before.into_iter().filter(|key| !key.contains("/successors/")).collect();
    let pruned = prune_it(&store, &settings, &PruneOptions::new(at(90 * DAY))).unwrap();
    assert!(pruned.dropped.is_empty());
    assert_eq!(
        keys(&store),
        before[..before.len()]
            .iter()
            .filter(|key| !key.ends_with("el9/repodata/repomd.xml"))
            .cloned()
            .collect::<Vec<_>>()
    );
}

#[test]
fn what_another_program_publishes_stays() {
    let ((_folder, store), settings) = (local(), settings());
    run(&store, &settings, at(0), add(&["a", "b"])).unwrap();
    run(&store, &settings, at(1), remove(&["b"])).unwrap();
    let commit = key("el9/repodata/repomd.xml");
    let text = String::from_utf8(store.read(&commit, 9999).unwrap().unwrap().bytes).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.contains("packwright:")).collect();
    store.replace(&commit, (lines.join("\n") + "\n").as_bytes()).unwrap();
    forget_markers(&store);
    let before = keys(&store);
    let pruned = prune_it(&store, &settings, &PruneOptions::new(at(90 * DAY))).unwrap();
    assert_eq!(pruned.warnings.as_slice()[0].code, codes::LEFT_ALONE);
    assert!(pruned.dropped.is_empty());
    let unlisted: Vec<_> = pruned.waiting.iter().map(|it| it.key.to_string()).collect();
    assert_eq!(unlisted, [format!("el9/{}", place("b"))]);
    assert_eq!(keys(&store), before);
}
