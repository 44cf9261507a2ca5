//! `mkrepo remove`: takes packages out of a suite or an RPM repository.

use pkgtree::Diagnostics;
use repo_index::publish::PublishError;
use repo_index::store::Store;

use super::args::MkrepoArgs;
use super::opened::{Opened, Publishable, State, refused};
use super::publication::Publication;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Take packages out of a suite or an RPM repository
///
/// In one transaction. Their files stay until `mkrepo prune` finds that nothing refers to them any
/// more, so that clients which know the old state can still fetch them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo remove hello --from apt:deb/stable
  mkrepo remove 'hello=1.0' 'lib*:arm64' --from apt:deb/stable/main
  mkrepo remove 'hello:x86_64 (< 2.0)' --from rpm:rpm
  mkrepo remove 'hello (<< 2.0)' --json | jq -r '.targets[].removed[].path'")]
pub(crate) struct RemoveArgs {
    /// Which packages
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME [default: the only target]
    #[arg(long, value_name = "TARGET")]
    from: Option<String>,

    /// Take out the last packages too
    #[arg(long, alias = "allow-empty-suite")]
    allow_empty: bool,

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
        match &opened {
            Opened::Apt(suite) => self.remove(suite, &store, &selection, &settings, warnings),
            Opened::Rpm(one) => self.remove(one, &store, &selection, &settings, warnings),
        }
    }

    fn remove<T: Publishable>(
        &self,
        opened: &T,
        store: &dyn Store,
        selection: &Selection<'_>,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let mut removed = Vec::new();
        let change = |old: &State<T>| {
            opened.check(old)?;
            selection.check(&T::packages(old)).map_err(PublishError::Refused)?;
            let mut new = old.clone();
            removed = T::remove(&mut new, selection);
            if T::packages(&new).is_empty() && !self.allow_empty {
                let problem = format!("no package would be left in {}", opened.name());
                let hint = "give --allow-empty if that is what you want";
                return Err(refused(flag_defect(codes::EMPTY_SUITE, "SPEC", problem).hint(hint)));
            }
            Ok(Some(new))
        };
        let published = opened.publish(store, change, settings, warnings)?;
        Ok(Publication::new(opened, "removed", removed, &published).outcome())
    }
}
