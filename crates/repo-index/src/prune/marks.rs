//! Notes of what is to be dropped.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;
use repo_store::{Key, Store, StoreError, Swapped, Tag};

use crate::codes;
use crate::publish::PublishError;

/// Where they are.
const NAME: &str = ".mkrepo/marks";
/// The first line.
const HEADER: &str = "mkrepo marks 1\n";
/// The most bytes of them: those of two million objects.
const LIMIT: u64 = 256 << 20;
/// How often a publisher tries to take marks away.
const ATTEMPTS: u32 = 8;

/// What is to be dropped, if nothing refers to it until then.
///
/// A line for each object: when it was marked, since when nothing refers to it, when a run began to
/// drop it or `-`, and its key; times in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(pub(super) BTreeMap<Key, Mark>);

/// What is noted of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// When this was noted.
    pub(super) marked: Timestamp,
    /// Since when nothing refers to it, as far as is known.
    pub(super) since: Timestamp,
    /// When a run began to drop it.
    pub(super) dropping: Option<Timestamp>,
}

impl Marks {
    /// What is noted, and which version that is; `None` before the first.
    pub(super) fn read(store: &dyn Store) -> Result<(Self, Option<Tag>), PublishError> {
        match store.read(&key()?, LIMIT)? {
            Some(found) => Ok((Self::parse(&found.bytes)?, Some(found.tag))),
            None => Ok((Self::default(), None)),
        }
    }

    /// Puts these in the place of those that were read.
    pub(super) fn swap(
        &self,
        store: &dyn Store,
        expected: Option<&Tag>,
    ) -> Result<Swapped, PublishError> {
        Ok(store.swap(&key()?, expected, self.print().as_bytes())?)
    }

    fn print(&self) -> String {
        let mut text = HEADER.to_owned();
        for (key, Mark { marked, since, dropping }) in &self.0 {
            let dropping = dropping.map_or_else(|| "-".to_owned(), |time| time.to_string());
            // Writing to a string does not fail.
            let _ = writeln!(text, "{marked} {since} {dropping} {key}");
        }
        text
    }

    fn parse(bytes: &[u8]) -> Result<Self, PublishError> {
        let text = str::from_utf8(bytes).ok().and_then(|text| text.strip_prefix(HEADER));
        let marks = text.and_then(|text| text.lines().map(parse_line).collect());
        marks.map(Self).ok_or_else(|| {
            let problem = "was not written by this version of mkrepo: it is damaged, or from a \
                           newer version";
            let hint = "use the newest version; or remove it, which only restarts pruning";
            let subject = Subject::File(PathBuf::from(NAME));
            PublishError::Refused(Diagnostic::new(codes::MARKS, subject, problem).hint(hint).into())
        })
    }
}

fn parse_line(line: &str) -> Option<(Key, Mark)> {
    let mut words = line.splitn(4, ' ');
    let marked = words.next()?.parse().ok()?;
    let since = words.next()?.parse().ok()?;
    let dropping = match words.next()? {
        "-" => None,
        time => Some(time.parse().ok()?),
    };
    Some((Key::new(words.next()?).ok()?, Mark { marked, since, dropping }))
}

fn key() -> Result<Key, PublishError> {
    let error = |error: repo_store::KeyError| PublishError::Damaged {
        key: error.key,
        problem: error.problem.to_owned(),
    };
    Key::new(NAME).map_err(error)
}

/// Makes sure that `keys`, which a plan names, are not dropped from now on: takes their marks away,
/// and waits while one of them is being dropped. Only then may anything be created or found there.
///
/// # Errors
/// Those of the store; one of them is being dropped all the time; others change the marks all the
/// time. Nothing is harmed: fewer marks only mean that something stays longer.
pub(crate) fn rely_on(
    store: &dyn Store,
    keys: &HashSet<&Key>,
    mut pause: impl FnMut(u32),
) -> Result<(), PublishError> {
    let mut dropped = None;
    for attempt in 1..=ATTEMPTS {
        let (mut marks, tag) = Marks::read(store)?;
        let marked = marks.0.iter().filter(|(key, _)| keys.contains(key));
        let marked: Vec<(Key, Mark)> = marked.map(|(key, mark)| (key.clone(), *mark)).collect();
        if marked.is_empty() {
            return Ok(());
        }
        dropped = marked.iter().find(|(_, mark)| mark.dropping.is_some()).cloned();
        if dropped.is_none() {
            marks.0.retain(|key, _| !keys.contains(key));
            match marks.swap(store, tag.as_ref()) {
                Ok(Swapped::Done(_)) => return Ok(()),
                Ok(Swapped::Lost) | Err(PublishError::Store(StoreError::Unconfirmed { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        pause(attempt);
    }
    let Some((key, _)) = dropped else {
        return Err(PublishError::Busy { key: NAME.to_owned(), attempts: ATTEMPTS });
    };
    let subject = Subject::File(PathBuf::from(key.as_str()));
    let problem = "nothing referred to it for long, and it is being dropped just now";
    let hint = "try again in a minute; if a run of prune was interrupted, run it again first";
    Err(PublishError::Refused(Diagnostic::new(codes::DROPPING, subject, problem).hint(hint).into()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::clamped(seconds)
    }

    #[test]
    fn print_and_read_back() {
        let mark = |dropping| Mark { marked: at(12), since: at(3), dropping };
        let entries = [("pool/a b.deb", None), ("dists/x", Some(at(99)))];
        let entries = entries.map(|(key, at)| (Key::new(key).unwrap(), mark(at)));
        let marks = Marks(entries.into());
        let text = marks.print();
        assert_eq!(text, "mkrepo marks 1\n12 3 99 dists/x\n12 3 - pool/a b.deb\n");
        assert_eq!(Marks::parse(text.as_bytes()).unwrap(), marks);
    }

    #[test]
    fn what_is_not_understood_is_not_guessed_at() {
        for bad in
            ["", "mkrepo marks 2\n", "mkrepo marks 1\n1 1 - ../x\n", "mkrepo marks 1\n1 1 -\n"]
        {
            let error = Marks::parse(bad.as_bytes()).unwrap_err();
            assert_eq!(error.diagnostics().as_slice()[0].code, codes::MARKS, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn bytes_never_panic(text in "(mkrepo marks 1\n)?([0-9-]{0,3} ?){0,4}[a-z/.]{0,5}\n?") {
            let _ = Marks::parse(text.as_bytes());
        }
    }
}
