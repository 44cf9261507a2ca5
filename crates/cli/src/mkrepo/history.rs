//! `mkrepo history`: lists the publications of a suite or an RPM repository, and the changes in
//! each.

mod change;

pub(super) use change::yanked_document;

use diagnostic::Diagnostics;
use pkgio::Date;
use repo_index::changes::{Changes, Unknown};
use repository::{Chronicled, Generation, Repository, Settings, history};
use serde_json::{Value, json};

use super::context::Context;
use super::table::Table;
use crate::clock;
use crate::report::{Failure, Outcome, with_warnings};

/// The default limit on listed publications.
const LISTED: usize = 50;

/// List the publications of a suite or an RPM repository, newest first
///
/// Prints a line for each publication with its serial number, its date in UTC and its changes, such
/// as +hello 1.1 -hello 1.0. A ~ marks another file of the same version, or another document.
/// Yanked versions are shown with the reason. Publications are kept for some time after they were
/// superseded, and can be published again during that time; see `mkrepo rollback` and `mkrepo
/// prune`. The changes of the oldest publication are unknown after the one before it was deleted.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo history apt:deb/stable
  mkrepo history rpm:rpm -n 5
      List the five newest publications.

  mkrepo history -p apt:deb/stable
      List every package that each publication changed, and the digests of the publications.

  mkrepo history --json apt:deb/stable | jq '.publications[1].serial'")]
pub(crate) struct HistoryArgs {
    /// The target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one]
    #[arg(value_name = "TARGET")]
    target: Option<String>,

    /// The maximum number of publications [default: 50; with --json, all]
    #[arg(short = 'n', long, value_name = "NUMBER")]
    limit: Option<usize>,

    /// List every package that was added (+), removed (-) or replaced (~), one per line. Above
    /// them, print the SHA-256 by which the next publication names this one: the digest of the
    /// signed commit, or of the repomd.xml in its snapshot, which is the name of the snapshot
    /// directory
    #[arg(short, long)]
    packages: bool,
}

impl HistoryArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        let limit = self.limit.unwrap_or(if context.common.json { usize::MAX } else { LISTED });
        with_warnings(|warnings| self.list(&repository, limit, warnings))
    }

    fn list(
        &self,
        repository: &Repository,
        limit: usize,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::reading(clock::now());
        let found = history(repository, &settings, self.target.as_deref(), limit, warnings)?;
        let Chronicled { publications, older } = found.chronicled;
        let mut outcome = Outcome {
            result: if self.packages { long(&publications) } else { short(&publications) },
            ..Outcome::default()
        };
        if older > 0 && self.limit.is_none() {
            outcome.summary.push(format!("{older} older publications are kept; show them with -n"));
        }
        let publications: Vec<Value> = publications.iter().map(document).collect();
        let target = found.target.to_string();
        outcome.document.insert("target".to_owned(), json!(target));
        outcome.document.insert("publications".to_owned(), Value::from(publications));
        Ok(outcome)
    }
}

type Publication = (Generation, Result<Changes, Unknown>);

/// The short form: a line for each publication.
fn short(publications: &[Publication]) -> Vec<u8> {
    let mut table = Table::default();
    for (generation, changes) in publications {
        table.row([
            serial(generation),
            Date::from(generation.date).to_string(),
            match generation.dropped {
                true => "(dropped)".to_owned(),
                false => change::line(changes) + &change::yanked(&generation.yanked),
            },
        ]);
    }
    table.to_string().into_bytes()
}

/// The long form: a heading for each publication, and below it a line for each package.
fn long(publications: &[Publication]) -> Vec<u8> {
    let one = |(generation, changes): &Publication| {
        let sha256 = generation.sha256.as_deref().unwrap_or("-");
        let dropped = if generation.dropped { " (dropped)" } else { "" };
        let date = Date::from(generation.date);
        let head = format!("{} {date} {sha256}{dropped}\n", serial(generation));
        head + &change::lines(changes) + &change::yanked_lines(&generation.yanked)
    };
    publications.iter().map(one).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Its number. A publication of another tool has none.
fn serial(generation: &Generation) -> String {
    generation.serial.map_or_else(|| "-".to_owned(), |serial| serial.to_string())
}

fn document((generation, changes): &Publication) -> Value {
    let mut document = json!({
        "serial": generation.serial,
        "date": generation.date.seconds(),
        "sha256": generation.sha256,
        "parent": generation.parent,
        "valid_until": generation.valid_until.map(|time| time.seconds()),
        "dropped": generation.dropped,
    });
    document["changes"] = changes.as_ref().map_or(Value::Null, change::document);
    document["yanked"] = generation.yanked.iter().map(change::yanked_document).collect();
    document["changes_unknown"] = json!(changes.as_ref().err().map(ToString::to_string));
    document
}
