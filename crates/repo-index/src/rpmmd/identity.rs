//! What identifies a package, read from an element that is laid out as createrepo_c prints it, without
//! a parser.

use super::checksum::ChecksumKind;
use super::fields::{Fields, Identity};

/// What identifies the package of an element of `primary`; `None` where anything is laid out
/// otherwise, or written with references: then it is for a parser to read.
pub(super) fn read(element: &[u8]) -> Option<Fields> {
    let mut rest = Rest(element);
    rest.skip(b"<package type=\"rpm\">\n")?;
    let name = rest.word(b"  <name>", b"</name>\n")?;
    let architecture = rest.word(b"  <arch>", b"</arch>\n")?;
    let epoch = rest.number(b"  <version epoch=\"", b"\" ")?.try_into().ok()?;
    let version = rest.word(b"ver=\"", b"\" ")?;
    let release = rest.word(b"rel=\"", b"\"/>\n")?;
    let kind = rest.word(b"  <checksum type=\"", b"\" pkgid=\"YES\">")?;
    let kind = ChecksumKind::from_name(kind)?;
    let hex = rest.word(b"", b"</checksum>\n").filter(|hex| kind.is_hex(hex))?;
    for name in ["summary", "description", "packager", "url"] {
        rest.text(name.as_bytes())?;
    }
    rest.attributes(b"  <time ")?;
    let size = rest.number(b"  <size package=\"", b"\"")?;
    rest.attributes(b" ")?;
    rest.skip(b"  ")?;
    let start = element.len() - rest.0.len();
    let location = rest.value(b"<location href=\"", &PLAIN, b"\"/>")?;
    let location_tag = start..element.len() - rest.0.len();
    Some(Fields::new(&Identity {
        name,
        architecture,
        epoch,
        version,
        release,
        kind,
        hex,
        size,
        location,
        base: None,
        location_tag,
    }))
}

/// The visible ASCII characters that mean nothing else in XML.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        byte += 1;
    }
    plain
};

/// The same without the slash.
const WORD: [bool; 256] = {
    let mut word = PLAIN;
    word[b'/' as usize] = false;
    word
};

/// What is still to be read of an element.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn skip(&mut self, literal: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    /// What is before the next `byte`.
    fn before(&mut self, byte: u8) -> Option<&'a [u8]> {
        let (before, rest) = self.0.split_at(memchr::memchr(byte, self.0)?);
        self.0 = rest;
        Some(before)
    }

    /// One or more of `characters` between what stands before and behind them.
    fn value(&mut self, before: &[u8], characters: &[bool; 256], behind: &[u8]) -> Option<&'a str> {
        self.skip(before)?;
        let length = self.0.iter().position(|&byte| !characters[usize::from(byte)])?;
        let (value, rest) = self.0.split_at(length);
        self.0 = rest;
        self.skip(behind)?;
        std::str::from_utf8(value).ok().filter(|value| !value.is_empty())
    }

    fn word(&mut self, before: &[u8], behind: &[u8]) -> Option<&'a str> {
        self.value(before, &WORD, behind)
    }

    fn number(&mut self, before: &[u8], behind: &[u8]) -> Option<u64> {
        let number = self.word(before, behind)?;
        number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// A line, or lines, of an element `name` that holds nothing but text.
    fn text(&mut self, name: &[u8]) -> Option<()> {
        self.skip(b"  <")?;
        self.skip(name)?;
        if self.0.starts_with(b">") {
            self.before(b'<')?;
            self.skip(b"</")?;
            self.skip(name)?;
            return self.skip(b">\n");
        }
        self.skip(b"/>\n")
    }

    /// The rest of a tag without content, and its line break.
    fn attributes(&mut self, start: &[u8]) -> Option<()> {
        self.skip(start)?;
        let attributes = self.before(b'>')?;
        self.skip(b">\n")?;
        (attributes.ends_with(b"/") && memchr::memchr(b'<', attributes).is_none()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpmmd::scan;
    use crate::rpmmd::testing::record_at;
    use crate::rpmmd::xml::Reader;

    #[test]
    fn what_is_read_is_what_a_parser_reads() {
        let record = record_at("a+b", "2:1.0~rc", "noarch", "Packages/a/a+b.rpm");
        let whole = String::from_utf8(record.primary().to_vec()).unwrap();
        for (old, new, is_read) in [
            ("", "", true),
            ("<summary>a+b</summary>", "<summary>a &lt; b\n\n/ \"c\"</summary>", true),
            ("<packager/>", "<packager></packager>", true),
            (" installed=\"0\" archive=\"0\"", "", false),
            ("<name>a+b", "<name>a&#43;b", false),
            ("<name>a+b", "<name>ä", false),
            ("<name>a+b", "<name>a'b", false),
            ("  <name>a+b</name>\n", "", false),
            ("<arch>", "\t<arch>", false),
            ("epoch=\"2\" ver", "ver", false),
            ("epoch=\"2\"", "epoch='2'", false),
            ("epoch=\"2\"", "epoch=\"4294967296\"", false),
            ("<version", "<x>\n  <size package=\"1\"/></x><version", false),
            ("<url/>", "<url>\n  <size package=\"1\" x=\"\"/>\n</url>", false),
            ("type=\"sha256\"", "type=\"crc\"", false),
            ("type=\"sha256\"", "type=\"sha1\"", false),
            ("size package=\"", "size package=\"+", false),
            ("size package=\"", "size package=\"99999999999999999999", false),
            ("<location ", "<location xml:base=\"http://x/\" ", false),
            ("href=\"Packages", "href=\"../Packages", true),
            ("href=\"Packages", "href=\"a b", false),
            ("<package type", "<package  type", false),
        ] {
            let element = whole.replacen(old, new, 1);
            assert!(old.is_empty() || element != whole, "{old}");
            let read = read(element.as_bytes());
            assert_eq!(read.is_some(), is_read, "{new}");
            if let Some(read) = read {
                let parsed = scan::identity(&mut Reader::new(element.as_bytes()).unwrap());
                assert_eq!(read, parsed.unwrap(), "{new}");
            }
        }
        // Nothing that is cut short is read, up to the location.
        for end in 0..whole.find("\"/>\n  <format").unwrap() + 3 {
            assert_eq!(read(&whole.as_bytes()[..end]), None);
        }
    }
}
