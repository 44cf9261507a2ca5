//! A chronicle of numbers: which indexes are read, and what comes of comparing them.

use std::cell::RefCell;

use repo_store::MemoryStore;

use super::*;

/// Publications by their indexes; each of those by the packages in it, as `name=version:architecture`.
#[derive(Debug, Default)]
struct Toy {
    read: RefCell<Vec<String>>,
    unreadable: Option<&'static str>,
}

type Publication = BTreeMap<&'static str, Vec<&'static str>>;

fn package(text: &str) -> ListedPackage {
    let (name, rest) = text.split_once('=').unwrap();
    let (version, architecture) = rest.split_once(':').unwrap();
    ListedPackage {
        name: name.to_owned(),
        component: None,
        architecture: architecture.to_owned(),
        version: version.to_owned(),
        digest: text.to_owned(),
    }
}

fn shown(packages: &[ListedPackage]) -> Vec<&str> {
    packages.iter().map(|one| one.digest.as_str()).collect()
}

impl Chronicle for Toy {
    type Publication = Publication;

    fn indexes(&self, publication: &Publication) -> BTreeMap<String, String> {
        publication.iter().map(|(name, list)| ((*name).to_owned(), list.join(" "))).collect()
    }

    fn packages(
        &self,
        _: &dyn Store,
        publication: &Publication,
        index: &str,
    ) -> Result<Vec<ListedPackage>, PublishError> {
        let list = &publication[index];
        if self.unreadable.is_some_and(|bad| list.contains(&bad)) {
            return Err(PublishError::Signature("unreadable".to_owned()));
        }
        self.read.borrow_mut().push(format!("{index}: {}", list.join(" ")));
        Ok(list.iter().map(|text| package(text)).collect())
    }

    fn documents(&self, publication: &Publication) -> BTreeMap<String, String> {
        let about = publication.get("documents").into_iter().flatten();
        about.map(|text| (package(text).name, (*text).to_owned())).collect()
    }

    fn before(&self, publication: &Publication) -> Before {
        if publication.contains_key("first") { Before::Nothing } else { Before::Publication }
    }
}

#[test]
fn neighbours_are_compared_and_only_what_differs_is_read() {
    let publications = [
        BTreeMap::from([("amd64", vec!["a=2:amd64", "b=1:amd64"]), ("arm64", vec!["a=1:arm64"])]),
        BTreeMap::from([("amd64", vec!["a=1:amd64", "b=1:amd64"]), ("arm64", vec!["a=1:arm64"])]),
        BTreeMap::from([("amd64", vec!["a=1:amd64", "b=1:amd64"]), ("first", vec![])]),
    ];
    let (toy, store) = (Toy::default(), MemoryStore::new());
    let mut walk = Walk::new(&toy, &store, &publications);
    let first = walk.next().unwrap().unwrap();
    assert_eq!(
        (shown(&first.added), shown(&first.removed)),
        (vec!["a=2:amd64"], vec!["a=1:amd64"])
    );
    // Nothing was read that only older ones have.
    assert_eq!(toy.read.borrow().len(), 3, "{:?}", toy.read);
    let second = walk.next().unwrap().unwrap();
    assert_eq!((shown(&second.added), shown(&second.removed)), (vec!["a=1:arm64"], vec![]));
    let third = walk.next().unwrap().unwrap();
    assert_eq!(shown(&third.added), ["a=1:amd64", "b=1:amd64"]);
    assert!(walk.next().is_none());
    assert_eq!(toy.read.borrow().len(), 4, "{:?}", toy.read);
}

#[test]
fn a_package_for_all_architectures_is_one_package() {
    let publications = [
        BTreeMap::from([("amd64", vec!["a=1:all"]), ("arm64", vec!["a=1:all", "b=1:arm64"])]),
        BTreeMap::from([("amd64", vec!["a=1:all"]), ("first", vec![])]),
        BTreeMap::from([("amd64", vec!["a=1:all"]), ("i386", vec!["a=1:all"]), ("first", vec![])]),
    ];
    let (toy, store) = (Toy::default(), MemoryStore::new());
    let changes: Vec<_> = Walk::new(&toy, &store, &publications).map(Result::unwrap).collect();
    assert_eq!(shown(&changes[0].added), ["b=1:arm64"]);
    assert_eq!(changes[1], Changes::default());
    assert_eq!(shown(&changes[2].added), ["a=1:all"]);
}

#[test]
fn what_is_not_known_is_said() {
    let publications = [
        BTreeMap::from([("amd64", vec!["a=3:amd64"])]),
        BTreeMap::from([("amd64", vec!["a=2:amd64"])]),
        BTreeMap::from([("amd64", vec!["a=1:amd64"])]),
        BTreeMap::from([("amd64", vec!["a=0:amd64"])]),
    ];
    let toy = Toy { unreadable: Some("a=2:amd64"), ..Toy::default() };
    let store = MemoryStore::new();
    let told: Vec<String> = Walk::new(&toy, &store, &publications)
        .map(|one| one.map_or_else(|error| error.to_string(), |one| shown(&one.added).join(" ")))
        .collect();
    assert!(told[0].contains("its lists cannot be read"), "{told:?}");
    assert!(told[1].contains("its lists cannot be read"), "{told:?}");
    assert_eq!(told[2..], ["a=1:amd64", "the publication before it is not kept"]);
}

#[test]
fn documents_are_new_others_or_gone() {
    let publications = [
        BTreeMap::from([("documents", vec!["comps=2:x", "modules=1:x"])]),
        BTreeMap::from([("documents", vec!["comps=1:x", "updateinfo=1:x"])]),
    ];
    let (toy, store) = (Toy::default(), MemoryStore::new());
    let changes = Walk::new(&toy, &store, &publications).next().unwrap().unwrap();
    let expected = [
        ("comps", DocumentChange::Changed),
        ("modules", DocumentChange::Added),
        ("updateinfo", DocumentChange::Removed),
    ];
    let expected = expected.map(|(kind, change)| (kind.to_owned(), change));
    assert_eq!(changes.documents, BTreeMap::from(expected));
}
