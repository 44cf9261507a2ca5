//! A store that somebody changes between two runs: objects become older versions of themselves, or those
//! of another target, or are removed. Whatever is published afterwards follows the newest publication of
//! which evidence is left.

use std::collections::BTreeMap;

use pkgio::Timestamp;
use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{Certificate, KeyOptions, KeySigner};

use crate::apt::{
    Addition, Archive, Format, PackageKind, Record, Suite, SuiteOptions, SuitePackage, SuiteState,
};
use crate::publish::{
    COMMIT_LIMIT, Link, PublishError, PublishOptions, Published, Recovery, Target, contradiction,
    publish,
};
use repo_store::testing::Random;

use repo_store::{Key, MemoryStore, Object, Store};

use crate::rpmmd::testing::{content, record_at};
use crate::rpmmd::{self, Repository, RepositoryOptions, RepositoryState, RpmRepository};

const NOW: i64 = 1_735_689_600;

/// What one object after the other holds.
type Objects = BTreeMap<Key, Vec<u8>>;

fn objects(store: &dyn Store) -> Objects {
    let listed = store.list(None).unwrap().into_iter();
    let bytes = |key: &Key| store.read(key, COMMIT_LIMIT).unwrap().unwrap().bytes;
    listed.map(|listed| (listed.key.clone(), bytes(&listed.key))).collect()
}

fn set(store: &dyn Store, key: &Key, bytes: Option<&Vec<u8>>) {
    match bytes {
        Some(bytes) => store.replace(key, bytes).unwrap(),
        None => store.delete(key).unwrap(),
    }
}

/// Two targets of one kind, which one key signs.
trait World {
    type State: Clone;
    type Target<'a>: Target<State = Self::State>
    where
        Self: 'a;

    /// The folders of both.
    const FOLDERS: [&'static str; 2];

    fn target(&self, number: usize, now: Timestamp) -> Self::Target<'_>;

    fn add(&self, number: usize, state: &mut Self::State, name: &str);

    fn publish(
        &self,
        store: &dyn Store,
        number: usize,
        now: Timestamp,
        (name, recovery): (&str, Recovery),
    ) -> Result<Option<u64>, PublishError> {
        let target = self.target(number, now);
        let apply = |old: &Self::State| {
            let mut new = old.clone();
            self.add(number, &mut new, name);
            Ok(Some(new))
        };
        let options = PublishOptions { recovery, ..PublishOptions::default() };
        let published = publish(store, &target, apply, &options)?;
        let Published { serial, changed, warnings, .. } = published;
        assert!(changed && warnings.is_empty(), "{warnings}");
        Ok(serial)
    }
}

struct Keys {
    signer: KeySigner,
    certificate: Certificate,
}

impl Keys {
    fn new() -> Self {
        let options =
            GenerateOptions::new("Example <a@example.org>", Timestamp::clamped(NOW - 1000));
        let key = generate(&GenerateOptions { kind: KeyKind::Ed25519, ..options }).unwrap();
        let options = KeyOptions::new(Timestamp::clamped(NOW));
        let signer = KeySigner::new(key.secret(), &options).unwrap();
        Self { signer, certificate: key.certificate().clone() }
    }
}

struct Apt {
    keys: Keys,
    archive: Archive,
}

impl World for Apt {
    type State = SuiteState;
    type Target<'a> = Suite<'a>;

    const FOLDERS: [&'static str; 2] = ["dists/stable", "dists/testing"];

    fn target(&self, number: usize, now: Timestamp) -> Suite<'_> {
        let options = SuiteOptions {
            signers: vec![&self.keys.signer],
            published: Some(&self.keys.certificate),
            ..SuiteOptions::new(now)
        };
        Suite::new(&self.archive, ["stable", "testing"][number], options).unwrap()
    }

    fn add(&self, number: usize, state: &mut SuiteState, name: &str) {
        let path = format!("pool/main/{name}-{number}.deb");
        let bytes = content(name, &number.to_string());
        let sha256 = repo_store::Sha256::of(&bytes);
        let size = bytes.len();
        let text = format!(
            "Package: {name}{number}\nVersion: 1\nArchitecture: amd64\nFilename: {path}\nSize: {size}\n\
             SHA256: {sha256}\nDescription: a\n"
        );
        let record = Record::parse(text.into_bytes(), Format::Packages).unwrap();
        let package =
            SuitePackage { component: "main".to_owned(), kind: PackageKind::Binary, record };
        let objects = vec![Object::of(self.archive.key(&path).unwrap(), bytes)];
        let addition = Addition {
            file: path.into(),
            package,
            objects,
            time: None,
            files: None,
            translation: None,
        };
        state.add_all(&self.archive, &[addition]).unwrap();
    }
}

struct Rpm {
    keys: Keys,
    settings: [RpmRepository; 2],
}

impl World for Rpm {
    type State = RepositoryState;
    type Target<'a> = Repository<'a>;

    const FOLDERS: [&'static str; 2] = ["el8", "el9"];

    fn target(&self, number: usize, now: Timestamp) -> Repository<'_> {
        let options = RepositoryOptions {
            signer: Some(&self.keys.signer),
            published: Some(&self.keys.certificate),
            ..RepositoryOptions::new(now)
        };
        Repository::new(&self.settings[number], options).unwrap()
    }

    fn add(&self, number: usize, state: &mut RepositoryState, name: &str) {
        let place = format!("Packages/{name}.rpm");
        let record = record_at(name, "1", "x86_64", &place);
        let key = self.settings[number].key(&place).unwrap();
        let object = Object::of(key, content(name, "1"));
        let addition = rpmmd::Addition { file: place.into(), built: None, record, object };
        state.add_all(&self.settings[number], &[addition]).unwrap();
    }
}

/// What happened to the first target so far.
struct Story<'w, W: World> {
    world: &'w W,
    store: MemoryStore,
    /// The store after each publication of any target.
    past: Vec<Objects>,
    time: i64,
    names: usize,
}

impl<W: World> Story<'_, W> {
    fn now(&mut self) -> Timestamp {
        self.time += 1000;
        Timestamp::clamped(NOW + self.time)
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("p{}", self.names)
    }

    fn publish(&mut self, number: usize, recovery: Recovery) -> Result<Option<u64>, PublishError> {
        let (now, name) = (self.now(), self.name());
        let serial = self.world.publish(&self.store, number, now, (&name, recovery))?;
        self.past.push(objects(&self.store));
        Ok(serial)
    }

    /// The commit of the first target.
    fn current(&self) -> Option<(Link, Option<repo_store::Sha256>)> {
        let target = self.world.target(0, Timestamp::clamped(NOW));
        let commit = self.store.read(&target.commit(), COMMIT_LIMIT).unwrap()?;
        let lineage = target.lineage(&self.store, Some(&commit)).ok()??;
        Some((lineage.commit?, lineage.parent))
    }

    /// What a marker of the first target says, if it is there.
    fn marker(&self, name: &str) -> Option<String> {
        let key = Key::new(format!("{}/successors/{name}", W::FOLDERS[0])).unwrap();
        let bytes = self.store.read(&key, 1000).unwrap()?.bytes;
        Some(String::from_utf8_lossy(&bytes).split(' ').next().unwrap_or_default().to_owned())
    }

    /// Changes the store as somebody may who can write to it and cannot sign.
    fn tamper(&self, random: &mut Random) {
        let [own, other] = W::FOLDERS;
        let mut keys: Vec<Key> = self.past.iter().flat_map(|past| past.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        let old = &self.past[random.below(self.past.len())];
        let is_whole = random.below(2) == 0;
        let spares_markers = random.below(4) > 0;
        let share = 1 + random.below(4);
        for key in keys.iter().filter(|key| key.as_str().starts_with(own)) {
            let is_marker = key.as_str().contains("/successors/");
            if is_marker && spares_markers || !is_whole && random.below(8) >= share {
                continue;
            }
            match random.below(8) {
                0 if !is_whole => set(&self.store, key, None),
                1 if !is_whole => {
                    let twin = Key::new(key.as_str().replacen(own, other, 1)).unwrap();
                    let past = &self.past[random.below(self.past.len())];
                    set(&self.store, key, past.get(&twin));
                }
                _ => set(&self.store, key, old.get(key)),
            }
        }
        if random.below(8) == 0 {
            // All of another target, but for its markers.
            for (key, bytes) in old.iter().filter(|(key, _)| key.as_str().starts_with(other)) {
                if !key.as_str().contains("/successors/") {
                    let twin = Key::new(key.as_str().replacen(other, own, 1)).unwrap();
                    set(&self.store, &twin, Some(bytes));
                }
            }
        }
    }

    /// Publishes after the store was changed, and holds what comes of it against the evidence.
    fn attempt(&mut self) -> Outcome {
        let before = self.current();
        let evidence = match before {
            None => self.marker("first").is_some(),
            Some((commit, parent)) => {
                let parent = parent.map_or_else(|| "first".to_owned(), |parent| parent.to_string());
                let follower = self.marker(&parent);
                self.marker(&commit.id.to_string()).is_some()
                    || follower.is_some_and(|id| id != commit.id.to_string())
            }
        };
        let is_foreign = before.is_some_and(|(commit, _)| {
            let key = format!("{}/", W::FOLDERS[1]);
            let others = self.past.iter().flatten().filter(|(it, _)| it.as_str().starts_with(&key));
            let mut others = others.filter(|(it, _)| {
                ["/InRelease", "/repodata/repomd.xml"].iter().any(|end| it.as_str().ends_with(end))
            });
            let target = self.world.target(1, Timestamp::clamped(NOW));
            others.any(|(_, bytes)| {
                let found =
                    repo_store::Found { bytes: bytes.clone(), tag: repo_store::Tag(String::new()) };
                let lineage = target.lineage(&self.store, Some(&found)).ok().flatten();
                lineage.and_then(|lineage| lineage.commit).is_some_and(|it| it.id == commit.id)
            })
        });
        match self.publish(0, Recovery::Refuse) {
            Ok(serial) => {
                assert!(!evidence, "published although a marker shows another state");
                assert!(!is_foreign, "published on another target's state");
                let (now, parent) = self.current().unwrap();
                assert_eq!(Some(now.serial), serial);
                match before {
                    Some((commit, _)) => {
                        assert_eq!((parent, now.serial), (Some(commit.id), commit.serial + 1));
                    }
                    // Without any evidence left, a Release that mirrors a lost InRelease is taken up.
                    None => assert_eq!(parent, None),
                }
                Outcome::Published
            }
            Err(PublishError::Contradicted(_)) => Outcome::Refused,
            Err(_) => Outcome::Damaged,
        }
    }
}

enum Outcome {
    Published,
    Refused,
    Damaged,
}

fn live<W: World>(world: &W, cases: u32) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut refused, mut published, mut recovered) = (0, 0, 0);
    for _ in 0..cases {
        let mut story =
            Story { world, store: MemoryStore::new(), past: Vec::new(), time: 0, names: 0 };
        for number in [0, 0, 1, 0, 1] {
            story.publish(number, Recovery::Refuse).unwrap();
        }
        story.tamper(&mut random);
        match story.attempt() {
            Outcome::Published => published += 1,
            Outcome::Damaged => {}
            Outcome::Refused => {
                refused += 1;
                let ways = [Recovery::Newest, Recovery::KeepCurrent, Recovery::StartOver];
                let way = ways.into_iter().find_map(|way| story.publish(0, way).ok().flatten());
                // Where a way out was found, it goes on from there.
                if let Some(serial) = way {
                    recovered += 1;
                    let target = world.target(0, Timestamp::clamped(NOW));
                    let options = PublishOptions::default();
                    assert_eq!(contradiction(&story.store, &target, &options).unwrap(), None);
                    assert_eq!(story.publish(0, Recovery::Refuse).unwrap(), Some(serial + 1));
                }
            }
        }
    }
    assert!(refused > cases / 4, "only {refused} of {cases} were refused, {published} published");
    assert!(recovered > refused / 2, "only {recovered} of {refused} were recovered");
}

#[test]
fn no_suite_goes_on_from_a_state_that_evidence_is_against() {
    let archive = Archive::new("deb", &["amd64"]);
    live(&Apt { keys: Keys::new(), archive }, 150);
}

#[test]
fn no_repository_goes_on_from_a_state_that_evidence_is_against() {
    let settings = ["el8", "el9"].map(|name| RpmRepository {
        folder: Some(Key::new(name).unwrap()),
        ..RpmRepository::new(name)
    });
    live(&Rpm { keys: Keys::new(), settings }, 150);
}

#[test]
#[ignore = "takes minutes"]
fn no_target_goes_on_from_a_state_that_evidence_is_against_of_thousands() {
    let archive = Archive::new("deb", &["amd64"]);
    live(&Apt { keys: Keys::new(), archive }, 5_000);
    let settings = ["el8", "el9"].map(|name| RpmRepository {
        folder: Some(Key::new(name).unwrap()),
        ..RpmRepository::new(name)
    });
    live(&Rpm { keys: Keys::new(), settings }, 5_000);
}
