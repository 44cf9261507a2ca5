//! Cutting a text where its content says so.

use std::borrow::Cow;

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
    /// The text.
    pieces: Vec<&'a [u8]>,
    /// How many pieces there are where each chunk ends.
    ends: Vec<usize>,
    /// Of the text, in bytes.
    length: usize,
}

/// One chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk<'c, 'a> {
    pieces: &'c [&'a [u8]],
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

/// Finds where chunks end, unit after unit.
#[derive(Debug)]
struct Cutter {
    unit: Unit,
    lengths: Lengths,
    /// Of the chunk, so far.
    length: usize,
}

/// Where a chunk ends.
enum Cut {
    Before,
    Behind,
    Nowhere,
}

impl Cutter {
    fn new(unit: Unit, lengths: Lengths) -> Self {
        Self { unit, lengths, length: 0 }
    }

    /// Takes the next unit, of `length` bytes. What is no unit has no `digest`.
    fn cut(&mut self, length: usize, digest: Option<impl FnOnce() -> u32>) -> Cut {
        let before = self.length;
        self.length += length;
        if before < self.lengths.least() {
            return Cut::Nowhere;
        }
        if self.length > self.lengths.most() {
            self.length = length;
            return Cut::Before;
        }
        let odds = self.unit.odds(self.length, self.lengths);
        if digest.is_some_and(|digest| digest().is_multiple_of(odds)) {
            self.length = 0;
            return Cut::Behind;
        }
        Cut::Nowhere
    }
}

impl<'a> Chunks<'a> {
    /// Cuts `text`. An empty text is one empty chunk.
    #[must_use]
    pub fn of(text: &'a [u8], unit: Unit) -> Self {
        let mut cutter = Cutter::new(unit, Lengths::of(text.len()));
        let separator = unit.separator();
        let head = unit.head(text);
        let mut places = if head > 0 { vec![head] } else { Vec::new() };
        let mut start = head;
        let mut cut = |start: usize, end: usize, is_unit: bool| {
            let digest = is_unit.then_some(|| crc32fast::hash(&text[start..end]));
            match cutter.cut(end - start, digest) {
                Cut::Before => places.push(start),
                Cut::Behind => places.push(end),
                Cut::Nowhere => {}
            }
        };
        for found in memmem::find_iter(&text[head..], separator) {
            let end = head + found + separator.len();
            cut(start, end, true);
            start = end;
        }
        cut(start, text.len(), false);
        if places.last().is_none_or(|&last| last < text.len()) {
            places.push(text.len());
        }
        let starts = std::iter::once(0).chain(places.iter().copied());
        let pieces = starts.zip(&places).map(|(start, &end)| &text[start..end]);
        Self { pieces: pieces.collect(), ends: (1..=places.len()).collect(), length: text.len() }
    }

    /// Cuts a text of `head`, `units` and `tail` as [`of`](Self::of) would, without putting it
    /// together. Each unit is in pieces, and ends as units of its kind do.
    #[must_use]
    pub fn of_units<const PIECES: usize>(
        head: &'a [u8],
        units: impl ExactSizeIterator<Item = [&'a [u8]; PIECES]> + Clone,
        tail: &'a [u8],
        unit: Unit,
    ) -> Self {
        let sum = |unit: &[&[u8]]| unit.iter().map(|piece| piece.len()).sum::<usize>();
        let inner: usize = units.clone().map(|unit| sum(&unit)).sum();
        let length = head.len() + inner + tail.len();
        let mut cutter = Cutter::new(unit, Lengths::of(length));
        let mut pieces = Vec::with_capacity(units.len() + 2);
        let mut ends = Vec::new();
        if !head.is_empty() {
            pieces.push(head);
            ends.extend((units.len() > 0).then_some(1));
        }
        for unit in units {
            let digest = || {
                let mut digest = crc32fast::Hasher::new();
                unit.iter().for_each(|piece| digest.update(piece));
                digest.finalize()
            };
            let cut = cutter.cut(sum(&unit), Some(digest));
            if let Cut::Before = cut {
                ends.push(pieces.len());
            }
            pieces.extend(unit.into_iter().filter(|piece| !piece.is_empty()));
            if let Cut::Behind = cut {
                ends.push(pieces.len());
            }
        }
        if let Cut::Before = cutter.cut(tail.len(), None::<fn() -> u32>) {
            ends.push(pieces.len());
        }
        pieces.push(tail);
        if tail.is_empty() && ends.last() == Some(&(pieces.len() - 1)) {
            pieces.pop();
        } else {
            ends.push(pieces.len());
        }
        Self { pieces, ends, length }
    }

    /// The text, in pieces of any lengths.
    #[must_use]
    pub fn pieces(&self) -> &[&'a [u8]] {
        &self.pieces
    }

    /// Of the text, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many chunks there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn chunk(&self, at: usize) -> Chunk<'_, 'a> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Chunk::of(&self.pieces[start..self.ends[at]])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Chunk<'_, 'a>> {
        (0..self.count()).map(|at| self.chunk(at))
    }
}

impl<'c, 'a> Chunk<'c, 'a> {
    pub(super) fn of(pieces: &'c [&'a [u8]]) -> Self {
        Self { pieces }
    }

    /// In bytes.
    pub(super) fn length(self) -> usize {
        self.pieces.iter().map(|piece| piece.len()).sum()
    }

    /// Put together.
    pub(super) fn bytes(self) -> Cow<'a, [u8]> {
        match self.pieces {
            [only] => Cow::Borrowed(only),
            pieces => Cow::Owned(pieces.concat()),
        }
    }
}

impl PartialEq for Chunk<'_, '_> {
    /// By the bytes, however they are in pieces.
    fn eq(&self, other: &Self) -> bool {
        let (mut ours, mut others) = (self.pieces.iter().copied(), other.pieces.iter().copied());
        let (mut left, mut right): (&[u8], &[u8]) = (b"", b"");
        loop {
            if left.is_empty() {
                let Some(piece) = ours.next() else { break };
                left = piece;
                continue;
            }
            if right.is_empty() {
                let Some(piece) = others.next() else { return false };
                right = piece;
                continue;
            }
            let (start, behind) = left.split_at(left.len().min(right.len()));
            let (other, behind_other) = right.split_at(start.len());
            // What did not change is often the same memory.
            if !std::ptr::eq(start, other) && start != other {
                return false;
            }
            (left, right) = (behind, behind_other);
        }
        right.is_empty() && others.all(<[u8]>::is_empty)
    }
}
