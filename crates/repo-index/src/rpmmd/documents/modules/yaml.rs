//! YAML as a tree, within limits.
//!
//! Aliases are refused, as libmodulemd refuses them: there is nothing to expand.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::super::DocumentError;

/// The deepest nesting; documents of modules have seven levels, and whatever is in their `xmd`.
const DEEPEST: usize = 64;
/// The most nodes of one document. Those of Fedora's modules have some thousands.
const MOST_NODES: usize = 256 << 10;

/// One document of a stream.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) root: Node,
    /// False where anchors, tags or flow mappings are used.
    pub(super) is_plain: bool,
    /// The lines that it is on, from 0: the first may start with a marker, the last is not its own.
    lines: (usize, usize),
    is_marked: bool,
}

/// A value, with the line that it starts on, from 1.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A text, and whether it is written without quotes.
    Scalar(String, bool),
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

/// Values are equal wherever they stand.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The value of a key of a mapping: the last, as libmodulemd has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Mapping(pairs) = &self.value else { return None };
        pairs.iter().rev().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// Whether both say the same, with quotes or without.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one, _), Value::Scalar(other, _)) => one == other,
            (Value::Sequence(one), Value::Sequence(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.is_like(other))
            }
            (Value::Mapping(one), Value::Mapping(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len()
                    && pairs.all(|((a, x), (b, y))| a.is_like(b) && x.is_like(y))
            }
            _ => false,
        }
    }

    /// True for what a document without content is.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, true) if matches!(text.as_str(), "" | "~"))
    }
}

impl Document {
    /// Its lines in the stream, without the marker.
    pub(super) fn text<'a>(&self, lines: &Lines<'a>) -> &'a str {
        let start = lines.offset(self.lines.0) + if self.is_marked { 3 } else { 0 };
        let text = lines.stream.get(start..lines.offset(self.lines.1)).unwrap_or_default();
        // What follows the marker on its line is a comment or nothing, or content.
        text.strip_prefix('\n').unwrap_or(text)
    }
}

/// Where the lines of a stream start.
pub(super) struct Lines<'a> {
    stream: &'a str,
    /// Of every [`STEP`]th line.
    offsets: Vec<usize>,
}

const STEP: usize = 64;

impl<'a> Lines<'a> {
    pub(super) fn new(stream: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', stream.as_bytes()).map(|at| at + 1);
        Self { stream, offsets: std::iter::once(0).chain(ends).step_by(STEP).collect() }
    }

    /// Where a line starts, counted from 0; the end, where there is none.
    fn offset(&self, line: usize) -> usize {
        let end = self.stream.len();
        let Some(start) = self.offsets.get(line / STEP) else { return end };
        let ends = |start: usize| memchr::memchr_iter(b'\n', &self.stream.as_bytes()[start..]);
        match line % STEP {
            0 => *start,
            after => ends(*start).nth(after - 1).map_or(end, |at| start + at + 1),
        }
    }

    /// The character at the start of a span.
    fn char_at(&self, span: &Span) -> Option<char> {
        let line = self.stream.get(self.offset(line(span) - 1)..)?;
        line.chars().nth(span.start.col())
    }
}

/// The documents of a stream.
pub(super) fn documents(lines: &Lines<'_>) -> Result<Vec<Document>, DocumentError> {
    let mut found = Vec::new();
    each_document(lines, |document| {
        found.push(document);
        Ok(())
    })?;
    Ok(found)
}

/// Gives each document of a stream to `each`, as it is read.
pub(super) fn each_document(
    lines: &Lines<'_>,
    mut each: impl FnMut(Document) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    let mut builder = Builder::default();
    let (mut start, mut is_marked) = (0, false);
    for event in Parser::new_from_str(lines.stream) {
        let (event, span) = event.map_err(|error| DocumentError {
            line: error.marker().line().max(1),
            problem: format!("is not YAML: {}", error.info()),
        })?;
        match event {
            Event::DocumentStart(explicit) => {
                builder = Builder::default();
                (start, is_marked) = (line(&span) - 1, explicit);
            }
            Event::DocumentEnd => {
                let Some(root) = builder.root.take() else { continue };
                let span = (start, line(&span) - 1);
                let is_plain = !builder.is_odd;
                each(Document { root, is_plain, lines: span, is_marked })?;
            }
            event => builder.take(event, &span, lines)?,
        }
    }
    Ok(())
}

fn line(span: &Span) -> usize {
    span.start.line().max(1)
}

/// Puts a tree together.
#[derive(Default)]
struct Builder {
    root: Option<Node>,
    open: Vec<Open>,
    nodes: usize,
    is_odd: bool,
}

/// A collection that is not closed yet, and the key that awaits its value.
struct Open {
    node: Node,
    key: Option<Node>,
}

impl Builder {
    fn take(
        &mut self,
        event: Event<'_>,
        span: &Span,
        lines: &Lines<'_>,
    ) -> Result<(), DocumentError> {
        let at = line(span);
        let error = |problem: &str| Err(DocumentError { line: at, problem: problem.to_owned() });
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return error("a document has more than 262,144 values");
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.is_odd |= anchor != 0 || tag.is_some();
                let is_bare = style == ScalarStyle::Plain;
                let value = Value::Scalar(text.into_owned(), is_bare);
                self.put(Node { line: at, value })?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.is_odd |= anchor != 0 || tag.is_some();
                self.open(Node { line: at, value: Value::Sequence(Vec::new()) })?;
            }
            Event::MappingStart(anchor, tag) => {
                self.is_odd |= anchor != 0 || tag.is_some() || lines.char_at(span) == Some('{');
                self.open(Node { line: at, value: Value::Mapping(Vec::new()) })?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { node, .. }) = self.open.pop() {
                    self.put(node)?;
                }
            }
            Event::Alias(_) => return error("an alias, which libmodulemd does not accept"),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, node: Node) -> Result<(), DocumentError> {
        if self.open.len() >= DEEPEST {
            let problem = format!("values are nested deeper than {DEEPEST} levels");
            return Err(DocumentError { line: node.line, problem });
        }
        self.open.push(Open { node, key: None });
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, node: Node) -> Result<(), DocumentError> {
        let Some(Open { node: parent, key }) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut parent.value {
            Value::Sequence(all) => all.push(node),
            Value::Mapping(pairs) => match key.take() {
                Some(key) => pairs.push((key, node)),
                None if node.text().is_some() => *key = Some(node),
                None => {
                    let problem = "a key that is not a text".to_owned();
                    return Err(DocumentError { line: node.line, problem });
                }
            },
            Value::Scalar(..) => {}
        }
        Ok(())
    }
}
