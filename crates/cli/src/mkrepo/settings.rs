//! How a repository is published, as the options say.

use std::num::NonZeroUsize;
use std::time::Duration;

use diagnostic::{Diagnostics, flag_defect};
use repo_index::publish::PublishOptions;
use repository::{Repository, Settings};

use crate::args::{ChangeArgs, PublicationArgs};
use crate::{clock, codes, threads, timestamp};

/// By so many seconds a given time may be ahead of the clock.
const AHEAD: u64 = 5;

/// Those of a command that changes what is published, or shows how.
pub(super) fn changing(
    args: &ChangeArgs,
    repository: &Repository,
) -> Result<Settings, Diagnostics> {
    let settings = Settings {
        dry_run: args.dry_run,
        expected_serial: args.expect_serial,
        ..new(&args.publication)?
    };
    Ok(settings.remembering(repository))
}

/// Those of a command that reads, or repairs, what is published.
pub(super) fn new(args: &PublicationArgs) -> Result<Settings, Diagnostics> {
    let mut errors = Diagnostics::new();
    let now = timestamp::now(args.timestamp.as_deref());
    let threads = threads::threads(args.threads.as_deref());
    let now = now.map_err(|error| errors.push(error)).unwrap_or_default();
    if now.seconds() > clock::now().seconds().saturating_add(AHEAD) && !args.force_date {
        let problem = "is in the future, and clients refuse such dates";
        let hint = "omit the option; to test this, pass --force-date";
        errors.push(flag_defect(codes::FUTURE, "--timestamp", problem).hint(hint));
    }
    let threads = threads.map_err(|error| errors.push(error)).unwrap_or(NonZeroUsize::MIN);
    errors.into_result(Settings {
        threads,
        patience: Duration::from_secs(args.lock_timeout),
        force_date: args.force_date,
        force: args.force,
        allow_release_info_change: args.allow_release_info_change,
        adopt_unsigned: args.adopt_unsigned,
        seed: seed(),
        ..Settings::reading(now)
    })
}

/// How transactions are made that wait so long for others; publishers that meet each other pause for
/// different times.
pub(super) fn publish_options(patience: Duration) -> PublishOptions<'static> {
    PublishOptions { patience, seed: seed(), ..PublishOptions::default() }
}

/// The number by which this process pauses otherwise than others.
pub(super) fn seed() -> u64 {
    std::process::id().into()
}
