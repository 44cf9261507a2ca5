//! Packages as they are read.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use diagnostic::Diagnostic;
use pkgio::{Algorithms, DigestReader, open_operand, open_regular};

use diagnostic::unreadable;

/// A package is read from its file in pieces of so many bytes.
const BUFFER: usize = 64 << 10;

/// Opens the package at `path`; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>, Diagnostic> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = open_operand(path).map_err(|error| unreadable(path, &error))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// Opens the package at `path` to read it in any order; `-` is standard input, which is copied into a
/// temporary without a name where it is no file.
pub(crate) fn file(path: &Path) -> Result<File, Diagnostic> {
    if path != Path::new("-") {
        return open_regular(path).map_err(|error| unreadable(path, &error));
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
