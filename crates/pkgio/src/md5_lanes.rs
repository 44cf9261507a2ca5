//! The compression function of MD5 on eight messages at once, one in each lane of a vector.

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, u32x8};

use crate::blocks::Block;

/// Messages side by side.
pub(crate) const LANES: usize = 8;

/// The four words of every lane's state: word by word, and in each word lane by lane.
pub(crate) type State = [[u32; LANES]; 4];

/// Takes the first `count` blocks of every lane.
pub(crate) fn compress_lanes(state: &mut State, blocks: [&[Block]; LANES], count: usize) {
    dispatch!(Level::new(), simd => compress(simd, state, blocks, count));
}

type Words<S> = [u32x8<S>; 4];

// What runs inside `dispatch!` is compiled for the vectors found only where it is inlined into it.
// Hence `inline(always)` throughout, and loops instead of closures.

#[inline(always)]
fn compress<S: Simd>(simd: S, state: &mut State, blocks: [&[Block]; LANES], count: usize) {
    let mut words = [u32x8::splat(simd, 0); 4];
    for (word, lanes) in words.iter_mut().zip(&*state) {
        *word = u32x8::simd_from(simd, *lanes);
    }
    for number in 0..count {
        let before = words;
        rounds(&mut words, &transposed(simd, &blocks, number));
        for (word, before) in words.iter_mut().zip(before) {
            *word += before;
        }
    }
    for (lanes, word) in state.iter_mut().zip(words) {
        *lanes = word.into();
    }
}

/// The message words of block `number`, each of all lanes.
#[inline(always)]
fn transposed<S: Simd>(simd: S, blocks: &[&[Block]; LANES], number: usize) -> [u32x8<S>; 16] {
    let mut lanes = [[0; LANES]; 16];
    for (lane, blocks) in blocks.iter().enumerate() {
        for (word, bytes) in lanes.iter_mut().zip(blocks[number].as_chunks().0) {
            word[lane] = u32::from_le_bytes(*bytes);
        }
    }
    let mut words = [u32x8::splat(simd, 0); 16];
    for (word, lanes) in words.iter_mut().zip(lanes) {
        *word = u32x8::simd_from(simd, lanes);
    }
    words
}

/// The four rounds of 16 steps; each line is four steps with their message words.
#[inline(always)]
fn rounds<S: Simd>(w: &mut Words<S>, m: &[u32x8<S>; 16]) {
    four_steps(w, choose, [m[0], m[1], m[2], m[3]], 0, [7, 12, 17, 22]);
    four_steps(w, choose, [m[4], m[5], m[6], m[7]], 4, [7, 12, 17, 22]);
    four_steps(w, choose, [m[8], m[9], m[10], m[11]], 8, [7, 12, 17, 22]);
    four_steps(w, choose, [m[12], m[13], m[14], m[15]], 12, [7, 12, 17, 22]);

    four_steps(w, choose_last, [m[1], m[6], m[11], m[0]], 16, [5, 9, 14, 20]);
    four_steps(w, choose_last, [m[5], m[10], m[15], m[4]], 20, [5, 9, 14, 20]);
    four_steps(w, choose_last, [m[9], m[14], m[3], m[8]], 24, [5, 9, 14, 20]);
    four_steps(w, choose_last, [m[13], m[2], m[7], m[12]], 28, [5, 9, 14, 20]);

    four_steps(w, parity, [m[5], m[8], m[11], m[14]], 32, [4, 11, 16, 23]);
    four_steps(w, parity, [m[1], m[4], m[7], m[10]], 36, [4, 11, 16, 23]);
    four_steps(w, parity, [m[13], m[0], m[3], m[6]], 40, [4, 11, 16, 23]);
    four_steps(w, parity, [m[9], m[12], m[15], m[2]], 44, [4, 11, 16, 23]);

    four_steps(w, unlike, [m[0], m[7], m[14], m[5]], 48, [6, 10, 15, 21]);
    four_steps(w, unlike, [m[12], m[3], m[10], m[1]], 52, [6, 10, 15, 21]);
    four_steps(w, unlike, [m[8], m[15], m[6], m[13]], 56, [6, 10, 15, 21]);
    four_steps(w, unlike, [m[4], m[11], m[2], m[9]], 60, [6, 10, 15, 21]);
}

/// Four steps, after which each of the four words has changed once.
#[inline(always)]
fn four_steps<S: Simd>(
    words: &mut Words<S>,
    mix: impl Fn(u32x8<S>, u32x8<S>, u32x8<S>) -> u32x8<S>,
    message: [u32x8<S>; 4],
    first: usize,
    turns: [u32; 4],
) {
    let [mut a, mut b, mut c, mut d] = *words;
    a = turned(a + mix(b, c, d) + message[0] + SINES[first], turns[0]) + b;
    d = turned(d + mix(a, b, c) + message[1] + SINES[first + 1], turns[1]) + a;
    c = turned(c + mix(d, a, b) + message[2] + SINES[first + 2], turns[2]) + d;
    b = turned(b + mix(c, d, a) + message[3] + SINES[first + 3], turns[3]) + c;
    *words = [a, b, c, d];
}

#[inline(always)]
fn turned<S: Simd>(word: u32x8<S>, bits: u32) -> u32x8<S> {
    (word << bits) | (word >> (32 - bits))
}

/// F of RFC 1321.
#[inline(always)]
fn choose<S: Simd>(x: u32x8<S>, y: u32x8<S>, z: u32x8<S>) -> u32x8<S> {
    z ^ (x & (y ^ z))
}

/// G of RFC 1321.
#[inline(always)]
fn choose_last<S: Simd>(x: u32x8<S>, y: u32x8<S>, z: u32x8<S>) -> u32x8<S> {
    y ^ (z & (x ^ y))
}

/// H of RFC 1321.
#[inline(always)]
fn parity<S: Simd>(x: u32x8<S>, y: u32x8<S>, z: u32x8<S>) -> u32x8<S> {
    x ^ y ^ z
}

/// I of RFC 1321.
#[inline(always)]
fn unlike<S: Simd>(x: u32x8<S>, y: u32x8<S>, z: u32x8<S>) -> u32x8<S> {
    y ^ (x | !z)
}

/// T of RFC 1321: the whole part of 2³² × |sin(step)|, steps counted from 1.
#[rustfmt::skip]
const SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee,
    0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be,
    0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa,
    0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed,
    0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c,
    0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05,
    0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039,
    0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1,
    0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];
