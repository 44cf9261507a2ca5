//! The commit and its signature, which are two objects.

use repo_store::testing::HookedStore;

use super::*;

const COMMIT: &str = "el9/repodata/repomd.xml";
const SIGNATURE: &str = "el9/repodata/repomd.xml.asc";

fn is_paired(setup: &Setup) -> bool {
    let (commit, signature) = (setup.text(COMMIT), setup.text(SIGNATURE));
    let (commit, signature) = (commit.as_bytes(), signature.as_bytes());
    pkgsign::detached::verify(signature, commit, &setup.certificate).is_ok()
}

#[test]
fn a_torn_pair_is_read_and_healed() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    let old = setup.text(SIGNATURE);
    setup.add(at(60), &[("two", "1")]).unwrap();
    for torn in [Some(old.as_bytes()), None, Some(b"no signature")] {
        match torn {
            Some(bytes) => setup.store.replace(&key(SIGNATURE), bytes).unwrap(),
            None => setup.store.delete(&key(SIGNATURE)).unwrap(),
        }
        assert_eq!(setup.state().packages().len(), 2);
        assert_eq!(setup.repository(at(0)).history(&*setup.store, 9).unwrap().len(), 2);
        // Nothing to do is enough.
        let published = setup.publish(at(120), |_| false).unwrap();
        assert!(!published.changed && published.warnings.is_empty());
        assert!(is_paired(&setup));
    }
    // Where the copy is gone too, nobody vouches for it.
    let id = History::of(&setup.repomd()).snapshot.unwrap();
    setup.store.delete(&key(&format!("el9/snapshots/{id}/commit.asc"))).unwrap();
    assert_eq!(setup.state().packages().len(), 2);
    setup.store.replace(&key(SIGNATURE), old.as_bytes()).unwrap();
    let error = setup.publish(at(120), |_| false).unwrap_err();
    assert!(matches!(error, PublishError::Damaged { .. }), "{error}");
    setup.store.delete(&key(SIGNATURE)).unwrap();
    let error = setup.publish(at(120), |_| false).unwrap_err();
    assert!(matches!(error, PublishError::Unsigned { .. }), "{error}");
}

#[test]
fn a_commit_that_was_changed_is_not_taken() {
    let setup = Setup::new();
    setup.add(at(0), &[("one", "1")]).unwrap();
    let text = setup.text(COMMIT).replace("serial=1", "serial=7");
    setup.store.replace(&key(COMMIT), text.as_bytes()).unwrap();
    let error = setup.add(at(9), &[("two", "1")]).unwrap_err();
    assert!(matches!(error, PublishError::Damaged { .. }), "{error}");
}

#[test]
fn who_is_not_known_is_not_followed() {
    let (setup, mut other) = (Setup::new(), Setup::new());
    setup.add(at(0), &[("one", "1")]).unwrap();
    other.store = Arc::clone(&setup.store);
    let error = other.add(at(9), &[("two", "1")]).unwrap_err();
    assert!(matches!(error, PublishError::Untrusted { .. }), "{error}");
    // Nor is a commit signed that those who are known would not take for good.
    let options = RepositoryOptions { signer: Some(&other.signer), ..setup.options(at(9)) };
    let repository = Repository::new(&setup.settings, options).unwrap();
    let apply = |old: &RepositoryState| Ok(Some(old.clone()));
    let error = publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap_err();
    assert!(matches!(error, PublishError::Signature(_)), "{error}");
    assert_eq!(History::of(&setup.repomd()).serial, Some(1));
}

#[test]
fn unsigned_repositories_have_no_signature_and_stay_unsigned() {
    let setup = Setup::new();
    let unsigned = RepositoryOptions::new(at(0));
    let repository = Repository::new(&setup.settings, unsigned).unwrap();
    let additions = [addition(&setup.settings, "one", "1")];
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        new.add_all(&setup.settings, &additions).unwrap();
        Ok(Some(new))
    };
    let published = publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap();
    assert!(published.warnings.is_empty());
    let keys = setup.store.list(None).unwrap();
    assert!(!keys.iter().any(|it| it.key.as_str().ends_with(".asc")));
    assert!(setup.text("el9/el9.repo").contains("\nrepo_gpgcheck=0\n"));
    assert_eq!(repository.history(&*setup.store, 9).unwrap().len(), 1);

    // To sign it from now on must be asked for.
    let error = setup.publish(at(60), |_| true).unwrap_err();
    assert!(matches!(error, PublishError::Unsigned { .. }), "{error}");
    let options = RepositoryOptions { adopt_unsigned: true, ..setup.options(at(60)) };
    let adopting = Repository::new(&setup.settings, options).unwrap();
    let apply = |old: &RepositoryState| Ok(Some(old.clone()));
    publish(&*setup.store, &adopting, apply, &PublishOptions::default()).unwrap();
    assert!(is_paired(&setup));
    assert_eq!(History::of(&setup.repomd()).serial, Some(2));
    // And who has no key does not go on from what is signed.
    let error = publish(&*setup.store, &repository, apply, &PublishOptions::default()).unwrap_err();
    assert!(matches!(error, PublishError::Signature(_)), "{error}");
}

#[test]
fn a_signature_that_a_dead_run_left_is_taken() {
    // The next run makes the same snapshot at the same time, and its signature might be another.
    let setup = Setup::new();
    let hooked = HookedStore::new(&*setup.store).fault(repo_store::testing::Fault::Kill(12));
    let additions = [addition(&setup.settings, "one", "1")];
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        new.add_all(&setup.settings, &additions).unwrap();
        Ok(Some(new))
    };
    publish(&hooked, &setup.repository(at(0)), apply, &PublishOptions::default()).unwrap_err();
    publish(&*setup.store, &setup.repository(at(0)), apply, &PublishOptions::default()).unwrap();
    assert!(is_paired(&setup));
}
