//! A pull parser of what repositories consist of (Extensible Markup Language 1.0).

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{find_forbidden, reference, unescape};

/// How deep elements may be nested.
const DEEPEST: usize = 32;
/// How many attributes an element may have.
const MOST_ATTRIBUTES: usize = 64;

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
                    return Err(self.error("text where elements belong"));
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
                    return Err(self.error(format!("<{}> where text belongs", tag.name)));
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

    /// `<?xml version="1.0" encoding="UTF-8"?>`, which may be missing.
    fn declaration(&mut self) -> Result<(), XmlError> {
        let Some(rest) = self.rest().strip_prefix("<?xml") else { return Ok(()) };
        if !rest.starts_with([' ', '\t', '\r', '\n']) {
            return Ok(());
        }
        let Some((declaration, _)) = rest.split_once("?>") else {
            return Err(self.error("the XML declaration has no end"));
        };
        let tag = Tag { name: "xml", attributes: declaration, range: 0..0 };
        let encoding = tag.attribute("encoding");
        let is_utf8 = |name: &str| {
            name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii")
        };
        if let Some(encoding) = encoding.filter(|encoding| !is_utf8(encoding)) {
            return Err(self.error(format!("the encoding {encoding:?}; UTF-8 is read")));
        }
        self.at += "<?xml".len() + declaration.len() + "?>".len();
        Ok(())
    }

    /// Text up to the next tag.
    fn characters(&mut self) -> Result<&'a str, XmlError> {
        let rest = self.rest();
        let mut at = 0;
        loop {
            match memchr::memchr2(b'<', b'&', &rest.as_bytes()[at..]) {
                None => at = rest.len(),
                Some(found) if rest.as_bytes()[at + found] == b'&' => {
                    at += found + self.reference(&rest[at + found..])?;
                    continue;
                }
                Some(found) => at += found,
            }
            break;
        }
        let text = &rest[..at];
        if self.has_section_end && text.contains("]]>") {
            return Err(self.error("\"]]>\" within text"));
        }
        self.at += at;
        Ok(text)
    }

    /// The length of the reference that `rest` starts with.
    fn reference(&self, rest: &str) -> Result<usize, XmlError> {
        // The longest is `&#x10FFFF;`, but for leading zeros.
        let end = memchr::memchr(b';', &rest.as_bytes()[..rest.len().min(32)]);
        match end.and_then(|end| rest.get(1..end)) {
            Some(name) if reference(name).is_some() => Ok(name.len() + 2),
            _ => {
                let found: String = rest.chars().take(12).collect();
                Err(self.error(format!("an entity that is not known, at {found:?}")))
            }
        }
    }

    fn start(&mut self) -> Result<Event<'a>, XmlError> {
        let (text, start) = (self.text, self.at);
        if self.open.is_empty() && self.has_root {
            return Err(self.error("a second element where the document ends"));
        }
        if self.open.len() == DEEPEST {
            return Err(self.error(format!("elements nested more than {DEEPEST} deep")));
        }
        self.at += 1;
        let name = self.name()?;
        let attributes = self.attributes()?;
        let is_empty = text[self.at..].starts_with('/');
        self.at += usize::from(is_empty);
        if !text[self.at..].starts_with('>') {
            return Err(self.error(format!("the tag of <{name}> has no end")));
        }
        self.at += 1;
        self.has_root = true;
        match is_empty {
            true => self.empty = Some(name),
            false => self.open.push(name),
        }
        Ok(Event::Start(Tag { name, attributes, range: start..self.at }))
    }

    fn end(&mut self) -> Result<Event<'a>, XmlError> {
        self.at += 2;
        let name = self.name()?;
        self.blanks();
        if !self.rest().starts_with('>') {
            return Err(self.error(format!("the tag </{name}> has no end")));
        }
        self.at += 1;
        match self.open.pop() {
            Some(open) if open == name => Ok(Event::End(name)),
            Some(open) => Err(self.error(format!("</{name}> where <{open}> must end"))),
            None => Err(self.error(format!("</{name}> without its start"))),
        }
    }

    fn name(&mut self) -> Result<&'a str, XmlError> {
        let rest = self.rest();
        let is_part =
            |&byte: &u8| byte.is_ascii_alphanumeric() || b"_:-.".contains(&byte) || byte >= 0x80;
        let length = rest.as_bytes().iter().take_while(|byte| is_part(byte)).count();
        match rest.as_bytes().first() {
            Some(first) if length > 0 && !(first.is_ascii_digit() || b"-.".contains(first)) => {
                self.at += length;
                Ok(&rest[..length])
            }
            _ => Err(self.error("no name where one belongs")),
        }
    }

    fn blanks(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let length = rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
        self.at += length;
        length > 0
    }

    /// The attributes of a tag, up to its `/` or `>`.
    fn attributes(&mut self) -> Result<&'a str, XmlError> {
        let start = self.at;
        let mut names = std::mem::take(&mut self.names);
        names.clear();
        loop {
            let end = self.at;
            let has_blanks = self.blanks();
            if self.rest().starts_with(['/', '>']) || self.rest().is_empty() {
                self.names = names;
                return Ok(&self.text[start..end]);
            }
            if !has_blanks {
                return Err(self.error("no blank before an attribute"));
            }
            let name = self.attribute()?;
            if names.contains(&name) {
                return Err(self.error(format!("the attribute {name:?} twice")));
            }
            if names.len() == MOST_ATTRIBUTES {
                return Err(self.error(format!("more than {MOST_ATTRIBUTES} attributes")));
            }
            names.push(name);
        }
    }

    /// One attribute, and gives back its name.
    fn attribute(&mut self) -> Result<&'a str, XmlError> {
        let name = self.name()?;
        self.blanks();
        if !self.rest().starts_with('=') {
            return Err(self.error(format!("the attribute {name:?} has no value")));
        }
        self.at += 1;
        self.blanks();
        let quote = match self.rest().as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => return Err(self.error(format!("the value of {name:?} has no quotes"))),
        };
        self.at += 1;
        loop {
            let rest = self.rest();
            let found = memchr::memchr3(quote, b'<', b'&', rest.as_bytes());
            match found.map(|at| (at, rest.as_bytes()[at])) {
                Some((at, byte)) if byte == quote => {
                    self.at += at + 1;
                    return Ok(name);
                }
                Some((at, b'&')) => self.at += at + self.reference(&rest[at..])?,
                Some(_) => return Err(self.error(format!("a \"<\" in the value of {name:?}"))),
                None => return Err(self.error(format!("the value of {name:?} has no end"))),
            }
        }
    }

    fn comment(&mut self) -> Result<(), XmlError> {
        let inner = &self.rest()["<!--".len()..];
        match inner.split_once("--") {
            Some((text, behind)) if behind.starts_with('>') => {
                self.at += "<!--".len() + text.len() + "-->".len();
                Ok(())
            }
            Some(_) => Err(self.error("\"--\" within a comment")),
            None => Err(self.error("a comment without an end")),
        }
    }

    /// `<!DOCTYPE`, names and addresses, `>`.
    fn document_type(&mut self) -> Result<(), XmlError> {
        let Some(inner) = self.rest().strip_prefix("<!DOCTYPE") else {
            return Err(self.error("a declaration where the document's element belongs"));
        };
        match inner.split_once('>') {
            Some((inner, _)) if !inner.contains(['[', '<', '&', '%']) => {
                self.at += "<!DOCTYPE".len() + inner.len() + ">".len();
                // One is all there may be.
                self.takes_type = false;
                Ok(())
            }
            _ => Err(self.error("a document type with declarations, which could be of entities")),
        }
    }

    /// `<![CDATA[` to `]]>`.
    fn section(&mut self) -> Result<Event<'a>, XmlError> {
        let inner = &self.rest()["<![CDATA[".len()..];
        match inner.split_once("]]>") {
            Some(_) if self.open.is_empty() => {
                Err(self.error("text outside of the document's element"))
            }
            Some((text, _)) => {
                self.at += "<![CDATA[".len() + text.len() + "]]>".len();
                Ok(Event::Verbatim(text))
            }
            None => Err(self.error("a CDATA section without an end")),
        }
    }

    /// `<?` to `?>`: such as a style sheet's.
    fn instruction(&mut self) -> Result<(), XmlError> {
        let start = self.at;
        self.at += 2;
        let name = self.name()?;
        match self.rest().split_once("?>") {
            Some(_) if name.eq_ignore_ascii_case("xml") => {
                self.at = start;
                Err(self.error("an XML declaration that is not at the start"))
            }
            Some((inner, _)) => {
                self.at += inner.len() + 2;
                Ok(())
            }
            None => Err(self.error("a processing instruction without an end")),
        }
    }
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count() + 1
}
