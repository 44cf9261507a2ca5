//! `mkrepo refresh`: publishes anew what is published.

use std::collections::BTreeSet;

use pkgtree::Diagnostics;
use repo_index::store::Store;
use serde_json::{Map, Value};

use super::args::MkrepoArgs;
use super::opened::{Opened, Publishable, State};
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
/// of validity and what the configuration says are those of today.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo refresh
      Sign everything with the keys that the configuration names now.

  mkrepo refresh apt:deb/stable
      As a daily job, where valid-for is set.")]
pub(crate) struct RefreshArgs {
    /// What, as apt:ARCHIVE/SUITE or rpm:NAME [default: everything that is published]
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
            let opened = Opened::new(repository, &settings, &keys, "TARGET", target)?;
            let publication = match &opened {
                Opened::Apt(suite) => refresh(suite, &store, &settings, warnings),
                Opened::Rpm(repository) => refresh(repository, &store, &settings, warnings),
            }?;
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

fn refresh<T: Publishable>(
    opened: &T,
    store: &dyn Store,
    settings: &Settings,
    warnings: &mut Diagnostics,
) -> Result<Publication, Diagnostics> {
    // What nobody published yet is not begun here.
    let again = |old: &State<T>| Ok(T::is_published(old).then(|| old.clone()));
    let published = opened.publish(store, again, settings, warnings)?;
    if published.tag.is_none() {
        let problem = format!("{} is not published", opened.name());
        let hint = "leave it out to refresh everything that is";
        return Err(flag_defect(codes::TARGET_NAME, "TARGET", problem).hint(hint).into());
    }
    Ok(Publication::new(opened, "refreshed", Vec::new(), &published))
}
