//! Compressed files. libmagic looks into them: what rpmbuild keeps is what they hold.

use super::Class;

/// The class of a compressed file.
pub(super) fn classify(head: &[u8]) -> Option<Class> {
    let (_, mime) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic))?;
    Some(Class::new("", mime))
}

const MAGIC: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "application/gzip"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"BZh", "application/x-bzip2"),
    (b"\x5d\0\0\x80\0", "application/x-lzma"),
];
