//! Reading and hashing one job.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use pkgio::{Algorithms, Digests, Hasher, digest_many};

use super::job::{Job, file_length};
use super::sequence::Sequence;
use super::{CHUNK, RUN};
use crate::{Content, ContentError, Kind};

/// What a reader sends: one batch, or for a large file a beginning, chunks and an end.
#[derive(Debug)]
pub(super) enum Message {
    Batch(Batch),
    Begin,
    Chunk { buffer: Vec<u8>, length: usize },
    End(Digests),
    Failed(ContentError),
}

/// The files of a run of entries.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The contents, one after the other.
    pub(super) buffer: Vec<u8>,
    pub(super) files: Vec<BatchFile>,
    /// The entry after the last: that of the failure, if there is one.
    pub(super) end: usize,
    pub(super) failure: Option<ContentError>,
}

#[derive(Debug)]
pub(super) struct BatchFile {
    /// Which of the reader's entries.
    pub(super) entry: usize,
    /// Where its content is in the buffer.
    pub(super) place: Range<usize>,
    pub(super) digests: Digests,
}

/// The receiver of messages has gone.
#[derive(Debug)]
pub(super) struct Stopped;

/// Buffers between their uses.
#[derive(Debug, Default)]
pub(super) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    fn take(&self, length: usize) -> Vec<u8> {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = free.iter().position(|buffer| buffer.len() == length);
        let used = fitting.map(|place| free.swap_remove(place));
        drop(free);
        used.unwrap_or_else(|| vec![0; length])
    }

    pub(super) fn give_back(&self, buffer: Vec<u8>) {
        // Longer ones are rare.
        if matches!(buffer.len(), RUN | CHUNK) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        }
    }
}

/// Reads jobs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    /// In the order in which they are read.
    pub(super) entries: Sequence<'a>,
    pub(super) digests: Algorithms,
    pub(super) buffers: &'a Buffers,
}

type Send<'a> = &'a mut dyn FnMut(Message) -> Result<(), Stopped>;

impl Reader<'_> {
    /// Reads `job` and sends what it gives, failures included.
    pub(super) fn read(self, job: &Job, send: Send<'_>) -> Result<(), Stopped> {
        match &self.entries.entry(job.entries.start).kind {
            Kind::File(content) if job.large => match self.read_large(content, send)? {
                Ok(digests) => send(Message::End(digests)),
                Err(error) => send(Message::Failed(error)),
            },
            _ => send(Message::Batch(self.read_batch(job))),
        }
    }

    fn read_batch(self, job: &Job) -> Batch {
        let mut batch = Batch { end: job.entries.end, ..Batch::default() };
        let mut used = 0;
        let mut places = Vec::new();
        for index in job.entries.clone() {
            let entry = self.entries.entry(index);
            let Kind::File(content) = &entry.kind else { continue };
            if batch.buffer.is_empty() {
                let first = usize::try_from(file_length(entry)).unwrap_or(usize::MAX);
                batch.buffer = self.buffers.take(first.max(RUN));
            }
            match read_small(content, &mut batch.buffer[used..]) {
                Ok(length) => {
                    places.push((index, used..used + length));
                    used += length;
                }
                Err(error) => {
                    batch.end = index;
                    batch.failure = Some(error);
                    break;
                }
            }
        }
        let contents: Vec<_> =
            places.iter().map(|(_, place)| &batch.buffer[place.clone()]).collect();
        let digests = digest_many(self.digests, &contents);
        let files = places.into_iter().zip(digests);
        let file = |((entry, place), digests)| BatchFile { entry, place, digests };
        batch.files = files.map(file).collect();
        batch
    }

    fn read_large(
        self,
        content: &Content,
        send: Send<'_>,
    ) -> Result<Result<Digests, ContentError>, Stopped> {
        let mut reader = match content.open() {
            Ok(reader) => reader,
            Err(error) => return Ok(Err(error)),
        };
        reader.read_ahead();
        send(Message::Begin)?;
        let mut hasher = Hasher::new(self.digests);
        loop {
            let mut buffer = self.buffers.take(CHUNK);
            match reader.read(&mut buffer) {
                Ok(0) => {
                    self.buffers.give_back(buffer);
                    return Ok(Ok(hasher.finish()));
                }
                Ok(length) => {
                    hasher.update(&buffer[..length]);
                    send(Message::Chunk { buffer, length })?;
                }
                Err(error) => return Ok(Err(error)),
            }
        }
    }
}

fn read_small(content: &Content, room: &mut [u8]) -> Result<usize, ContentError> {
    let mut reader = content.open()?;
    // One read gives the whole file; the second one, of nothing, checks that it is whole.
    let length = reader.read(room)?;
    reader.read(&mut [])?;
    Ok(length)
}
