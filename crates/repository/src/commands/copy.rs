//! `mkrepo copy`: promotes packages from suite to suite, or from one RPM repository to another.

use std::collections::BTreeSet;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use crate::admission::Admission;
use crate::choice::{Chooser, Chosen, IfDropped};
use crate::codes;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Publishable};
use crate::publication::{Done, Publication};
use crate::selection::Selection;
use crate::settings::Settings;
use crate::signing::{SignedCopy, Signing};
use crate::strict::Gate;
use crate::transaction::{Change, Transaction, publish_all};
use diagnostic::flag_defect;

/// What of it is copied where.
#[derive(Clone, Debug, Default)]
pub struct CopyOptions {
    /// Which packages, as `Spec`s.
    pub specs: Vec<String>,
    /// Where they are: targets, and patterns of targets.
    pub from: Vec<String>,
    /// Where they are added.
    pub to: Vec<String>,
    /// Make a suite although one with a similar name exists, or it was dropped.
    pub new_suite: bool,
    /// Let published packages give way to another content of the same version.
    pub replace: bool,
    /// Publish versions that were yanked there.
    pub allow_yanked: bool,
}

impl CopyOptions {
    /// Does it; see `mkrepo copy`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let store = repository.published()?;
        let (from, chosen) = self.targets(repository, &*store)?;
        let repository = &repository.making(chosen.targets.iter())?;
        let selections = Selection::of_each(from.iter(), &self.specs)?;
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let mut sources = Vec::new();
        for target in &from {
            sources.push(Opened::new(repository, settings, &keys, "--from", target)?);
        }
        if from.len() > 1 {
            let found = selections.iter().zip(&sources);
            let found = found.map(|(selection, source)| Ok((selection, source.packages(&*store)?)));
            Selection::check_all(&found.collect::<Result<Vec<_>, Diagnostics>>()?)?;
        }
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        let (mut changes, mut copies) = (Vec::new(), Vec::new());
        for to in &chosen.targets {
            let others = sources.iter().zip(&selections).zip(&from);
            let others: Vec<_> =
                others.filter(|(_, from)| *from != to).map(|(source, _)| source).collect();
            let if_dropped = chosen.if_dropped(&to.clone().without_component(), self.new_suite);
            let (store, replace) = (&*store, self.replace);
            let admission = Admission { allow_yanked: self.allow_yanked };
            let copying = Copying { store, to, if_dropped, replace, admission, settings, signing };
            let change = match Opened::new(repository, settings, &keys, "--to", to)? {
                Opened::Apt(opened) => {
                    let sources = others.iter().filter_map(|(source, selection)| match source {
                        Opened::Apt(source) => Some((source, *selection)),
                        Opened::Rpm(_) => None,
                    });
                    copying.change(opened, sources.collect(), &mut copies, warnings)?
                }
                Opened::Rpm(opened) => {
                    let sources = others.iter().filter_map(|(source, selection)| match source {
                        Opened::Rpm(source) => Some((source, *selection)),
                        Opened::Apt(_) => None,
                    });
                    copying.change(opened, sources.collect(), &mut copies, warnings)?
                }
            };
            changes.push(change);
        }
        let destination = Destination::open(repository, settings)?;
        destination.note_signed(&copies);
        publish_all(&destination, &changes, settings, warnings)
    }

    /// Where from and where to: places of one format, none of which is named as both.
    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<(BTreeSet<TargetName>, Chosen), Diagnostics> {
        let mut errors = Diagnostics::new();
        let choose = |flag, texts: &[String]| Chooser { repository, store, flag }.choose(texts);
        let from = choose("--from", &self.from).map_err(|error| errors.append(error)).ok();
        let to = choose("--to", &self.to).map_err(|error| errors.append(error)).ok();
        let (Some(from), Some(to)) = (from, to) else { return Err(errors) };
        let chooser = Chooser { repository, store, flag: "--to" };
        chooser.check_new(&to, self.new_suite)?;
        let is_rpm = |target: &TargetName| matches!(target, TargetName::Rpm { .. });
        for to in &to.targets {
            if let Some(from) = from.targets.iter().find(|from| is_rpm(from) != is_rpm(to)) {
                errors.push(other_format(from, to));
            }
        }
        for to in to.named.intersection(&from.named) {
            let problem = format!("{to} is the source of the packages");
            errors.push(conflict(problem, "name another suite, component or repository"));
        }
        let mut to = to;
        if let [only] = &Vec::from_iter(&from.targets)[..] {
            to.targets.remove(only);
        }
        if to.targets.is_empty() && errors.is_empty() {
            let problem = "matches only the source of the packages".to_owned();
            errors.push(conflict(problem, "name another suite, component or repository"));
        }
        errors.into_result((from.targets, to))
    }
}

/// How packages come to a target.
#[derive(Clone, Copy)]
struct Copying<'a> {
    store: &'a dyn Store,
    to: &'a TargetName,
    if_dropped: IfDropped,
    replace: bool,
    admission: Admission,
    settings: &'a Settings,
    signing: Signing<'a>,
}

/// What comes from one source.
enum Given<'a, T: Publishable> {
    /// What was read, and signed, beforehand.
    Additions(Vec<T::Addition>),
    /// What is chosen of the source by the time of the transaction.
    Chosen(&'a T, &'a Selection<'a>),
}

impl<'a> Copying<'a> {
    fn change<T: Publishable + 'a>(
        self,
        opened: T,
        sources: Vec<(&'a T, &'a Selection<'a>)>,
        copies: &mut Vec<SignedCopy>,
        warnings: &mut Diagnostics,
    ) -> Result<Box<dyn Change + 'a>, Diagnostics> {
        let Self { store, to, if_dropped, replace, admission, settings, signing } = self;
        if replace {
            opened.check_replaces()?;
        }
        let gate = Gate::of(signing, opened.name());
        let mut given = Vec::new();
        for (source, selection) in sources {
            gate.check(store, (source, selection), &opened)?;
            // Before publishers have to wait: packages with a pool of their own are read, and signed.
            // What was chosen then is published, whatever the source lists by the time of the
            // transaction.
            let looks = signing.asks(opened.name());
            given.push(match opened.transfer(store, source, (to, settings), selection, looks)? {
                Some(additions) => {
                    let (additions, signed) =
                        signing.sign_published(&opened, additions, warnings)?;
                    copies.extend(signed);
                    Given::Additions(additions)
                }
                None => Given::Chosen(source, selection),
            });
        }
        let nothing = Done::to("added", Vec::new());
        Ok(Transaction::boxed(opened, nothing, move |opened, old, store| {
            if !if_dropped.admits(opened, old)? {
                return Ok(None);
            }
            let (mut new, mut copied, mut replaced) = (old.clone(), Vec::new(), Vec::new());
            for one in &given {
                let new = &mut new;
                let found = match one {
                    Given::Additions(additions) if replace => {
                        opened.replace(new, additions, store)?
                    }
                    Given::Additions(additions) => {
                        let found = opened.add(new, additions);
                        (found.map_err(|errors| opened.not_added(errors))?, Vec::new())
                    }
                    Given::Chosen(source, selection) => {
                        // Read anew with each attempt: other publishers may have changed it too.
                        let from = source.read(store)?;
                        let packages = T::packages(&from);
                        selection.check(&packages).map_err(PublishError::Refused)?;
                        let chosen = (*source, *selection, packages.as_slice());
                        gate.let_in(chosen, &T::packages(old)).map_err(PublishError::Refused)?;
                        let from = (*source, &from);
                        if replace {
                            opened.copy_replacing(new, from, to, selection, store)?
                        } else {
                            let found = opened.copy(new, from, to, selection);
                            (found.map_err(|errors| opened.not_added(errors))?, Vec::new())
                        }
                    }
                };
                copied.extend(found.0);
                replaced.extend(found.1);
            }
            let revived = T::is_dropped(old);
            let mut done = Done { revived, ..Done::to("added", copied) };
            done.packages.extend(replace.then_some(("replaced", replaced)));
            admission.settle(opened, &mut new, &mut done)?;
            let changed = !done.is_empty();
            Ok(done.of(new, changed))
        }))
    }
}

fn other_format(from: &TargetName, to: &TargetName) -> Diagnostic {
    let problem = format!("{to} has packages of another format than {from}");
    conflict(problem, "name a target of the same format")
}

fn conflict(problem: String, hint: &str) -> Diagnostic {
    flag_defect(codes::TARGET_NAME, "--to", problem).hint(hint)
}
