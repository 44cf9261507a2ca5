//! What is wrong with a header.

use super::Tag;

/// What is wrong with a header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct HeaderError {
    /// The tag, where one is to blame.
    pub tag: Option<Tag>,
    /// The offset of the fault from the start of the header.
    pub offset: u64,
    /// What is wrong, naming both.
    pub problem: String,
}

impl HeaderError {
    /// A fault of the header as a whole.
    pub(super) fn new(offset: usize, problem: impl AsRef<str>) -> Self {
        let problem = format!("at byte {offset} of the header: {}", problem.as_ref());
        Self { tag: None, offset: offset as u64, problem }
    }

    /// A fault of one entry.
    pub(super) fn of(
        tag: Tag,
        name: Option<&str>,
        offset: usize,
        problem: impl AsRef<str>,
    ) -> Self {
        let name = name.unwrap_or("unknown");
        let problem =
            format!("tag {} ({name}), at byte {offset} of the header: {}", tag.0, problem.as_ref());
        Self { tag: Some(tag), offset: offset as u64, problem }
    }
}
