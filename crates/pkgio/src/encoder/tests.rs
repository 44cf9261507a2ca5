use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::Encoder;
use crate::{Codec, Compression, Decoder, Encoding, Meter};

/// Fast levels of each codec, and those that packages are made with.
fn compressions() -> Vec<Compression> {
    ["none", "gzip:1", "gzip:6", "gzip:9", "xz:0", "xz:1", "zstd:1", "zstd:3", "zstd:9"]
        .map(|text| text.parse().unwrap())
        .to_vec()
}

/// Half noise and half repetition, the same on every run.
fn sample(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length + 64);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if state.is_multiple_of(3) && bytes.len() > 1000 {
            let back = 1 + (state >> 8) as usize % bytes.len().min(100_000);
            let start = bytes.len() - back;
            let end = (start + 40).min(bytes.len());
            bytes.extend_from_within(start..end);
        } else {
            bytes.extend_from_slice(format!("{:x} ", state >> 44).as_bytes());
        }
    }
    bytes.truncate(length);
    bytes
}

fn encode(bytes: &[u8], compression: Compression, threads: usize, chunk: usize) -> Vec<u8> {
    let threads = NonZeroUsize::new(threads).unwrap();
    let mut encoder = Encoder::new(Vec::new(), compression, threads).unwrap();
    for chunk in bytes.chunks(chunk.max(1)) {
        encoder.write_all(chunk).unwrap();
    }
    encoder.finish().unwrap()
}

fn decode(bytes: &[u8], codec: Codec, limit: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    Decoder::new(bytes, Encoding::from(codec), limit)?.read_to_end(&mut decoded)?;
    Ok(decoded)
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_chunks() {
    // Over several gzip blocks, zstd jobs (of at least 512 KiB) and xz blocks (of at least 1 MiB).
    let bytes = sample(5_300_001);
    for compression in compressions() {
        let reference = encode(&bytes, compression, 1, usize::MAX);
        assert_eq!(decode(&reference, compression.codec(), 1 << 40).unwrap(), bytes);
        for (threads, chunk) in
            [(2, usize::MAX), (8, usize::MAX), (1, 511), (2, 65_536), (8, 700_001)]
        {
            let other = encode(&bytes, compression, threads, chunk);
            assert!(other == reference, "{compression}, {threads} threads, chunks of {chunk}");
        }
    }
}

#[test]
fn an_announced_length_changes_neither_the_content_nor_with_threads() {
    for compression in compressions() {
        for length in [0, 1, 5000, 524_287, 524_289, 2_000_000] {
            let bytes = sample(length);
            let encoded = [1, 2, 8].map(|threads| {
                let threads = NonZeroUsize::new(threads).unwrap();
                let mut encoder =
                    Encoder::of_length(Vec::new(), compression, threads, length as u64).unwrap();
                encoder.write_all(&bytes).unwrap();
                encoder.finish().unwrap()
            });
            assert!(encoded.iter().all(|other| *other == encoded[0]), "{compression} {length}");
            let decoded = decode(&encoded[0], compression.codec(), length as u64).unwrap();
            assert!(decoded == bytes, "{compression} {length}");
        }
    }
}

#[test]
fn another_length_than_was_announced_is_an_error() {
    for compression in compressions() {
        let start = || Encoder::of_length(Vec::new(), compression, NonZeroUsize::MIN, 10).unwrap();
        let mut encoder = start();
        encoder.write_all(b"123456789").unwrap();
        assert_eq!(encoder.finish().unwrap_err().kind(), io::ErrorKind::InvalidInput);
        let mut encoder = start();
        let error = encoder.write_all(b"12345678901").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}

#[test]
fn block_boundaries_round_trip() {
    for compression in compressions() {
        for length in [0, 1, 32_767, 32_768, 32_769, 524_287, 524_288, 524_289, 1_048_576] {
            let bytes = sample(length);
            let one = encode(&bytes, compression, 1, 100_000);
            assert_eq!(one, encode(&bytes, compression, 3, 7777), "{compression} {length}");
            assert_eq!(decode(&one, compression.codec(), length as u64).unwrap(), bytes);
        }
    }
}

#[test]
fn incompressible_input_hardly_grows() {
    let mut state = 1_u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(3_000_000)
    .collect();
    for compression in compressions() {
        let encoded = encode(&bytes, compression, 2, usize::MAX);
        assert!(encoded.len() < bytes.len() + bytes.len() / 1000 + 100, "{compression}");
        assert_eq!(decode(&encoded, compression.codec(), 1 << 30).unwrap(), bytes);
    }
}

#[test]
fn every_level_works() {
    let bytes = sample(70_000);
    for codec in [Codec::None, Codec::Gzip, Codec::Xz, Codec::Zstd] {
        // The largest need gigabytes for each thread.
        let affordable = if codec == Codec::Xz { 7 } else { 19 };
        for level in codec.levels().take_while(|&level| level <= affordable) {
            let compression = Compression::with_level(codec, level).unwrap();
            let encoded = encode(&bytes, compression, 1, 4096);
            assert_eq!(decode(&encoded, codec, 70_000).unwrap(), bytes, "{compression}");
        }
    }
}

#[test]
fn parallel_gzip_is_not_larger_than_one_stream() {
    let bytes = sample(4_000_000);
    for level in [1, 6, 9] {
        let mut whole = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
        whole.write_all(&bytes).unwrap();
        let whole = whole.finish().unwrap().len();
        let compression = Compression::with_level(Codec::Gzip, level).unwrap();
        let ours = encode(&bytes, compression, 2, usize::MAX).len();
        assert!(ours * 1000 <= whole * 1005, "level {level}: {ours}, in one stream {whole}");
    }
}

#[test]
fn the_gzip_header_names_nothing() {
    let encoded = encode(b"abc", Compression::new(Codec::Gzip), 2, 1);
    assert_eq!(encoded[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
}

/// Counts its bytes, also after it was dropped.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>, Arc<Mutex<Vec<u8>>>);

impl Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(buffer.len(), Ordering::SeqCst);
        self.1.lock().unwrap().extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn dropping_abandons() {
    let bytes = sample(3_000_000);
    for compression in compressions().into_iter().filter(|it| it.codec() != Codec::None) {
        for length in [0, 10, 3_000_000] {
            let out = Counted::default();
            let threads = NonZeroUsize::new(4).unwrap();
            let mut encoder = Encoder::new(out.clone(), compression, threads).unwrap();
            encoder.write_all(&bytes[..length]).unwrap();
            let before = out.0.load(Ordering::SeqCst);
            drop(encoder);
            assert_eq!(out.0.load(Ordering::SeqCst), before, "{compression}");
            let left = out.1.lock().unwrap();
            assert!(decode(&left, compression.codec(), 1 << 30).is_err(), "{compression}");
        }
    }
}

/// Fails once, after some bytes.
struct Full(usize, bool);

impl Write for Full {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.0 == 0 && !self.1 {
            self.1 = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = if self.1 { buffer.len() } else { buffer.len().min(self.0) };
        self.0 -= taken.min(self.0);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_error_of_the_writer_is_final() {
    let bytes = sample(3_000_000);
    for compression in compressions() {
        for room in [10, 1000, 300_000] {
            let threads = NonZeroUsize::new(2).unwrap();
            let mut encoder = Encoder::new(Full(room, false), compression, threads).unwrap();
            let written = bytes.chunks(100_000).try_for_each(|chunk| encoder.write_all(chunk));
            let error = match written {
                // The compressor held everything back until now.
                Ok(()) => encoder.finish().map(drop).unwrap_err(),
                Err(error) => {
                    assert!(encoder.write_all(&[0; 100_000]).is_err());
                    assert!(encoder.finish().is_err(), "{compression}");
                    error
                }
            };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{compression} {room}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn round_trip(
        bytes in prop::collection::vec(0_u8..4, 0..3000),
        repeat in 1_usize..400,
        which in 0_usize..9,
        threads in 1_usize..5,
        chunk in 1_usize..100_000,
    ) {
        let bytes = bytes.repeat(repeat);
        let compression = compressions()[which];
        let encoded = encode(&bytes, compression, threads, chunk);
        prop_assert_eq!(&encoded, &encode(&bytes, compression, 1, usize::MAX));
        let decoded = decode(&encoded, compression.codec(), bytes.len() as u64).unwrap();
        prop_assert!(decoded == bytes);
        if !bytes.is_empty() {
            let error = decode(&encoded, compression.codec(), bytes.len() as u64 - 1).unwrap_err();
            prop_assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        }
    }
}

#[test]
fn a_meter_counts_what_is_compressed_and_in_small_steps() {
    let bytes = sample(5_000_000);
    // Blocks, or jobs, as large as they get: of one all is handed over at once.
    for compression in ["none", "gzip:6", "xz:0", "xz:6", "zstd:1", "zstd:19"] {
        let compression: Compression = compression.parse().unwrap();
        for threads in [1, 3] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let meter = Meter::new();
            let length = bytes.len() as u64;
            let encoder = Encoder::of_length(Vec::new(), compression, threads, length).unwrap();
            let mut encoder = encoder.metered(&meter);
            for chunk in bytes.chunks(1 << 20) {
                encoder.write_all(chunk).unwrap();
                assert!(meter.done() <= length);
            }
            encoder.finish().unwrap();
            assert_eq!(meter.done(), length, "{compression} {threads}");
            // The fast levels of zstd are done before anybody looks.
            let most = if compression.to_string() == "zstd:1" { length } else { length / 3 };
            assert!(meter.longest() <= most, "{compression} {threads}: {}", meter.longest());
        }
    }
}
