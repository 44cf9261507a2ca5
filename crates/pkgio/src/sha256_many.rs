//! SHA-256 of many messages, two at a time.
//!
//! SHA-256 is one long chain: each of its rounds needs the result of the round before, so a single
//! message leaves the instructions that processors have for it idle much of the time. Blocks of two
//! messages in turn fill the gaps.

use std::slice;

use sha2::block_api::compress256;

use crate::blocks::Blocks;

/// The SHA-256 (FIPS 180-4) of each message, in order. A message is in pieces of any lengths.
#[must_use]
pub fn sha256_many(messages: &[&[&[u8]]]) -> Vec<[u8; 32]> {
    let mut digests = vec![[0; 32]; messages.len()];
    // Taken from the end, the longest first: two of like length start and end together.
    let mut waiting: Vec<(u64, usize)> =
        messages.iter().enumerate().map(|(index, pieces)| (length(pieces), index)).collect();
    waiting.sort_unstable();
    let mut next =
        || waiting.pop().map(|(length, index)| Chain::new(index, messages[index], length));

    let (mut left, mut right) = (next(), next());
    while let (Some(one), Some(other)) = (&mut left, &mut right) {
        let (blocks, others) = (one.blocks.next(), other.blocks.next());
        for (block, other_block) in blocks.iter().zip(others) {
            compress256(&mut one.state, slice::from_ref(block));
            compress256(&mut other.state, slice::from_ref(other_block));
        }
        let count = blocks.len().min(others.len());
        for chain in [&mut left, &mut right] {
            let ended = chain.take_if(|chain| {
                chain.blocks.skip(count);
                chain.blocks.next().is_empty()
            });
            if let Some(ended) = ended {
                digests[ended.index] = ended.digest();
                *chain = next();
            }
        }
    }
    for mut chain in left.into_iter().chain(right) {
        while let blocks = chain.blocks.next()
            && !blocks.is_empty()
        {
            compress256(&mut chain.state, blocks);
            let count = blocks.len();
            chain.blocks.skip(count);
        }
        digests[chain.index] = chain.digest();
    }
    digests
}

fn length(pieces: &[&[u8]]) -> u64 {
    pieces.iter().map(|piece| piece.len() as u64).sum()
}

/// The state before the first block.
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// A message that was begun.
struct Chain<'a> {
    /// Which message.
    index: usize,
    state: [u32; 8],
    blocks: Blocks<'a>,
}

impl<'a> Chain<'a> {
    fn new(index: usize, pieces: &'a [&'a [u8]], length: u64) -> Self {
        let bits = length.wrapping_mul(8).to_be_bytes();
        Self { index, state: INITIAL, blocks: Blocks::of(pieces, bits) }
    }

    fn digest(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (place, word) in bytes.as_chunks_mut().0.iter_mut().zip(self.state) {
            *place = word.to_be_bytes();
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    fn one_by_one(messages: &[&[&[u8]]]) -> Vec<[u8; 32]> {
        messages.iter().map(|pieces| Sha256::digest(pieces.concat()).into()).collect()
    }

    #[test]
    fn every_length_around_a_block_and_every_number_of_messages() {
        let bytes: Vec<u8> = (0..300u32).map(|n| (n * 7 + n / 251) as u8).collect();
        let messages: Vec<[&[u8]; 1]> = (0..300).map(|length| [&bytes[..length]]).collect();
        let messages: Vec<&[&[u8]]> = messages.iter().map(|pieces| &pieces[..]).collect();
        assert_eq!(sha256_many(&messages), one_by_one(&messages));
        for number in 0..6 {
            let messages = &messages[40..40 + number];
            assert_eq!(sha256_many(messages), one_by_one(messages));
        }
        assert_eq!(sha256_many(&[&[], &[b""]]), one_by_one(&[&[], &[b""]]));
    }

    #[test]
    fn a_message_is_the_same_wherever_it_is_in_pieces() {
        let bytes: Vec<u8> = (0..400u32).map(|n| (n * 7 + n / 251) as u8).collect();
        for length in [0, 55, 56, 64, 119, 120, 128, 400] {
            let whole = &bytes[..length];
            let expected: [u8; 32] = Sha256::digest(whole).into();
            for piece in 1..=length {
                let pieces: Vec<&[u8]> = whole.chunks(piece).collect();
                assert_eq!(sha256_many(&[&pieces, &[whole]]), [expected; 2], "{length} {piece}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_messages(
            messages in vec(vec(vec(any::<u8>(), 0..300), 0..6), 0..9), long in 0..100_000usize,
        ) {
            let long = vec![0x5a; long];
            let long: [&[u8]; 1] = [&long];
            let messages: Vec<Vec<&[u8]>> = messages
                .iter()
                .map(|pieces| pieces.iter().map(Vec::as_slice).collect())
                .collect();
            let mut messages: Vec<&[&[u8]]> = messages.iter().map(Vec::as_slice).collect();
            messages.push(&long);
            prop_assert_eq!(sha256_many(&messages), one_by_one(&messages));
        }
    }
}
