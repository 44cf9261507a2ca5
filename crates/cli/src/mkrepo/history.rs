//! `mkrepo history`: the publications of a suite.

use pkgtree::Diagnostics;
use repo_index::apt::Generation;
use serde_json::{Value, json};

use super::args::MkrepoArgs;
use super::opened::Opened;
use super::repository::{Repository, Settings};
use super::target;
use crate::date::Date;
use crate::report::{Failure, Outcome};

/// List the publications of a suite, the current one first
///
/// A line for each: its number, its date in UTC, and the SHA-256 of its signed commit, by which the
/// next one names it. They are kept for some time after they were superseded, and can be published
/// again as long; see `mkrepo rollback` and `mkrepo prune`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo history apt:deb/stable
  mkrepo history --json apt:deb/stable | jq '.publications[1].serial'")]
pub(crate) struct HistoryArgs {
    /// Which suite, as apt:ARCHIVE/SUITE [default: the only one]
    #[arg(value_name = "TARGET")]
    target: Option<String>,

    /// No more than so many
    #[arg(short = 'n', long, value_name = "NUMBER")]
    limit: Option<usize>,
}

impl HistoryArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        Ok(self.list(&repository)?)
    }

    fn list(&self, repository: &Repository) -> Result<Outcome, Diagnostics> {
        let settings = Settings::reading(None)?;
        let keys = repository.reading_keys(&mut Diagnostics::new())?;
        let target = target::named(repository, "TARGET", self.target.as_deref())?;
        let opened = Opened::new(repository, &settings, &keys, "TARGET", &target)?;
        let store = repository.published()?;
        let generations = opened
            .suite
            .history(&*store, self.limit.unwrap_or(usize::MAX))
            .map_err(|error| error.diagnostics())?;
        if generations.is_empty() && self.limit != Some(0) {
            return Err(opened.unpublished().into());
        }
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
}

fn line(generation: &Generation) -> String {
    // Another tool's has no number.
    let serial = generation.serial.map_or_else(|| "-".to_owned(), |serial| serial.to_string());
    format!("{serial} {} {}\n", Date::from(generation.date), generation.sha256)
}

fn document(generation: &Generation) -> Value {
    json!({
        "serial": generation.serial,
        "date": generation.date.seconds(),
        "sha256": generation.sha256.to_string(),
        "parent": generation.parent.map(|parent| parent.to_string()),
        "valid_until": generation.release.valid_until.map(|time| time.seconds()),
    })
}
