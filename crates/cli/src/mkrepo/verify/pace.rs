//! How long a server may take.

use std::io::{self, Read};
use std::time::{Duration, Instant};

/// How long a server may take for everything, and how slow it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// When everything is to be done.
    deadline: Instant,
    /// What was allowed in all.
    allowed: Duration,
}

/// The least bytes of a body in a second, on average over [`SPAN`]: that of librepo.
const SLOWEST: u64 = 1000;
/// Over how long the speed is measured.
const SPAN: Duration = Duration::from_secs(30);

impl Pace {
    /// Allows so much time from now on.
    pub(super) fn new(allowed: Duration) -> Self {
        Self { deadline: Instant::now() + allowed, allowed }
    }

    /// Checks that time is left.
    ///
    /// # Errors
    /// The deadline has passed.
    pub(super) fn check(&self) -> io::Result<()> {
        if Instant::now() >= self.deadline {
            let seconds = self.allowed.as_secs();
            let problem = format!("not all was read within {seconds} s (--max-time)");
            return Err(io::Error::new(io::ErrorKind::TimedOut, problem));
        }
        Ok(())
    }

    /// A body, which must arrive as fast as it should.
    pub(super) fn body<R: Read>(self, inner: R) -> Paced<R> {
        Paced { pace: self, inner, since: Instant::now(), count: 0 }
    }
}

/// A body that fails where it comes too slowly.
#[derive(Debug)]
pub(super) struct Paced<R> {
    pace: Pace,
    inner: R,
    /// Since when bytes are counted, and how many came.
    since: Instant,
    count: u64,
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pace.check()?;
        let length = self.inner.read(buffer)?;
        self.count += length as u64;
        let passed = self.since.elapsed();
        if passed >= SPAN && length > 0 {
            if self.count < SLOWEST * passed.as_secs() {
                let (count, seconds) = (self.count, passed.as_secs());
                let problem = format!("the server sent {count} bytes in {seconds} s");
                return Err(io::Error::new(io::ErrorKind::TimedOut, problem));
            }
            (self.since, self.count) = (Instant::now(), 0);
        }
        Ok(length)
    }
}
