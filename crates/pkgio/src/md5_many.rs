//! MD5 of many messages at once.
//!
//! MD5 is one long chain: each of its 64 steps needs the result of the step before, so a single
//! message leaves most of a processor idle. Eight messages in the lanes of a vector take hardly
//! longer than one.

use std::slice;

use md5::block_api::compress;

use crate::blocks::{Block, Blocks};
use crate::md5_lanes::{LANES, State, compress_lanes};

/// The MD5 (RFC 1321) of each message, in order.
pub(crate) fn md5_many(messages: &[&[u8]]) -> Vec<[u8; 16]> {
    let mut digests = vec![[0; 16]; messages.len()];
    // Taken from the end, the longest first: lanes of like length start and end together.
    let mut waiting: Vec<usize> = (0..messages.len()).collect();
    waiting.sort_unstable_by_key(|&index| messages[index].len());

    let mut state = [[0; LANES]; 4];
    let mut lanes: [Option<Lane<'_>>; LANES] = Default::default();
    loop {
        for (number, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| lane.is_none()) {
            let Some(index) = waiting.pop() else { break };
            *lane = Some(Lane::new(index, &messages[index]));
            set_lane(&mut state, number, INITIAL);
        }
        let Some(count) = lanes.iter().flatten().map(|lane| lane.blocks.next().len()).min() else {
            return digests;
        };
        let alone = lanes.iter().flatten().count() == 1;
        if !alone {
            compress_lanes(&mut state, side_by_side(&lanes), count);
        }
        for (number, slot) in lanes.iter_mut().enumerate() {
            let Some(lane) = slot else { continue };
            if alone {
                // A vector with a single message in it would be slower than none.
                let mut words = state.map(|word| word[number]);
                compress(&mut words, lane.blocks.next());
                set_lane(&mut state, number, words);
            }
            lane.blocks.skip(count);
            if lane.blocks.next().is_empty() {
                digests[lane.index] = to_bytes(state.map(|word| word[number]));
                *slot = None;
            }
        }
    }
}

/// The state before the first block.
const INITIAL: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// A message that was begun.
struct Lane<'a> {
    /// Which message.
    index: usize,
    blocks: Blocks<'a>,
}

impl<'a> Lane<'a> {
    fn new(index: usize, message: &'a &'a [u8]) -> Self {
        let bits = (message.len() as u64).wrapping_mul(8).to_le_bytes();
        Self { index, blocks: Blocks::of(slice::from_ref(message), bits) }
    }
}

/// The next blocks of every lane. An idle lane takes those of another: nobody reads its state.
fn side_by_side<'a>(lanes: &'a [Option<Lane<'_>>; LANES]) -> [&'a [Block]; LANES] {
    let any = lanes.iter().flatten().next().map_or(&[][..], |lane| lane.blocks.next());
    lanes.each_ref().map(|lane| lane.as_ref().map_or(any, |lane| lane.blocks.next()))
}

fn set_lane(state: &mut State, number: usize, words: [u32; 4]) {
    for (word, value) in state.iter_mut().zip(words) {
        word[number] = value;
    }
}

fn to_bytes(words: [u32; 4]) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (place, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
        *place = word.to_le_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use md5::{Digest, Md5};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn one_by_one(messages: &[&[u8]]) -> Vec<[u8; 16]> {
        messages.iter().map(|message| Md5::digest(message).into()).collect()
    }

    #[test]
    fn every_length_around_a_block_and_every_number_of_messages() {
        let bytes: Vec<u8> = (0..300u32).map(|n| (n * 7 + n / 251) as u8).collect();
        let messages: Vec<&[u8]> = (0..300).map(|length| &bytes[..length]).collect();
        assert_eq!(md5_many(&messages), one_by_one(&messages));
        for number in 0..40 {
            let messages = &messages[40..40 + number];
            assert_eq!(md5_many(messages), one_by_one(messages));
        }
    }

    proptest! {
        #[test]
        fn any_messages(messages in vec(vec(any::<u8>(), 0..1000), 0..40), long in 0..100_000usize) {
            let long = vec![0x5a; long];
            let mut messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            messages.push(&long);
            prop_assert_eq!(md5_many(&messages), one_by_one(&messages));
        }
    }
}
