//! Packages that take the place of published ones.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// A name, a version and which content of them.
type Given = (&'static str, &'static str, &'static str);

fn given() -> impl Strategy<Value = Given> {
    (select(vec!["a", "b"]), select(vec!["1", "3:1", "2"]), select(vec!["x", "y", "z"]))
}

fn bytes((name, version, content): Given) -> Vec<u8> {
    format!("{name} {version} {content}").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is added with leave to replace, in however many publications: the repository lists what
    /// was given last of each version, and nothing that was ever published is another file afterwards.
    #[test]
    fn replacing_leaves_one_content_for_each_package_and_each_name(
        rounds in vec(vec(given(), 1..4), 1..6),
    ) {
        let setup = Setup::new();
        let (mut expected, mut ever) = (BTreeMap::new(), BTreeMap::<String, Sha256>::new());
        for (round, packages) in rounds.iter().enumerate() {
            let one = |given: &Given| addition_of(&setup.settings, given.0, given.1, &bytes(*given));
            let additions: Vec<_> = packages.iter().map(one).collect();
            let change = |old: &RepositoryState| {
                let mut new = old.clone();
                new.replace_all(&setup.settings, &additions, &*setup.store)?;
                Ok(Some(new))
            };
            let now = at(10 * i64::try_from(round).unwrap());
            let repository = setup.repository(now);
            let result = publish(&*setup.store, &repository, change, &PublishOptions::default());
            let contents: BTreeSet<_> = packages.iter().collect();
            let versions: BTreeSet<_> = packages.iter().map(|one| (one.0, one.1)).collect();
            let contradicts = contents.len() != versions.len();
            prop_assert_eq!(result.is_err(), contradicts, "{:?}", result.err());
            if !contradicts {
                expected.extend(packages.iter().map(|one| ((one.0, one.1), *one)));
            }
            let state = setup.state();
            let mut listed = BTreeSet::new();
            for record in state.packages() {
                let sha256 = record.checksum().sha256().unwrap();
                let place = record.location().to_owned();
                prop_assert_eq!(*ever.entry(place).or_insert(sha256), sha256);
                listed.insert(sha256);
            }
            let expected: BTreeSet<_> =
                expected.values().map(|one| Sha256::of(&bytes(*one))).collect();
            prop_assert_eq!((listed.len(), &listed), (state.packages().len(), &expected));
            for (place, sha256) in &ever {
                let key = setup.settings.key(place).unwrap();
                let found = setup.store.read(&key, 1 << 20).unwrap();
                prop_assert_eq!(Sha256::of(&found.unwrap().bytes), *sha256, "{}", place);
            }
        }
    }
}
