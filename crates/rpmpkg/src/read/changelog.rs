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
        let header = &self.header;
        let names = Texts::all(header, tag::CHANGELOGNAME)?;
        let rows = names.len();
        let times = Numbers::required(header, tag::CHANGELOGTIME, rows)?;
        let texts = Texts::required(header, tag::CHANGELOGTEXT, rows)?;
        let entry = |(row, name): (usize, &[u8])| {
            let (time, text) = (times.get(row, 0)?, texts.at(row).to_vec());
            Ok(ChangelogEntry { time, name: name.to_vec(), text })
        };
        names.iter().enumerate().map(entry).collect()
    }
}
