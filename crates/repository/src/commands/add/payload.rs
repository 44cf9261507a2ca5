//! The payloads of packages: read to the last entry before they are published, as nothing else tells
//! whether dpkg or rpm can unpack them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::route::{NamePath, TargetName};
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use super::told::Told;
use super::{Reading, Step};
use crate::described::Repository;
use crate::incoming::{self, Incoming, IncomingKind, ReadOptions, Routed};
use crate::opened::{Opened, Publishable};
use crate::settings::Settings;
use crate::{signing, strict};

/// Reads the payloads of those packages that are not in their places yet and whose payloads were not
/// read before. Where a package `may_differ` from what lies in its place, all others are read.
pub(crate) fn check(
    (repository, settings, reading): (&Repository, &Settings, &Reading<'_>),
    (packages, may_differ): (&[Incoming], bool),
    routed: &BTreeMap<TargetName, Routed>,
    opened: &BTreeMap<TargetName, Opened<'_>>,
    warnings: &mut Diagnostics,
) -> Result<(), Diagnostics> {
    let store = repository.published()?;
    let mut files = BTreeSet::new();
    for (target, routed) in routed {
        for (component, at) in routed {
            let (package, component) = (&packages[*at], component.as_ref());
            let is_placed = match opened.get(target) {
                _ if is_read(package) => true,
                _ if may_differ => false,
                Some(Opened::Apt(suite)) => is_placed(suite, component, package, &*store)?,
                Some(Opened::Rpm(repository)) => {
                    is_placed(repository, component, package, &*store)?
                }
                None => true,
            };
            if !is_placed {
                files.insert(package.file.clone());
            }
        }
    }
    let files: Vec<PathBuf> = files.into_iter().collect();
    let advance = (reading.progress)(Step::Checked, incoming::length(&files));
    let architectures = repository.architectures();
    let options = ReadOptions {
        payload: true,
        progress: &*advance,
        limits: reading.limits,
        ..signing::read_options(repository, settings.threads, &architectures)
    };
    let mut notes = Diagnostics::new();
    let read = incoming::read(files, &options, &mut notes)?;
    strict::check(repository, routed, packages, &read)?;
    // That a package is given twice or odd was noted when it was read first.
    let told = Told::of(warnings);
    let is_new =
        |note: &&Diagnostic| note.code != repo_index::codes::GIVEN_TWICE && !told.has(note);
    let new: Vec<_> = notes.as_slice().iter().filter(is_new).cloned().collect();
    new.into_iter().for_each(|note| warnings.push(note));
    Ok(())
}

/// Whether there is no payload that was not read.
fn is_read(package: &Incoming) -> bool {
    match &package.kind {
        IncomingKind::Binary(package) => package.files.is_some(),
        IncomingKind::Source(_) => true,
        IncomingKind::Rpm { .. } => false,
    }
}

/// Whether a file of its length is where the package goes: then it is the same, or the package is
/// refused.
fn is_placed<T: Publishable>(
    opened: &T,
    component: Option<&NamePath>,
    package: &Incoming,
    store: &dyn Store,
) -> Result<bool, Diagnostics> {
    // What has no place is refused later, with all others.
    let Ok(addition) = opened.addition(package, component.map(NamePath::as_str)) else {
        return Ok(true);
    };
    let Some(object) = T::object(&addition) else { return Ok(true) };
    let length = store.length(&object.key);
    let length = length.map_err(|error| PublishError::from(error).diagnostics())?;
    Ok(length == Some(object.length))
}
