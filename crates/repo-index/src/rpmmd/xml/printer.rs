//! Elements, indented as libxml2 indents them.

use super::escape::{push_attribute, push_text};

/// Attributes in order: names, and values without references.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A text of elements, each on lines of its own.
#[derive(Debug, Default)]
pub(crate) struct Printer {
    out: Vec<u8>,
    depth: usize,
}

impl Printer {
    /// An element with others in it, up to its [`end`](Self::end).
    pub(crate) fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.extend_from_slice(b">\n");
        self.depth += 1;
    }

    /// The same of a tag that is printed already, without its brackets.
    pub(crate) fn start_raw(&mut self, tag: &str) {
        self.indent();
        self.out.push(b'<');
        self.raw(tag);
        self.out.extend_from_slice(b">\n");
        self.depth += 1;
    }

    /// An element that is printed already.
    pub(crate) fn line(&mut self, element: &str) {
        self.indent();
        self.raw(element);
        self.out.push(b'\n');
    }

    pub(crate) fn end(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.end_tag(name);
    }

    /// An element that holds nothing.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.out.extend_from_slice(b"/>\n");
    }

    /// An element of text.
    pub(crate) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.tag(name, attributes);
        self.out.push(b'>');
        push_text(&mut self.out, text);
        self.end_tag(name);
    }

    /// Lines that are printed already.
    pub(crate) fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// How many bytes are printed.
    pub(crate) fn length(&self) -> usize {
        self.out.len()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>) {
        self.indent();
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        for (name, value) in attributes {
            self.out.push(b' ');
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"=\"");
            push_attribute(&mut self.out, value);
            self.out.push(b'"');
        }
    }

    fn end_tag(&mut self, name: &str) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b">\n");
    }

    fn indent(&mut self) {
        let length = self.out.len() + 2 * self.depth;
        self.out.resize(length, b' ');
    }
}
