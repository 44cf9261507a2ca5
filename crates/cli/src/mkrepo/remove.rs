//! `mkrepo remove`: takes packages out of a suite.

use pkgtree::Diagnostics;
use repo_index::apt::SuiteState;
use repo_index::publish::PublishError;

use super::args::MkrepoArgs;
use super::opened::{Opened, refused};
use super::publication::Publication;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Take packages out of a suite
///
/// In one transaction. Their files stay until `mkrepo prune` finds that nothing refers to them any
/// more, so that clients which know the old state can still fetch them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo remove hello --from apt:deb/stable
  mkrepo remove 'hello=1.0' 'lib*:arm64' --from apt:deb/stable/main
  mkrepo remove 'hello (<< 2.0)' --json | jq -r '.targets[].removed[].path'")]
pub(crate) struct RemoveArgs {
    /// Which packages
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] [default: the only suite]
    #[arg(long, value_name = "TARGET")]
    from: Option<String>,

    /// Take out the last packages of a suite too
    #[arg(long)]
    allow_empty_suite: bool,

    #[command(flatten)]
    publication: PublicationArgs,
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
        let settings = Settings::new(&self.publication)?;
        let target = target::named(repository, "--from", self.from.as_deref())?;
        let selection = Selection::parse(&target, &self.specs)?;
        let keys = repository.keys(warnings)?;
        let opened = Opened::new(repository, &settings, &keys, "--from", &target)?;
        let store = repository.store()?;
        let transaction = target.clone().without_component();
        let mut removed = Vec::new();
        let change = |old: &SuiteState| {
            opened.check(old)?;
            selection.check(old).map_err(PublishError::Refused)?;
            let mut new = old.clone();
            removed = new.remove(|id, record| selection.chooses(id, record));
            if new.entries() == 0 && !self.allow_empty_suite {
                let problem = format!("no package would be left in {transaction}");
                let hint = "give --allow-empty-suite if that is what you want";
                return Err(refused(flag_defect(codes::EMPTY_SUITE, "SPEC", problem).hint(hint)));
            }
            Ok(Some(new))
        };
        let published = opened.publish(&store, change, &settings, warnings)?;
        Ok(Publication::new(&transaction, "removed", removed, &published).outcome())
    }
}
