//! RPM repositories: what their metadata holds, as values (`repodata`, as createrepo_c writes it and
//! libsolv and librepo read it).
//!
//! `repomd.xml` names three lists by digest: `primary` (what a package is and needs), `filelists`
//! (what it installs) and `other` (its changelog), each with one element for each package. A
//! [`Record`] is the three elements of one package; [`Metadata`] is all of a repository's.
//! [`Repository`] publishes them.

pub mod documents;
pub mod repomd;

mod checksum;
mod dependencies;
mod differences;
mod fields;
mod filelists;
mod folder;
mod identity;
mod intake;
mod list;
mod metadata;
mod names;
mod other;
mod primary;
mod printed;
mod record;
mod repository;
mod scan;
mod settings;
#[cfg(test)]
pub(crate) mod testing;
mod trusted;
mod xml;

pub(crate) use differences::differences;

pub use checksum::{Checksum, ChecksumKind, ParseChecksumError};
pub use documents::{
    AnyDocument, Document, DocumentError, DocumentKind, DocumentTypeError, FoundDocuments,
    OtherDocument, find_documents, is_called_like_a_document, merge_documents,
};
pub use folder::{Before, Folder, FolderOptions};
pub use intake::{FileTime, Incoming, Intake, IntakeOptions, intake};
pub use list::List;
pub use metadata::{Conflict, Metadata};
pub use names::{ClientNames, is_client_id};
pub use printed::PrintedList;
pub use record::Record;
pub use repomd::{Data, Repomd, Tags};
pub use repository::{
    Addition, FolderDocuments, Generation, History, InPlace, Replaced, Repository,
    RepositoryOptions, RepositoryState, Signed, StateDocument, repo_file, revision,
};
pub use scan::MetadataError;
pub use settings::{ClientSettings, RpmRepository, SOURCES, SignPackages, takes};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const RPM_NAMESPACE: &str = "http://linux.duke.edu/metadata/rpm";
const REPO_NAMESPACE: &str = "http://linux.duke.edu/metadata/repo";
