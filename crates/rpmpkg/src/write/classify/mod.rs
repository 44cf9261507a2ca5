//! What kind of file it is, told by its first bytes and its name: `FILECLASS`, `FILECOLORS` and, in
//! format 6, `FILEMIMEINDEX`.
//!
//! rpmbuild asks libmagic, whose rules fill megabytes and change with every release. Nothing decides
//! anything by the classes (`rpm -q --fileclass` shows them); the colours do: which of two files of a
//! name stays where packages for 32 and for 64 bits are installed together. So the colours are
//! rpmbuild's, and the classes are libmagic's words for what packages are mostly made of: ELF,
//! scripts, texts, archives, images and fonts. Source code is a text here, and what else is not known
//! is `data`, which the header leaves empty as rpmbuild does.

mod compressed;
mod elf;
mod magic;
mod text;

use std::borrow::Cow;

/// The kind of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// As file(1) describes it; empty where rpmbuild keeps none.
    pub(super) description: Cow<'static, str>,
    /// The media type.
    pub(super) mime: &'static str,
    /// 0; for an ELF file 1 when it is for 32 bits, 2 when it is for 64.
    pub(super) color: u32,
}

impl Class {
    const fn new(description: &'static str, mime: &'static str) -> Self {
        Self { description: Cow::Borrowed(description), mime, color: 0 }
    }

    fn of(description: String, mime: &'static str) -> Self {
        Self { description: Cow::Owned(description), mime, color: 0 }
    }
}

/// Tells the kind of the regular file `name` by its first bytes, at least 4,096 of them or all; it is
/// known whether they are all by its `length`.
pub(super) fn classify(name: &[u8], head: &[u8], length: u64) -> Class {
    if let Some(class) = by_name(name) {
        let color = elf::classify(head, length).map_or(0, |class| class.color);
        return Class { color, ..class };
    }
    by_content(head, length).unwrap_or(Class::new("", "application/octet-stream"))
}

/// What rpmbuild knows by a name's end alone (`build/rpmfc.c`).
fn by_name(name: &[u8]) -> Option<Class> {
    let (_, description) = SUFFIXES.iter().find(|(suffix, _)| {
        let stem = name.strip_suffix(suffix.as_bytes());
        stem.is_some_and(|stem| !stem.is_empty())
    })?;
    Some(Class::new(description, "text/plain"))
}

const SUFFIXES: [(&str, &str); 3] = [
    (".pm", "Perl5 module source text"),
    (".la", "libtool library file"),
    (".pc", "pkgconfig file"),
];

fn by_content(head: &[u8], length: u64) -> Option<Class> {
    if head.is_empty() {
        return Some(Class::new("empty", "inode/x-empty"));
    }
    if length == 1 {
        // "very short file (no magic)", which rpmbuild does not keep.
        return None;
    }
    elf::classify(head, length)
        .or_else(|| compressed::classify(head))
        .or_else(|| magic::classify(head))
        .or_else(|| text::classify(head, length))
}

#[cfg(test)]
mod tests;
