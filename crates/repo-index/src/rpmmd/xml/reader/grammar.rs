//! What stands between the events: tags, attributes, references, comments.

use super::super::escape::reference;
use super::{Event, Reader, Tag, XmlError};

/// How deep elements may be nested.
const DEEPEST: usize = 32;
/// How many attributes an element may have.
const MOST_ATTRIBUTES: usize = 64;

/// The bytes that names are made of.
const IS_PART: [bool; 256] = {
    let mut is_part = [true; 256];
    let mut byte = 0;
    while byte < 0x80 {
        is_part[byte] =
            (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b':' | b'-' | b'.');
        byte += 1;
    }
    is_part
};

impl<'a> Reader<'a> {
    /// `<?xml version="1.0" encoding="UTF-8"?>`, which may be missing.
    pub(super) fn declaration(&mut self) -> Result<(), XmlError> {
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
    pub(super) fn characters(&mut self) -> Result<&'a str, XmlError> {
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

    pub(super) fn start(&mut self) -> Result<Event<'a>, XmlError> {
        let (text, start) = (self.text, self.at);
        if self.open.is_empty() && self.has_root {
            return Err(self.error("a second root element"));
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

    pub(super) fn end(&mut self) -> Result<Event<'a>, XmlError> {
        self.at += 2;
        // Nearly always it is the one that must end.
        if let Some(&open) = self.open.last()
            && let Some(behind) = self.rest().strip_prefix(open)
            && behind.starts_with('>')
        {
            self.at += open.len() + 1;
            self.open.pop();
            return Ok(Event::End(open));
        }
        let name = self.name()?;
        self.blanks();
        if !self.rest().starts_with('>') {
            return Err(self.error(format!("the tag </{name}> has no end")));
        }
        self.at += 1;
        match self.open.pop() {
            Some(open) if open == name => Ok(Event::End(name)),
            Some(open) => Err(self.error(format!("</{name}> instead of </{open}>"))),
            None => Err(self.error(format!("</{name}> without its start"))),
        }
    }

    fn name(&mut self) -> Result<&'a str, XmlError> {
        let rest = self.rest();
        let is_part = |byte: &&u8| IS_PART[usize::from(**byte)];
        let length = rest.as_bytes().iter().take_while(is_part).count();
        match rest.as_bytes().first() {
            Some(first) if length > 0 && !(first.is_ascii_digit() || b"-.".contains(first)) => {
                self.at += length;
                Ok(&rest[..length])
            }
            _ => Err(self.error("a missing name")),
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

    pub(super) fn comment(&mut self) -> Result<(), XmlError> {
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
    pub(super) fn document_type(&mut self) -> Result<(), XmlError> {
        let Some(inner) = self.rest().strip_prefix("<!DOCTYPE") else {
            return Err(self.error("a declaration instead of the root element"));
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
    pub(super) fn section(&mut self) -> Result<Event<'a>, XmlError> {
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
    pub(super) fn instruction(&mut self) -> Result<(), XmlError> {
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
