//! The ar archive around the members (deb(5)).

use std::io::{self, Write};

use pkgio::{Spooled, Timestamp};

use crate::ar::{Header, MAGIC, padding};

/// An ar archive on its way out, member by member.
pub(super) struct Archive<'a> {
    out: &'a mut dyn Write,
    timestamp: Timestamp,
    length: u64,
}

impl<'a> Archive<'a> {
    /// Starts an archive whose members all have the time `timestamp`.
    pub(super) fn start(out: &'a mut dyn Write, timestamp: Timestamp) -> io::Result<Self> {
        let mut archive = Self { out, timestamp, length: 0 };
        archive.put(MAGIC)?;
        Ok(archive)
    }

    /// Writes a member.
    pub(super) fn member(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        self.begin(name, length)?;
        self.put(bytes)?;
        self.put(padding(length))
    }

    /// Writes a member that waited in a spool.
    pub(super) fn spooled(&mut self, name: &str, bytes: Spooled) -> io::Result<()> {
        let length = bytes.length();
        self.begin(name, length)?;
        bytes.copy_to(self.out)?;
        self.length += length;
        self.put(padding(length))
    }

    /// The bytes written so far.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    fn begin(&mut self, name: &str, length: u64) -> io::Result<()> {
        let header = Header { name, mtime: self.timestamp.seconds(), length };
        let bytes = header.to_bytes().map_err(io::Error::other)?;
        self.put(&bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}
