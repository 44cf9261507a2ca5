//! The changelog.

use super::tags::{Numbers, Texts};
use super::{Metadata, ReadError};
use crate::header::tag;

/// One entry of the changelog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangelogEntry {
    /// Seconds since 1970.
    pub time: u32,
    /// Who and which version.
    pub name: Vec<u8>,
    /// What changed.
    pub text: Vec<u8>,
}

impl Metadata {
    /// The changelog, newest first.
    ///
    /// # Errors
    /// Arrays of different lengths.
    pub fn changelog(&self) -> Result<Vec<ChangelogEntry>, ReadError> {
        let mut all = Vec::new();
        self.each_change(|entry| all.push(entry))?;
        Ok(all)
    }

    /// Gives each entry of the changelog to `each`, newest first: of a very long one, without the memory
    /// of all of them.
    ///
    /// # Errors
    /// As [`changelog`](Self::changelog); `each` may have had some by then.
    pub fn each_change(&self, mut each: impl FnMut(ChangelogEntry)) -> Result<(), ReadError> {
        let header = &self.header;
        let names = Texts::all(header, tag::CHANGELOGNAME)?;
        let rows = names.len();
        let times = Numbers::required(header, tag::CHANGELOGTIME, rows)?;
        let texts = Texts::required(header, tag::CHANGELOGTEXT, rows)?;
        for (row, name) in names.iter().enumerate() {
            let (time, text) = (times.get(row, 0)?, texts.at(row).to_vec());
            each(ChangelogEntry { time, name: name.to_vec(), text });
        }
        Ok(())
    }
}
