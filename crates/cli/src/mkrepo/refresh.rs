//! `mkrepo refresh`: publishes anew what is published.

use std::collections::BTreeSet;

use pkgtree::Diagnostics;
use repo_index::apt::SuiteState;
use repo_index::route::TargetName;
use repo_index::store::LocalStore;
use serde_json::{Map, Value};

use super::args::MkrepoArgs;
use super::keys::Keys;
use super::opened::Opened;
use super::publication::Publication;
use super::repository::{Repository, Settings};
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish anew what is published: after keys or settings changed, and before Valid-Until
///
/// The packages stay as they are. Signatures are made by the keys of today, and the date, the period
/// of validity and what the configuration says of the suite are those of today.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo refresh
      Sign everything with the keys that the configuration names now.

  mkrepo refresh apt:deb/stable
      As a daily job, where valid-for is set.")]
pub(crate) struct RefreshArgs {
    /// What, as apt:ARCHIVE/SUITE [default: everything that is published]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    publication: PublicationArgs,
}

impl RefreshArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.refresh(&repository, warnings))
    }

    fn refresh(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::new(&self.publication)?;
        let keys = repository.keys(warnings)?;
        let store = repository.store()?;
        let mut errors = Diagnostics::new();
        let mut named = BTreeSet::new();
        for text in &self.targets {
            match target::parse("TARGET", text) {
                Ok(target) => drop(named.insert(target.without_component())),
                Err(error) => errors.push(error),
            }
        }
        let named = errors.into_result(named)?;
        let targets = if named.is_empty() {
            target::published(&repository.config, &store).map_err(|error| error.diagnostic())?
        } else {
            named
        };
        let mut outcome = Outcome::default();
        let mut documents = Vec::new();
        for target in &targets {
            let publication = refresh(repository, &settings, &keys, &store, target, warnings)?;
            outcome.summary.push(publication.summary());
            documents.push(publication.document());
        }
        if targets.is_empty() {
            outcome.summary.push("nothing is published yet".to_owned());
        }
        outcome.document = Map::from_iter([("targets".to_owned(), Value::from(documents))]);
        Ok(outcome)
    }
}

fn refresh<'a>(
    repository: &Repository,
    settings: &Settings,
    keys: &Keys,
    store: &LocalStore,
    target: &'a TargetName,
    warnings: &mut Diagnostics,
) -> Result<Publication<'a>, Diagnostics> {
    let opened = Opened::new(repository, settings, keys, "TARGET", target)?;
    // A suite that nobody published yet is not begun here.
    let again = |old: &SuiteState| Ok(old.release.is_some().then(|| old.clone()));
    let published = opened.publish(store, again, settings, warnings)?;
    if published.tag.is_none() {
        let problem = format!("{target} is not published");
        let hint = "leave it out to refresh everything that is";
        return Err(flag_defect(codes::TARGET_NAME, "TARGET", problem).hint(hint).into());
    }
    Ok(Publication::new(target, "refreshed", Vec::new(), &published))
}
