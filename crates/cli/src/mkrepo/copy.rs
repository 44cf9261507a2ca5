//! `mkrepo copy`: promotes packages from suite to suite.

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::SuiteState;
use repo_index::publish::PublishError;
use repo_index::route::TargetName;

use super::args::MkrepoArgs;
use super::opened::Opened;
use super::publication::Publication;
use super::repository::{Repository, Settings, apt};
use super::selection::Selection;
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Add packages of a suite to another one
///
/// In one transaction. Their files are in the archive's pool already, so nothing is uploaded. Both
/// suites are of the same archive.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo copy hello --from apt:deb/testing --to apt:deb/stable
  mkrepo copy '*' --from apt:deb/testing/main --to apt:deb/stable/main
  mkrepo copy 'hello (>= 2.0)' --from apt:deb/testing --to apt:deb/stable --json")]
pub(crate) struct CopyArgs {
    /// Which packages
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT]
    #[arg(long, value_name = "TARGET")]
    from: String,

    /// Where they are added; without a component, to the one in which they are
    #[arg(long, value_name = "TARGET")]
    to: String,

    #[command(flatten)]
    publication: PublicationArgs,
}

impl CopyArgs {
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
        let (from, to) = self.targets()?;
        let selection = Selection::parse(&from, &self.specs)?;
        let keys = repository.keys(warnings)?;
        let source = Opened::new(repository, &settings, &keys, "--from", &from)?;
        let opened = Opened::new(repository, &settings, &keys, "--to", &to)?;
        let store = repository.store()?;
        let component = match &to {
            TargetName::Apt { component, .. } => component.as_ref(),
            TargetName::Rpm { .. } => None,
        };
        let component = component.map(|name| name.as_str());
        let mut copied = Vec::new();
        let change = |old: &SuiteState| {
            // Read anew with each attempt: other publishers may have changed it too.
            let from = source.read(&store)?;
            selection.check(&from).map_err(PublishError::Refused)?;
            let mut new = old.clone();
            let chosen = |id: &_, record: &_| selection.chooses(id, record);
            copied = new.copy(opened.archive, &from, component, chosen).map_err(|conflicts| {
                let mut errors = Diagnostics::new();
                conflicts.iter().for_each(|conflict| errors.push(conflict.diagnostic()));
                PublishError::Refused(errors)
            })?;
            Ok((!copied.is_empty()).then_some(new))
        };
        let published = opened.publish(&store, change, &settings, warnings)?;
        let transaction = to.clone().without_component();
        Ok(Publication::new(&transaction, "added", copied, &published).outcome())
    }

    /// Where from and where to: two places of one archive.
    fn targets(&self) -> Result<(TargetName, TargetName), Diagnostics> {
        let mut errors = Diagnostics::new();
        let from = target::parse("--from", &self.from).map_err(|error| errors.push(error)).ok();
        let to = target::parse("--to", &self.to).map_err(|error| errors.push(error)).ok();
        let (Some(from), Some(to)) = (from, to) else { return Err(errors) };
        if apt("--from", &from)?.0 != apt("--to", &to)?.0 {
            let problem = format!("{to} is of another archive than {from}, with a pool of its own");
            let hint = "add the packages there from their files";
            return Err(conflict("--to", problem, hint).into());
        }
        if from == to {
            let problem = format!("{to} is where the packages are");
            return Err(conflict("--to", problem, "name another suite or component").into());
        }
        Ok((from, to))
    }
}

fn conflict(flag: &str, problem: String, hint: &str) -> Diagnostic {
    flag_defect(codes::TARGET_NAME, flag, problem).hint(hint)
}
