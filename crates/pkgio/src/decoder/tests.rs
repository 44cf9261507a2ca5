use std::io::{self, Read, Write};
use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::{Decoder, Encoding};
use crate::{Codec, Compression, Encoder};

const COMPRESSED: [Encoding; 5] =
    [Encoding::Gzip, Encoding::Xz, Encoding::Zstd, Encoding::Bzip2, Encoding::Lzma];

fn encode(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let codec = match encoding {
        Encoding::None => return bytes.to_vec(),
        Encoding::Gzip => Codec::Gzip,
        Encoding::Xz => Codec::Xz,
        Encoding::Zstd => Codec::Zstd,
        Encoding::Bzip2 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(9));
            encoder.write_all(bytes).unwrap();
            return encoder.finish().unwrap();
        }
        Encoding::Lzma => {
            let options = liblzma::stream::LzmaOptions::new_preset(6).unwrap();
            let stream = liblzma::stream::Stream::new_lzma_encoder(&options).unwrap();
            let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
            encoder.write_all(bytes).unwrap();
            return encoder.finish().unwrap();
        }
    };
    let level = if codec == Codec::Gzip { 9 } else { 3 };
    let compression = Compression::with_level(codec, level).unwrap();
    let mut encoder = Encoder::new(Vec::new(), compression, NonZeroUsize::MIN).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn decode(reader: impl Read, encoding: Encoding, limit: u64) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    Decoder::new(reader, encoding, limit)?.read_to_end(&mut decoded)?;
    Ok(decoded)
}

fn kind(reader: impl Read, encoding: Encoding, limit: u64) -> io::ErrorKind {
    decode(reader, encoding, limit).expect_err("must be refused").kind()
}

/// Gives one byte at a time, with an interruption before each.
struct Drops<'a>(&'a [u8], bool);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let taken = buffer.len().min(1);
        self.0.read(&mut buffer[..taken])
    }
}

#[test]
fn suffixes() {
    for encoding in Encoding::ALL {
        assert_eq!(Encoding::from_suffix(encoding.suffix().as_bytes()), Some(encoding));
    }
    for suffix in [b".xz".as_slice(), b"XZ", b"zstd", b"gzip", b"\xff"] {
        assert_eq!(Encoding::from_suffix(suffix), None);
    }
    assert_eq!(Codec::Zstd.suffix(), "zst");
}

#[test]
fn round_trip_byte_by_byte() {
    let bytes = b"packages are bytes".repeat(200);
    for encoding in Encoding::ALL {
        for bytes in [b"".as_slice(), b"a", &bytes] {
            let encoded = encode(bytes, encoding);
            let mut decoder = Decoder::new(Drops(&encoded, false), encoding, 1 << 20).unwrap();
            let mut decoded = Vec::new();
            let mut one = [0];
            while decoder.read(&mut one).unwrap() == 1 {
                decoded.push(one[0]);
            }
            assert_eq!(decoded, bytes, "{encoding:?}");
            assert_eq!(decoder.read(&mut one).unwrap(), 0);
        }
    }
}

#[test]
fn the_limit_is_exact() {
    let bytes = vec![b'x'; 100_000];
    for encoding in Encoding::ALL {
        let encoded = encode(&bytes, encoding);
        for limit in [100_000, 100_001, u64::MAX] {
            assert_eq!(decode(&*encoded, encoding, limit).unwrap(), bytes, "{encoding:?}");
        }
        for limit in [0, 1, 65_536, 99_999] {
            let mut decoder = Decoder::new(&*encoded, encoding, limit).unwrap();
            let mut decoded = Vec::new();
            let error = decoder.read_to_end(&mut decoded).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge, "{encoding:?}");
            assert_eq!(error.to_string(), format!("decompresses to more than {limit} bytes"));
            assert_eq!(decoded.len() as u64, limit, "{encoding:?}");
        }
        assert!(decode(&*encode(b"", encoding), encoding, 0).unwrap().is_empty());
    }
}

#[test]
fn truncation_at_every_byte_is_an_error() {
    for encoding in COMPRESSED {
        for bytes in [b"".to_vec(), b"truncate me, please. ".repeat(40)] {
            let encoded = encode(&bytes, encoding);
            for length in 0..encoded.len() {
                let found = kind(&encoded[..length], encoding, 1 << 20);
                assert_eq!(found, io::ErrorKind::UnexpectedEof, "{encoding:?} at {length}");
            }
        }
    }
}

#[test]
fn whatever_follows_is_an_error() {
    for encoding in COMPRESSED {
        let stream = encode(b"the stream", encoding);
        for junk in [b"\0".as_slice(), b"junk", &[0; 512], &stream, &[b'\n'; 200_000]] {
            let joined = [&stream[..], junk].concat();
            let found = kind(&*joined, encoding, 1 << 20);
            assert_eq!(found, io::ErrorKind::InvalidData, "{encoding:?}");
            assert!(decode(Drops(&joined, false), encoding, 1 << 20).is_err());
        }
    }
}

#[test]
fn a_skippable_zstd_frame_is_an_error() {
    let skippable = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
    let stream = encode(b"the stream", Encoding::Zstd);
    for joined in [[&skippable, &stream[..]].concat(), [&stream[..], &skippable].concat()] {
        assert_eq!(kind(&*joined, Encoding::Zstd, 1 << 20), io::ErrorKind::InvalidData);
    }
}

#[test]
fn an_error_stays() {
    for encoding in COMPRESSED {
        let mut decoder = Decoder::new(&b"\x01\x02not compressed"[..], encoding, 100).unwrap();
        let mut buffer = [0; 64];
        let first = decoder.read(&mut buffer).unwrap_err();
        let second = decoder.read(&mut buffer).unwrap_err();
        assert_eq!(first.kind(), io::ErrorKind::InvalidData, "{encoding:?}");
        assert_eq!(first.to_string(), second.to_string());
    }
}

/// Zstandard blocks of no bytes, without end: input that never becomes output.
struct Endless {
    header: &'static [u8],
    given: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.header.is_empty() {
            return self.header.read(buffer);
        }
        self.given += buffer.len();
        assert!(self.given < 1 << 30, "reads without end");
        buffer.fill(0);
        Ok(buffer.len())
    }
}

#[test]
fn streams_that_never_end_do_end() {
    let endless = Endless { header: b"", given: 0 };
    assert_eq!(kind(endless, Encoding::None, 1 << 20), io::ErrorKind::FileTooLarge);
    // A frame header (window descriptor, no content size), then empty raw blocks.
    let zstd = Endless { header: b"\x28\xb5\x2f\xfd\x00\x58", given: 0 };
    assert_eq!(kind(zstd.take(10 << 20), Encoding::Zstd, 1 << 20), io::ErrorKind::UnexpectedEof);
    // A gzip header with a name that does not stop.
    let mut name = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03".to_vec();
    name.resize(10 << 20, b'n');
    assert_eq!(kind(&*name, Encoding::Gzip, 1 << 20), io::ErrorKind::UnexpectedEof);
}

#[test]
fn windows_over_the_limit_are_refused() {
    // Frame headers with windows of 256 MiB and 2 TiB.
    for descriptor in [18 << 3, 31 << 3] {
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, descriptor, 1, 0, 0];
        assert_eq!(kind(&frame[..], Encoding::Zstd, 1 << 20), io::ErrorKind::InvalidData);
    }
    // A `.lzma` header with a dictionary of 1 GiB.
    let mut header = vec![0x5d, 0, 0, 0, 0x40];
    header.extend_from_slice(&[0xff; 8]);
    header.extend_from_slice(&[0; 32]);
    assert_eq!(kind(&*header, Encoding::Lzma, 1 << 20), io::ErrorKind::InvalidData);
}

#[test]
fn a_bit_flip_is_found() {
    let bytes = b"every bit counts ".repeat(10);
    // Only those with a checksum over everything.
    for encoding in [Encoding::Gzip, Encoding::Xz, Encoding::Zstd, Encoding::Bzip2] {
        let encoded = encode(&bytes, encoding);
        for bit in 0..encoded.len() * 8 {
            let mut flipped = encoded.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // gzip's header holds fields that say nothing about the content.
            if let Ok(decoded) = decode(&*flipped, encoding, 1 << 20) {
                assert_eq!(decoded, bytes, "{encoding:?} bit {bit}");
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
        which in 0_usize..5,
        keep in 0_usize..40,
    ) {
        let encoding = COMPRESSED[which];
        let mut stream = encode(b"a good start for what is noise", encoding);
        stream.truncate(keep);
        stream.extend_from_slice(&bytes);
        if let Ok(decoded) = decode(&*stream, encoding, 100_000) {
            prop_assert!(decoded.len() <= 100_000);
        }
    }

    #[test]
    fn round_trip(bytes in prop::collection::vec(any::<u8>(), 0..5000), which in 0_usize..5) {
        let encoding = COMPRESSED[which];
        prop_assert_eq!(decode(&*encode(&bytes, encoding), encoding, 5000).unwrap(), bytes);
    }
}

/// What a tolerant decoder makes of `bytes`: the text, whether members were joined, and whether
/// bytes were ignored.
fn tolerate(bytes: &[u8], encoding: Encoding) -> io::Result<(Vec<u8>, bool, bool)> {
    let mut decoder = Decoder::tolerant(Drops(bytes, false), encoding, 100)?;
    let mut decoded = Vec::new();
    decoder.read_to_end(&mut decoded)?;
    Ok((decoded, decoder.is_joined(), decoder.has_trailing_bytes()))
}

#[test]
fn tolerant_decoders_join_gzip_members_and_pass_over_what_is_no_stream() {
    for encoding in COMPRESSED {
        let one = encode(b"one", encoding);
        let fine = tolerate(&one, encoding).unwrap();
        assert_eq!(fine, (b"one".to_vec(), false, false), "{encoding:?}");
        for behind in [&b"t"[..], b"text behind it", &[0; 200], b"\n"] {
            let found = tolerate(&[&one, behind].concat(), encoding).unwrap();
            assert_eq!(found, (b"one".to_vec(), false, true), "{encoding:?} {behind:?}");
        }
        let two = tolerate(&[encode(b"", encoding), one.clone()].concat(), encoding);
        let three = [&one[..], &one, &one, b"x"].concat();
        let three = tolerate(&three, encoding);
        if encoding == Encoding::Gzip {
            assert_eq!(two.unwrap(), (b"one".to_vec(), true, false));
            assert_eq!(three.unwrap(), (b"oneoneone".to_vec(), true, true));
        } else {
            assert_eq!(two.unwrap_err().kind(), io::ErrorKind::InvalidData, "{encoding:?}");
            assert!(three.unwrap_err().to_string().contains("another stream"), "{encoding:?}");
        }
    }
    let member = encode(&[b'x'; 60], Encoding::Gzip);
    let error = tolerate(&[&member[..], &member].concat(), Encoding::Gzip).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    let cut = tolerate(&[&member[..], &member[..9]].concat(), Encoding::Gzip).unwrap_err();
    assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof);
}
