//! The publications that were seen, in a file outside the repository.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use pkgio::{AtomicFile, Existing, Timestamp};
use repo_store::StoreError;

use super::HighWater;
use crate::publish::{Link, PublishError};

/// The longest file that is read, in bytes: ten thousands of targets.
const LIMIT: u64 = 16 << 20;

/// Keeps the newest publications in a file of one line for each target: its name, and the digest,
/// number and date of the publication, the date in seconds since 1970. The file is replaced as a whole;
/// writers wait for each other by a lock on `FILE.lock`.
#[derive(Clone, Debug)]
pub struct HighWaterFile {
    path: PathBuf,
    is_read_only: bool,
}

impl HighWaterFile {
    /// The file at `path`, which is made by the first publication; its folder exists.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), is_read_only: false }
    }

    /// The same, which notes nothing.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self { is_read_only: true, ..self }
    }

    fn read(&self) -> Result<BTreeMap<String, Link>, PublishError> {
        let mut text = String::new();
        let file = match pkgio::open_regular(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(failed(&self.path, error)),
        };
        file.take(LIMIT).read_to_string(&mut text).map_err(|error| failed(&self.path, error))?;
        text.lines().map(|line| parse(line).ok_or_else(|| self.other(line))).collect()
    }

    fn other(&self, line: &str) -> PublishError {
        let problem = format!("has a line that mkrepo did not write: {line:?}");
        let hint = "restore it from a backup; without the file, mkrepo cannot detect that the \
                    repository was reset";
        PublishError::Unreadable { key: self.path.display().to_string(), problem, hint }
    }

    fn write(&self, seen: &BTreeMap<String, Link>) -> io::Result<()> {
        let mut file = AtomicFile::create(&self.path, Existing::Replace)?;
        for (target, Link { id, serial, date }) in seen {
            writeln!(file, "{target} {id} {serial} {}", date.seconds())?;
        }
        file.commit()
    }
}

impl HighWater for HighWaterFile {
    fn seen(&self, target: &str) -> Result<Option<Link>, PublishError> {
        Ok(self.read()?.get(target).copied())
    }

    fn raise(&self, target: &str, link: Link) -> Result<(), PublishError> {
        if self.is_read_only || self.read()?.get(target) == Some(&link) {
            return Ok(());
        }
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let place = PathBuf::from(name);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&place);
        let lock = lock.map_err(|error| failed(&place, error))?;
        lock.lock().map_err(|error| failed(&place, error))?;
        let mut seen = self.read()?;
        // Another publisher may have been faster with a later publication.
        if seen.get(target).is_none_or(|known| known.serial < link.serial) {
            seen.insert(target.to_owned(), link);
            self.write(&seen).map_err(|error| failed(&self.path, error))?;
        }
        Ok(())
    }
}

fn parse(line: &str) -> Option<(String, Link)> {
    let mut words = line.rsplitn(4, ' ');
    let (date, serial, id) = (words.next()?, words.next()?, words.next()?);
    let link = Link {
        id: id.parse().ok()?,
        serial: serial.parse().ok()?,
        date: Timestamp::clamped(date.parse().ok()?),
    };
    Some((words.next()?.to_owned(), link))
}

fn failed(path: &Path, error: io::Error) -> PublishError {
    StoreError::Io { place: path.display().to_string(), error }.into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use repo_store::Sha256;

    use super::*;

    #[test]
    fn the_newest_publication_of_each_target_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = HighWaterFile::new(folder.path().join("seen"));
        assert_eq!(file.seen("apt:deb/stable").unwrap(), None);
        let link = |serial| Link {
            id: Sha256::of(&[serial]),
            serial: serial.into(),
            date: Timestamp::clamped(86_400),
        };
        for (target, serial) in
            [("apt:deb/stable", 2), ("rpm:el9", 1), ("apt:deb/stable", 1), ("apt:deb/a/b", 3)]
        {
            file.raise(target, link(serial)).unwrap();
        }
        assert_eq!(file.seen("apt:deb/stable").unwrap(), Some(link(2)));
        assert_eq!(file.seen("rpm:el9").unwrap(), Some(link(1)));
        assert_eq!(file.seen("apt:deb/a/b").unwrap(), Some(link(3)));
        fs::write(folder.path().join("seen"), "no line of ours\n").unwrap();
        assert!(file.seen("rpm:el9").is_err());
        assert!(file.raise("rpm:el9", link(9)).is_err());
    }
}
