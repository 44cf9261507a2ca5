//! Reading a `.deb` that anyone made, within limits and without unpacking it.
//!
//! What every supported dpkg reads is read, and read the same way; what no tool should have made of it
//! is tolerated, and told in [`Metadata::tolerated`]. Reading is stricter than dpkg's in two ways:
//! whatever two readers take for two things is refused, and so is what dpkg takes but cannot install.

mod control_file;
mod control_member;
mod data_member;
mod error;
mod limits;
mod md5sums;
mod package;
mod path;
mod tar;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tolerated;

use std::io::Read;
use std::sync::Arc;

use pkgio::{Algorithms, Encoding, PackedDigests, Timestamp};

use crate::architecture::{self, VARIANT};
use crate::deb822::Paragraph;
use crate::judge::Finding;
use crate::{PackageName, Version};

pub use error::ReadError;
pub use limits::Limits;
pub use md5sums::Mismatch;

pub(crate) use package::{Fingerprints, MemberFingerprint, read_whole};

/// The metadata of a package: all of its control member.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The field `Package`.
    pub package: PackageName,
    /// The field `Version`.
    pub version: Version,
    /// The field `Architecture`.
    pub architecture: String,
    /// The control paragraph.
    pub control: Paragraph<'static>,
    /// The other files of the control member by name, in order: scripts, `md5sums`, `conffiles`.
    pub files: Vec<ControlFile>,
    /// How the control member is compressed.
    pub control_encoding: Encoding,
    /// What dpkg takes although no package should have it, as far as the package was read: each kind
    /// once, with its first place.
    pub tolerated: Vec<Finding>,
    /// Whether an empty line ends the control file.
    pub(crate) ends_in_empty_line: bool,
}

impl Metadata {
    /// What files and indexes of the package are named by: its variant
    /// ([`architecture::specific`]), or else its architecture.
    #[must_use]
    pub fn specific_architecture(&self) -> &str {
        architecture::specific(&self.architecture, self.control.field(VARIANT))
    }
}

/// A file of the control member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlFile {
    /// Its name without `./`.
    pub name: Vec<u8>,
    /// Its permissions.
    pub mode: u16,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One entry of the data member, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataEntry {
    /// The path without `./` and without a trailing slash; empty for the root.
    pub path: Box<[u8]>,
    /// What it is.
    pub kind: DataKind,
    /// The permissions, 12 bits.
    pub mode: u16,
    /// The owner's number.
    pub uid: u64,
    /// The group's number.
    pub gid: u64,
    /// The owner's name. Entries of one owner share it.
    pub owner: Arc<[u8]>,
    /// The group's name, shared likewise.
    pub group: Arc<[u8]>,
    /// The modification time in seconds since 1970.
    pub mtime: i64,
}

/// The kinds of entries of a data member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// A regular file, with its length and digests.
    File {
        /// Its length in bytes.
        length: u64,
        /// The digests that were asked for.
        digests: PackedDigests,
    },
    /// A directory.
    Directory,
    /// A symbolic link with its text.
    Symlink(Box<[u8]>),
    /// A hard link to the entry of that path.
    HardLink(Box<[u8]>),
    /// A named pipe.
    Fifo,
    /// A character device by major and minor number.
    CharacterDevice(u32, u32),
    /// A block device by major and minor number.
    BlockDevice(u32, u32),
}

/// A whole package: its metadata and every entry of its data member.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Contents {
    /// The control member.
    pub metadata: Metadata,
    /// The data member's entries, in order.
    pub entries: Vec<DataEntry>,
    /// How the data member is compressed.
    pub data_encoding: Encoding,
    /// When the package was made, as its first member says.
    pub time: Timestamp,
    /// The members with signatures, in order. Of more than 16, the first.
    pub signatures: Vec<SignatureMember>,
}

/// A member with a signature, unchecked: one whose name starts with `_gpg`, as `debsigs(1)` and
/// `dpkg-sig(1)` make them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureMember {
    /// Its name, such as `_gpgorigin`.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its bytes; of a longer one than 64 KiB, the first.
    pub bytes: Vec<u8>,
}

/// What is known of a package whose payload is ignored.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outline {
    /// The control member.
    pub metadata: Metadata,
    /// How the data member is compressed.
    pub data_encoding: Encoding,
    /// When the package was made, as its first member says.
    pub time: Timestamp,
}

/// Reads the metadata alone: stops before the payload, whose member is known to be there, but not
/// to be sound. `input` is left where the payload starts.
///
/// # Errors
/// See [`ReadError`].
pub fn metadata(input: &mut dyn Read, limits: &Limits) -> Result<Metadata, ReadError> {
    package::read_metadata(input, limits)
}

/// Reads the metadata and ignores the rest to the last byte: all members are there, in order and
/// whole; the payload itself is not decompressed. `input` is read to its
/// end, so that anyone who hashes what passes has hashed the package.
///
/// # Errors
/// See [`ReadError`].
pub fn outline(input: &mut dyn Read, limits: &Limits) -> Result<Outline, ReadError> {
    package::read_outline(input, limits)
}

/// Reads everything to the last byte, the payload included, hashing each file with `algorithms`.
///
/// # Errors
/// See [`ReadError`].
pub fn contents(
    input: &mut dyn Read,
    algorithms: Algorithms,
    limits: &Limits,
) -> Result<Contents, ReadError> {
    read_whole(input, algorithms, limits, Fingerprints::No).map(|(contents, _)| contents)
}
