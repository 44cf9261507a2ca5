//! A repository that is described in `mkrepo.toml`, opened.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use pkgsign::Signer;
use pkgtree::description::ManifestFile;
use repo_index::apt::{Archive, Suite, SuiteOptions};
use repo_index::name::Name;
use repo_index::publish::{Expected, HighWater, HighWaterFile, PublishOptions, Recovery};
use repo_index::rpmmd::{self, RepositoryOptions, RpmRepository};
use repo_store::{LocalStore, MemoryStore, Store};
use repository::config::{Config, Root};
use repository::route::{NamePath, TargetName};

use super::keys::{Keys, StandIn};
use crate::args::{ChangeArgs, PublicationArgs};
use crate::describe::flag_defect;
use crate::report::Failure;
use crate::{clock, codes, threads, timestamp};

/// The name of the description.
pub(super) const FILE: &str = "mkrepo.toml";

/// The path of `name` in `folder`, as short as it can be shown.
pub(super) fn within(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { name.into() } else { folder.join(name) }
}

/// A repository as it is described.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    /// What is described.
    pub(super) config: Config,
    /// The description, to show the lines that defects are on.
    pub(super) file: ManifestFile,
}

impl Repository {
    /// Reads the description in `folder`.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let path = within(folder, FILE);
        let file = ManifestFile::open(&path).map_err(|error| {
            let problem = format!("could not be read: {error}");
            Diagnostic::new(codes::READ, Subject::File(path), problem)
                .hint("name its folder with -C, or make one with `mkrepo init`")
        })?;
        match Config::parse(&file) {
            Ok(config) => {
                let mut repository = Self { config, file };
                repository.find_made()?;
                Ok(repository)
            }
            Err(errors) => Err(Failure { manifest: Some(file), ..errors.into() }),
        }
    }

    /// Finds the RPM repositories that templates made: they are as if they were described.
    fn find_made(&mut self) -> Result<(), Diagnostic> {
        if self.config.templates.is_empty() {
            return Ok(());
        }
        let store = self.published()?;
        self.config.find_made(&*store).map_err(|error| error.diagnostic())
    }

    /// The same with the RPM repositories among `targets` that templates make, published or not.
    pub(super) fn making<'t>(
        &self,
        targets: impl Iterator<Item = &'t TargetName>,
    ) -> Result<Self, Diagnostics> {
        let (mut made, mut errors) = (self.clone(), Diagnostics::new());
        for target in targets {
            let TargetName::Rpm { repository } = target else { continue };
            if let Err(problem) = made.config.add_made(repository.as_str()) {
                let problem = format!("{target} cannot be made: {problem}");
                let hint = "describe it in a table of its own, or change the table that makes it";
                errors.push(flag_defect(codes::MADE, "TARGET", problem).hint(hint));
            }
        }
        errors.into_result(made)
    }

    /// Where it is published; made when it is not there yet.
    pub(super) fn store(&self) -> Result<LocalStore, Diagnostic> {
        let Root::Folder(folder) = &self.config.root;
        let store = match self.config.shared {
            true => LocalStore::create_shared(folder),
            false => LocalStore::create(folder),
        };
        store.map_err(|error| error.diagnostic())
    }

    /// What is published, to be read; empty when nothing ever was.
    pub(super) fn published(&self) -> Result<Box<dyn Store>, Diagnostic> {
        let Root::Folder(folder) = &self.config.root;
        if !folder.exists() {
            return Ok(Box::new(MemoryStore::new()));
        }
        let store = LocalStore::open(folder).map_err(|error| error.diagnostic())?;
        Ok(Box::new(store))
    }

    /// The keys that sign it, and a warning when there are none.
    pub(super) fn keys(&self, warnings: &mut Diagnostics) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) => {
                let folder = self.file.path.parent().unwrap_or(Path::new(""));
                Keys::read(signing, folder, warnings)
            }
            None => {
                warnings.push(self.not_signed());
                Ok(Keys::default())
            }
        }
    }

    /// The keys that sign a change, or what signs in their place in a dry run.
    pub(super) fn changing_keys(
        &self,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) if settings.dry_run => Keys::rehearsing(self, signing, warnings),
            _ => self.keys(warnings),
        }
    }

    /// The certificates by which it is signed, for what signs nothing, and a warning when `stand_in`
    /// allows published ones and they are needed. No key is unlocked, and none has to be valid still.
    pub(super) fn reading_keys(
        &self,
        stand_in: StandIn,
        warnings: &mut Diagnostics,
    ) -> Result<Keys, Diagnostics> {
        match &self.config.signing {
            Some(signing) => Keys::reading(self, signing, stand_in, warnings),
            None => Ok(Keys::default()),
        }
    }

    /// That nothing is signed.
    pub(super) fn not_signed(&self) -> Diagnostic {
        let subject = Subject::File(self.file.path.clone());
        let problem = "has no [signing]: what is published is not signed, and clients take it only with \
                       [trusted=yes] (apt) or gpgcheck=0 (dnf)";
        let hint = "make a key with `mkrepo key generate -o signing.asc`, and name it there";
        Diagnostic::new(codes::NOT_SIGNED, subject, problem).hint(hint)
    }

    /// The architectures that any archive publishes.
    pub(super) fn architectures(&self) -> Vec<String> {
        let archives = self.config.apt.iter();
        archives.flat_map(|archive| archive.architectures.clone()).collect()
    }

    /// The archive of that name.
    pub(super) fn archive(&self, flag: &str, name: &Name) -> Result<&Archive, Diagnostic> {
        let names = self.config.apt.iter().map(|archive| archive.name.as_str());
        let found = self.config.archive(name.as_str());
        found.ok_or_else(|| not_described(flag, "apt", name, names))
    }

    /// The RPM repository of that name.
    pub(super) fn rpm(&self, flag: &str, name: &Name) -> Result<&RpmRepository, Diagnostic> {
        let names = self.config.rpm.iter().map(|repository| repository.name.as_str());
        let found = self.config.repository(name.as_str());
        found.ok_or_else(|| match self.config.make(name.as_str()) {
            Some(_) => {
                let problem = format!("nothing is published as rpm:{name}");
                let hint =
                    "it is made when a package comes; see what is published with `mkrepo list`";
                flag_defect(codes::UNPUBLISHED, flag, problem).hint(hint)
            }
            None => not_described(flag, "rpm", name, names),
        })
    }
}

fn not_described<'n>(
    flag: &str,
    table: &str,
    name: &Name,
    names: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let name = name.as_str();
    let hint = match diagnostic::nearest(name, names) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("describe it as [{table}.{name}] in {FILE}"),
    };
    let problem = format!("{table}:{name} is not described");
    flag_defect(codes::TARGET_NAME, flag, problem).hint(hint)
}

/// By so many seconds a given time may be ahead of the clock.
const AHEAD: u64 = 5;

/// How a repository is published, parsed.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) now: Timestamp,
    pub(super) threads: NonZeroUsize,
    /// Whether changes are only shown.
    pub(super) dry_run: bool,
    patience: Duration,
    force_date: bool,
    force: bool,
    allow_release_info_change: bool,
    adopt_unsigned: bool,
    /// What to do when what is published is not its newest state.
    pub(super) recovery: Recovery,
    /// What the target was called before.
    pub(super) renamed_from: Option<String>,
    /// Whether dates are those of the clock again, although later ones are published.
    pub(super) restart_dates: bool,
    /// The least number that the publication has which is there.
    expected_serial: Option<u64>,
    /// The publications that were seen before.
    seen: Option<HighWaterFile>,
}

impl Settings {
    /// Those of a command that changes what is published, or shows how.
    pub(super) fn changing(
        args: &ChangeArgs,
        repository: &Repository,
    ) -> Result<Self, Diagnostics> {
        // A dry run notes nothing.
        let seen = repository.config.state.as_ref().map(HighWaterFile::new);
        let seen = seen.map(|seen| if args.dry_run { seen.read_only() } else { seen });
        Ok(Self {
            dry_run: args.dry_run,
            expected_serial: args.expect_serial,
            seen,
            ..Self::new(&args.publication)?
        })
    }

    pub(super) fn new(args: &PublicationArgs) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let now = timestamp::now(args.timestamp.as_deref());
        let threads = threads::threads(args.threads.as_deref());
        let now = now.map_err(|error| errors.push(error)).unwrap_or_default();
        if now.seconds() > clock::now().seconds().saturating_add(AHEAD) && !args.force_date {
            let problem = "is in the future, and clients refuse what is dated so";
            let hint = "leave it out; for a test of that, --force-date";
            errors.push(flag_defect(codes::FUTURE, "--timestamp", problem).hint(hint));
        }
        let threads = threads.map_err(|error| errors.push(error)).unwrap_or(NonZeroUsize::MIN);
        errors.into_result(Self {
            now,
            threads,
            dry_run: false,
            patience: Duration::from_secs(args.lock_timeout),
            force_date: args.force_date,
            force: args.force,
            allow_release_info_change: args.allow_release_info_change,
            adopt_unsigned: args.adopt_unsigned,
            recovery: Recovery::Refuse,
            renamed_from: None,
            restart_dates: false,
            expected_serial: None,
            seen: None,
        })
    }

    /// Has an empty state published where something was, if it `may`.
    pub(super) fn may_start_over(&mut self, may: bool) {
        if may {
            self.recovery = Recovery::StartOver;
        }
    }

    /// How it is read, at the time that `timestamp` says, or now.
    pub(super) fn reading(timestamp: Option<&str>) -> Result<Self, Diagnostic> {
        Ok(Self {
            now: timestamp::now(timestamp)?,
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
            seen: None,
        })
    }

    /// How transactions are made.
    pub(super) fn publish_options(&self) -> PublishOptions<'_> {
        let high_water = self.seen.as_ref().map(|seen| seen as &dyn HighWater);
        PublishOptions {
            expected: Expected { high_water, serial: self.expected_serial },
            recovery: self.recovery,
            renamed_from: self.renamed_from.as_deref(),
            now: Some(self.now),
            ..publish_options(self.patience)
        }
    }

    /// A suite of `archive`, signed by `keys`.
    pub(super) fn suite<'a>(
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
    pub(super) fn repository<'a>(
        &self,
        described: &'a RpmRepository,
        keys: &'a Keys,
    ) -> Result<rpmmd::Repository<'a>, Diagnostic> {
        rpmmd::Repository::new(described, self.repository_options(keys))
            .map_err(|error| flag_defect(codes::TARGET_NAME, "TARGET", error.to_string()))
    }

    /// How RPM repositories are published and read.
    pub(super) fn repository_options<'a>(&self, keys: &'a Keys) -> RepositoryOptions<'a> {
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
    pub(super) fn suite_options<'a>(&self, keys: &'a Keys) -> SuiteOptions<'a> {
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

/// How transactions are made that wait so long for others; publishers that meet each other pause for
/// different times.
pub(super) fn publish_options(patience: Duration) -> PublishOptions<'static> {
    PublishOptions { patience, seed: std::process::id().into(), ..PublishOptions::default() }
}
