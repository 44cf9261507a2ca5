//! Cutting a text where its content says so.

use memchr::memmem;

/// What a text is made of, and only cut between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Paragraphs, each with an empty line behind it: `Packages`, `Sources`.
    Paragraph,
    /// Lines: `Contents`.
    Line,
    /// Elements `<package>`, each with a line break behind it: `primary`, `filelists`, `other`. What
    /// stands before the first is a chunk of its own, since it holds their number.
    Package,
}

/// A text, cut into chunks of some 64 to 512 KiB. A unit ends its chunk when its own digest says so,
/// so that what is added, removed or changed in one chunk leaves the others as they are.
///
/// Shorter chunks cost less to compress anew and more in size, so a text has some hundred of them as
/// long as that leaves them within these lengths.
#[derive(Clone, Debug)]
pub struct Chunks<'a> {
    text: &'a [u8],
    /// Where chunks end, and their CRC-32.
    pub(super) ends: Vec<(usize, u32)>,
}

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) crc32: u32,
}

/// How long the chunks of one text are, in bytes.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    /// From here on, many more units end their chunk. A power of two.
    aim: usize,
}

impl Lengths {
    /// Those of a text of `length` bytes. It takes one twice as long to make others of all chunks.
    fn of(length: usize) -> Self {
        let aim = (length / 64).clamp(64 << 10, LONGEST_AIM);
        Self { aim: 1 << aim.ilog2() }
    }

    /// The least bytes of a chunk, but for the last.
    fn least(self) -> usize {
        self.aim / 8
    }

    /// The most bytes of a chunk, but for a unit that alone is longer. Rarely met: a cut that
    /// depends on nothing but a length moves with everything before it.
    fn most(self) -> usize {
        self.aim * 4
    }
}

/// The aim for texts of 32 MiB and more.
const LONGEST_AIM: usize = 512 << 10;

impl Unit {
    pub(super) fn separator(self) -> &'static [u8] {
        match self {
            Self::Paragraph => b"\n\n",
            Self::Line => b"\n",
            Self::Package => b"</package>\n",
        }
    }

    /// The length of what is a chunk of its own before the first unit.
    fn head(self, text: &[u8]) -> usize {
        match self {
            Self::Paragraph | Self::Line => 0,
            Self::Package => memmem::find(text, b"\n<package").map_or(0, |at| at + 1),
        }
    }

    /// One in so many units ends a chunk of `length` bytes: for units of the usual size, such that
    /// most chunks end near the aim.
    fn odds(self, length: usize, lengths: Lengths) -> u32 {
        let of_longest = match (self, length < lengths.aim) {
            (Self::Paragraph | Self::Package, true) => 512,
            (Self::Paragraph | Self::Package, false) => 64,
            (Self::Line, true) => 4096,
            (Self::Line, false) => 512,
        };
        of_longest >> (LONGEST_AIM.ilog2() - lengths.aim.ilog2())
    }
}

impl<'a> Chunks<'a> {
    /// Cuts `text`. An empty text is one empty chunk.
    #[must_use]
    pub fn of(text: &'a [u8], unit: Unit) -> Self {
        let lengths = Lengths::of(text.len());
        let mut ends = Vec::with_capacity(text.len() / lengths.aim * 2 + 2);
        let mut start = unit.head(text);
        if start > 0 {
            ends.push((start, crc32fast::hash(&text[..start])));
        }
        loop {
            let end = start + length(&text[start..], unit, lengths);
            ends.push((end, crc32fast::hash(&text[start..end])));
            start = end;
            if start == text.len() {
                return Self { text, ends };
            }
        }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    pub(super) fn chunk(&self, at: usize) -> Chunk<'a> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let (end, crc32) = self.ends[at];
        Chunk { bytes: &self.text[start..end], crc32 }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Chunk<'a>> {
        (0..self.ends.len()).map(|at| self.chunk(at))
    }
}

/// The length of the chunk that `rest` starts with.
fn length(rest: &[u8], unit: Unit, lengths: Lengths) -> usize {
    let separator = unit.separator();
    let finder = memmem::Finder::new(separator);
    let unit_end =
        |from: usize| finder.find(rest.get(from..)?).map(|found| from + found + separator.len());
    // The separator may straddle the least length.
    let Some(mut end) = unit_end(lengths.least() - separator.len()) else { return rest.len() };
    while let Some(next) = unit_end(end) {
        if next > lengths.most() {
            return end;
        }
        let digest = crc32fast::hash(&rest[end..next]);
        end = next;
        if digest.is_multiple_of(unit.odds(end, lengths)) {
            return end;
        }
    }
    if rest.len() > lengths.most() { end } else { rest.len() }
}
