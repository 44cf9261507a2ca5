//! `repomd.xml`: what a repository consists of, by digest.

mod parse;
mod print;
#[cfg(test)]
mod tests;

use pkgio::Encoding;

use super::checksum::Checksum;
use super::list::List;
use super::scan::MetadataError;

/// A repository's `repomd.xml`.
///
/// Elements that are not known here are kept with their content; comments and blanks are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repomd {
    /// `<revision>`: seconds since 1970 in what createrepo_c and we write, any text in others.
    pub revision: Option<String>,
    /// `<tags>`
    pub tags: Tags,
    /// The lists and documents, in order.
    pub data: Vec<Data>,
    /// Further elements between revision and data, as they are.
    others: Vec<String>,
    /// Namespaces that they need: attributes with a blank before each.
    namespaces: String,
}

/// What a repository says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// `<content>`
    pub content: Vec<String>,
    /// `<repo>`
    pub repo: Vec<String>,
    /// `<distro>`: the CPE name of the distribution, where there is one, and its name.
    pub distro: Vec<(Option<String>, String)>,
}

/// A list or document of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    /// Its type: that of a [`List`], `group`, `updateinfo`, `modules`, or any other.
    pub kind: String,
    /// Of the file as it is stored.
    pub checksum: Checksum,
    /// Of what it decompresses to; documents that are not compressed need none.
    pub open_checksum: Option<Checksum>,
    /// `href`: where it is, relative to the folder that holds `repodata`.
    pub location: String,
    /// `xml:base`, when it is elsewhere.
    pub base: Option<String>,
    /// When it was made, in seconds since 1970.
    pub timestamp: Option<u64>,
    /// The length of the file in bytes.
    pub size: Option<u64>,
    /// The length of what it decompresses to, in bytes.
    pub open_size: Option<u64>,
    /// Further elements, as they are, such as `<database_version>`.
    others: Vec<String>,
}

impl Repomd {
    /// Parses a `repomd.xml`.
    ///
    /// # Errors
    /// The first defect with its line: no such document, or not well-formed; data without its
    /// checksum or location; a type that is there twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, MetadataError> {
        parse::parse(bytes)
    }

    /// The document, as createrepo_c prints it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        print::print(self)
    }

    /// The data of a type.
    #[must_use]
    pub fn find(&self, kind: &str) -> Option<&Data> {
        self.data.iter().find(|data| data.kind == kind)
    }
}

impl Data {
    /// Data of which nothing more is known than what clients need.
    #[must_use]
    pub fn new(kind: &str, checksum: impl Into<Checksum>, location: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            checksum: checksum.into(),
            open_checksum: None,
            location: location.to_owned(),
            base: None,
            timestamp: None,
            size: None,
            open_size: None,
            others: Vec::new(),
        }
    }

    /// The list that it is, if any.
    #[must_use]
    pub fn list(&self) -> Option<List> {
        List::parse(&self.kind)
    }

    /// How it is compressed, by the name of its file; `None` for what is not read here, such as zchunk.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        let name = self.location.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            None | Some((_, "xml" | "yaml")) => Some(Encoding::None),
            Some((_, suffix)) => Encoding::from_suffix(suffix.as_bytes()),
        }
    }

    /// Whether it says in another form what the three lists say, so that it is out of date when they
    /// change: databases, zchunk files, extended file lists, delta packages.
    #[must_use]
    pub fn repeats_lists(&self) -> bool {
        repeats_lists(&self.kind)
    }
}

/// [`Data::repeats_lists`] by the type.
pub(crate) fn repeats_lists(kind: &str) -> bool {
    let list = kind.strip_suffix("_db").or_else(|| kind.strip_suffix("_zck"));
    list.is_some_and(|list| List::parse(list).is_some())
        || matches!(list.unwrap_or(kind), "filelists-ext" | "deltainfo" | "prestodelta")
}

impl Tags {
    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && self.repo.is_empty() && self.distro.is_empty()
    }
}
