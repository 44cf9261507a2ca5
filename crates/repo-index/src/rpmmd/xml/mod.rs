//! The little of XML that repositories are made of.
//!
//! Written as libxml2 writes it for createrepo_c, read strictly: UTF-8, well-formed, no document type
//! and so no entities but those of XML itself, nothing nested deeply.

mod escape;
mod printer;
mod reader;
#[cfg(test)]
mod tests;

pub(super) use escape::{find_forbidden, prose, push_attribute, readable};
pub(super) use printer::Printer;
pub(super) use reader::{Event, Reader, Tag, XmlError};
