//! What published packages hold that no index says: read from the packages themselves.

use std::io::{BufReader, Read};
use std::path::Path;

use debpkg::read::{self, DataKind, Limits, ReadError};
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::{Algorithms, DigestReader};
use repo_store::{Content, Key, Sha256, Store, StoreError};

use super::{Suite, SuiteState};
use crate::apt::Record;
use crate::apt::contents::FileList;
use crate::codes;
use crate::input::BUFFER;
use crate::parallel;
use crate::publish::PublishError;

type Input = Box<dyn Read + Send>;

impl Suite<'_> {
    /// The paths that each of `records` installs, besides folders. A path with a line break, which no
    /// index can hold, is left out.
    ///
    /// # Errors
    /// Every package that is missing, changed or cannot be read.
    pub(super) fn file_lists(
        &self,
        store: &dyn Store,
        new: &SuiteState,
        records: &[&Record],
    ) -> Result<Vec<FileList>, PublishError> {
        self.each(store, new, records, |input, record| {
            let mut input =
                BufReader::with_capacity(BUFFER, DigestReader::new(input, Sha256::ALGORITHMS));
            let contents = read::contents(&mut input, Algorithms::NONE, &Limits::default())?;
            let (_, digests, _) = input.into_inner().finish();
            if digests.sha256 != Some(record.sha256().0) {
                return Ok(None);
            }
            let entries = contents.entries.iter();
            let paths = entries.filter(|entry| entry.kind != DataKind::Directory);
            let paths = paths.map(|entry| &*entry.path);
            let listed = paths.filter(|path| memchr::memchr(b'\n', path).is_none());
            Ok(Some(FileList::new(listed).unwrap_or_default()))
        })
    }

    /// The field `Description` of each of `records`; their payload is not read.
    ///
    /// # Errors
    /// Every package that is missing or cannot be read.
    pub(super) fn descriptions(
        &self,
        store: &dyn Store,
        new: &SuiteState,
        records: &[&Record],
    ) -> Result<Vec<String>, PublishError> {
        self.each(store, new, records, |input, _| {
            let metadata = read::metadata(&mut BufReader::new(input), &Limits::default())?;
            Ok(Some(metadata.control.field("Description").unwrap_or_default().to_owned()))
        })
    }

    /// What `read` makes of each package; `None` when it is not what its record says.
    fn each<R: Send>(
        &self,
        store: &dyn Store,
        new: &SuiteState,
        records: &[&Record],
        read: impl Fn(Input, &Record) -> Result<Option<R>, ReadError> + Sync,
    ) -> Result<Vec<R>, PublishError> {
        let one = |record: &&Record| {
            let path = record.path();
            let defect = |code, problem: String| {
                Diagnostic::new(code, Subject::File(path.clone().into()), problem)
                    .hint("verify the repository; add the package again from its file")
            };
            let key = self.archive.key(&path);
            let key = key.map_err(|error| defect(codes::DAMAGED, error.to_string()))?;
            let input = match open(store, new, &key) {
                Ok(Some(input)) => input,
                Ok(None) => {
                    let problem = "is referred to and does not exist".to_owned();
                    return Err(defect(codes::MISSING_OBJECT, problem));
                }
                Err(error) => return Err(error.diagnostic()),
            };
            match read(input, record) {
                Ok(Some(found)) => Ok(found),
                Ok(None) => {
                    let problem = format!("does not have SHA-256 {}", record.sha256());
                    Err(defect(codes::DAMAGED, problem))
                }
                Err(error) => Err(error.to_diagnostic(Path::new(&path))),
            }
        };
        let (mut found, mut defects) = (Vec::with_capacity(records.len()), Diagnostics::new());
        for result in parallel::map(records, self.options.threads, one) {
            match result {
                Ok(one) => found.push(one),
                Err(defect) => defects.push(defect),
            }
        }
        defects.into_result(found).map_err(PublishError::Refused)
    }
}

/// The bytes of a package, which is published, or is only about to be.
fn open(store: &dyn Store, new: &SuiteState, key: &Key) -> Result<Option<Input>, StoreError> {
    let Some(object) = new.additions.iter().find(|object| object.key == *key) else {
        return store.open(key);
    };
    match &object.content {
        Content::Bytes(digested) => Ok(Some(Box::new(std::io::Cursor::new(digested.to_bytes())))),
        Content::Stored(key) => store.open(key),
        Content::File(file) => match std::fs::File::open(file) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) => Err(StoreError::Io { place: file.display().to_string(), error }),
        },
    }
}
