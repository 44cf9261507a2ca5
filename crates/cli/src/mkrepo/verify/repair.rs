//! Making again what is derived from what is published.

use diagnostic::Diagnostics;
use repo_index::publish::{COMMIT_LIMIT, Target, publish};
use repo_index::rpmmd::RpmRepository;
use repo_index::verify::Place;
use repo_store::{Key, Mirror, Store};

use super::operand::Operand;
use crate::report::Failure;
use repository::keys::StandIn;
use repository::{Repository, Settings};

/// Makes the mirrors of each suite and RPM repository those of its commit, as every publication does;
/// what cannot be repaired is among the faults. Says what was done.
pub(super) fn repair(
    operand: &Operand,
    settings: &Settings,
    warnings: &mut Diagnostics,
    faults: &mut Diagnostics,
) -> Result<Vec<String>, Failure> {
    let Some(repository) = &operand.repository else { return Ok(Vec::new()) };
    // That there are no keys is told already.
    let keys = repository.keys(&mut Diagnostics::new())?;
    if operand.places.is_empty() {
        return Ok(Vec::new());
    }
    let store = repository.store()?;
    let mut summary = Vec::new();
    for place in &operand.places {
        let (commit, repaired) = match place {
            Place::Suite { archive: folder, name } => {
                let archive = repository.config.apt.iter().find(|one| one.folder == *folder);
                let (Some(archive), Ok(name)) = (archive, name.parse()) else { continue };
                ("InRelease", again(&store, &settings.suite(archive, &name, &keys)?, settings))
            }
            Place::Rpm(folder) => {
                let Some(described) = described(repository, folder.as_ref()) else { continue };
                ("repomd.xml", again(&store, &settings.repository(described, &keys)?, settings))
            }
            Place::Flat(_) => continue,
        };
        match repaired {
            Ok(told) => {
                warnings.append(told);
                summary.push(format!("{place}: everything derived from {commit} is up to date"));
            }
            Err(errors) => faults.append(errors),
        }
    }
    Ok(summary)
}

/// Publishes nothing, which makes the mirrors again; what is to be told of them.
fn again<T: Target>(
    store: &dyn Store,
    target: &T,
    settings: &Settings,
) -> Result<Diagnostics, Diagnostics> {
    let published = publish(store, target, |_| Ok(None), &settings.publish_options());
    published.map(|published| published.warnings).map_err(|error| error.diagnostics())
}

/// What is derived from the commits of RPM repositories, as mkrepo.toml asks for it. Where a commit
/// cannot be read, verifying tells why.
pub(super) fn derived(operand: &Operand, settings: &Settings) -> Vec<Mirror> {
    let Some(repository) = &operand.repository else { return Vec::new() };
    let Ok(store) = repository.published() else { return Vec::new() };
    let keys = repository.reading_keys(StandIn::Unnamed, &mut Diagnostics::new());
    let Ok(keys) = keys else { return Vec::new() };
    let of_place = |place: &Place| {
        let Place::Rpm(folder) = place else { return None };
        let target = settings.repository(described(repository, folder.as_ref())?, &keys).ok()?;
        let commit = store.read(&target.commit(), COMMIT_LIMIT).ok()??;
        target.mirrors(&*store, &commit).ok()
    };
    operand.places.iter().filter_map(of_place).flatten().collect()
}

fn described<'a>(repository: &'a Repository, folder: Option<&Key>) -> Option<&'a RpmRepository> {
    repository.config.rpm.iter().find(|one| one.folder.as_ref() == folder)
}
