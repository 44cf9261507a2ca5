//! The content of a whole tree, in order, hashed on the way.
//!
//! Readers claim jobs in tree order: a run of entries whose files fit one buffer together, or one
//! large file. Each job has a channel of its own, and the channels reach the consumer in the order
//! in which the jobs were claimed. So the consumer sees the tree's order whatever the readers do,
//! the job that it waits for is always being worked on, and a reader never waits for anything but
//! the consumer: there is nothing that could lock up. When either side gives up, its ends of the
//! channels are dropped and the other side stops.

mod job;
mod reader;
mod sequence;
#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use pkgio::{Algorithms, Digests};

use crate::{ContentError, Tree};
use job::{Job, Plan};
use reader::{Batch, Buffers, Message, Reader, Stopped};
use sequence::Sequence;

/// The size of a buffer for a run of small files. Large, because MD5 of many files at once is
/// several times as fast as of one after the other.
const RUN: usize = 2 << 20;
/// The longest file that comes in one piece, in a buffer of its own where it does not fit in a run's.
/// What kind of file it is is told by the first piece: another number is another header of an `.rpm`.
const BATCH: usize = 4 << 20;
/// The size of a buffer for a piece of a large file: a system call and a message between threads
/// weigh little beside reading and hashing so much, and it still fits the processor's cache.
const CHUNK: usize = 256 << 10;
/// Jobs that are read or wait for the consumer. With one more in its hands, each holding one batch
/// or a few chunks, 12 MiB are never exceeded; 6 MiB where no file is longer than a run.
const JOBS_AHEAD: usize = 2;
/// Chunks that wait in one job; one more is with its reader and one with the consumer.
const CHUNKS_AHEAD: usize = 3;
/// More readers than jobs ahead would only wait.
const READERS: usize = JOBS_AHEAD;

/// How to stream a tree's content.
#[derive(Clone, Copy, Debug)]
pub struct StreamOptions {
    /// The digests of each regular file.
    pub digests: Algorithms,
    /// Threads that read and hash ahead of the consumer. More than two are no faster and are not
    /// started.
    pub readers: NonZeroUsize,
}

/// What [`Tree::stream`] hands over, in this order for each entry of the tree.
#[allow(clippy::large_enum_variant, reason = "there is one at a time, which goes on at once")]
#[derive(Debug)]
pub enum StreamEvent<'a> {
    /// The entry `index` of [`Tree::entries`] begins.
    Begin {
        /// Its index.
        index: usize,
    },
    /// The next bytes of the regular file that began, at least one. The first hold at least 4,096,
    /// or the whole file.
    Data(&'a [u8]),
    /// The regular file that began is complete. Other kinds of entries have no end.
    End {
        /// Its index.
        index: usize,
        /// The digests that were asked for.
        digests: Digests,
    },
}

impl Tree {
    /// Reads every regular file once, ahead and in parallel, and hands entries and bytes to
    /// `consume` in tree order. Memory in flight is at most 12 MiB.
    ///
    /// # Errors
    /// The first of: a file that could not be read or changed since the scan, and an error of
    /// `consume`. What came before the file that failed was consumed.
    pub fn stream<E>(
        &self,
        options: StreamOptions,
        consume: impl FnMut(StreamEvent<'_>) -> Result<(), E>,
    ) -> Result<(), StreamError<E>> {
        stream(Sequence::all(self.entries()), options, consume)
    }

    /// Does what [`stream`](Self::stream) does with the entries at the indices `order`, and no
    /// others, in that order.
    ///
    /// # Errors
    /// As [`stream`](Self::stream).
    ///
    /// # Panics
    /// An index that no entry has.
    pub fn stream_in<E>(
        &self,
        order: &[usize],
        options: StreamOptions,
        consume: impl FnMut(StreamEvent<'_>) -> Result<(), E>,
    ) -> Result<(), StreamError<E>> {
        stream(Sequence::of(self.entries(), order), options, consume)
    }
}

fn stream<E>(
    sequence: Sequence<'_>,
    options: StreamOptions,
    consume: impl FnMut(StreamEvent<'_>) -> Result<(), E>,
) -> Result<(), StreamError<E>> {
    let buffers = Buffers::default();
    let reader = Reader { entries: sequence, digests: options.digests, buffers: &buffers };
    let mut consumer = Consumer { consume, entries: sequence, buffers: &buffers };
    let plan = Plan::new(sequence);
    thread::scope(|scope| {
        // The receiver lives in here: when the consumer fails or panics it is dropped before
        // the scope waits for its threads, which stop because of that.
        let (announce, claimed) = sync_channel::<Claimed>(JOBS_AHEAD);
        let wanted = if plan.is_small() { 0 } else { options.readers.get().min(READERS) };
        let started = (0..wanted).map_while(|_| {
            let (plan, announce) = (&plan, announce.clone());
            let run = move || read_ahead(plan, reader, &announce);
            thread::Builder::new().name("tree-reader".to_owned()).spawn_scoped(scope, run).ok()
        });
        if started.count() == 0 {
            return read_here(&plan, reader, &mut consumer);
        }
        drop(announce);
        for Claimed { job, messages } in claimed {
            for message in messages {
                consumer.take(&job, message)?;
            }
        }
        Ok(())
    })
}

/// A job that a reader works on, and where its results come from.
struct Claimed {
    job: Job,
    messages: Receiver<Message>,
}

/// Claims and reads jobs until there are no more or the consumer has gone.
fn read_ahead(plan: &Plan<'_>, reader: Reader<'_>, announce: &SyncSender<Claimed>) {
    let claim = || {
        let (send, messages) = sync_channel(CHUNKS_AHEAD);
        let job = plan.claim(|job| {
            // While the plan is held, so that jobs are announced in their order.
            announce.send(Claimed { job: job.clone(), messages }).is_ok()
        });
        job.map(|job| (job, send))
    };
    while let Some((job, send)) = claim() {
        let result = reader.read(&job, &mut |message| send.send(message).map_err(|_| Stopped));
        if result.is_err() {
            return;
        }
    }
}

/// Reads on the consumer's own thread: what is small, or all where no thread could be had.
fn read_here<E, F: FnMut(StreamEvent<'_>) -> Result<(), E>>(
    plan: &Plan<'_>,
    reader: Reader<'_>,
    consumer: &mut Consumer<'_, F>,
) -> Result<(), StreamError<E>> {
    while let Some(job) = plan.claim(|_| true) {
        let mut result = Ok(());
        let _ = reader.read(&job, &mut |message| {
            result = consumer.take(&job, message);
            if result.is_ok() { Ok(()) } else { Err(Stopped) }
        });
        result?;
    }
    Ok(())
}

/// Turns the readers' messages into events.
struct Consumer<'a, F> {
    consume: F,
    entries: Sequence<'a>,
    buffers: &'a Buffers,
}

impl<E, F: FnMut(StreamEvent<'_>) -> Result<(), E>> Consumer<'_, F> {
    fn take(&mut self, job: &Job, message: Message) -> Result<(), StreamError<E>> {
        match message {
            Message::Batch(batch) => self.take_batch(job, batch),
            Message::Begin => {
                self.event(StreamEvent::Begin { index: self.entries.index(job.entries.start) })
            }
            Message::Chunk { buffer, length } => {
                self.event(StreamEvent::Data(&buffer[..length]))?;
                self.buffers.give_back(buffer);
                Ok(())
            }
            Message::End(digests) => self
                .event(StreamEvent::End { index: self.entries.index(job.entries.start), digests }),
            Message::Failed(error) => Err(StreamError::Content(error)),
        }
    }

    fn take_batch(&mut self, job: &Job, batch: Batch) -> Result<(), StreamError<E>> {
        let mut files = batch.files.into_iter().peekable();
        for place in job.entries.start..batch.end {
            let index = self.entries.index(place);
            self.event(StreamEvent::Begin { index })?;
            if let Some(file) = files.next_if(|file| file.entry == place) {
                if !file.place.is_empty() {
                    self.event(StreamEvent::Data(&batch.buffer[file.place]))?;
                }
                self.event(StreamEvent::End { index, digests: file.digests })?;
            }
        }
        self.buffers.give_back(batch.buffer);
        batch.failure.map_or(Ok(()), |error| Err(StreamError::Content(error)))
    }

    fn event(&mut self, event: StreamEvent<'_>) -> Result<(), StreamError<E>> {
        (self.consume)(event).map_err(StreamError::Consumer)
    }
}

/// Why streaming stopped.
#[derive(Debug, thiserror::Error)]
pub enum StreamError<E> {
    /// A file could not be read.
    #[error(transparent)]
    Content(ContentError),
    /// The consumer failed.
    #[error(transparent)]
    Consumer(E),
}
