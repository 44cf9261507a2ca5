//! One name, one content, whatever is added in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::apt::{Addition, PackageKind, SuitePackage};

/// A package as it is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Given {
    name: &'static str,
    version: &'static str,
    architecture: &'static str,
    component: &'static str,
    content: &'static str,
    /// With what its file's name has of an epoch: nothing, as here, or `1%3a`, as others have it.
    encoded: bool,
}

impl Given {
    fn path(self) -> String {
        let version = match self.version.split_once(':') {
            Some((epoch, rest)) if self.encoded => format!("{epoch}%3a{rest}"),
            Some((_, rest)) => rest.to_owned(),
            None => self.version.to_owned(),
        };
        format!("pool/{}/{}_{version}_{}.deb", self.component, self.name, self.architecture)
    }

    fn addition(self) -> Addition {
        let bytes = format!("{:?}", self.file()).into_bytes();
        let object = Object::of(archive().key(&self.path()).unwrap(), bytes);
        let text = format!(
            "Package: {}\nVersion: {}\nArchitecture: {}\nFilename: {}\nSize: {}\nSHA256: {}\n",
            self.name,
            self.version,
            self.architecture,
            self.path(),
            object.length,
            object.sha256
        );
        let record = Record::parse(text.into_bytes(), Format::Packages).unwrap();
        let (component, kind) = (self.component.to_owned(), PackageKind::Binary);
        Addition {
            file: format!("{self:?}").into(),
            package: SuitePackage { component, kind, record },
            objects: vec![object],
            time: None,
            files: None,
            translation: None,
        }
    }

    /// What its file is: it says its own name, version and architecture.
    fn file(self) -> [&'static str; 4] {
        [self.name, self.version, self.architecture, self.content]
    }

    /// Whether one suite can list both, by the rule as it is written for people.
    fn stands_beside(self, other: Self) -> bool {
        let is_same = self.file() == other.file();
        is_same || !(self.displaces(other) || self.path() == other.path())
    }

    /// Whether this takes the place of the other one, by the rule as it is written for people.
    fn displaces(self, other: Self) -> bool {
        let meet = self.architecture == other.architecture
            || [self.architecture, other.architecture].contains(&"all");
        let is_version = (self.name, self.version) == (other.name, other.version);
        is_version && meet && self.file() != other.file()
    }
}

fn given() -> impl Strategy<Value = Given> {
    (
        select(vec!["a", "b"]),
        select(vec!["1", "1:1", "2:1", "2"]),
        select(vec!["amd64", "arm64", "all"]),
        select(vec!["main", "other"]),
        select(vec!["x", "y"]),
        any::<bool>(),
    )
        .prop_map(|(name, version, architecture, component, content, encoded)| Given {
            name,
            version,
            architecture,
            component,
            content,
            encoded,
        })
}

proptest! {
    /// Packages are taken, together or one after the other, exactly where all can stand beside each
    /// other, and then no file has two contents.
    #[test]
    fn what_cannot_stand_together_is_refused(packages in vec(given(), 1..6), split in 0_usize..6) {
        let split = split.min(packages.len());
        let mut state = SuiteState::default();
        let mut taken = true;
        for part in [&packages[..split], &packages[split..]] {
            let additions: Vec<_> = part.iter().map(|one| one.addition()).collect();
            taken = taken && state.add_all(&archive(), &additions).is_ok();
        }
        let pairs = packages.iter().enumerate();
        let expected = pairs.clone().all(|(index, one)| {
            packages[..index].iter().all(|other| one.stands_beside(*other))
        });
        prop_assert_eq!(taken, expected);
        if taken {
            let mut files = BTreeMap::new();
            for one in state.packages() {
                let sha256 = one.record.sha256();
                prop_assert_eq!(*files.entry(one.record.path()).or_insert(sha256), sha256);
            }
        }
    }
}

/// What a suite lists: the component and the digest of each package, and the digest of each path.
fn listed(state: &SuiteState) -> (BTreeSet<(String, Sha256)>, BTreeMap<String, Sha256>) {
    let (mut packages, mut files) = (BTreeSet::new(), BTreeMap::new());
    for SuitePackage { component, record, .. } in state.packages() {
        let (path, sha256) = (record.path(), record.sha256());
        assert_eq!(*files.entry(path).or_insert(sha256), sha256, "one path has one content");
        packages.insert((component, sha256));
    }
    (packages, files)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is added with leave to replace, in however many publications: the suite lists what was
    /// given last of each version, and nothing that was ever published is another file afterwards.
    #[test]
    fn replacing_leaves_one_content_for_each_version_and_each_name(
        rounds in vec(vec(given(), 1..4), 1..6),
    ) {
        let setup = Setup::new();
        let (mut expected, mut ever) = (Vec::<Given>::new(), BTreeMap::<String, Sha256>::new());
        for (round, packages) in rounds.iter().enumerate() {
            let additions: Vec<_> = packages.iter().map(|one| one.addition()).collect();
            let change = |old: &SuiteState| {
                let mut new = old.clone();
                new.replace_all(&setup.archive, &additions, &setup.store)?;
                Ok(Some(new))
            };
            let now = at(10 * i64::try_from(round).unwrap());
            let result = publish(&setup.store, &setup.suite(now), change, &PublishOptions::default());
            let contradicts = packages.iter().any(|one| packages.iter().any(|two| one.displaces(*two)));
            prop_assert_eq!(result.is_err(), contradicts, "{:?}", result.err());
            if !contradicts {
                expected.retain(|listed| !packages.iter().any(|given| given.displaces(*listed)));
                expected.extend(packages);
            }
            let (packages, files) = listed(&setup.state("stable", now));
            let expected: BTreeSet<_> = expected
                .iter()
                .map(|one| (one.component.to_owned(), one.addition().sha256()))
                .collect();
            prop_assert_eq!(packages, expected);
            ever.extend(files);
            for (path, sha256) in &ever {
                let found = setup.store.read(&setup.archive.key(path).unwrap(), 1 << 20).unwrap();
                prop_assert_eq!(Sha256::of(&found.unwrap().bytes), *sha256, "{}", path);
            }
        }
    }
}

/// The transaction itself refuses what reached the state past every other check.
#[test]
fn a_key_with_two_digests_is_never_planned() {
    let setup = Setup::new();
    setup.add(at(0), "other", "amd64").unwrap();
    let given = |version, content| Given {
        name: "tool",
        version,
        architecture: "amd64",
        component: "main",
        content,
        encoded: false,
    };
    let (one, two) = (given("1", "x").addition(), given("1:1", "y").addition());
    let insert = |state: &mut SuiteState, addition: &Addition, bring: bool| {
        let kind = IndexKind::Binary("amd64".to_owned());
        let index = state.indexes.entry(IndexId { component: "main".to_owned(), kind });
        index.or_default().add([addition.package.record.clone()]).unwrap();
        if bring {
            state.additions.extend(addition.objects.iter().cloned());
        }
    };
    let before = setup.text("debian/dists/stable/InRelease");
    for (brings_one, brings_two) in [(true, true), (true, false), (false, true)] {
        let change = |old: &SuiteState| {
            let mut new = old.clone();
            insert(&mut new, &one, brings_one);
            insert(&mut new, &two, brings_two);
            Ok(Some(new))
        };
        let result = publish(&setup.store, &setup.suite(at(9)), change, &PublishOptions::default());
        let Err(PublishError::Refused(defects)) = result else { panic!("{result:?}") };
        assert_eq!(defects.as_slice()[0].code, crate::codes::OTHER_CONTENT);
        assert!(defects.to_string().contains("would have two contents"), "{defects}");
    }
    // Also where the other one is published already.
    let publish = |addition: &Addition, now| {
        let change = |old: &SuiteState| {
            let mut new = old.clone();
            insert(&mut new, addition, true);
            Ok(Some(new))
        };
        publish(&setup.store, &setup.suite(now), change, &PublishOptions::default())
    };
    assert_eq!(setup.text("debian/dists/stable/InRelease"), before);
    publish(&one, at(10)).unwrap();
    let Err(PublishError::Refused(defects)) = publish(&two, at(20)) else { panic!() };
    assert!(defects.to_string().contains("would have two contents"), "{defects}");
}
