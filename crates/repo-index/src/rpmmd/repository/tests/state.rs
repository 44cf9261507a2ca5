//! Adding, removing and copying packages.

use super::*;
use crate::codes;

fn state_of(settings: &RpmRepository, packages: &[(&str, &str)]) -> RepositoryState {
    let mut state = RepositoryState::default();
    let additions: Vec<_> =
        packages.iter().map(|(name, version)| addition(settings, name, version)).collect();
    assert_eq!(state.add_all(settings, &additions).unwrap().len(), packages.len());
    state
}

#[test]
fn the_same_again_is_nothing_new_and_brings_its_file() {
    let settings = settings("el9");
    let mut state = state_of(&settings, &[("one", "1"), ("two", "1")]);
    assert_eq!(state.additions.len(), 2);
    let mut later = RepositoryState { additions: Vec::new(), ..state.clone() };
    let given = [addition(&settings, "one", "1"), addition(&settings, "one", "1")];
    assert_eq!(later.add_all(&settings, &given).unwrap(), []);
    assert_eq!((later.additions.len(), later.metadata == state.metadata), (1, true));
    let both = [addition(&settings, "new", "1"), addition(&settings, "new", "1")];
    assert_eq!(shown(&state.add_all(&settings, &both).unwrap()), ["new-1-1.x86_64"]);
    assert_eq!(state.packages().len(), 3);
}

#[test]
fn other_content_is_refused_with_both_digests_and_all_at_once() {
    let settings = settings("el9");
    let mut state = state_of(&settings, &[("one", "1"), ("two", "1"), ("three", "1")]);
    let given = [
        addition_of(&settings, "one", "1", b"other"),
        addition(&settings, "two", "1"),
        addition_of(&settings, "three", "1", b"another"),
    ];
    let defects = state.add_all(&settings, &given).unwrap_err();
    assert_eq!(defects.as_slice().len(), 2, "{defects}");
    assert!(defects.as_slice().iter().all(|one| one.code == codes::OTHER_CONTENT));
    let text = defects.to_string();
    for wanted in [
        "one.rpm",
        "three.rpm",
        &Sha256::of(b"other").to_string(),
        &Sha256::of(b"what one 1 holds").to_string(),
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn the_epoch_gives_no_other_place() {
    let settings = settings("el9");
    let mut state = state_of(&settings, &[("one", "1")]);
    let given = addition_of(&settings, "one", "3:1", b"with an epoch");
    let defects = state.add_all(&settings, &[given]).unwrap_err();
    assert_eq!(defects.as_slice().len(), 1, "{defects}");
    assert!(defects.to_string().contains("epoch"), "{defects}");
    // Two of them at once.
    let both = [addition(&settings, "two", "1"), addition_of(&settings, "two", "3:1", b"x")];
    assert_eq!(state.add_all(&settings, &both).unwrap_err().as_slice().len(), 1);
}

#[test]
fn what_is_removed_is_told() {
    let settings = settings("el9");
    let mut state = state_of(&settings, &[("one", "1"), ("one", "2"), ("two", "1")]);
    let removed = state.remove(|record| record.name() == "one");
    assert_eq!(shown(&removed), ["one-1-1.x86_64", "one-2-1.x86_64"]);
    assert_eq!(shown(state.packages()), ["two-1-1.x86_64"]);
    assert!(state.remove(|record| record.name() == "one").is_empty());
}

#[test]
fn copies_are_what_is_new_here_and_taken_here() {
    let (source, mut target) = (settings("testing"), settings("stable"));
    let from = state_of(&source, &[("one", "1"), ("two", "1")]);
    let mut state = state_of(&target, &[("one", "1")]);
    state.additions.clear();
    let copied = state.copy(&target, (&source, &from), |_| true).unwrap();
    assert_eq!(shown(&copied), ["two-1-1.x86_64"]);
    assert!(
        state
            .additions
            .iter()
            .any(|one| one.key.as_str() == "stable/Packages/t/two-1-1.x86_64.rpm")
    );

    let mut other = RepositoryState::default();
    other.add_all(&target, &[addition_of(&target, "one", "1", b"other")]).unwrap();
    let defects = other.copy(&target, (&source, &from), |_| true).unwrap_err();
    assert_eq!((defects.as_slice().len(), defects.as_slice()[0].code), (1, codes::OTHER_CONTENT));

    target.architectures = vec!["aarch64".to_owned()];
    let defects = RepositoryState::default().copy(&target, (&source, &from), |_| true).unwrap_err();
    assert_eq!(defects.as_slice().len(), 2);
    assert!(defects.as_slice().iter().all(|one| one.code == codes::ARCHITECTURE));
}
