//! Texts that list files with their digests: `.dsc` (dsc(5)) and `.changes` (deb-changes(5)).

mod changes;
mod document;
mod listed;
#[cfg(test)]
mod tests;

pub use changes::{Changes, read_changes};
pub(super) use document::Document;
pub(super) use listed::{Layout, Listed};
