//! Threads that each compress one block, and the order of their output.

use std::collections::VecDeque;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::Settings;
use super::block::{Encoded, Encoder};
use crate::Meter;

/// At most so many blocks at a time, and after the first as many that wait for it.
pub(super) struct Crew {
    threads: usize,
    meter: Option<Meter>,
    /// In the order of the blocks, each until its block goes out.
    slots: VecDeque<Slot>,
    /// How many blocks went out: the number of the first slot.
    gone: usize,
    running: usize,
    feed: Option<Sender<Piece>>,
    reports: (Sender<Report>, Receiver<Report>),
    /// Nobody wants the blocks any more.
    stop: Arc<AtomicBool>,
}

struct Slot {
    thread: Option<JoinHandle<()>>,
    block: Option<Encoded>,
}

/// The next of a block's content, or its end.
enum Piece {
    Bytes(Vec<u8>),
    End,
}

/// How a block, by its number, ended.
type Report = (usize, io::Result<Encoded>);

impl Crew {
    pub(super) fn new(threads: NonZeroUsize) -> Self {
        Self {
            threads: threads.get(),
            meter: None,
            slots: VecDeque::new(),
            gone: 0,
            running: 0,
            feed: None,
            reports: mpsc::channel(),
            stop: Arc::default(),
        }
    }

    pub(super) fn meter(&mut self, meter: &Meter) {
        self.meter = Some(meter.clone());
    }

    /// The next block in order if it is done; waits for one as long as all threads are busy or too
    /// many blocks are held.
    pub(super) fn ready(&mut self) -> io::Result<Option<Encoded>> {
        loop {
            while let Ok(report) = self.reports.1.try_recv() {
                self.note(report)?;
            }
            if let Some(block) = self.take() {
                return Ok(Some(block));
            }
            if self.running < self.threads && self.slots.len() < self.threads.saturating_mul(2) {
                return Ok(None);
            }
            let report = self.reports.1.recv().map_err(|_| lost())?;
            self.note(report)?;
        }
    }

    /// The next block in order, or `None` when all were given.
    pub(super) fn wait(&mut self) -> io::Result<Option<Encoded>> {
        while !self.slots.is_empty() {
            if let Some(block) = self.take() {
                return Ok(Some(block));
            }
            let report = self.reports.1.recv().map_err(|_| lost())?;
            self.note(report)?;
        }
        Ok(None)
    }

    /// Starts a block.
    pub(super) fn open(&mut self, settings: Settings) -> io::Result<()> {
        let (feed, pieces) = mpsc::channel();
        let worker = Worker {
            settings,
            pieces,
            meter: self.meter.clone(),
            stop: Arc::clone(&self.stop),
            reporter: Reporter {
                number: self.gone + self.slots.len(),
                reports: self.reports.0.clone(),
                is_done: false,
            },
        };
        let thread = thread::Builder::new().name("xz".to_owned()).spawn(move || worker.run())?;
        self.slots.push_back(Slot { thread: Some(thread), block: None });
        self.running += 1;
        self.feed = Some(feed);
        Ok(())
    }

    /// Hands over the next of the open block, which is compressed meanwhile.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send(Piece::Bytes(bytes.to_vec()))
    }

    /// Ends the open block.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.send(Piece::End)?;
        self.feed = None;
        Ok(())
    }

    fn send(&mut self, piece: Piece) -> io::Result<()> {
        if self.feed.as_ref().is_some_and(|feed| feed.send(piece).is_ok()) {
            return Ok(());
        }
        // It ended early, and says why.
        while self.running > 0 {
            let report = self.reports.1.recv().map_err(|_| lost())?;
            self.note(report)?;
        }
        Err(lost())
    }

    fn note(&mut self, (number, block): Report) -> io::Result<()> {
        self.running -= 1;
        let slot = self.slots.get_mut(number - self.gone).ok_or_else(lost)?;
        if let Some(thread) = slot.thread.take() {
            // A panic there was seen as a lost block.
            let _ = thread.join();
        }
        slot.block = Some(block?);
        Ok(())
    }

    /// The first block, if it is done.
    fn take(&mut self) -> Option<Encoded> {
        let block = self.slots.front_mut()?.block.take()?;
        self.slots.pop_front();
        self.gone += 1;
        Some(block)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.feed.take());
        for slot in &mut self.slots {
            if let Some(thread) = slot.thread.take() {
                let _ = thread.join();
            }
        }
    }
}

/// Compressed between two looks at whether to stop.
const STEP: usize = 64 << 10;

struct Worker {
    settings: Settings,
    pieces: Receiver<Piece>,
    meter: Option<Meter>,
    stop: Arc<AtomicBool>,
    reporter: Reporter,
}

impl Worker {
    fn run(self) {
        let Self { settings, pieces, meter, stop, reporter } = self;
        let count = |length: usize| {
            if let Some(meter) = &meter {
                meter.add(length as u64);
            }
        };
        let compress = || -> io::Result<Option<Encoded>> {
            let mut encoder = Encoder::new(settings)?;
            while let Ok(piece) = pieces.recv() {
                match piece {
                    Piece::Bytes(bytes) => {
                        for step in bytes.chunks(STEP) {
                            if stop.load(Ordering::Relaxed) {
                                return Ok(None);
                            }
                            encoder.run(step)?;
                            count(step.len());
                        }
                    }
                    Piece::End => return encoder.finish().map(Some),
                }
            }
            Ok(None)
        };
        let block = compress();
        // `None`: nobody waits for it.
        if let Some(block) = block.transpose() {
            reporter.tell(block);
        }
    }
}

/// Tells how a block ended, whatever happens.
struct Reporter {
    number: usize,
    reports: Sender<Report>,
    is_done: bool,
}

impl Reporter {
    fn tell(mut self, block: io::Result<Encoded>) {
        self.is_done = true;
        // The crew may be gone already.
        let _ = self.reports.send((self.number, block));
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = self.reports.send((self.number, Err(lost())));
        }
    }
}

fn lost() -> io::Error {
    io::Error::other("a compression thread ended early")
}
