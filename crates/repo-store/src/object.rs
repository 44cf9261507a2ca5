//! What is put into a store.

use std::path::PathBuf;

use bytes::Bytes;

use crate::{Key, Sha256};

/// An immutable object that is to be created.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its name.
    pub key: Key,
    /// Where its bytes are.
    pub content: Content,
    /// Their digest, checked while they are written.
    pub sha256: Sha256,
    /// Their number.
    pub length: u64,
}

/// Where an object's bytes are.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Bytes(Digested),
    /// In a file.
    File(PathBuf),
    /// In the same store, under another key.
    Stored(Key),
}

/// Bytes in memory with their digest, which was computed of nothing else: who writes them need not
/// compute it again.
#[derive(Clone, Debug)]
pub struct Digested {
    pieces: Vec<Bytes>,
    sha256: Sha256,
}

/// An object that is derived from a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// Its name.
    pub key: Key,
    /// Its bytes; `None` when the commit has no such object any more.
    pub bytes: Option<Bytes>,
}

impl Object {
    /// An object of these bytes.
    #[must_use]
    pub fn of(key: Key, bytes: impl Into<Vec<u8>>) -> Self {
        Self::digested(key, Digested::of(Bytes::from(bytes.into())))
    }

    /// An object of bytes whose digest is known.
    #[must_use]
    pub fn digested(key: Key, digested: Digested) -> Self {
        let (sha256, length) = (digested.sha256, digested.length());
        Self { key, content: Content::Bytes(digested), sha256, length }
    }
}

impl Digested {
    /// These bytes, which are hashed.
    #[must_use]
    pub fn of(bytes: Bytes) -> Self {
        Self { sha256: Sha256::of(&bytes), pieces: vec![bytes] }
    }

    /// The bytes of `pieces` in a row, which are hashed.
    #[must_use]
    pub fn of_pieces(pieces: Vec<Bytes>) -> Self {
        let slices: Vec<&[u8]> = pieces.iter().map(|piece| &**piece).collect();
        Self { sha256: Sha256::of_pieces(&slices), pieces }
    }

    /// These bytes, of which the caller computed the digest.
    #[must_use]
    pub fn known(bytes: Bytes, sha256: Sha256) -> Self {
        Self { pieces: vec![bytes], sha256 }
    }

    /// The bytes, in pieces of any lengths.
    #[must_use]
    pub fn pieces(&self) -> &[Bytes] {
        &self.pieces
    }

    /// The bytes; they are copied when they are in several pieces.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        match &*self.pieces {
            [only] => only.clone(),
            pieces => pieces.concat().into(),
        }
    }

    /// Their number.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.len() as u64).sum()
    }

    /// Their digest.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }
}
