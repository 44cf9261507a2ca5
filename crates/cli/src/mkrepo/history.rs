//! `mkrepo history`: the publications of a suite or an RPM repository.

use pkgtree::Diagnostics;
use repo_index::store::Store;
use serde_json::{Value, json};

use super::args::MkrepoArgs;
use super::keys::StandIn;
use super::opened::{Generation, Opened, Publishable};
use super::repository::{Repository, Settings};
use super::target;
use crate::date::Date;
use crate::report::{Failure, Outcome, with_warnings};

/// List the publications of a suite or an RPM repository, the current one first
///
/// A line for each: its number, its date in UTC, and the SHA-256 by which the next one names it: of the
/// signed commit, or of the repomd.xml in its snapshot, which is that folder's name. They are kept for some time after they were superseded, and can be published
/// again as long; see `mkrepo rollback` and `mkrepo prune`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo history apt:deb/stable
  mkrepo history rpm:rpm -n 5
  mkrepo history --json apt:deb/stable | jq '.publications[1].serial'")]
pub(crate) struct HistoryArgs {
    /// Which target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one]
    #[arg(value_name = "TARGET")]
    target: Option<String>,

    /// No more than so many
    #[arg(short = 'n', long, value_name = "NUMBER")]
    limit: Option<usize>,
}

impl HistoryArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.list(&repository, warnings))
    }

    fn list(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::reading(None)?;
        let keys = repository.reading_keys(StandIn::Unnamed, warnings)?;
        let target = target::named(repository, "TARGET", self.target.as_deref())?;
        let opened = Opened::new(repository, &settings, &keys, "TARGET", &target)?;
        let store = repository.published()?;
        let generations = match &opened {
            Opened::Apt(suite) => self.generations(suite, &*store),
            Opened::Rpm(repository) => self.generations(repository, &*store),
        }?;
        let mut outcome = Outcome::default();
        for generation in &generations {
            outcome.result.extend(line(generation).into_bytes());
        }
        let publications: Vec<Value> = generations.iter().map(document).collect();
        let target = target.without_component().to_string();
        outcome.document.insert("target".to_owned(), json!(target));
        outcome.document.insert("publications".to_owned(), Value::from(publications));
        Ok(outcome)
    }

    fn generations<T: Publishable>(
        &self,
        opened: &T,
        store: &dyn Store,
    ) -> Result<Vec<Generation>, Diagnostics> {
        let limit = self.limit.unwrap_or(usize::MAX);
        let generations = opened.history(store, limit).map_err(|error| error.diagnostics())?;
        if generations.is_empty() && limit != 0 {
            return Err(opened.unpublished().into());
        }
        Ok(generations)
    }
}

fn line(generation: &Generation) -> String {
    // Another tool's has no number.
    let serial = generation.serial.map_or_else(|| "-".to_owned(), |serial| serial.to_string());
    let sha256 = generation.sha256.as_deref().unwrap_or("-");
    format!("{serial} {} {sha256}\n", Date::from(generation.date))
}

fn document(generation: &Generation) -> Value {
    json!({
        "serial": generation.serial,
        "date": generation.date.seconds(),
        "sha256": generation.sha256,
        "parent": generation.parent,
        "valid_until": generation.valid_until.map(|time| time.seconds()),
    })
}
