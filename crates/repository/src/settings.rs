//! How a repository is published or read.

use std::num::NonZeroUsize;
use std::time::Duration;

use diagnostic::{Diagnostic, flag_defect};
use pkgio::Timestamp;
use pkgsign::Signer;
use repo_index::apt::{Archive, Suite, SuiteOptions};
use repo_index::publish::{Expected, HighWater, HighWaterFile, PublishOptions, Recovery};
use repo_index::rpmmd::{self, RepositoryOptions, RpmRepository};

use crate::codes;
use crate::described::Repository;
use crate::keys::Keys;
use crate::route::NamePath;

/// How a repository is published or read.
#[derive(Debug)]
pub struct Settings {
    /// The time of what is published.
    pub now: Timestamp,
    /// Threads that hash and compress.
    pub threads: NonZeroUsize,
    /// Whether changes are only shown.
    pub dry_run: bool,
    /// How long to wait for other publishers.
    pub patience: Duration,
    /// Follow a publication that is dated in the future.
    pub force_date: bool,
    /// Publish although packages are signed by a certificate that would be published no longer.
    pub force: bool,
    /// Change what apt asks each user to agree to.
    pub allow_release_info_change: bool,
    /// Go on from what another tool published and nobody signed.
    pub adopt_unsigned: bool,
    /// What to do when what is published is not its newest state.
    pub recovery: Recovery,
    /// What the target was called before.
    pub renamed_from: Option<String>,
    /// Whether dates are those of the clock again, although later ones are published.
    pub restart_dates: bool,
    /// The least number that the publication has which is there.
    pub expected_serial: Option<u64>,
    /// See [`Surroundings::seed`](crate::Surroundings::seed).
    pub seed: u64,
    /// The publications that were seen before.
    pub seen: Option<HighWaterFile>,
}

impl Settings {
    /// How a repository is read at a time: what nobody signed is read too.
    #[must_use]
    pub fn reading(now: Timestamp) -> Self {
        Self {
            now,
            threads: NonZeroUsize::MIN,
            dry_run: false,
            patience: PublishOptions::default().patience,
            force_date: false,
            force: false,
            allow_release_info_change: false,
            adopt_unsigned: true,
            recovery: Recovery::Refuse,
            renamed_from: None,
            restart_dates: false,
            expected_serial: None,
            seed: PublishOptions::default().seed,
            seen: None,
        }
    }

    /// The same with the publications that were seen before, where `repository` says that they are noted.
    #[must_use]
    pub fn remembering(self, repository: &Repository) -> Self {
        // A dry run notes nothing.
        let seen = repository.config.state.as_ref().map(HighWaterFile::new);
        let seen = seen.map(|seen| if self.dry_run { seen.read_only() } else { seen });
        Self { seen, seed: repository.surroundings.seed, ..self }
    }

    /// Has an empty state published where something was, if it `may`.
    pub fn may_start_over(&mut self, may: bool) {
        if may {
            self.recovery = Recovery::StartOver;
        }
    }

    /// How transactions are made.
    #[must_use]
    pub fn publish_options(&self) -> PublishOptions<'_> {
        let high_water = self.seen.as_ref().map(|seen| seen as &dyn HighWater);
        PublishOptions {
            expected: Expected { high_water, serial: self.expected_serial },
            recovery: self.recovery,
            renamed_from: self.renamed_from.as_deref(),
            now: Some(self.now),
            patience: self.patience,
            seed: self.seed,
            ..PublishOptions::default()
        }
    }

    /// A suite of `archive`, signed by `keys`.
    ///
    /// # Errors
    /// A name that no suite has; an archive that names other keys than those that sign.
    pub fn suite<'a>(
        &self,
        archive: &'a Archive,
        name: &NamePath,
        keys: &'a Keys,
    ) -> Result<Suite<'a>, Diagnostic> {
        keys.check(archive)?;
        Suite::new(archive, name.as_str(), self.suite_options(keys))
            .map_err(|error| flag_defect(codes::TARGET_NAME, "TARGET", error.to_string()))
    }

    /// The RPM repository that is described, signed by the first of `keys`: clients refuse two
    /// signatures.
    ///
    /// # Errors
    /// A repository that cannot be published so.
    pub fn repository<'a>(
        &self,
        described: &'a RpmRepository,
        keys: &'a Keys,
    ) -> Result<rpmmd::Repository<'a>, Diagnostic> {
        rpmmd::Repository::new(described, self.repository_options(keys))
            .map_err(|error| flag_defect(codes::TARGET_NAME, "TARGET", error.to_string()))
    }

    /// How RPM repositories are published and read.
    #[must_use]
    pub fn repository_options<'a>(&self, keys: &'a Keys) -> RepositoryOptions<'a> {
        RepositoryOptions {
            published: keys.verifier(),
            signer: keys.signers.first().map(AsRef::as_ref),
            keyring: keys.rpm_keyring.as_deref(),
            threads: self.threads,
            force_date: self.force_date,
            restart_dates: self.restart_dates,
            force: self.force,
            adopt_unsigned: self.adopt_unsigned,
            ..RepositoryOptions::new(self.now)
        }
    }

    /// How suites are published and read.
    #[must_use]
    pub fn suite_options<'a>(&self, keys: &'a Keys) -> SuiteOptions<'a> {
        let signers: Vec<&dyn Signer> = keys.signers.iter().map(AsRef::as_ref).collect();
        SuiteOptions {
            published: keys.verifier(),
            signers,
            keyring: keys.keyring.as_deref(),
            threads: self.threads,
            force_date: self.force_date,
            restart_dates: self.restart_dates,
            allow_release_info_change: self.allow_release_info_change,
            adopt_unsigned: self.adopt_unsigned,
            ..SuiteOptions::new(self.now)
        }
    }
}
