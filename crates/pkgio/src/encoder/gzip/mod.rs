//! gzip (RFC 1952) from blocks that are deflated in parallel.
//!
//! The input is cut into blocks of a fixed size. Each is deflated on its own, with the last 32 KiB
//! before it as the dictionary, and ends on a byte boundary (a sync flush), so that the pieces can
//! be joined to one deflate stream in one member. The cuts alone decide the bytes, whatever the
//! number of threads.

mod block;
mod team;

use std::io::{self, Write};
use std::num::NonZeroUsize;

use block::{Block, Deflated};
use flate2::Compression;
use team::Team;

use crate::Meter;

/// Small enough to keep all threads busy on a small package, large enough that the dictionary's
/// insertion and the flush cost nothing that can be measured.
const BLOCK: usize = 512 << 10;

/// The farthest that deflate looks back.
const WINDOW: usize = 32 << 10;

/// What means level 1: zlib-rs's own has a fixed code only, and is a tenth larger than
/// `gzip -1`.
const LOWEST: u32 = 2;

pub(super) struct Gzip<W> {
    inner: W,
    crew: Crew,
    block: Block,
    spare: Vec<Deflated>,
    crc: crc32fast::Hasher,
    length: u64,
    meter: Option<Meter>,
}

enum Crew {
    Alone(Compression),
    Team(Team),
}

impl<W: Write> Gzip<W> {
    pub(super) fn new(
        mut inner: W,
        level: u32,
        threads: NonZeroUsize,
        length: Option<u64>,
    ) -> io::Result<Self> {
        let deflate = Compression::new(level.max(LOWEST));
        let single = length.is_some_and(|length| length <= BLOCK as u64);
        let crew = match threads.get() {
            1 => Crew::Alone(deflate),
            _ if single => Crew::Alone(deflate),
            several => Crew::Team(Team::start(deflate, several)?),
        };
        inner.write_all(&header(level))?;
        Ok(Self {
            inner,
            crew,
            block: Block::default(),
            spare: Vec::new(),
            crc: crc32fast::Hasher::new(),
            length: 0,
            meter: None,
        })
    }

    /// Has what is compressed counted by `meter`.
    pub(super) fn meter(&mut self, meter: &Meter) {
        self.meter = Some(meter.clone());
    }

    pub(super) fn inner(&self) -> &W {
        &self.inner
    }

    pub(super) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = BLOCK - self.block.length();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.extend(now);
            bytes = later;
            if self.block.length() == BLOCK {
                self.dispatch(false)?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.dispatch(true)?;
        while let Crew::Team(team) = &mut self.crew
            && let Some(deflated) = team.wait()?
        {
            self.put(deflated)?;
        }
        self.inner.write_all(&self.crc.finalize().to_le_bytes())?;
        // ISIZE is the length modulo 2³² (RFC 1952, 2.3.1).
        self.inner.write_all(&(self.length as u32).to_le_bytes())?;
        Ok(self.inner)
    }

    /// Hands the block over and writes whatever is ready.
    fn dispatch(&mut self, last: bool) -> io::Result<()> {
        let spare = self.spare.pop().unwrap_or_default();
        let next = Block::after(&self.block, spare.block);
        let mut block = std::mem::replace(&mut self.block, next);
        block.last = last;
        match &mut self.crew {
            Crew::Alone(level) => {
                let deflated = block.deflate(*level, spare.output)?;
                self.put(deflated)
            }
            Crew::Team(team) => {
                team.submit(block, spare.output)?;
                while let Crew::Team(team) = &mut self.crew
                    && let Some(deflated) = team.ready()?
                {
                    self.put(deflated)?;
                }
                Ok(())
            }
        }
    }

    fn put(&mut self, deflated: Deflated) -> io::Result<()> {
        self.inner.write_all(&deflated.output)?;
        self.crc.combine(&deflated.crc);
        self.length += deflated.block.length() as u64;
        if let Some(meter) = &self.meter {
            meter.reach(self.length);
        }
        self.spare.push(deflated);
        Ok(())
    }
}

/// No name, no time, made on Unix; the extra flags are those of gzip(1).
fn header(level: u32) -> [u8; 10] {
    let extra = match level {
        1 => 4,
        9 => 2,
        _ => 0,
    };
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, 3]
}
