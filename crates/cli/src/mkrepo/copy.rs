//! `mkrepo copy`: promotes packages from suite to suite, or from one RPM repository to another.

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_index::route::TargetName;
use repo_index::store::Store;

use super::args::MkrepoArgs;
use super::opened::{Opened, Publishable, State};
use super::publication::Publication;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::signing::Signing;
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Add packages of a suite or an RPM repository to another one
///
/// In one transaction. Within an APT archive the pool has the files already; from another archive they
/// are read, checked, and put into its pool. The files of an RPM repository are copied into the other
/// one's folder.
///
/// What comes into another archive or repository is signed, or refused, as `mkrepo add` does it: by
/// sign-packages and require-signed of where it goes. Within an APT archive packages stay as they are.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo copy hello --from apt:deb/testing --to apt:deb/stable
  mkrepo copy '*' --from apt:deb/testing/main --to apt:deb/stable/main
  mkrepo copy hello --from rpm:testing --to rpm:stable
  mkrepo copy 'hello (>= 2.0)' --from apt:deb/testing --to apt:deb/stable --json")]
pub(crate) struct CopyArgs {
    /// Which packages
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME
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
        let to = (&to, &settings);
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        match (&source, &opened) {
            (Opened::Apt(from), Opened::Apt(opened)) => {
                copy(&store, from, opened, to, &selection, signing, warnings)
            }
            (Opened::Rpm(from), Opened::Rpm(opened)) => {
                copy(&store, from, opened, to, &selection, signing, warnings)
            }
            _ => Err(other_format(&from, to.0).into()),
        }
    }

    /// Where from and where to: two places of one format.
    fn targets(&self) -> Result<(TargetName, TargetName), Diagnostics> {
        let mut errors = Diagnostics::new();
        let from = target::parse("--from", &self.from).map_err(|error| errors.push(error)).ok();
        let to = target::parse("--to", &self.to).map_err(|error| errors.push(error)).ok();
        let (Some(from), Some(to)) = (from, to) else { return Err(errors) };
        match (&from, &to) {
            (TargetName::Apt { .. }, TargetName::Rpm { .. })
            | (TargetName::Rpm { .. }, TargetName::Apt { .. }) => {
                Err(other_format(&from, &to).into())
            }
            _ if from == to => {
                let problem = format!("{to} is where the packages are");
                Err(conflict(problem, "name another suite, component or repository").into())
            }
            _ => Ok((from, to)),
        }
    }
}

fn copy<T: Publishable>(
    store: &dyn Store,
    source: &T,
    opened: &T,
    (to, settings): (&TargetName, &Settings),
    selection: &Selection<'_>,
    signing: Signing<'_>,
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    // Before publishers have to wait: packages with a pool of their own are read, and signed. What
    // was chosen then is published, whatever the source lists by the time of the transaction.
    let looks = signing.asks(opened.name());
    let additions = opened.transfer(store, source, (to, settings), selection, looks)?;
    let signed = additions.map(|all| signing.sign_published(opened, all, warnings)).transpose()?;
    let mut copied = Vec::new();
    let change = |old: &State<T>| {
        let mut new = old.clone();
        copied = match &signed {
            Some((additions, _)) => opened.add(&mut new, additions),
            None => {
                // Read anew with each attempt: other publishers may have changed it too.
                let from = source.read(store)?;
                selection.check(&T::packages(&from)).map_err(PublishError::Refused)?;
                opened.copy(&mut new, (source, &from), to, selection)
            }
        }
        .map_err(PublishError::Refused)?;
        Ok((!copied.is_empty()).then_some(new))
    };
    let published = opened.publish(store, change, settings, warnings)?;
    Ok(Publication::new(opened, "added", copied, &published).outcome())
}

fn other_format(from: &TargetName, to: &TargetName) -> Diagnostic {
    let problem = format!("{to} holds packages of another format than {from}");
    conflict(problem, "name a target of the same format")
}

fn conflict(problem: String, hint: &str) -> Diagnostic {
    flag_defect(codes::TARGET_NAME, "--to", problem).hint(hint)
}
