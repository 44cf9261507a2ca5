//! Packages as they are read.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use diagnostic::Diagnostic;
use pkgio::{Algorithms, DigestReader};

use crate::describe::unreadable;

/// A package is read from its file in pieces of so many bytes.
const BUFFER: usize = 64 << 10;

/// Opens a regular file, or what a shell hands on as `/dev/fd/63`. Whatever else would block, as a FIFO
/// that nobody writes to, or have no end, as `/dev/zero`, is an error at once.
pub(crate) fn regular(path: &Path) -> io::Result<File> {
    let is_handed_on =
        ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|at| path.starts_with(at));
    if is_handed_on {
        return File::open(path);
    }
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(io::Error::other("is not a regular file"));
    }
    File::open(path)
}

/// Opens the package at `path`; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>, Diagnostic> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = regular(path).map_err(|error| unreadable(path, &error))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// Opens the package at `path` to read it in any order; `-` is standard input, which is copied into a
/// temporary without a name where it is no file.
pub(crate) fn file(path: &Path) -> Result<File, Diagnostic> {
    if path != Path::new("-") {
        let file = regular(path).map_err(|error| unreadable(path, &error))?;
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        let no_file = || unreadable(path, &io::Error::other("is not a regular file"));
        return is_file.then_some(file).ok_or_else(no_file);
    }
    let copied = || {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut io::stdin().lock(), &mut file)?;
        Ok(file)
    };
    copied().map_err(|error| unreadable(path, &error))
}

/// A package as it was read.
#[derive(Debug)]
pub(crate) struct Inspected<C> {
    /// What is in it.
    pub(crate) contents: C,
    /// The length of the file in bytes.
    pub(crate) size: u64,
    /// The SHA-256 of the file.
    pub(crate) sha256: Option<[u8; 32]>,
}

/// Opens the package at `path` and reads all of it with `read`, hashing what passes.
pub(crate) fn inspect<C>(
    path: &Path,
    read: impl FnOnce(&mut dyn Read) -> Result<C, Diagnostic>,
) -> Result<Inspected<C>, Diagnostic> {
    let sha256 = Algorithms { sha256: true, ..Algorithms::default() };
    let mut input = DigestReader::new(open(path)?, sha256);
    let contents = read(&mut input)?;
    let (_, digests, size) = input.finish();
    Ok(Inspected { contents, size, sha256: digests.sha256 })
}
