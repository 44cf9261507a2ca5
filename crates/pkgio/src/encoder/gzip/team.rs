//! Threads that deflate blocks, and the order that their work goes out in.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use flate2::Compression;

use super::block::{Block, Deflated};

struct Job {
    block: Block,
    output: Vec<u8>,
    done: SyncSender<io::Result<Deflated>>,
}

/// A fixed number of threads, with at most two blocks each.
pub(super) struct Team {
    /// `None` only while dropping.
    jobs: Option<SyncSender<Job>>,
    /// In the order of the blocks.
    pending: VecDeque<Receiver<io::Result<Deflated>>>,
    most: usize,
    threads: Vec<JoinHandle<()>>,
}

impl Team {
    pub(super) fn start(level: Compression, size: usize) -> io::Result<Self> {
        let most = size.saturating_mul(2);
        let (jobs, queue) = mpsc::sync_channel(most);
        let queue = Arc::new(Mutex::new(queue));
        let mut team =
            Self { jobs: Some(jobs), pending: VecDeque::new(), most, threads: Vec::new() };
        for _ in 0..size {
            let queue = Arc::clone(&queue);
            let thread = thread::Builder::new()
                .name("gzip".to_owned())
                .spawn(move || work(&queue, level))?;
            team.threads.push(thread);
        }
        Ok(team)
    }

    /// Hands `block` to the next idle thread.
    pub(super) fn submit(&mut self, block: Block, output: Vec<u8>) -> io::Result<()> {
        let (done, receiver) = mpsc::sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or_else(lost)?;
        jobs.send(Job { block, output, done }).map_err(|_| lost())?;
        self.pending.push_back(receiver);
        Ok(())
    }

    /// The next block in order if it is deflated; waits for it if the team holds all it may.
    pub(super) fn ready(&mut self) -> io::Result<Option<Deflated>> {
        if self.pending.len() >= self.most {
            return self.wait();
        }
        let Some(first) = self.pending.front() else { return Ok(None) };
        match first.try_recv() {
            Ok(deflated) => {
                self.pending.pop_front();
                deflated.map(Some)
            }
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(lost()),
        }
    }

    /// The next block in order, or `None` when all were given.
    pub(super) fn wait(&mut self) -> io::Result<Option<Deflated>> {
        match self.pending.pop_front() {
            Some(first) => first.recv().map_err(|_| lost())?.map(Some),
            None => Ok(None),
        }
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        drop(self.jobs.take());
        for thread in self.threads.drain(..) {
            // A panic there was seen as a lost block.
            let _ = thread.join();
        }
    }
}

fn work(queue: &Mutex<Receiver<Job>>, level: Compression) {
    loop {
        let Ok(job) = queue.lock().map(|queue| queue.recv()) else { return };
        let Ok(job) = job else { return };
        // The team may be gone already.
        let _ = job.done.send(job.block.deflate(level, job.output));
    }
}

fn lost() -> io::Error {
    io::Error::other("a compression thread ended early")
}
