//! `mkrepo remove`: takes packages out of a suite or an RPM repository.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use diagnostic::Diagnostics;
use repo_index::candidate::Grouping;
use repo_index::publish::PublishError;
use repo_index::retention::Retention;
use repo_store::Store;
use repository::route::{NamePath, TargetName};

use super::args::MkrepoArgs;
use super::choice::Chooser;
use super::destination::Destination;
use super::document;
use super::opened::{Opened, Publishable, refused};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Take packages out of a suite or an RPM repository
///
/// In one transaction for each target. Their files stay until `mkrepo prune` finds that nothing refers to them any
/// more, so that clients which know the old state can still fetch them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo remove hello --from apt:deb/stable
  mkrepo remove 'hello=1.0' 'lib*:arm64' --from apt:deb/stable/main
  mkrepo remove 'hello:x86_64 (< 2.0)' --from rpm:rpm
  mkrepo remove 'hello=1.0' --from 'apt:*/stable' --from rpm:rpm --dry-run
  mkrepo remove --keep 3 --from apt:deb/stable
  mkrepo remove 'erlang*' --keep 1 --per '${version.major}' --from rpm:rpm --dry-run
  mkrepo remove --document productid --from rpm:rpm
  mkrepo remove 'hello (<< 2.0)' --json | jq -r '.targets[].removed[].path'")]
pub(crate) struct RemoveArgs {
    /// Which packages [default, with --keep: all]
    #[arg(required_unless_present_any = ["keep", "document"], value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME; repeatable, and 'apt:*/stable'
    /// or 'rpm:el9-*' are several. Each SPEC must be in one of them [default: the only target]
    #[arg(long, value_name = "TARGET")]
    from: Vec<String>,

    /// Take out all but the newest versions of each package and architecture, as many as NUMBER
    #[arg(long, value_name = "NUMBER")]
    keep: Option<NonZeroUsize>,

    /// Keep as many of each group, such as '${version.major}' [default: as the suite's or repository's per
    /// says]
    #[arg(long, value_name = "TEMPLATE", requires = "keep")]
    per: Option<String>,

    /// Take out the document of this type, such as productid, as modifyrepo_c --remove does; repeatable.
    /// It must be in one of the RPM repositories
    #[arg(long, value_name = "TYPE")]
    document: Vec<String>,

    /// Take out the last packages too
    #[arg(long, alias = "allow-empty-suite")]
    allow_empty: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl RemoveArgs {
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
        document::check_types("--document", &self.document)?;
        let store = repository.published()?;
        let targets = self.targets(repository, &*store)?;
        let selections = Selection::of_each(targets.keys(), &self.specs)?.into_iter();
        let within = selections.zip(targets.values());
        let selections: Vec<_> =
            within.map(|(selection, components)| selection.within(components.clone())).collect();
        let keys = repository.changing_keys(&settings, warnings)?;
        let per = self.grouping()?;
        let (mut found, mut changes) = (Vec::new(), Vec::new());
        let mut kinds = BTreeSet::new();
        for (target, selection) in targets.keys().zip(&selections) {
            let opened = Opened::new(repository, &settings, &keys, "--from", target)?;
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
        let destination = Destination::open(repository, &settings)?;
        publish_all(&destination, &changes, &settings, warnings)
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
                let problem = format!("no package would be left in {}", opened.name());
                let hint = "give --allow-empty if that is what you want";
                return Err(refused(flag_defect(codes::EMPTY_SUITE, "SPEC", problem).hint(hint)));
            }
            let done = Done { documents_removed: gone, ..Done::to("removed", removed) };
            Ok(Some((new, done)))
        })
    }
}
