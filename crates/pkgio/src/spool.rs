//! A spool: bytes that wait until the parts before them are written.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A writer that stores its bytes: up to a limit in memory, and beyond it in an unlinked temporary
/// file. The file disappears with the process, however the process ends.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    memory: usize,
    held: Vec<u8>,
    file: Option<File>,
    in_file: u64,
}

/// The number of bytes written to the temporary file at once, unless fewer fit in memory.
const CHUNK: usize = 256 << 10;

impl Spool {
    /// Creates a spool that keeps at most `memory` bytes in memory and the rest in a temporary file
    /// in the directory `folder`. The file is created only if it is needed.
    #[must_use]
    pub fn new(folder: impl AsRef<Path>, memory: usize) -> Self {
        let folder = folder.as_ref().to_owned();
        Self { folder, memory, held: Vec::new(), file: None, in_file: 0 }
    }

    /// The number of bytes written so far.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.in_file + self.held.len() as u64
    }

    /// Ends writing.
    ///
    /// # Errors
    /// The temporary file could not be written.
    pub fn finish(mut self) -> io::Result<Spooled> {
        let length = self.length();
        if self.file.is_some() {
            self.spill()?;
        }
        Ok(Spooled { folder: self.folder, length, held: self.held, file: self.file })
    }

    /// Moves the bytes in memory to the temporary file.
    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = tempfile::tempfile_in(&self.folder);
                none.insert(file.map_err(|error| named(&self.folder, &error))?)
            }
        };
        file.write_all(&self.held).map_err(|error| named(&self.folder, &error))?;
        self.in_file += self.held.len() as u64;
        self.held.clear();
        // From now on memory only gathers small writes.
        self.memory = self.memory.min(CHUNK);
        self.held.shrink_to(self.memory);
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.held.len() + buffer.len() <= self.memory {
            self.held.extend_from_slice(buffer);
            return Ok(buffer.len());
        }
        self.spill()?;
        if buffer.len() <= self.memory {
            self.held.extend_from_slice(buffer);
        } else if let Some(file) = &mut self.file {
            file.write_all(buffer).map_err(|error| named(&self.folder, &error))?;
            self.in_file += buffer.len() as u64;
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The content of a [`Spool`].
#[derive(Debug)]
pub struct Spooled {
    folder: PathBuf,
    length: u64,
    held: Vec<u8>,
    file: Option<File>,
}

impl Spooled {
    /// The number of stored bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Returns a reader of all bytes from the start. There can be several readers at once.
    pub fn reader(&self) -> impl Read {
        SpooledReader { spooled: self, position: 0 }
    }

    /// Copies all bytes to `out`. Can be called again, and on several threads at once.
    ///
    /// # Errors
    /// The temporary file could not be read, or errors of `out`.
    pub fn copy_to(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.file.is_none() {
            return out.write_all(&self.held);
        }
        let (mut reader, mut buffer) = (self.reader(), vec![0; CHUNK]);
        let mut left = self.length;
        while left > 0 {
            let piece = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let piece = &mut buffer[..piece];
            reader.read_exact(piece)?;
            out.write_all(piece)?;
            left -= piece.len() as u64;
        }
        Ok(())
    }
}

/// A reader of the stored bytes in memory and in the file.
struct SpooledReader<'a> {
    spooled: &'a Spooled,
    position: u64,
}

impl Read for SpooledReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Spooled { folder, length, held, file } = self.spooled;
        let left = usize::try_from(length - self.position).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let read = match file {
            Some(file) => file.read_at(&mut buffer[..wanted], self.position),
            None => (&held[self.position as usize..]).read(&mut buffer[..wanted]),
        };
        let read = read.map_err(|error| named(folder, &error))?;
        self.position += read as u64;
        Ok(read)
    }
}

/// Adds the directory in front of the error, because the temporary file has no name.
fn named(folder: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("temporary file in {}: {error}", folder.display()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What it gives, each of two times.
    fn copied(spooled: Spooled) -> Vec<u8> {
        let mut out = Vec::new();
        spooled.copy_to(&mut out).unwrap();
        let mut again = Vec::new();
        spooled.copy_to(&mut again).unwrap();
        assert!(out == again);
        let mut read = Vec::new();
        spooled.reader().read_to_end(&mut read).unwrap();
        assert!(out == read);
        out
    }

    #[test]
    fn stays_in_memory_up_to_the_limit() {
        // A directory that does not exist would fail as soon as a temporary is needed.
        let mut spool = Spool::new("/nonexistent/folder", 10);
        spool.write_all(b"01234").unwrap();
        spool.write_all(b"56789").unwrap();
        assert_eq!(spool.length(), 10);
        let error = spool.write_all(b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().contains("/nonexistent/folder"), "{error}");

        let spooled = {
            let mut spool = Spool::new("/nonexistent/folder", 10);
            spool.write_all(b"0123456789").unwrap();
            spool.finish().unwrap()
        };
        assert_eq!(spooled.length(), 10);
        assert_eq!(copied(spooled), b"0123456789");
    }

    #[test]
    fn the_temporary_has_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path(), 0);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        spool.write_all(&[7; 1000]).unwrap();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let spooled = spool.finish().unwrap();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        assert_eq!(copied(spooled), [7; 1000]);
    }

    #[test]
    fn around_the_limit_and_the_chunk() {
        let folder = tempfile::tempdir().unwrap();
        for memory in [0, 1, 1000, CHUNK - 1, CHUNK, 3 * CHUNK] {
            for length in [0, 1, 999, 1000, 1001, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 1] {
                let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
                let mut spool = Spool::new(folder.path(), memory);
                spool.write_all(&bytes).unwrap();
                let spooled = spool.finish().unwrap();
                assert_eq!(spooled.length(), length as u64);
                assert!(copied(spooled) == bytes, "{memory} {length}");
            }
        }
    }

    proptest! {
        #[test]
        fn gives_back_what_was_written(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
            memory in 0_usize..2000,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut spool = Spool::new(folder.path(), memory);
            for piece in &pieces {
                spool.write_all(piece).unwrap();
            }
            prop_assert_eq!(spool.length(), pieces.concat().len() as u64);
            prop_assert_eq!(copied(spool.finish().unwrap()), pieces.concat());
        }
    }
}
