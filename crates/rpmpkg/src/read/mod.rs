//! Reading an `.rpm` that anyone made, within limits and without unpacking it.
//!
//! Reading is stricter than rpm's: whatever two readers could take for two things is refused.

use std::io::{self, Read};
use std::ops::Range;

use pkgio::{Algorithms, Digests};

use crate::header::{Header, HeaderError, HeaderLimits};
use crate::{Dependency, Evr};

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The signature header.
    pub signature: HeaderLimits,
    /// The main header.
    pub header: HeaderLimits,
    /// Files; 1,048,575, as in rpm 4.18.
    pub files: u32,
    /// Bytes of the decompressed payload; 1 TiB.
    pub payload: u64,
}

/// The metadata of a package: everything before its payload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The name in the lead; empty in version 6.
    pub lead_name: Vec<u8>,
    /// True for a source package.
    pub is_source: bool,
    /// The signature header.
    pub signature: Header,
    /// The main header.
    pub header: Header,
    /// Where the main header stands in the file: `start` and `end` of `header-range` in
    /// `primary.xml`.
    pub header_range: Range<u64>,
    /// The bytes of the main header, which signatures and digests are over.
    pub header_bytes: Vec<u8>,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The absolute path; in a source package a bare name.
    pub path: Vec<u8>,
    /// Type and permissions, as in `st_mode`.
    pub mode: u16,
    /// The owner's name.
    pub owner: Vec<u8>,
    /// The group's name.
    pub group: Vec<u8>,
    /// The modification time in seconds since 1970.
    pub mtime: u32,
    /// The length in bytes.
    pub size: u64,
    /// The digest in hexadecimal; empty for what has none.
    pub digest: Vec<u8>,
    /// A symbolic link's text; empty for what is none.
    pub link_target: Vec<u8>,
    /// `RPMFILE_*`.
    pub flags: u32,
    /// `RPMVERIFY_*`.
    pub verify: u32,
    /// The device that a node stands for, as `st_rdev`.
    pub device: u32,
    /// The inode, equal for hard links of one file.
    pub inode: u32,
    /// The language, or empty.
    pub language: Vec<u8>,
    /// The capabilities as text, or empty.
    pub capabilities: Vec<u8>,
}

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

/// The lists of dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DependencyKind {
    /// `Requires`
    Requires,
    /// `Provides`
    Provides,
    /// `Conflicts`
    Conflicts,
    /// `Obsoletes`
    Obsoletes,
    /// `Recommends`
    Recommends,
    /// `Suggests`
    Suggests,
    /// `Supplements`
    Supplements,
    /// `Enhances`
    Enhances,
    /// `OrderWithRequires`
    OrderWithRequires,
}

impl Metadata {
    /// Epoch, version and release.
    ///
    /// # Errors
    /// A tag that is missing or of the wrong type.
    pub fn evr(&self) -> Result<Evr, ReadError> {
        todo!()
    }

    /// The files, in the header's order, from old (`OLDFILENAMES`) and new tags alike.
    ///
    /// # Errors
    /// Arrays of different lengths, an index out of range.
    pub fn files(&self) -> Result<Vec<FileEntry>, ReadError> {
        todo!()
    }

    /// A list of dependencies.
    ///
    /// # Errors
    /// Arrays of different lengths.
    pub fn dependencies(&self, _kind: DependencyKind) -> Result<Vec<Dependency>, ReadError> {
        todo!()
    }

    /// The changelog, newest first.
    ///
    /// # Errors
    /// Arrays of different lengths.
    pub fn changelog(&self) -> Result<Vec<ChangelogEntry>, ReadError> {
        todo!()
    }
}

/// Reads the metadata alone. `input` is left where the payload starts. The digests of the header
/// are checked, the payload's are not.
///
/// # Errors
/// See [`ReadError`].
pub fn metadata(_input: &mut dyn Read, _limits: &Limits) -> Result<Metadata, ReadError> {
    todo!()
}

/// A whole package, read to its last byte: every digest of header and payload checked, every file
/// matched against its size and digest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Contents {
    /// The metadata.
    pub metadata: Metadata,
    /// The files with the digests that were asked for, of the bytes in the payload.
    pub files: Vec<(FileEntry, Option<Digests>)>,
    /// The length of the compressed payload.
    pub payload_length: u64,
}

/// Reads everything to the last byte, the payload included, hashing each file with `algorithms`.
///
/// # Errors
/// See [`ReadError`].
pub fn contents(
    _input: &mut dyn Read,
    _algorithms: Algorithms,
    _limits: &Limits,
) -> Result<Contents, ReadError> {
    todo!()
}

/// Why a package was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    #[error("could not be read")]
    Io(#[source] io::Error),
    /// It does not start like an RPM package.
    #[error("is not an RPM package: {0}")]
    NotAPackage(String),
    /// It ends too early.
    #[error("is truncated: {0}")]
    Truncated(String),
    /// A header is malformed.
    #[error("{header} header: {source}")]
    Header {
        /// `signature` or `main`.
        header: &'static str,
        /// What is wrong.
        source: HeaderError,
    },
    /// A tag is missing, of the wrong type, or does not fit others.
    #[error("{0}")]
    Tag(String),
    /// The payload is malformed.
    #[error("payload: {0}")]
    Payload(String),
    /// More than a limit allows.
    #[error("{0}")]
    Limit(String),
    /// A digest does not match: the file is damaged.
    #[error("{what} does not match: {expected} expected, {found} found")]
    Digest {
        /// Which.
        what: String,
        /// In hexadecimal.
        expected: String,
        /// In hexadecimal.
        found: String,
    },
}
