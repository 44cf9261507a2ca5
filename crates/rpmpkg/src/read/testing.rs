//! Packages made by hand, so that they can be wrong.

use pkgio::{Algorithms, Digests, Hasher, Hex};

use crate::cpio::{CpioWriter, Dialect, Member};
use crate::header::tag::signature;
use crate::header::{Header, Region, Tag, Value, tag};
use crate::lead::Lead;

/// A package of version 4 with an uncompressed payload, which can be bent before it is written.
#[derive(Clone)]
pub(crate) struct Rpm {
    pub(crate) lead: Lead,
    pub(crate) header: Header,
    pub(crate) files: Vec<File>,
    /// The members in the order of the payload, by index.
    pub(crate) order: Vec<usize>,
    pub(crate) dialect: Dialect,
    /// Bytes after the archive.
    pub(crate) padding: Vec<u8>,
    /// Tags of the signature header that are not what they should be.
    pub(crate) signature_changes: Vec<(Tag, Value)>,
    /// Written as rpm 3 did: no region, whole paths, MD5, no digest of the header.
    pub(crate) is_old: bool,
}

#[derive(Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) mode: u16,
    pub(crate) content: Vec<u8>,
    pub(crate) flags: u32,
    pub(crate) inode: u32,
    /// What the archive calls it.
    pub(crate) member: String,
    /// What the archive says it is.
    pub(crate) member_mode: u32,
    /// What is in the archive, when it is not the content.
    pub(crate) packed: Option<Vec<u8>>,
}

impl File {
    pub(crate) fn new(path: &str, mode: u16, content: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            mode,
            content: content.to_vec(),
            flags: 0,
            inode: 0,
            member: format!(".{path}"),
            member_mode: mode.into(),
            packed: None,
        }
    }

    fn is_regular(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }
}

/// A directory, two files and a link.
pub(crate) fn sample() -> Rpm {
    Rpm::new(vec![
        File::new("/etc/sample", 0o040_755, b""),
        File::new("/etc/sample/conf", 0o100_644, b"a = b\n"),
        File::new("/usr/bin/link", 0o120_777, b"sample"),
        File::new("/usr/bin/sample", 0o100_755, b"#!/bin/sh\n"),
    ])
}

impl Rpm {
    pub(crate) fn new(files: Vec<File>) -> Self {
        let mut header = Header::new();
        header.insert(tag::HEADERI18NTABLE, Value::texts(["C"]));
        header.insert(tag::NAME, Value::text("sample"));
        header.insert(tag::VERSION, Value::text("1.0"));
        header.insert(tag::RELEASE, Value::text("2"));
        header.insert(tag::SUMMARY, Value::translated(["A sample"]));
        header.insert(tag::ARCH, Value::text("noarch"));
        header.insert(tag::SOURCERPM, Value::text("sample-1.0-2.src.rpm"));
        let lead =
            Lead { major: 3, is_source: false, architecture: 255, name: b"sample-1.0-2".to_vec() };
        let order = (0..files.len()).collect();
        let dialect = Dialect::NewAscii;
        let (padding, signature_changes) = (Vec::new(), Vec::new());
        Self { lead, header, files, order, dialect, padding, signature_changes, is_old: false }
    }

    pub(crate) fn set(&mut self, tag: Tag, value: Value) -> &mut Self {
        self.header.insert(tag, value);
        self
    }

    /// The main header with the tags of the files.
    pub(crate) fn whole_header(&self) -> Header {
        let mut header = Header::new();
        let files = &self.files;
        let paths = files.iter().map(|file| file.path.as_str());
        if self.is_old {
            header.insert(tag::OLDFILENAMES, Value::texts(paths));
        } else {
            let split = |path: &'_ str| path.rfind('/').map_or(0, |at| at + 1);
            let folders = paths.clone().map(|path| path[..split(path)].to_owned());
            let names = paths.map(|path| path[split(path)..].to_owned());
            header.insert(tag::DIRINDEXES, Value::int32(0..files.len() as u32));
            header.insert(tag::BASENAMES, Value::texts(names));
            header.insert(tag::DIRNAMES, Value::texts(folders));
            header.insert(tag::FILEDIGESTALGO, Value::int32([8]));
        }
        header.insert(
            tag::FILESIZES,
            Value::int32(files.iter().map(|file| file.content.len() as u32)),
        );
        header.insert(tag::FILEMODES, Value::int16(files.iter().map(|file| file.mode)));
        header.insert(tag::FILERDEVS, Value::int16(files.iter().map(|_| 0)));
        header.insert(tag::FILEMTIMES, Value::int32(files.iter().map(|_| 7)));
        let digest = |file: &File| match (file.is_regular(), self.is_old) {
            (false, _) => String::new(),
            (true, false) => Hex(&digests(&file.content).sha256.unwrap()).to_string(),
            (true, true) => Hex(&digests(&file.content).md5.unwrap()).to_string(),
        };
        header.insert(tag::FILEDIGESTS, Value::texts(files.iter().map(digest)));
        let target = |file: &File| match file.mode & 0o170_000 {
            0o120_000 => file.content.clone(),
            _ => Vec::new(),
        };
        header.insert(tag::FILELINKTOS, Value::texts(files.iter().map(target)));
        header.insert(tag::FILEFLAGS, Value::int32(files.iter().map(|file| file.flags)));
        header.insert(tag::FILEUSERNAME, Value::texts(files.iter().map(|_| "root")));
        header.insert(tag::FILEGROUPNAME, Value::texts(files.iter().map(|_| "root")));
        header.insert(tag::FILEINODES, Value::int32(files.iter().map(|file| file.inode)));
        if files.is_empty() {
            header = Header::new();
        }
        for (tag, value) in self.header.entries() {
            header.insert(tag, value.clone());
        }
        header
    }

    pub(crate) fn payload(&self) -> Vec<u8> {
        let mut writer = CpioWriter::new(Vec::new(), self.dialect);
        for &index in &self.order {
            let file = &self.files[index];
            let content = file.packed.as_ref().unwrap_or(&file.content);
            let member = Member {
                index: index as u32,
                path: file.member.as_bytes(),
                is_rooted: false,
                inode: file.inode,
                mode: file.member_mode,
                links: 1,
                mtime: 7,
                length: content.len() as u64,
                device: (0, 0),
            };
            writer.begin(&member).unwrap();
            writer.data(content).unwrap();
        }
        [writer.finish().unwrap(), self.padding.clone()].concat()
    }

    /// The package with digests that fit.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut header = self.whole_header();
        let payload = self.payload();
        if !self.is_old {
            let digest = Hex(&digests(&payload).sha256.unwrap()).to_string();
            header.insert(tag::PAYLOADSHA256, Value::texts([digest]));
            header.insert(tag::PAYLOADSHA256ALGO, Value::int32([8]));
        }
        let bytes = header.to_bytes(Region::Immutable).unwrap();
        let bytes = if self.is_old { without_region(&bytes) } else { bytes };
        assemble_with(&self.lead, &bytes, &payload, self.is_old, &self.signature_changes)
    }
}

/// A package of these parts, with digests and lengths that fit.
pub(crate) fn assemble(lead: &Lead, header: &[u8], payload: &[u8], is_old: bool) -> Vec<u8> {
    assemble_with(lead, header, payload, is_old, &[])
}

fn assemble_with(
    lead: &Lead,
    header: &[u8],
    payload: &[u8],
    is_old: bool,
    changes: &[(Tag, Value)],
) -> Vec<u8> {
    let whole = [header, payload].concat();
    let mut signature = Header::new();
    signature.insert(signature::SIZE, Value::int32([whole.len() as u32]));
    signature.insert(signature::MD5, Value::Binary(digests(&whole).md5.unwrap()[..].into()));
    if !is_old {
        let (sha1, sha256) = (digests(header).sha1.unwrap(), digests(header).sha256.unwrap());
        signature.insert(signature::SHA1, Value::text(Hex(&sha1).to_string()));
        signature.insert(signature::SHA256, Value::text(Hex(&sha256).to_string()));
    }
    for (tag, value) in changes {
        signature.insert(*tag, value.clone());
    }
    let signature = signature.to_bytes(Region::Signature).unwrap();
    let signature = if is_old { without_region(&signature) } else { signature };
    let padding = vec![0; signature.len().next_multiple_of(8) - signature.len()];
    [&lead.to_bytes()[..], &signature, &padding, header, payload].concat()
}

/// A package of these parts without digests and lengths: what is wrong is found by itself.
pub(crate) fn assemble_unchecked(lead: &Lead, header: &[u8], payload: &[u8]) -> Vec<u8> {
    let signature = Header::new().to_bytes(Region::Signature).unwrap();
    [&lead.to_bytes()[..], &signature, header, payload].concat()
}

/// A header as rpm 3 wrote it: without the region's entry and its trailer.
pub(crate) fn without_region(bytes: &[u8]) -> Vec<u8> {
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (entries, data) = (number(8) - 1, number(12) - 16);
    let end = bytes.len() - 16;
    [&bytes[..8], &entries.to_be_bytes(), &data.to_be_bytes(), &bytes[32..end]].concat()
}

pub(crate) fn digests(bytes: &[u8]) -> Digests {
    let mut hasher =
        Hasher::new(Algorithms { md5: true, sha1: true, sha256: true, ..Algorithms::NONE });
    hasher.update(bytes);
    hasher.finish()
}
