//! `mkdeb inspect FILE`: what is in a package.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use debpkg::read::{self, Contents, Limits};
use pkgio::{Algorithms, Hasher};

use super::listing;
use crate::describe::unreadable;
use crate::report::{Failure, Outcome};

/// A package is read from its file in pieces of so many bytes.
const BUFFER: usize = 64 << 10;

/// A package as it was read.
#[derive(Debug)]
pub(super) struct Inspected {
    /// What is in it.
    pub(super) contents: Contents,
    /// The length of the file in bytes.
    pub(super) size: u64,
    /// The SHA-256 of the file.
    pub(super) sha256: Option<[u8; 32]>,
}

/// Shows what is in the package at `path`.
pub(super) fn inspect(path: &Path) -> Result<Outcome, Failure> {
    let inspected = open(path)?;
    Ok(Outcome {
        result: listing::text(path, &inspected),
        document: listing::document(path, &inspected),
        ..Outcome::default()
    })
}

/// Opens the package at `path`; `-` is standard input.
pub(super) fn input(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// Reads all of the package at `path`.
fn open(path: &Path) -> Result<Inspected, Failure> {
    let sha256 = Algorithms { sha256: true, ..Algorithms::default() };
    let mut input = Hashing { inner: input(path)?, hasher: Hasher::new(sha256), count: 0 };
    let contents = read::contents(&mut input, sha256, &Limits::default())
        .map_err(|error| error.to_diagnostic(path))?;
    let Hashing { hasher, count: size, .. } = input;
    Ok(Inspected { contents, size, sha256: hasher.finish().sha256 })
}

/// A reader that hashes and counts what passes.
struct Hashing {
    inner: Box<dyn Read>,
    hasher: Hasher,
    count: u64,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..length]);
        self.count += length as u64;
        Ok(length)
    }
}
