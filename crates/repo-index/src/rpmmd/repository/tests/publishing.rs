//! What is published, read back.

use repo_store::Content;

use super::*;
use crate::compress::decompress;
use crate::rpmmd::{Checksum, ChecksumKind, List};

/// Everything that a `repomd.xml` names is there, and is what it says.
fn assert_whole(setup: &Setup, folder: &str) -> Vec<String> {
    let text = setup.text(&format!("{folder}/repodata/repomd.xml"));
    let repomd = Repomd::parse(text.as_bytes()).unwrap();
    let signature = setup.text(&format!("{folder}/repodata/repomd.xml.asc"));
    assert_eq!(signature.matches("BEGIN PGP SIGNATURE").count(), 1);
    pkgsign::detached::verify(signature.as_bytes(), text.as_bytes(), &setup.certificate).unwrap();
    let mut primary = None;
    for data in &repomd.data {
        let found = setup.store.read(&key(&format!("{folder}/{}", data.location)), 1 << 20);
        let bytes = found.unwrap().unwrap_or_else(|| panic!("no {}", data.location)).bytes;
        assert_eq!(data.checksum, Checksum::of(ChecksumKind::Sha256, &bytes));
        assert_eq!(data.size, Some(bytes.len() as u64));
        let text = decompress(&bytes, data.encoding().unwrap(), 1 << 20).unwrap();
        assert_eq!(data.open_size, Some(text.len() as u64));
        assert_eq!(data.open_checksum, Some(Checksum::of(ChecksumKind::Sha256, &text)));
        if data.list() != Some(List::Primary) {
            continue;
        }
        let hrefs = String::from_utf8(text).unwrap();
        let hrefs = hrefs.split("<location href=\"").skip(1);
        let hrefs: Vec<String> =
            hrefs.map(|href| href.split('"').next().unwrap().to_owned()).collect();
        for href in &hrefs {
            let place = match href.strip_prefix("../../") {
                Some(rest) => format!("el9/{rest}"),
                None => format!("{folder}/{href}"),
            };
            assert!(setup.store.length(&key(&place)).unwrap().is_some(), "no {place}");
        }
        primary = Some(hrefs);
    }
    primary.expect("a primary list")
}

#[test]
fn what_is_published_reads_back() {
    let setup = Setup::new();
    setup.add(at(0), &[("tool", "1"), ("Lib", "2:3")]).unwrap();
    let published = setup.add(at(60), &[("tool", "2")]).unwrap();
    assert!(published.changed && published.warnings.is_empty(), "{}", published.warnings);
    let state = setup.state();
    let all = ["Lib-2:3-1.x86_64", "tool-1-1.x86_64", "tool-2-1.x86_64"];
    assert_eq!(shown(state.packages()), all);
    assert_eq!(state.serial(), Some(2));
    let packages = [
        "Packages/l/Lib-3-1.x86_64.rpm",
        "Packages/t/tool-1-1.x86_64.rpm",
        "Packages/t/tool-2-1.x86_64.rpm",
    ];
    assert_eq!(assert_whole(&setup, "el9"), packages);

    let repomd = setup.repomd();
    let history = History::of(&repomd);
    let History { serial, parent, snapshot, id, dropped, .. } = history.clone();
    assert_eq!((id.as_deref(), dropped), (None, false));
    assert_eq!((serial, repomd.revision.as_deref()), (Some(2), Some("1735689660")));
    let folder = format!("el9/snapshots/{}", snapshot.unwrap());
    let up = packages.map(|package| format!("../../{package}"));
    assert_eq!(assert_whole(&setup, &folder), up);
    let kept = setup.text(&format!("{folder}/repodata/repomd.xml"));
    assert_eq!(Sha256::of(kept.as_bytes()), snapshot.unwrap());
    let kept = Repomd::parse(kept.as_bytes()).unwrap();
    assert_eq!(kept.revision, repomd.revision);
    assert_eq!((parent.is_some(), history.target.as_deref()), (true, Some("rpm:el9")));
    let expected = History { snapshot: None, ..history };
    assert_eq!(History::of(&kept), expected);
    for list in [List::Filelists, List::Other] {
        assert_eq!(kept.find(list.name()), repomd.find(list.name()));
    }
    assert_eq!(setup.text("el9/mirrorlist"), format!("https://example.org/{folder}/\n"));
    assert_eq!(setup.text("el9/RPM-GPG-KEY-el9"), setup.armored);
    let repo = setup.text("el9/el9.repo");
    assert!(
        repo.starts_with("[el9]\nname=el9\n") && repo.contains("\nrepo_gpgcheck=1\n"),
        "{repo}"
    );
    let commit = setup.text("el9/repodata/repomd.xml.asc");
    assert_eq!(setup.text(&format!("{folder}/commit.asc")), commit);
}

#[test]
fn the_same_state_is_the_same_bytes() {
    let all = |threads: usize| {
        let mut setup = Setup::new();
        // Signatures by other keys differ.
        setup.settings.url = None;
        for (seconds, package) in [(0, "b"), (1, "c"), (2, "a")] {
            let additions = [addition(&setup.settings, package, "1")];
            let threads = NonZeroUsize::new(threads).unwrap();
            let options = RepositoryOptions { threads, ..RepositoryOptions::new(at(seconds)) };
            let repository = Repository::new(&setup.settings, options).unwrap();
            let apply = |old: &RepositoryState| {
                let mut new = old.clone();
                new.add_all(&setup.settings, &additions).unwrap();
                Ok(Some(new))
            };
            publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap();
        }
        let keys = setup.store.list(None).unwrap();
        let read = |key: &Key| setup.store.read(key, 1 << 20).unwrap().unwrap().bytes;
        keys.into_iter().map(|it| (read(&it.key), it.key)).collect::<Vec<_>>()
    };
    assert_eq!(all(1), all(3));
    assert!(!all(1).iter().any(|(_, key)| key.as_str().ends_with(".asc")), "nothing is signed");
}

#[test]
fn history_is_a_chain_and_old_states_come_back() {
    let setup = Setup::new();
    for (number, package) in ["one", "two", "three"].into_iter().enumerate() {
        setup.add(at(number as i64 * 60), &[(package, "1")]).unwrap();
    }
    let repository = setup.repository(at(200));
    let history = repository.history(&*setup.store, 10).unwrap();
    let serials: Vec<_> = history.iter().map(|one| one.serial).collect();
    assert_eq!(serials, [Some(3), Some(2), Some(1)]);
    assert_eq!(history[0].parent, history[1].snapshot);
    assert_eq!((history[2].parent, history[2].date), (None, at(0)));
    assert_eq!(repository.history(&*setup.store, 2).unwrap().len(), 2);

    let old = repository.at(&*setup.store, 1).unwrap().unwrap();
    assert_eq!(shown(old.packages()), ["one-1-1.x86_64"]);
    assert_eq!(old.packages()[0].location(), "Packages/o/one-1-1.x86_64.rpm");
    assert!(repository.at(&*setup.store, 9).unwrap().is_none());
    let current = repository.at(&*setup.store, 3).unwrap().unwrap();
    assert_eq!(current.metadata, setup.state().metadata);
    let rolled =
        publish(&*setup.store, &repository, |_| Ok(Some(old.clone())), &PublishOptions::default());
    assert!(rolled.unwrap().warnings.is_empty());
    let history = repository.history(&*setup.store, 10).unwrap();
    assert_eq!((history[0].serial, history[0].date), (Some(4), at(200)));
    let primary = |at: usize| History::of(&history[at].repomd).primary;
    assert_eq!(primary(0), primary(3), "the same list once more");
    assert_eq!(shown(setup.state().packages()), ["one-1-1.x86_64"]);
    assert_eq!(assert_whole(&setup, "el9"), ["Packages/o/one-1-1.x86_64.rpm"]);
}

#[test]
fn a_snapshot_that_was_changed_ends_the_history() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    setup.add(at(1), &[("two", "1")]).unwrap();
    let id = History::of(&setup.repomd()).parent.unwrap();
    let snapshot = key(&format!("el9/snapshots/{id}/repodata/repomd.xml"));
    setup.store.replace(&snapshot, b"<repomd/>").unwrap();
    let error = setup.repository(at(9)).history(&*setup.store, 9).unwrap_err();
    assert!(matches!(error, PublishError::Damaged { .. }), "{error}");
    setup.store.delete(&snapshot).unwrap();
    assert_eq!(setup.repository(at(9)).history(&*setup.store, 9).unwrap().len(), 1);
}

#[test]
fn revisions_only_grow() {
    let setup = Setup::new();
    for number in 0..3 {
        setup.add(at(0), &[(&format!("tool{number}"), "1")]).unwrap();
    }
    setup.add(at(-60), &[("late", "1")]).unwrap();
    let history = setup.repository(at(0)).history(&*setup.store, 9).unwrap();
    let dates: Vec<_> = history.iter().map(|one| one.date).collect();
    assert_eq!(dates, [at(3), at(2), at(1), at(0)]);
    let error = setup.add(at(-90_000), &[("x", "1")]).unwrap_err();
    assert!(matches!(error, PublishError::Clock(_)), "{error}");
    let options = RepositoryOptions { force_date: true, ..setup.options(at(-900)) };
    let repository = Repository::new(&setup.settings, options).unwrap();
    publish(&*setup.store, &repository, |old| Ok(Some(old.clone())), &PublishOptions::default())
        .unwrap();
    assert_eq!(setup.repomd().revision, Some((NOW + 4).to_string()));
}

#[test]
fn what_did_not_change_is_not_written_again() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    let before = setup.repomd();
    let again = setup.add(at(60), &[("one", "1")]).unwrap();
    assert!(!again.changed);
    // Signed anew.
    let count = |setup: &Setup| {
        let keys = setup.store.list(None).unwrap();
        keys.into_iter().filter(|it| it.key.as_str().contains("el9/repodata/")).count()
    };
    let lists = count(&setup);
    assert!(setup.publish(at(60), |_| true).unwrap().changed);
    let after = setup.repomd();
    assert_eq!((after.data, count(&setup)), (before.data, lists));
    assert_ne!(after.revision, before.revision);
    let id = History::of(&setup.repomd()).snapshot.unwrap();
    assert_eq!(assert_whole(&setup, &format!("el9/snapshots/{id}")).len(), 1);
}

#[test]
fn another_compression_rewrites_the_lists() {
    let mut setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    setup.settings.compression = "gzip:9".parse().unwrap();
    setup.publish(at(60), |_| true).unwrap();
    assert!(setup.repomd().data.iter().all(|data| data.location.ends_with(".xml.gz")));
    assert_eq!(assert_whole(&setup, "el9").len(), 1);
}

#[test]
fn one_more_package_reads_as_if_all_were_new() {
    let (setup, fresh) = (Setup::new(), Setup::new());
    let names: Vec<String> = (0..500).map(|number| format!("package{number:04}")).collect();
    let all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    setup.add(at(0), &all[1..]).unwrap();
    setup.add(at(60), &all[..1]).unwrap();
    fresh.add(at(60), &all).unwrap();
    let sums = |setup: &Setup| {
        let commit = setup.repomd();
        let id = History::of(&commit).snapshot.unwrap();
        let snapshot = setup.text(&format!("el9/snapshots/{id}/repodata/repomd.xml"));
        assert_eq!(assert_whole(setup, &format!("el9/snapshots/{id}")).len(), 500);
        let repomds = [commit, Repomd::parse(snapshot.as_bytes()).unwrap()];
        let data = repomds.into_iter().flat_map(|repomd| repomd.data);
        data.map(|data| (data.checksum, data.open_checksum)).collect::<Vec<_>>()
    };
    assert_eq!(sums(&setup), sums(&fresh));
}

#[test]
fn a_rollback_needs_the_packages() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1"), ("two", "1")]).unwrap();
    setup
        .publish(at(60), |state| !state.remove(|record| record.name() == "one").is_empty())
        .unwrap();
    setup.store.delete(&key("el9/Packages/o/one-1-1.x86_64.rpm")).unwrap();
    let repository = setup.repository(at(120));
    let old = repository.at(&*setup.store, 1).unwrap().unwrap();
    let rolled =
        publish(&*setup.store, &repository, |_| Ok(Some(old.clone())), &PublishOptions::default());
    let PublishError::Refused(defects) = rolled.unwrap_err() else { panic!("not refused") };
    assert_eq!(defects.as_slice().len(), 1);
    assert_eq!(defects.as_slice()[0].code, crate::codes::MISSING_OBJECT);
}

#[test]
fn copies_are_made_within_the_store() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1"), ("two", "1")]).unwrap();
    let (from, target) = (setup.state(), settings("stable"));
    let repository = Repository::new(&target, setup.options(at(60))).unwrap();
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        let copied = new.copy(&target, (&setup.settings, &from), |record| record.name() == "two");
        assert_eq!(shown(&copied.unwrap()), ["two-1-1.x86_64"]);
        assert!(matches!(new.additions[0].content, Content::Stored(_)));
        Ok(Some(new))
    };
    publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap();
    assert_eq!(setup.text("stable/Packages/t/two-1-1.x86_64.rpm"), "what two 1 holds");
    let commit = setup.store.read(&repository.commit(), 1 << 20).unwrap();
    let there = repository.read(&*setup.store, commit.as_ref()).unwrap();
    assert_eq!(shown(there.packages()), ["two-1-1.x86_64"]);
}

#[test]
fn names_are_parts_of_file_names() {
    for name in ["", "a/b", "a b", "a\n"] {
        let settings = RpmRepository { name: name.to_owned(), ..RpmRepository::new("x") };
        let made = Repository::new(&settings, RepositoryOptions::new(at(0)));
        assert_eq!(made.is_err(), !name.is_empty(), "{name:?}");
    }
}
