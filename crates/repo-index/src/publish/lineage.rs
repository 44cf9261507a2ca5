//! The chain of publications of one target, and the markers that prove it.
//!
//! A commit names the target that it is for, and its parent: the publication before it. After a
//! publisher swapped the commit, it creates a *marker*: an object that is named by the digest of the
//! parent, and that holds the digest of the successor. Markers never change and are never dropped. The
//! marker of the first publication is called `first`, so that a target without a commit can be told
//! from one that was emptied.
//!
//! A commit that was swapped in has a marker of its parent; a commit that was put back has one of its
//! own. Signed states that were never swapped in, by a publisher that was killed or lost a race, have
//! no marker, and are no evidence.

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use repo_store::{Key, Object, Sha256, Store, StoreError};

use super::{Contradiction, PublishError};
use crate::codes;

/// The longest marker that is read, in bytes.
const LIMIT: u64 = 256;
/// The most markers that are followed.
const LONGEST: usize = 1 << 20;

/// Where a commit stands in the chain of publications of its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// What the target is called, such as `apt:deb/stable`.
    pub target: String,
    /// The folder of its markers.
    pub markers: Key,
    /// The commit; `None` where nothing is published.
    pub commit: Option<Link>,
    /// The publication before it; `None` for the first, or where another tool published it.
    pub parent: Option<Sha256>,
    /// The target that the commit names; `None` where another tool published it, or a version of this
    /// library that knew no markers.
    pub named: Option<String>,
}

/// What markers tell of a commit.
enum Standing {
    /// Nothing shows a newer one.
    Newest {
        /// Whether a marker names it.
        is_marked: bool,
    },
    Contradicted(Contradiction),
}

/// One publication of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its digest, by which its successor names it.
    pub id: Sha256,
    /// Its number; 0 for one of another tool.
    pub serial: u64,
    /// Its date.
    pub date: Timestamp,
}

impl Link {
    /// The content of a marker: digest, number and date, which is in seconds since 1970.
    fn print(&self) -> String {
        format!("{} {} {}\n", self.id, self.serial, self.date.seconds())
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut words = str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split(' ');
        let (id, serial, date) = (words.next()?, words.next()?, words.next()?);
        let date = Timestamp::clamped(date.parse().ok()?);
        let link = Self { id: id.parse().ok()?, serial: serial.parse().ok()?, date };
        words.next().is_none().then_some(link)
    }
}

/// Gives the bytes of an object, up to a limit.
pub(crate) type Read<'r> = dyn Fn(&Key, u64) -> Result<Option<Vec<u8>>, StoreError> + 'r;

/// Reads what is in a store.
pub(super) fn reading(
    store: &dyn Store,
) -> impl Fn(&Key, u64) -> Result<Option<Vec<u8>>, StoreError> + '_ {
    |key, limit| Ok(store.read(key, limit)?.map(|found| found.bytes))
}

impl Lineage {
    /// That of a target of which nothing is published.
    pub(crate) fn unpublished(target: String, markers: Key) -> Self {
        Self { target, markers, commit: None, parent: None, named: None }
    }

    /// Checks that the commit is the newest one of its target, as far as markers tell. `renamed` is
    /// what the target was called before. Whether a marker names the commit.
    ///
    /// # Errors
    /// [`PublishError::Contradicted`], and those of the store.
    pub(crate) fn check(
        &self,
        store: &dyn Store,
        renamed: Option<&str>,
    ) -> Result<bool, PublishError> {
        match self.standing(&reading(store), renamed)? {
            Standing::Newest { is_marked } => Ok(is_marked),
            Standing::Contradicted(found) => Err(found.into()),
        }
    }

    /// What proves that the commit is not the newest one of its target.
    pub(crate) fn contradiction(
        &self,
        markers: &Read<'_>,
        renamed: Option<&str>,
    ) -> Result<Option<Contradiction>, PublishError> {
        Ok(match self.standing(markers, renamed)? {
            Standing::Newest { .. } => None,
            Standing::Contradicted(found) => Some(found),
        })
    }

    fn standing(
        &self,
        markers: &Read<'_>,
        renamed: Option<&str>,
    ) -> Result<Standing, PublishError> {
        let target = self.target.clone();
        let newest = || self.newest(markers);
        let against = |found| Ok(Standing::Contradicted(found));
        let Some(commit) = self.commit else {
            let is_emptied = self.marker(markers, None)?.is_some();
            return match is_emptied {
                true => against(Contradiction::Emptied { target, newest: newest()? }),
                false => Ok(Standing::Newest { is_marked: false }),
            };
        };
        if let Some(named) = &self.named
            && *named != self.target
            && renamed != Some(named)
        {
            return against(Contradiction::OtherTarget { target, named: named.clone() });
        }
        if self.marker(markers, Some(commit.id))?.is_some() {
            return against(Contradiction::PutBack { target, commit, newest: newest()? });
        }
        // What was published before there were markers has none of its parent.
        let before = match &self.named {
            Some(_) => self.marker(markers, self.parent)?,
            None => self.marker(markers, None)?,
        };
        match before {
            Some(link) if link.id != commit.id => {
                against(Contradiction::Astray { target, commit, newest: newest()? })
            }
            found => Ok(Standing::Newest { is_marked: found.is_some() }),
        }
    }

    /// Whether a marker says that the commit was published.
    pub(crate) fn is_recorded(&self, store: &dyn Store) -> Result<bool, PublishError> {
        let link = self.marker(&reading(store), self.parent)?;
        Ok(link.map(|link| link.id) == self.commit.map(|commit| commit.id))
    }

    /// Creates the markers that are missing of a commit that is published: an earlier publisher may
    /// have died before it did.
    pub(super) fn heal(&self, store: &dyn Store) -> Result<(), PublishError> {
        let Some(commit) = self.commit.filter(|_| self.named.as_ref() == Some(&self.target)) else {
            return Ok(());
        };
        if store.length(&self.key(self.parent)?)?.is_some() {
            return Ok(());
        }
        self.create(store, self.parent, commit)
    }

    /// Marks that `self` was published after `before`. Whether it follows that one or another, it says
    /// itself.
    pub(super) fn mark(&self, store: &dyn Store, before: &Self) -> Result<(), PublishError> {
        let Some(commit) = self.commit else { return Ok(()) };
        self.create(store, self.parent, commit)?;
        let is_begun = before.commit.is_some() && before.named.is_some();
        if self.parent.is_some() && !is_begun && self.marker(&reading(store), None)?.is_none() {
            self.create(store, None, commit)?;
        }
        Ok(())
    }

    fn create(
        &self,
        store: &dyn Store,
        parent: Option<Sha256>,
        successor: Link,
    ) -> Result<(), PublishError> {
        let object = Object::of(self.key(parent)?, successor.print().into_bytes());
        store.create(&[object]).map_err(PublishError::from)
    }

    /// The newest publication that markers lead to.
    ///
    /// # Errors
    /// Those of the store; a marker that cannot be read.
    pub(crate) fn newest(&self, markers: &Read<'_>) -> Result<Option<Link>, PublishError> {
        let mut newest: Option<Link> = None;
        let starts = [None, self.parent, self.commit.map(|commit| commit.id)];
        for (number, start) in starts.into_iter().enumerate() {
            if number > 0 && start.is_none() {
                continue;
            }
            let found = self.last_after(markers, start, |_| false)?;
            newest = match (newest, found) {
                (Some(one), Some(other)) if one.serial >= other.serial => Some(one),
                (one, other) => other.or(one),
            };
        }
        Ok(newest)
    }

    /// The last publication that markers lead to from `start`, or the first that `is_last` takes.
    pub(super) fn last_after(
        &self,
        markers: &Read<'_>,
        start: Option<Sha256>,
        is_last: impl Fn(&Link) -> bool,
    ) -> Result<Option<Link>, PublishError> {
        let mut last: Option<Link> = None;
        let mut from = start;
        for _ in 0..LONGEST {
            match self.marker(markers, from)? {
                // Whoever can write markers can make them go round.
                Some(link) if last.is_none_or(|last| link.serial > last.serial) => {
                    last = Some(link);
                    from = Some(link.id);
                    if is_last(&link) {
                        break;
                    }
                }
                _ => break,
            }
        }
        Ok(last)
    }

    /// What followed `parent`, or is the first publication; `None` where no marker says.
    pub(crate) fn marker(
        &self,
        markers: &Read<'_>,
        parent: Option<Sha256>,
    ) -> Result<Option<Link>, PublishError> {
        let key = self.key(parent)?;
        match markers(&key, LIMIT) {
            Ok(None) => Ok(None),
            Ok(Some(bytes)) => match Link::parse(&bytes) {
                Some(link) => Ok(Some(link)),
                None => Err(unreadable(&key)),
            },
            Err(StoreError::TooLarge { .. }) => Err(unreadable(&key)),
            Err(error) => Err(error.into()),
        }
    }

    fn key(&self, parent: Option<Sha256>) -> Result<Key, PublishError> {
        let name = parent.map_or_else(|| FIRST.to_owned(), |parent| parent.to_string());
        self.markers.join(&name).map_err(PublishError::from)
    }
}

fn unreadable(key: &Key) -> PublishError {
    let problem = "is not a marker of a publication".to_owned();
    let hint = "nothing but a publication writes here: find out who changed the store, and then \
                remove this file";
    PublishError::Unreadable { key: key.to_string(), problem, hint }
}

/// The marker that has no parent.
pub(super) const FIRST: &str = "first";

/// The folder of markers, beside what a target publishes.
pub(crate) const MARKERS: &str = "successors";

/// That a marker could not be created: the publication stands, and the next one creates it.
pub(super) fn unmarked(target: &str, error: &PublishError) -> Diagnostics {
    let errors = error.diagnostics();
    let said = errors.as_slice().first().map(ToString::to_string).unwrap_or_default();
    let problem = format!(
        "is published, but the marker of the previous publication could not be \
                           created: {said}"
    );
    let subject = Subject::File(target.into());
    let hint =
        "the next publication does it; until then a state that is put back is not recognized";
    Diagnostic::new(codes::UNMARKED, subject, problem).hint(hint).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_back_and_nothing_else_is_one() {
        let link = Link { id: Sha256::of(b"1"), serial: 7, date: Timestamp::clamped(86_400) };
        assert_eq!(Link::parse(link.print().as_bytes()), Some(link));
        let id = link.id;
        for odd in [
            String::new(),
            format!("{id} 7 86400"),
            format!("{id} 7\n"),
            format!("{id} 7 86400 9\n"),
            format!("{id} -7 86400\n"),
            format!("{id} 7 x\n"),
            "7 7 86400\n".to_owned(),
            format!("{id}  7 86400\n"),
        ] {
            assert_eq!(Link::parse(odd.as_bytes()), None, "{odd:?}");
        }
    }
}
