//! Repositories that other tools made.

use pkgsign::{HashAlgorithm, SignOptions, detached};

use super::*;
use crate::compress::{Chunks, Unit, compress};
use crate::rpmmd::testing::record_at;
use crate::rpmmd::{Checksum, ChecksumKind, Data, List, Metadata};

const GROUPS: &[u8] = b"<comps>\n</comps>\n";

/// A repository as createrepo_c makes it of packages that lie in its folder, with databases and groups.
fn made_by_another(setup: &Setup) {
    let records = ["one", "two"].map(|name| record_at(name, "1", "x86_64", &format!("{name}.rpm")));
    for name in ["one", "two"] {
        let place = key(&format!("el9/{name}.rpm"));
        setup.store.create(&[Object::of(place, content(name, "1"))]).unwrap();
    }
    let metadata = Metadata::from_iter(records);
    let mut repomd = Repomd::default();
    repomd.revision = Some("v7".to_owned());
    repomd.tags.content = vec!["binary-x86_64".to_owned()];
    let mut put = |kind: &str, name: &str, text: &[u8], stored: &[u8]| {
        let sum = Checksum::of(ChecksumKind::Sha256, stored);
        let mut data = Data::new(kind, sum.clone(), &format!("repodata/{}-{name}", sum.hex()));
        data.open_checksum = Some(Checksum::of(ChecksumKind::Sha256, text));
        (data.size, data.open_size) = (Some(stored.len() as u64), Some(text.len() as u64));
        data.timestamp = Some(1_600_000_000);
        let place = key(&format!("el9/{}", data.location));
        setup.store.create(&[Object::of(place, stored.to_vec())]).unwrap();
        repomd.data.push(data);
    };
    for list in List::ALL {
        let text = metadata.printed(list).to_bytes();
        let gzip = "gzip".parse().unwrap();
        let chunks = Chunks::of(&text, Unit::Line);
        let stored = compress(&chunks, gzip, None, NonZeroUsize::MIN).unwrap();
        put(list.name(), &format!("{}.xml.gz", list.name()), &text, &stored);
    }
    put("primary_db", "primary.sqlite", b"SQLite", b"SQLite");
    put("group", "comps.xml", GROUPS, GROUPS);
    setup.store.replace(&key("el9/repodata/repomd.xml"), &repomd.to_bytes()).unwrap();
}

fn adopting(setup: &Setup) -> Repository<'_> {
    let options = RepositoryOptions { adopt_unsigned: true, ..setup.options(at(0)) };
    Repository::new(&setup.settings, options).unwrap()
}

#[test]
fn what_another_tool_made_is_a_state() {
    let setup = Setup::new();
    made_by_another(&setup);
    let error = setup.add(at(0), &[("new", "1")]).unwrap_err();
    assert!(matches!(error, PublishError::Unsigned { .. }), "{error}");

    let repository = adopting(&setup);
    let history = repository.history(&*setup.store, 9).unwrap();
    assert_eq!((history.len(), history[0].serial, history[0].snapshot), (1, None, None));
    assert_eq!(history[0].date.seconds(), 1_600_000_000);
    let before: Vec<Key> = setup.store.list(None).unwrap().into_iter().map(|it| it.key).collect();
    let nothing =
        publish(&*setup.store, &repository, |_| Ok(None), &PublishOptions::default()).unwrap();
    assert!(!nothing.changed && nothing.state.serial().is_none());
    assert_eq!(setup.store.list(None).unwrap().len(), before.len(), "nothing is added unasked");

    let additions = [addition(&setup.settings, "new", "1")];
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        new.add_all(&setup.settings, &additions).unwrap();
        Ok(Some(new))
    };
    publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap();
    let state = setup.state();
    let places: Vec<_> = state.packages().iter().map(Record::location).collect();
    assert_eq!(places, ["Packages/n/new-1-1.x86_64.rpm", "one.rpm", "two.rpm"]);
    let repomd = setup.repomd();
    let kinds: Vec<_> = repomd.data.iter().map(|data| data.kind.as_str()).collect();
    assert_eq!(kinds, ["primary", "filelists", "other", "group"]);
    assert!(repomd.tags.content.contains(&"binary-x86_64".to_owned()));
    let history = History::of(&repomd);
    assert_eq!((history.serial, history.parent), (Some(1), None));
    let id = history.snapshot.unwrap();
    let groups = repomd.find("group").unwrap();
    let copy = setup.text(&format!("el9/snapshots/{id}/{}", groups.location));
    assert_eq!(copy.as_bytes(), GROUPS);
    // From now on it is signed, and what was there is there.
    setup.add(at(60), &[("newer", "1")]).unwrap();
    for key in before {
        assert!(setup.store.length(&key).unwrap().is_some(), "no {key}");
    }
    let old = setup.repository(at(90)).at(&*setup.store, 1).unwrap().unwrap();
    let places: Vec<_> = old.packages().iter().map(Record::location).collect();
    assert_eq!(places, ["Packages/n/new-1-1.x86_64.rpm", "one.rpm", "two.rpm"]);
}

#[test]
fn one_that_was_signed_is_followed_as_it_is() {
    let setup = Setup::new();
    made_by_another(&setup);
    let text = setup.text("el9/repodata/repomd.xml");
    let options = SignOptions::binary(HashAlgorithm::Sha256, at(-500));
    let signature =
        detached::sign(text.as_bytes(), &[&setup.signer], &setup.certificate, options).unwrap();
    let asc = key("el9/repodata/repomd.xml.asc");
    setup.store.replace(&asc, signature.as_bytes()).unwrap();
    assert_eq!(setup.state().packages().len(), 2);
    setup.add(at(0), &[("new", "1")]).unwrap();
    assert_eq!(setup.state().serial(), Some(1));
    // Signed by somebody else.
    let other = Setup { store: Arc::clone(&setup.store), ..Setup::new() };
    let error = adopting(&other).history(&*setup.store, 9).unwrap_err();
    assert!(matches!(error, PublishError::Untrusted { .. }), "{error}");
}

#[test]
fn damage_is_seen() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    for list in List::ALL {
        let location = setup.repomd().find(list.name()).unwrap().location.clone();
        let place = key(&format!("el9/{location}"));
        let bytes = setup.store.read(&place, 1 << 20).unwrap().unwrap().bytes;
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        for damaged in [Some(other.as_slice()), Some(&bytes[1..]), None] {
            match damaged {
                Some(damaged) => setup.store.replace(&place, damaged).unwrap(),
                None => setup.store.delete(&place).unwrap(),
            }
            let error = setup.add(at(9), &[("two", "1")]).unwrap_err();
            assert!(matches!(error, PublishError::Damaged { .. }), "{error}");
        }
        setup.store.replace(&place, &bytes).unwrap();
    }
    assert_eq!(setup.state().packages().len(), 1);
}

#[test]
fn groups_and_updates_go_in_and_out() {
    use crate::rpmmd::Document;

    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    let groups = |text: &[u8]| Document::parse(text.to_vec()).unwrap();
    let put = |time, text: &[u8]| {
        setup
            .publish(at(time), |state| {
                !state.add_documents(&[groups(text).into()]).unwrap().is_empty()
            })
            .unwrap()
            .changed
    };
    assert!(put(60, GROUPS));
    let data = setup.repomd().find("group").unwrap().clone();
    assert!(!put(120, GROUPS), "the same again");
    setup.add(at(180), &[("two", "1")]).unwrap();
    assert_eq!(setup.repomd().find("group"), Some(&data), "carried as it is");
    let id = History::of(&setup.repomd()).snapshot.unwrap();
    assert!(
        setup
            .store
            .length(&key(&format!("el9/snapshots/{id}/{}", data.location)))
            .unwrap()
            .is_some()
    );
    assert!(put(240, b"<comps><group><id>more</id></group></comps>\n"));
    let remove = |state: &mut RepositoryState| state.remove_document("group");
    assert!(setup.publish(at(300), remove).unwrap().changed);
    assert_eq!(setup.repomd().find("group"), None);
    assert!(!setup.publish(at(360), remove).unwrap().changed);
}
