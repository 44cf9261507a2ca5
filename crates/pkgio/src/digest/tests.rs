use std::io::{self, Read, Write};

use proptest::prelude::*;

use super::*;

const ALL: Algorithms = Algorithms {
    md5: true,
    sha1: true,
    sha224: true,
    sha256: true,
    sha384: true,
    sha512: true,
    sha3_256: true,
};

/// The digests in the order of their fields.
fn shown(digests: &Digests) -> [String; 7] {
    [
        Hex(&digests.md5.unwrap()).to_string(),
        Hex(&digests.sha1.unwrap()).to_string(),
        Hex(&digests.sha224.unwrap()).to_string(),
        Hex(&digests.sha256.unwrap()).to_string(),
        Hex(&digests.sha384.unwrap()).to_string(),
        Hex(&digests.sha512.unwrap()).to_string(),
        Hex(&digests.sha3_256.unwrap()).to_string(),
    ]
}

fn digests(bytes: &[u8]) -> Digests {
    let mut hasher = Hasher::new(ALL);
    hasher.update(bytes);
    hasher.finish()
}

/// RFC 1321 A.5, the examples of FIPS 180 and FIPS 202.
#[test]
fn known_vectors() {
    assert_eq!(
        shown(&digests(b"")),
        [
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da\
             274edebfe76f65fbd51ad2f14898b95b",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
             47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
        ]
    );
    assert_eq!(
        shown(&digests(b"abc")),
        [
            "900150983cd24fb0d6963f7d28e17f72",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
             8086072ba1e7cc2358baeca134c825a7",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        ]
    );
    let million = vec![b'a'; 1_000_000];
    assert_eq!(
        shown(&digests(&million)),
        [
            "7707d6ae4e027c70eea2a935c2296f21",
            "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
            "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67",
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b\
             07b8b3dc38ecc4ebae97ddd87f3d8985",
            "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb\
             de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
            "5c8875ae474a3634ba4fd55ec85bffd661f32aca75c6d699d0cdcb6c115891c1",
        ]
    );
}

#[test]
fn only_what_was_asked_for() {
    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::default() });
    hasher.update(b"abc");
    let digests = hasher.finish();
    assert!(digests.sha256.is_some());
    assert_eq!((digests.md5, digests.sha1, digests.sha512), (None, None, None));
    let both = Algorithms { sha3_256: true, ..Algorithms::NONE }.and(ALL);
    assert_eq!(both, ALL);
    let less = self::digests(b"abc").only(Algorithms { sha256: true, ..Algorithms::NONE });
    assert_eq!(less, digests);
}

/// Takes at most three bytes of each write.
struct Slow(Vec<u8>);

impl Write for Slow {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = buffer.len().min(3);
        self.0.extend_from_slice(&buffer[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_writer_hashes_what_was_taken() {
    let mut writer = DigestWriter::new(Slow(Vec::new()), ALL);
    assert_eq!(writer.write(b"abcdef").unwrap(), 3);
    assert_eq!(writer.count(), 3);
    let (inner, found, count) = writer.finish();
    assert_eq!((inner.0.as_slice(), count), (b"abc".as_slice(), 3));
    assert_eq!(found, digests(b"abc"));
}

#[test]
fn the_reader_hashes_what_was_given() {
    let mut reader = DigestReader::new(&b"abcdef"[..], ALL);
    let mut buffer = [0; 3];
    reader.read_exact(&mut buffer).unwrap();
    assert_eq!(reader.count(), 3);
    let (rest, found, count) = reader.finish();
    assert_eq!((rest, count), (&b"def"[..], 3));
    assert_eq!(found, digests(b"abc"));
}

#[test]
fn many_are_each_as_alone() {
    let messages: [&[u8]; 4] = [b"", b"abc", &[7; 100_000], b"abc"];
    let found = digest_many(ALL, &messages);
    assert_eq!(found, messages.map(digests));
    assert_eq!(digest_many(Algorithms::default(), &messages), [Digests::default(); 4]);
}

proptest! {
    #[test]
    fn pieces_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 0..60_000), cut in 0..60_000_usize) {
        let cut = cut.min(bytes.len());
        let mut hasher = Hasher::new(ALL);
        hasher.update(&bytes[..cut]);
        hasher.update(&bytes[cut..]);
        prop_assert_eq!(hasher.finish(), digests(&bytes));
    }
}
