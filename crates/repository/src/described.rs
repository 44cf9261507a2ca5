//! A repository that is described in `mkrepo.toml`, opened.

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject, flag_defect, nearest};
use pkgtree::description::ManifestFile;
use repo_index::apt::Archive;
use repo_index::name::Name;
use repo_index::rpmmd::RpmRepository;
use repo_store::{LocalStore, MemoryStore, Store};

use crate::codes;
use crate::config::{Config, Root};
use crate::route::TargetName;
use crate::surroundings::Surroundings;

/// The name of the description.
pub const FILE: &str = "mkrepo.toml";

/// The path of `name` in `folder`, as short as it can be shown.
#[must_use]
pub fn within(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { name.into() } else { folder.join(name) }
}

/// A repository as it is described.
#[derive(Clone, Debug)]
pub struct Repository {
    /// What is described.
    pub config: Config,
    /// The description, to show the lines that defects are on.
    pub file: ManifestFile,
    /// Where the program runs that opened it.
    pub surroundings: Surroundings,
}

/// Why a description could not be opened.
#[derive(Debug)]
pub struct OpenError {
    /// Every defect.
    pub errors: Diagnostics,
    /// The description, to show the lines that the defects are on; `None` when it could not be read.
    pub file: Option<ManifestFile>,
}

impl From<Diagnostic> for OpenError {
    fn from(error: Diagnostic) -> Self {
        Self { errors: error.into(), file: None }
    }
}

impl Repository {
    /// Reads the description in `folder`.
    ///
    /// # Errors
    /// A description that cannot be read, and every defect of it; what is published cannot be listed.
    pub fn open(folder: &Path, surroundings: Surroundings) -> Result<Self, OpenError> {
        let path = within(folder, FILE);
        let file = ManifestFile::open(&path).map_err(|error| {
            let problem = format!("could not be read: {error}");
            Diagnostic::new(diagnostic::codes::READ, Subject::File(path), problem)
                .hint("give its directory with -C, or create it with `mkrepo init`")
        })?;
        match Config::parse(&file) {
            Ok(config) => {
                let mut repository = Self { config, file, surroundings };
                repository.find_made()?;
                Ok(repository)
            }
            Err(errors) => Err(OpenError { errors, file: Some(file) }),
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
    pub(crate) fn making<'t>(
        &self,
        targets: impl Iterator<Item = &'t TargetName>,
    ) -> Result<Self, Diagnostics> {
        let (mut made, mut errors) = (self.clone(), Diagnostics::new());
        for target in targets {
            let TargetName::Rpm { repository } = target else { continue };
            if let Err(problem) = made.config.add_made(repository.as_str()) {
                let problem = format!("{target} cannot be created: {problem}");
                let hint = "configure it in a table of its own, or change the table that creates \
                            it";
                errors.push(flag_defect(codes::MADE, "TARGET", problem).hint(hint));
            }
        }
        errors.into_result(made)
    }

    /// Where it is published; made when it is not there yet.
    ///
    /// # Errors
    /// Those of making the directory.
    pub fn store(&self) -> Result<LocalStore, Diagnostic> {
        let Root::Folder(folder) = &self.config.root;
        let store = match self.config.shared {
            true => LocalStore::create_shared(folder),
            false => LocalStore::create(folder),
        };
        store.map_err(|error| error.diagnostic())
    }

    /// What is published, to be read; empty when nothing ever was.
    ///
    /// # Errors
    /// Those of opening the directory.
    pub fn published(&self) -> Result<Box<dyn Store>, Diagnostic> {
        let Root::Folder(folder) = &self.config.root;
        if !folder.exists() {
            return Ok(Box::new(MemoryStore::new()));
        }
        let store = LocalStore::open(folder).map_err(|error| error.diagnostic())?;
        Ok(Box::new(store))
    }

    /// The architectures that any archive publishes.
    pub(crate) fn architectures(&self) -> Vec<String> {
        let archives = self.config.apt.iter();
        archives.flat_map(|archive| archive.architectures.clone()).collect()
    }

    /// The archive of that name, which the option `flag` gave.
    ///
    /// # Errors
    /// None is described.
    pub fn archive(&self, flag: &str, name: &Name) -> Result<&Archive, Diagnostic> {
        let names = self.config.apt.iter().map(|archive| archive.name.as_str());
        let found = self.config.archive(name.as_str());
        found.ok_or_else(|| not_described(flag, "apt", name, names))
    }

    /// The RPM repository of that name, which the option `flag` gave.
    ///
    /// # Errors
    /// None is described, or made yet.
    pub fn rpm(&self, flag: &str, name: &Name) -> Result<&RpmRepository, Diagnostic> {
        let names = self.config.rpm.iter().map(|repository| repository.name.as_str());
        let found = self.config.repository(name.as_str());
        found.ok_or_else(|| match self.config.make(name.as_str()) {
            Some(_) => {
                let problem = format!("nothing is published as rpm:{name}");
                let hint =
                    "the first package creates it; list the published packages with `mkrepo list`";
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
    let hint = match nearest(name, names) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("configure it as [{table}.{name}] in {FILE}"),
    };
    let problem = format!("{table}:{name} is not configured");
    flag_defect(codes::TARGET_NAME, flag, problem).hint(hint)
}
