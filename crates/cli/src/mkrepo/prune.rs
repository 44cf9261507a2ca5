//! `mkrepo prune`: deletes files to which no kept publication refers.

use diagnostic::Diagnostics;
use repo_index::prune::{Finding, ObjectKind, Pruned};
use repository::{PruneSettings, Repository, Settings, prune};
use serde_json::{Value, json};

use super::context::Context;
use crate::report::{Failure, Outcome, with_warnings};
use crate::timestamp;
use pkgio::Date;

/// The maximum number of unknown files that are named in the output.
const NAMED: usize = 10;

/// Delete files to which no kept publication refers
///
/// A superseded publication is kept for the duration `keep`. Packages that no kept publication
/// lists are kept for the duration `keep-packages`. Both are at least twice `cache-ttl`, so that a
/// client that started with an old publication can finish. Files that do not belong to a
/// publication, and were not left by an interrupted one, are not deleted.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo prune --dry-run
      Show the files that would be deleted with the reasons, and how long other files are kept.

  mkrepo prune --json | jq '[.dropped[].size] | add'")]
pub(crate) struct PruneArgs {
    /// Show what would be deleted, but write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Permit deleting more than three in ten packages at once
    #[arg(short, long)]
    yes: bool,

    /// The current time in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    timestamp: Option<String>,

    /// The lock timeout: how long to wait for publishers, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    lock_timeout: u64,
}

impl PruneArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| self.prune(&repository, warnings))
    }

    fn prune(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings {
            patience: std::time::Duration::from_secs(self.lock_timeout),
            ..Settings::reading(timestamp::now(self.timestamp.as_deref())?)
        };
        let what = PruneSettings { dry_run: self.dry_run, allow_many: self.yes };
        let pruned = prune(repository, &settings, what, warnings)?;
        Ok(self.report(&pruned))
    }

    fn report(&self, pruned: &Pruned) -> Outcome {
        let mut outcome = Outcome::default();
        let (verb, done) =
            if self.dry_run { ("would drop", "would be dropped") } else { ("dropped", "dropped") };
        for finding in &pruned.dropped {
            let line = format!("{verb} {}: {}\n", finding.key, why(finding));
            outcome.result.extend(line.into_bytes());
        }
        for finding in pruned.waiting.iter().filter(|_| self.dry_run) {
            let line = format!("keep {}: {}, {}\n", finding.key, why(finding), until(finding));
            outcome.result.extend(line.into_bytes());
        }
        let bytes: u64 = pruned.dropped.iter().map(|finding| finding.length).sum();
        let (count, waiting) = (pruned.dropped.len(), pruned.waiting.len());
        outcome.summary.push(format!(
            "{} {done}, {bytes} bytes; {waiting} unreferenced kept for now",
            objects(count)
        ));
        for key in pruned.foreign.iter().take(NAMED) {
            outcome.summary.push(format!("{key}: belongs to no publication, not deleted"));
        }
        if pruned.foreign.len() > NAMED {
            let more = pruned.foreign.len() - NAMED;
            outcome.summary.push(format!("and {more} more that belong to no publication"));
        }
        let documents = |findings: &[Finding]| findings.iter().map(document).collect::<Vec<_>>();
        for (name, value) in [
            ("dry_run", json!(self.dry_run)),
            ("dropped", json!(documents(&pruned.dropped))),
            ("kept", json!(documents(&pruned.waiting))),
            ("foreign", pruned.foreign.iter().map(ToString::to_string).collect()),
        ] {
            outcome.document.insert(name.to_owned(), value);
        }
        outcome
    }
}

fn objects(count: usize) -> String {
    if count == 1 { "1 object".to_owned() } else { format!("{count} objects") }
}

fn why(finding: &Finding) -> String {
    let kind = match finding.kind {
        ObjectKind::Index => "an index",
        ObjectKind::Package => "a package",
    };
    let since = Date::from(finding.since);
    format!("{kind}, unreferenced since {since}")
}

fn until(finding: &Finding) -> String {
    match finding.due {
        Some(due) => format!("until {}", Date::from(due)),
        None => "until all references are known".to_owned(),
    }
}

fn document(finding: &Finding) -> Value {
    json!({
        "key": finding.key.as_str(),
        "kind": finding.kind.name(),
        "size": finding.length,
        "since": finding.since.seconds(),
        "due": finding.due.map(|due| due.seconds()),
    })
}
