//! A pull parser of what repositories consist of (Extensible Markup Language 1.0).

mod grammar;

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{find_forbidden, unescape};

/// Not the XML that is read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub(crate) struct XmlError {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) problem: String,
}

/// What stands next. An element without content ends too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    Start(Tag<'a>),
    End(&'a str),
    /// Between tags, with its references.
    Text(&'a str),
    /// A section without references.
    Verbatim(&'a str),
}

/// A start-tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    attributes: &'a str,
    /// Where it stands, from `<` to behind `>`.
    pub(crate) range: Range<usize>,
}

impl<'a> Tag<'a> {
    /// The attributes in order, their values with references.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, behind) = rest.split_once('=')?;
            let behind = behind.trim_ascii_start();
            let quote = behind.chars().next()?;
            let (value, behind) = behind.get(1..)?.split_once(quote)?;
            rest = behind;
            Some((name.trim_ascii(), value))
        })
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes().find(|(found, _)| *found == name)?;
        unescape(value)
    }
}

/// Reads a document from its start to its end, which is checked to be well-formed on the way.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    open: Vec<&'a str>,
    /// The element without content that was begun last.
    empty: Option<&'a str>,
    names: Vec<&'a str>,
    has_root: bool,
    /// Whether `]]>` stands anywhere.
    has_section_end: bool,
    /// Whether a document type may be named.
    takes_type: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, XmlError> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let line = line_of(bytes, error.valid_up_to());
                return Err(XmlError { line, problem: "a byte that is not UTF-8".to_owned() });
            }
        };
        let mut reader = Self {
            text,
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            open: Vec::new(),
            empty: None,
            names: Vec::new(),
            has_root: false,
            has_section_end: memchr::memmem::find(bytes, b"]]>").is_some(),
            takes_type: false,
        };
        if let Some(at) = find_forbidden(bytes) {
            reader.at = at;
            return Err(reader.error("a character that XML cannot hold"));
        }
        reader.declaration()?;
        Ok(reader)
    }

    /// The same, where a document type may be named, as comps files do; it is not looked at, and
    /// declares nothing.
    pub(crate) fn of_type(bytes: &'a [u8]) -> Result<Self, XmlError> {
        Ok(Self { takes_type: true, ..Self::new(bytes)? })
    }

    /// Where reading is, in bytes: behind what was read last.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The document from a byte, where a tag starts, to where reading is.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len() + usize::from(self.empty.is_some())
    }

    /// What stands next; `None` at the end of a whole document.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, XmlError> {
        if let Some(name) = self.empty.take() {
            return Ok(Some(Event::End(name)));
        }
        loop {
            let rest = self.rest();
            match rest.as_bytes() {
                [] if !self.open.is_empty() => {
                    return Err(self.error("the document ends too early"));
                }
                [] if !self.has_root => return Err(self.error("no element")),
                [] => return Ok(None),
                [b'<', b'/', ..] => return self.end().map(Some),
                [b'<', b'!', b'-', b'-', ..] => self.comment()?,
                [b'<', b'!', ..] if rest.starts_with("<![CDATA[") => {
                    return self.section().map(Some);
                }
                [b'<', b'!', ..] if self.takes_type && !self.has_root => self.document_type()?,
                [b'<', b'!', ..] => {
                    return Err(
                        self.error("a document type, which is not read: it could hold entities")
                    );
                }
                [b'<', b'?', ..] => self.instruction()?,
                [b'<', ..] => return self.start().map(Some),
                _ => {
                    let text = self.characters()?;
                    if !self.open.is_empty() {
                        return Ok(Some(Event::Text(text)));
                    }
                    if !text.trim_ascii().is_empty() {
                        return Err(self.error("text outside of the document's element"));
                    }
                }
            }
        }
    }

    /// The start of the document's element.
    pub(crate) fn root(&mut self) -> Result<Tag<'a>, XmlError> {
        match self.next()? {
            Some(Event::Start(root)) => Ok(root),
            _ => Err(self.error("no element")),
        }
    }

    /// The start of the next element where elements alone belong; `None` where the one around them
    /// ends. An element that was given must have been read to its end.
    pub(crate) fn child(&mut self) -> Result<Option<Tag<'a>>, XmlError> {
        loop {
            match self.next()? {
                Some(Event::Start(tag)) => return Ok(Some(tag)),
                Some(Event::Text(text)) if text.trim_ascii().is_empty() => {}
                Some(Event::Text(_) | Event::Verbatim(_)) => {
                    return Err(self.error("text instead of elements"));
                }
                Some(Event::End(_)) | None => return Ok(None),
            }
        }
    }

    /// Reads to the end of the document.
    pub(crate) fn finish(mut self) -> Result<(), XmlError> {
        while self.next()?.is_some() {}
        Ok(())
    }

    /// The text of the element that was begun last, up to its end.
    pub(crate) fn content(&mut self) -> Result<Cow<'a, str>, XmlError> {
        let mut content = Cow::Borrowed("");
        loop {
            let more = match self.next()? {
                Some(Event::Text(raw)) => unescape(raw).unwrap_or_default(),
                Some(Event::Verbatim(text)) => Cow::Borrowed(text),
                Some(Event::Start(tag)) => {
                    return Err(self.error(format!("<{}> instead of text", tag.name)));
                }
                Some(Event::End(_)) | None => return Ok(content),
            };
            match content.is_empty() {
                true => content = more,
                false => content.to_mut().push_str(&more),
            }
        }
    }

    /// Passes over the element that was begun last.
    pub(crate) fn skip(&mut self) -> Result<(), XmlError> {
        let depth = self.depth();
        while self.depth() >= depth {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// An error at what was read last.
    pub(crate) fn error(&self, problem: impl Into<String>) -> XmlError {
        XmlError { line: line_of(self.text.as_bytes(), self.at), problem: problem.into() }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count() + 1
}
