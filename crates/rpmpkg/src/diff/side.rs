//! One of the packages.

use std::collections::BTreeMap;
use std::io::{self, Read};

use pkgio::{Algorithms, PackedDigests};

use crate::read::{
    DependencyKind, FileEntry, Limits, Metadata, ReadError, Whole, metadata, read_payload,
};
use crate::{Dependency, Scriptlet, ScriptletKind, Trigger, lead};

const SHA256: Algorithms = Algorithms { sha256: true, ..Algorithms::NONE };

/// A package, read to its last byte.
pub(super) struct Package {
    pub(super) metadata: Metadata,
    pub(super) dependencies: Vec<(DependencyKind, Vec<Dependency>)>,
    pub(super) scriptlets: BTreeMap<ScriptletKind, Scriptlet>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) files: Vec<(FileEntry, Option<PackedDigests>)>,
    pub(super) payload: Payload,
    /// The bytes before the main header.
    front: Vec<u8>,
}

/// The payload as a whole.
pub(super) struct Payload {
    pub(super) encoding: pkgio::Encoding,
    pub(super) length: u64,
    /// SHA-256.
    pub(super) stored: [u8; 32],
    /// SHA-256.
    pub(super) archive: [u8; 32],
}

impl Package {
    pub(super) fn read(input: &mut dyn Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut recorder = Recorder { input, bytes: Vec::new() };
        let metadata = metadata(&mut recorder, limits)?;
        let Recorder { input, bytes: mut front } = recorder;
        front.truncate(front.len() - metadata.header_bytes.len());
        front.shrink_to_fit();
        let Whole { contents, stored, archive } =
            read_payload(input, metadata, SHA256, SHA256, limits)?;
        let metadata = contents.metadata;
        let list = |kind| Ok((kind, metadata.dependencies(kind)?));
        Ok(Self {
            dependencies: DependencyKind::ALL.into_iter().map(list).collect::<Result<_, _>>()?,
            scriptlets: metadata.scriptlets()?,
            triggers: metadata.triggers()?,
            metadata,
            files: contents.files,
            payload: Payload {
                encoding: contents.payload_encoding,
                length: contents.payload_length,
                stored: stored.sha256.unwrap_or_default(),
                archive: archive.sha256.unwrap_or_default(),
            },
            front,
        })
    }

    pub(super) fn lead(&self) -> &[u8; lead::LENGTH] {
        self.front.first_chunk().unwrap_or(&[0; lead::LENGTH])
    }

    /// The signature header with its padding.
    pub(super) fn signature(&self) -> &[u8] {
        self.front.get(lead::LENGTH..).unwrap_or_default()
    }
}

/// A reader that keeps what passes.
struct Recorder<'r> {
    input: &'r mut dyn Read,
    bytes: Vec<u8>,
}

impl Read for Recorder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.bytes.extend_from_slice(&buffer[..length]);
        Ok(length)
    }
}
