//! `mkrepo yank`: takes a version back.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::Yanked;
use repo_index::publish::PublishError;
use repository::route::TargetName;

use super::args::MkrepoArgs;
use super::choice::Chooser;
use super::destination::Destination;
use super::opened::{Opened, Package, Publishable, refused};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Take a version back, and say why
///
/// The version is gone from the index at once: clients no longer install it, and systems that have it
/// keep it. Its files stay until `mkrepo prune` finds that nothing refers to them, as after `mkrepo
/// remove`. The reason is published and signed with the index; `mkrepo list` and `mkrepo history` show it, and
/// `mkrepo add`, `copy` and `rollback` refuse the version with it, unless they are given --allow-yanked.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo yank hello=1.0-1 --reason 'deletes the configuration' apt:deb/stable
  mkrepo yank hello:arm64=1.0-1 --reason 'does not start' apt:deb/stable
      On one architecture alone.

  mkrepo yank hello=1.0-1.el9 --reason CVE-2024-1234 'rpm:*' --dry-run
  mkrepo list --yanked")]
pub(crate) struct YankArgs {
    /// Which versions, as NAME=VERSION or NAME:ARCHITECTURE=VERSION, and where, as apt:ARCHIVE/SUITE or
    /// rpm:NAME; 'apt:*/stable' are several [default: the only target]
    #[arg(required = true, value_name = "NAME=VERSION|TARGET")]
    arguments: Vec<String>,

    /// Why, on one line, for everybody who reads the repository
    #[arg(long, value_name = "TEXT", required = true)]
    reason: String,

    /// Take out the last packages too
    #[arg(long)]
    allow_empty: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl YankArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.publish(&repository, warnings))
    }

    fn publish(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::changing(&self.change, repository)?;
        let reason = Yanked::reason(&self.reason)
            .map_err(|problem| flag_defect(codes::YANK, "--reason", problem).hint(REASON))?;
        // No target has an equals sign in its name.
        let (specs, targets): (Vec<String>, Vec<String>) =
            self.arguments.iter().cloned().partition(|argument| argument.contains('='));
        if specs.is_empty() {
            let hint = "write which version, such as hello=1.0-1, before the target";
            let problem = "names no version";
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
        let keys = repository.changing_keys(&settings, warnings)?;
        let (mut found, mut changes) = (Vec::new(), Vec::new());
        for (target, selection) in targets.iter().zip(&selections) {
            let opened = Opened::new(repository, &settings, &keys, "TARGET", target)?;
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
        let destination = Destination::open(repository, &settings)?;
        publish_all(&destination, &changes, &settings, warnings)
    }
}

const REASON: &str =
    "write one line that tells users why, such as --reason 'does not start on arm64'";

/// Checks that no component alone was chosen: a version is one in all of them.
fn whole(targets: &BTreeSet<TargetName>) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    for target in targets {
        if let TargetName::Apt { component: Some(_), .. } = target {
            let problem =
                format!("{target} is a component, and a version is yanked from a whole suite");
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
        let spec = spec.parse::<repository::route::Spec>();
        spec.is_ok_and(|spec| spec.matches(name, version, architecture))
    }
}

fn nothing_left(target: &TargetName) -> Diagnostic {
    let problem = format!("no package would be left in {target}");
    let hint = "give --allow-empty if that is what you want";
    flag_defect(codes::EMPTY_SUITE, "NAME=VERSION", problem).hint(hint)
}
