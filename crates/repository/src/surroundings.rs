//! What the library cannot know by itself: the clock, the environment, where temporaries are.

use std::ffi::OsString;
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};

use pkgio::{AtomicFile, Timestamp};

/// What a program tells of where it runs.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The clock: by it keys are valid or not.
    pub clock: Timestamp,
    /// Reads a variable of the environment, in which keys and passwords may be.
    pub variable: fn(&str) -> Option<OsString>,
    /// The directory for signed copies of packages, until they are published.
    pub temporaries: PathBuf,
    /// Makes a private file beside a path, and what has to live as long as it.
    pub private_file: fn(&Path) -> io::Result<PrivateFile>,
    /// Publishers that meet each other pause for different times, by different numbers.
    pub seed: u64,
}

/// A file that only its owner reads, and what has to live as long as it.
pub type PrivateFile = (AtomicFile, Box<dyn Held>);

/// What has to live as long as a temporary, such as what removes it when the program is ended.
pub trait Held: Debug + Send + Sync {}
