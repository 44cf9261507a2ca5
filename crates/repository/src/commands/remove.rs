//! `mkrepo remove`: takes packages out of a suite or an RPM repository.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use crate::route::{NamePath, TargetName};
use diagnostic::Diagnostics;
use repo_index::candidate::Grouping;
use repo_index::publish::PublishError;
use repo_index::retention::Retention;
use repo_store::Store;

use crate::choice::Chooser;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Publishable, refused};
use crate::publication::{Done, Publication};
use crate::selection::Selection;
use crate::settings::Settings;
use crate::transaction::{Change, Transaction, publish_all};
use crate::{codes, document, target};
use diagnostic::flag_defect;

/// What is removed.
#[derive(Clone, Debug, Default)]
pub struct RemoveOptions {
    /// Which packages, as `Spec`s.
    pub specs: Vec<String>,
    /// Where they are; without any, in the only target.
    pub from: Vec<String>,
    /// Remove all but so many of the newest versions.
    pub keep: Option<NonZeroUsize>,
    /// What versions are grouped by.
    pub per: Option<String>,
    /// The types of documents to remove.
    pub document: Vec<String>,
    /// Take out the last packages too.
    pub allow_empty: bool,
}

impl RemoveOptions {
    /// Does it; see `mkrepo remove`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        document::check_types("--document", &self.document)?;
        let store = repository.published()?;
        let targets = self.targets(repository, &*store)?;
        let selections = Selection::of_each(targets.keys(), &self.specs)?.into_iter();
        let within = selections.zip(targets.values());
        let selections: Vec<_> =
            within.map(|(selection, components)| selection.within(components.clone())).collect();
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let per = self.grouping()?;
        let (mut found, mut changes) = (Vec::new(), Vec::new());
        let mut kinds = BTreeSet::new();
        for (target, selection) in targets.keys().zip(&selections) {
            let opened = Opened::new(repository, settings, &keys, "--from", target)?;
            if targets.len() > 1 {
                found.push((selection, opened.packages(&*store)?));
            }
            if !self.document.is_empty() {
                kinds.extend(opened.documents(&*store)?);
            }
            changes.push(match opened {
                Opened::Apt(suite) => self.removing(suite, selection, &per),
                Opened::Rpm(one) => self.removing(one, selection, &per),
            });
        }
        Selection::check_all(&found)?;
        self.check_documents(&kinds)?;
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &changes, settings, warnings)
    }

    /// The targets that `--from` chooses, with the components that are meant: without any, all.
    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<BTreeMap<TargetName, BTreeSet<NamePath>>, Diagnostics> {
        let chosen = match &self.from[..] {
            [] => BTreeSet::from([target::named(repository, "--from", None)?]),
            from => Chooser { repository, store, flag: "--from" }.choose(from)?.targets,
        };
        let (mut targets, mut whole) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeSet::new());
        for target in chosen {
            let without = target.clone().without_component();
            let components = targets.entry(without.clone()).or_default();
            match target {
                TargetName::Apt { component: Some(component), .. } => {
                    components.insert(component);
                }
                _ => drop(whole.insert(without)),
            }
        }
        for target in whole {
            targets.insert(target, BTreeSet::new());
        }
        Ok(targets)
    }

    /// Checks that each document is in one of the targets, which have those of `kinds`.
    fn check_documents(&self, kinds: &BTreeSet<String>) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        for kind in self.document.iter().filter(|kind| !kinds.contains(*kind)) {
            let problem = format!("no document of type {kind:?} is published there");
            let there: Vec<&str> = kinds.iter().map(String::as_str).collect();
            let hint = match &there[..] {
                [] => "there are no documents".to_owned(),
                there => format!("there are {}", there.join(", ")),
            };
            errors.push(flag_defect(codes::NO_MATCH, "--document", problem).hint(hint));
        }
        errors.into_result(())
    }

    /// What versions are grouped by.
    fn grouping(&self) -> Result<Option<Grouping>, Diagnostics> {
        let Some(text) = &self.per else { return Ok(None) };
        Grouping::parse(text).map(Some).map_err(|errors| {
            let mut found = Diagnostics::new();
            found.extend(errors.into_iter().map(|error| {
                flag_defect(codes::GROUPING, "--per", error.problem).hint(error.hint)
            }));
            found
        })
    }

    fn removing<'a, T: Publishable + 'a>(
        &'a self,
        opened: T,
        selection: &'a Selection<'a>,
        per: &Option<Grouping>,
    ) -> Box<dyn Change + 'a> {
        let allow_empty = self.allow_empty;
        let retention = self.keep.map(|versions| {
            let described = || opened.retention().and_then(|retention| retention.per);
            Retention { versions, per: per.clone().or_else(described) }
        });
        let nothing = Done::to("removed", Vec::new());
        Transaction::boxed(opened, nothing, move |opened, old, _| {
            opened.check(old)?;
            selection.check(&T::packages(old)).map_err(PublishError::Refused)?;
            let mut new = old.clone();
            let gone = self.document.iter().filter(|kind| T::remove_document(&mut new, kind));
            let gone: Vec<String> = gone.cloned().collect();
            let removed = match &retention {
                None if selection.is_empty() => Vec::new(),
                None => T::remove(&mut new, selection),
                Some(retention) => {
                    T::retain(&mut new, retention, &|component, name, version, architecture| {
                        selection.chooses(component, name, version, architecture)
                    })
                }
            };
            if removed.is_empty() && gone.is_empty() {
                return Ok(None);
            }
            if T::packages(&new).is_empty() && !removed.is_empty() && !allow_empty {
                let problem = format!("{} would have no packages left", opened.name());
                let hint = "pass --allow-empty if you want this";
                return Err(refused(flag_defect(codes::EMPTY_SUITE, "SPEC", problem).hint(hint)));
            }
            let done = Done { documents_removed: gone, ..Done::to("removed", removed) };
            Ok(Some((new, done)))
        })
    }
}
