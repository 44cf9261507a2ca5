//! What every command knows: the directory, the common options, and where it runs.

use std::io;
use std::path::{Path, PathBuf};

use pkgio::{AtomicFile, Existing};
use repository::{Held, OpenError, PrivateFile, Repository, Step, Surroundings};

use super::settings;
use crate::args::CommonArgs;
use crate::interrupt::Guard;
use crate::progress::Progress;
use crate::report::Failure;
use crate::{clock, environment, interrupt};

/// The name of the command.
pub(super) const NAME: &str = "mkrepo";

/// What every command knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// The directory of `mkrepo.toml`.
    pub(super) directory: &'a Path,
    /// The options of every command.
    pub(super) common: &'a CommonArgs,
}

impl<'a> Context<'a> {
    /// Opens the repository that is described in the directory.
    pub(super) fn open(self) -> Result<Repository, Failure> {
        Repository::open(self.directory, surroundings()).map_err(Failure::from)
    }

    /// Shows how far packages are read.
    pub(super) fn progress(self) -> impl Fn(Step, u64) -> Box<dyn Fn(u64) + Sync> + 'a {
        move |step, total| {
            let verb = match step {
                Step::Read => "read",
                Step::Checked => "checked",
            };
            let progress = Progress::new(NAME, verb, self.common, total);
            Box::new(move |done| progress.advance(done))
        }
    }
}

fn surroundings() -> Surroundings {
    let temporaries = environment::variable("TMPDIR").filter(|folder| !folder.is_empty());
    Surroundings {
        clock: clock::now(),
        variable: environment::variable,
        temporaries: temporaries.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from),
        private_file,
        seed: settings::seed(),
    }
}

/// A private file that is removed when the run is ended from outside.
fn private_file(beside: &Path) -> io::Result<PrivateFile> {
    let make = || AtomicFile::create_private(beside, Existing::Replace);
    let (file, guard) = interrupt::guarded(make, AtomicFile::temporary)?;
    Ok((file, Box::new(guard)))
}

impl Held for Guard {}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self { manifest: error.file, ..error.errors.into() }
    }
}
