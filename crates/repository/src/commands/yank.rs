//! `mkrepo yank`: takes a version back.

use std::collections::BTreeSet;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::Yanked;
use repo_index::publish::PublishError;

use crate::choice::Chooser;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Package, Publishable, refused};
use crate::publication::{Done, Publication};
use crate::selection::Selection;
use crate::settings::Settings;
use crate::transaction::{Change, Transaction, publish_all};
use crate::{codes, target};
use diagnostic::flag_defect;

/// What is taken back, and why.
#[derive(Clone, Debug, Default)]
pub struct YankOptions {
    /// Versions, as `NAME=VERSION`, and targets.
    pub arguments: Vec<String>,
    /// Why, on one line.
    pub reason: String,
    /// Take out the last packages too.
    pub allow_empty: bool,
}

impl YankOptions {
    /// Does it; see `mkrepo yank`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let reason = Yanked::reason(&self.reason)
            .map_err(|problem| flag_defect(codes::YANK, "--reason", problem).hint(REASON))?;
        // No target has an equals sign in its name.
        let (specs, targets): (Vec<String>, Vec<String>) =
            self.arguments.iter().cloned().partition(|argument| argument.contains('='));
        if specs.is_empty() {
            let hint = "give the version, such as hello=1.0-1, before the target";
            let problem = "has no version";
            return Err(flag_defect(codes::YANK, "NAME=VERSION", problem).hint(hint).into());
        }
        let store = repository.published()?;
        let targets = match &targets[..] {
            [] => BTreeSet::from([target::named(repository, "TARGET", None)?]),
            targets => {
                let chooser = Chooser { repository, store: &*store, flag: "TARGET" };
                let chosen = chooser.choose(targets)?;
                whole(&chosen.targets)?;
                chooser.published(chosen)?
            }
        };
        let selections = Selection::of_each(targets.iter(), &specs)?;
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let (mut found, mut changes) = (Vec::new(), Vec::new());
        for (target, selection) in targets.iter().zip(&selections) {
            let opened = Opened::new(repository, settings, &keys, "TARGET", target)?;
            if targets.len() > 1 {
                found.push((selection, opened.packages(&*store)?));
            }
            let yanking = Yanking { specs: &specs, reason: &reason, allow_empty: self.allow_empty };
            changes.push(match opened {
                Opened::Apt(suite) => yanking.change(suite, selection),
                Opened::Rpm(one) => yanking.change(one, selection),
            });
        }
        Selection::check_all(&found)?;
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &changes, settings, warnings)
    }
}

const REASON: &str = "give the reason in one line, such as --reason 'does not start on arm64'";

/// Checks that no component alone was chosen: a version is one in all of them.
fn whole(targets: &BTreeSet<TargetName>) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    for target in targets {
        if let TargetName::Apt { component: Some(_), .. } = target {
            let problem = format!(
                "{target} is a component, but a version can be yanked only from a whole \
                         suite"
            );
            let hint = format!("write {}", target.clone().without_component());
            errors.push(flag_defect(codes::WHOLE_TARGET, "TARGET", problem).hint(hint));
        }
    }
    errors.into_result(())
}

/// What is yanked, and why.
#[derive(Clone, Copy)]
struct Yanking<'a> {
    specs: &'a [String],
    reason: &'a str,
    allow_empty: bool,
}

impl<'a> Yanking<'a> {
    fn change<T: Publishable + 'a>(
        self,
        opened: T,
        selection: &'a Selection<'a>,
    ) -> Box<dyn Change + 'a> {
        let nothing = Done::to("yanked", Vec::new());
        Transaction::boxed(opened, nothing, move |opened, old, _| {
            opened.check(old)?;
            selection.check(&T::packages(old)).map_err(PublishError::Refused)?;
            let mut new = old.clone();
            let removed = T::remove(&mut new, selection);
            if removed.is_empty() {
                return Ok(None);
            }
            if T::packages(&new).is_empty() && !self.allow_empty {
                return Err(refused(nothing_left(opened.name())));
            }
            let yanked = T::yanked(&mut new);
            yanked.extend(removed.iter().map(|package| self.entry(package)));
            yanked.sort();
            yanked.dedup();
            Ok(Some((new, Done::to("yanked", removed))))
        })
    }

    /// What is published of a package: its architecture where the choice names one.
    fn entry(&self, package: &Package) -> Yanked {
        // A choice that names no architecture means the version, whatever it is built for later.
        let names_none = |spec: &String| {
            let name = spec.split('=').next().unwrap_or_default();
            !name.contains(':') && self.is_of(spec, package)
        };
        let of_any = self.specs.iter().any(names_none);
        Yanked {
            name: package.name.clone(),
            version: package.version.clone(),
            architecture: (!of_any).then(|| package.architecture.clone()),
            reason: self.reason.to_owned(),
        }
    }

    fn is_of(&self, spec: &str, package: &Package) -> bool {
        let Package { name, version, architecture, .. } = package;
        let spec = spec.parse::<crate::route::Spec>();
        spec.is_ok_and(|spec| spec.matches(name, version, architecture))
    }
}

fn nothing_left(target: &TargetName) -> Diagnostic {
    let problem = format!("{target} would have no packages left");
    let hint = "pass --allow-empty if you want this";
    flag_defect(codes::EMPTY_SUITE, "NAME=VERSION", problem).hint(hint)
}
