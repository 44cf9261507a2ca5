//! `mkrepo drop`: takes a suite or an RPM repository away.

use diagnostic::{Diagnostic, Diagnostics};
use repository::route::TargetName;

use super::args::MkrepoArgs;
use super::choice::{Chooser, Chosen};
use super::destination::Destination;
use super::opened::{Opened, Publishable};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Take a suite or an RPM repository away
///
/// A last state is published, signed as ever, which is empty and says that the target was dropped.
/// Clients that still ask for it get an answer that is no error, and find no packages. The files of the
/// packages, and older states, stay for as long as `mkrepo prune` keeps what was superseded; until then
/// `mkrepo rollback` brings an older state back. The last state itself stays, and so does the number of
/// its publication: `mkrepo add --new-suite` goes on from there.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo drop apt:deb/nightly --dry-run
  mkrepo drop apt:deb/nightly
  mkrepo drop 'apt:*/buster' rpm:el7
  mkrepo rollback apt:deb/nightly 41
      Have it again, as it was.")]
pub(crate) struct DropArgs {
    /// What, as apt:ARCHIVE/SUITE or rpm:NAME; 'apt:*/buster' or 'rpm:el7-*' are several
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl DropArgs {
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
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "TARGET" };
        let mut chosen = chooser.choose(&self.targets)?;
        whole(&chosen)?;
        // A pattern passes over aliases: they are dropped with the suite that they stand for.
        let named = chosen.named.clone();
        chosen.targets.retain(|it| named.contains(it) || !target::is_alias(&repository.config, it));
        let targets = chooser.published(chosen)?;
        let keys = repository.changing_keys(&settings, warnings)?;
        let mut changes = Vec::new();
        for target in &targets {
            changes.push(match Opened::new(repository, &settings, &keys, "TARGET", target)? {
                Opened::Apt(suite) => dropping(suite),
                Opened::Rpm(repository) => dropping(repository),
            });
        }
        // Nothing is made where nothing was published.
        for change in &changes {
            change.check(&*store, &settings).map_err(|error| error.diagnostics())?;
        }
        let destination = Destination::open(repository, &settings)?;
        let mut outcome = publish_all(&destination, &changes, &settings, warnings)?;
        if targets.is_empty() {
            outcome.summary.push("nothing of that is published".to_owned());
        }
        Ok(outcome)
    }
}

fn dropping<'a, T: Publishable + 'a>(opened: T) -> Box<dyn Change + 'a> {
    let nothing = Done::to("removed", Vec::new());
    Transaction::boxed(opened, nothing, move |opened, old, _| {
        opened.check(old)?;
        if T::is_dropped(old) {
            return Ok(None);
        }
        let mut new = old.clone();
        let removed = T::withdraw(&mut new);
        Ok(Some((new, Done { dropped: true, ..Done::to("removed", removed) })))
    })
}

/// Checks that no component alone was chosen.
fn whole(chosen: &Chosen) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    for target in &chosen.targets {
        if let TargetName::Apt { component: Some(_), .. } = target {
            errors.push(component(target));
        }
    }
    errors.into_result(())
}

fn component(target: &TargetName) -> Diagnostic {
    let suite = target.clone().without_component();
    let problem = format!("{target} is a component, and only a whole suite can be dropped");
    let hint = format!("drop {suite}, or take its packages out: mkrepo remove '*' --from {target}");
    flag_defect(codes::WHOLE_TARGET, "TARGET", problem).hint(hint)
}
