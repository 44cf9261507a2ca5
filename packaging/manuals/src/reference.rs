//! Manual pages of configuration files, generated from their Markdown references.

use std::io;
use std::mem;

use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The reference of a configuration file.
pub(super) struct Reference {
    /// The name of the file, and of the page.
    pub(super) name: &'static str,
    /// The description in the section NAME.
    about: &'static str,
    markdown: &'static str,
    /// Other pages, each with its section.
    others: &'static [(&'static str, &'static str)],
}

pub(super) const ALL: [Reference; 2] = [
    Reference {
        name: "package.toml",
        about: "manifest of a package for mkdeb and mkrpm",
        markdown: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/manifest.md")),
        others: &[("mkdeb", "1"), ("mkrpm", "1"), ("deb-control", "5"), ("rpm", "8")],
    },
    Reference {
        name: "mkrepo.toml",
        about: "configuration of mkrepo",
        markdown: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/repository.md")),
        others: &[
            ("mkrepo", "1"),
            ("mkrepo-key", "1"),
            ("sources.list", "5"),
            ("apt-secure", "8"),
            ("dnf.conf", "5"),
        ],
    },
];

/// The page of a file, in section 5.
pub(super) fn page(reference: &Reference) -> io::Result<Vec<u8>> {
    let Reference { name, about, markdown, others } = reference;
    let source = super::source();
    let mut page = Page::default();
    page.roff
        .control("TH", [*name, "5", &super::date(), &source, super::MANUAL])
        .control("SH", ["NAME"])
        .text([roman(format!("{name} - {about}"))])
        .control("SH", ["DESCRIPTION"]);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.add(event);
    }
    super::references(&mut page.roff, others.iter().copied());
    let mut bytes = Vec::new();
    page.roff.to_writer(&mut bytes)?;
    Ok(bytes)
}

/// A page that is being written.
#[derive(Default)]
struct Page {
    roff: Roff,
    /// The text of the current paragraph, heading, list item or cell.
    inlines: Vec<Inline>,
    /// The cells of the table's head, then those of the row.
    head: Vec<Vec<Inline>>,
    row: Vec<Vec<Inline>>,
    is_emphasis: bool,
    is_strong: bool,
    is_code: bool,
    /// The number of the next item in the current list, if its items are numbered.
    number: Option<u64>,
    /// Whether the last line is a heading, after which no paragraph is begun.
    below_heading: bool,
}

impl Page {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Emphasis) => self.is_emphasis = true,
            Event::End(TagEnd::Emphasis) => self.is_emphasis = false,
            Event::Start(Tag::Strong) => self.is_strong = true,
            Event::End(TagEnd::Strong) => self.is_strong = false,
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
            Event::Text(text) if self.is_code => self.example(&text),
            Event::Text(text) if self.is_emphasis => self.inlines.push(italic(&*text)),
            Event::Text(text) if self.is_strong => self.inlines.push(bold(&*text)),
            Event::Text(text) => self.inlines.push(roman(&*text)),
            Event::Code(code) => self.inlines.push(bold(&*code)),
            Event::SoftBreak => self.inlines.push(roman("\n")),
            Event::End(TagEnd::Heading(level)) => self.heading(level as usize),
            Event::End(TagEnd::Paragraph) => self.paragraph(),
            Event::Start(Tag::List(first)) => self.number = first,
            Event::End(TagEnd::Item) => self.list_item(),
            Event::Start(Tag::Table(_)) => self.head.clear(),
            Event::End(TagEnd::TableCell) => self.row.push(mem::take(&mut self.inlines)),
            Event::End(TagEnd::TableHead) => self.head = mem::take(&mut self.row),
            Event::End(TagEnd::TableRow) => self.item(),
            _ => {}
        }
    }

    /// A section heading: words in capitals, names unchanged. The title of the document is omitted.
    fn heading(&mut self, level: usize) {
        let words = mem::take(&mut self.inlines).into_iter().map(|inline| match inline {
            Inline::Roman(words) => words.to_uppercase(),
            Inline::Bold(name) | Inline::Italic(name) => name,
            Inline::LineBreak => String::new(),
        });
        let heading: String = words.collect();
        if level > 1 {
            self.roff.control("SH", [heading.as_str()]);
        }
        self.below_heading = true;
    }

    fn paragraph(&mut self) {
        if !mem::take(&mut self.below_heading) {
            self.roff.control("PP", []);
        }
        self.roff.text(mem::take(&mut self.inlines));
    }

    /// An item of a list whose items are one paragraph each.
    fn list_item(&mut self) {
        let mark = self.number.map_or_else(|| "*".to_owned(), |number| format!("{number}."));
        self.number = self.number.map(|number| number + 1);
        self.roff.control("IP", [mark.as_str(), "4"]).text(mem::take(&mut self.inlines));
        self.below_heading = false;
    }

    fn example(&mut self, text: &str) {
        self.roff.control("PP", []).control("RS", ["4"]).control("nf", []);
        for line in text.lines() {
            self.roff.text([roman(line)]);
        }
        self.roff.control("fi", []).control("RE", []);
        self.below_heading = false;
    }

    /// A row: the first cell is the term, the second its definition. The other cells follow with their heads.
    fn item(&mut self) {
        let mut cells = mem::take(&mut self.row).into_iter().zip(&self.head);
        let (Some((term, _)), Some((meaning, _))) = (cells.next(), cells.next()) else { return };
        let mut text = capitalized(meaning);
        text.push(roman("."));
        for (cell, head) in cells {
            text.push(roman("\n"));
            text.extend(head.iter().cloned());
            text.push(roman(": "));
            text.extend(cell);
            text.push(roman("."));
        }
        self.roff.control("TP", []).text(term).text(text);
        self.below_heading = false;
    }
}

fn capitalized(mut text: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Roman(words)) = text.first_mut() {
        let mut characters = words.chars();
        let first = characters.next().map(char::to_uppercase);
        *words = first.into_iter().flatten().chain(characters).collect();
    }
    text
}
