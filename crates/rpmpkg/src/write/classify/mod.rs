//! What kind of file it is, told by its first bytes: `FILECLASS` and `FILECOLORS`.
//!
//! rpmbuild asks libmagic. Nothing reads the classes but `rpm -q --fileclass`; the colours decide
//! which of two files of a name stays where packages for 32 and for 64 bits are installed together.
//! The kinds that packages are mostly made of get libmagic's words here, and everything else is
//! `data`.

mod elf;
mod text;

use std::borrow::Cow;

/// The kind of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// As file(1) describes it.
    pub(super) description: Cow<'static, str>,
    /// 0; for an ELF file 1 when it is for 32 bits, 2 when it is for 64.
    pub(super) color: u32,
}

impl Class {
    /// The class of a folder.
    pub(super) const DIRECTORY: &'static str = "directory";
}

/// Tells the kind of a file by its first bytes, at least 4,096 of them or all.
pub(super) fn classify(head: &[u8]) -> Class {
    if let Some(class) = elf::classify(head) {
        return class;
    }
    let description = if head.is_empty() {
        "empty".into()
    } else if let Some(description) = by_magic(head) {
        description.into()
    } else {
        text::describe(head).unwrap_or("data".into())
    };
    Class { description, color: 0 }
}

fn by_magic(head: &[u8]) -> Option<&'static str> {
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, description)| *description)
}

/// What files begin with, in libmagic's words, without what it reads out of the rest.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip compressed data"),
    (b"\xfd7zXZ\0", "XZ compressed data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard compressed data"),
    (b"BZh", "bzip2 compressed data"),
    (b"\x89PNG\r\n\x1a\n", "PNG image data"),
    (b"\xff\xd8\xff", "JPEG image data"),
    (b"GIF8", "GIF image data"),
    (b"PK\x03\x04", "Zip archive data"),
    (b"!<arch>\n", "current ar archive"),
    (b"%PDF-", "PDF document"),
    (b"\xca\xfe\xba\xbe", "compiled Java class data"),
    (b"wOFF", "Web Open Font Format"),
    (b"wOF2", "Web Open Font Format (Version 2)"),
    (b"\0\x01\0\0\0", "TrueType Font data"),
    (b"OTTO\0", "OpenType font data"),
    (b"\0asm", "WebAssembly (wasm) binary module"),
    (b"SQLite format 3\0", "SQLite 3.x database"),
    (b"\xde\x12\x04\x95", "GNU message catalog (little endian)"),
];
