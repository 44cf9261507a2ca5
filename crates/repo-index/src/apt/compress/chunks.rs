//! Cutting a text where its content says so.

use memchr::memmem;

/// What a text is made of, and only cut between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Paragraphs, each with an empty line behind it: `Packages`, `Sources`.
    Paragraph,
    /// Lines: `Contents`.
    Line,
}

/// A text, cut into chunks of some 512 KiB. A unit ends its chunk when its own digest says so, so
/// that what is added, removed or changed in one chunk leaves the others as they are.
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

/// The least bytes of a chunk, but for the last.
const LEAST: usize = 64 << 10;
/// From here on, many more units end their chunk.
const AIM: usize = 512 << 10;
/// The most bytes of a chunk, but for a unit that alone is longer. Rarely met: a cut that depends
/// on nothing but a length moves with everything before it.
const MOST: usize = 2 << 20;

impl Unit {
    pub(super) fn separator(self) -> &'static [u8] {
        match self {
            Self::Paragraph => b"\n\n",
            Self::Line => b"\n",
        }
    }

    /// One in so many units ends a chunk of `length` bytes: for units of the usual size, such that
    /// most chunks end near [`AIM`].
    fn odds(self, length: usize) -> u32 {
        match (self, length < AIM) {
            (Self::Paragraph, true) => 512,
            (Self::Paragraph, false) => 64,
            (Self::Line, true) => 4096,
            (Self::Line, false) => 512,
        }
    }
}

impl<'a> Chunks<'a> {
    /// Cuts `text`. An empty text is one empty chunk.
    #[must_use]
    pub fn of(text: &'a [u8], unit: Unit) -> Self {
        let mut ends = Vec::with_capacity(text.len() / AIM * 2 + 1);
        let mut start = 0;
        loop {
            let end = start + length(&text[start..], unit);
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
fn length(rest: &[u8], unit: Unit) -> usize {
    let separator = unit.separator();
    let finder = memmem::Finder::new(separator);
    let unit_end =
        |from: usize| finder.find(rest.get(from..)?).map(|found| from + found + separator.len());
    // The separator may straddle the least length.
    let Some(mut end) = unit_end(LEAST - separator.len()) else { return rest.len() };
    while let Some(next) = unit_end(end) {
        if next > MOST {
            return end;
        }
        let digest = crc32fast::hash(&rest[end..next]);
        end = next;
        if digest.is_multiple_of(unit.odds(end)) {
            return end;
        }
    }
    if rest.len() > MOST { end } else { rest.len() }
}
