//! A repository, what clients may hold of it, and what therefore must be there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use pkgio::Timestamp;
use repo_store::Sha256;

use crate::prune::tests::world::{Change, DAY, at, key};
use crate::prune::{Domain, PruneOptions, Pruned, RpmDomain, prune};
use crate::publish::{PublishError, PublishOptions, Published, publish};
use crate::rpmmd::testing::{content, record_at};
use crate::rpmmd::{
    Addition, Generation, Repository, RepositoryOptions, RepositoryState, RpmRepository,
};
use repo_store::{Key, Object, Store};

/// An unsigned repository.
pub(super) fn settings() -> RpmRepository {
    RpmRepository { folder: Some(key("el9")), ..RpmRepository::new("el9") }
}

pub(super) fn repository(settings: &RpmRepository, now: Timestamp) -> Repository<'_> {
    let options = RepositoryOptions { force_date: true, ..RepositoryOptions::new(now) };
    Repository::new(settings, options).unwrap()
}

pub(super) fn place(name: &str) -> String {
    format!("Packages/{}/{name}-1-1.x86_64.rpm", &name[..1])
}

fn addition(settings: &RpmRepository, name: &str) -> Addition {
    let place = place(name);
    let object = Object::of(settings.key(&place).unwrap(), content(name, "1"));
    let (file, built) = (place.clone().into(), None);
    Addition { file, built, record: record_at(name, "1", "x86_64", &place), object }
}

pub(super) fn run(
    store: &dyn Store,
    settings: &RpmRepository,
    now: Timestamp,
    change: Change<'_>,
) -> Result<Published<RepositoryState>, PublishError> {
    let options = PublishOptions { attempts: 100, sleep: &|_| {}, ..PublishOptions::default() };
    let additions: Vec<Addition> = change.add.iter().map(|name| addition(settings, name)).collect();
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        new.remove(|record| change.remove.contains(&record.name()));
        new.add_all(settings, &additions).unwrap();
        Ok(Some(new))
    };
    publish(store, &repository(settings, now), apply, &options)
}

pub(super) fn prune_it(
    store: &dyn Store,
    settings: &RpmRepository,
    options: &PruneOptions,
) -> Result<Pruned, PublishError> {
    let domain = RpmDomain::new(settings, RepositoryOptions::new(options.now));
    let domains: [&dyn Domain; 1] = [&domain];
    prune(store, &domains, options)
}

/// All publications that ever were, and what each consists of.
#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeMap<Sha256, Held>);

#[derive(Debug)]
struct Held {
    /// The time of the one that superseded it.
    superseded: Option<Timestamp>,
    objects: Vec<Key>,
    packages: Vec<Key>,
}

impl Ledger {
    /// Notes what is published now, and what was since the last time.
    pub(super) fn observe(&mut self, store: &dyn Store, settings: &RpmRepository, now: Timestamp) {
        let repository = repository(settings, at(0));
        let (mut superseded, mut chain) = (None, Vec::new());
        for generation in repository.chain(store, usize::MAX).0 {
            let id = generation.snapshot.unwrap();
            if let Entry::Vacant(place) = self.0.entry(id) {
                match held(store, &repository, &generation) {
                    Ok(held) => drop(place.insert(held)),
                    // One that is being dropped, which nobody may hold any more.
                    Err(error) => assert!(superseded.is_some(), "{error}"),
                }
            }
            if let Some(held) = self.0.get_mut(&id) {
                held.superseded = superseded.or(held.superseded);
            }
            superseded = Some(generation.date);
            chain.push(id);
        }
        // One that a loss of power took back.
        for (id, held) in &mut self.0 {
            if !chain.contains(id) {
                held.superseded.get_or_insert(now);
            }
        }
    }

    /// Everything is there that a client may ask for: of what is published, and of what it may hold.
    pub(super) fn check(&self, store: &dyn Store, now: Timestamp) {
        let within = |superseded: Option<Timestamp>, span: i64| {
            superseded.is_none_or(|at| at.seconds() + span.unsigned_abs() > now.seconds())
        };
        for (id, held) in &self.0 {
            let spans = [(7 * DAY, &held.objects), (30 * DAY, &held.packages)];
            let needed = spans.iter().filter(|(span, _)| within(held.superseded, *span));
            for key in needed.flat_map(|(_, keys)| keys.iter()) {
                assert!(store.length(key).unwrap().is_some(), "no {key} of {id}");
            }
        }
    }
}

fn held(
    store: &dyn Store,
    repository: &Repository<'_>,
    generation: &Generation,
) -> Result<Held, PublishError> {
    let objects = repository.named(store, generation)?;
    // Unsigned, it has no signatures.
    let objects = objects.into_iter().filter(|key| !key.as_str().ends_with(".asc")).collect();
    let packages = repository.packages_of(store, generation)?;
    Ok(Held { superseded: None, objects, packages })
}
