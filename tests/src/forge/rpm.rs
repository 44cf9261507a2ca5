//! An `.rpm` taken apart, to be bent and put together again.

use std::fs;

use pkgio::{Algorithms, Digests, Hasher, Hex};

use crate::golden::RPMS;

/// The length of the lead: the signature header starts there.
pub const LEAD: usize = 96;
/// The length of a header's intro and of an entry in its index.
pub const ENTRY: usize = 16;

/// Tags of the signature header.
const SIG_SHA1: u32 = 269;
const SIG_SHA256: u32 = 273;
const SIG_SIZE: u32 = 1000;
const SIG_MD5: u32 = 1004;
const SIG_PAYLOADSIZE: u32 = 1007;
/// Tags of the main header.
const PAYLOADSHA256: u32 = 5092;
const PAYLOADSHA256ALT: u32 = 5097;

/// The parts of a package of format 4.
#[derive(Clone, Debug)]
pub struct Parts {
    /// 96 bytes.
    pub lead: Vec<u8>,
    /// The signature header with the padding after it.
    pub signature: Vec<u8>,
    /// The main header.
    pub header: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

impl Parts {
    /// Takes a package apart that is in order.
    #[must_use]
    pub fn of(package: &[u8]) -> Self {
        let (lead, rest) = package.split_at(LEAD);
        let (signature, rest) = rest.split_at(length(rest).next_multiple_of(8));
        let (header, payload) = rest.split_at(length(rest));
        let [lead, signature, header, payload] =
            [lead, signature, header, payload].map(<[u8]>::to_vec);
        Self { lead, signature, header, payload }
    }

    /// The parts of a committed package.
    ///
    /// # Panics
    /// When there is none of that name.
    #[must_use]
    pub fn golden(name: &str) -> Self {
        let golden = RPMS.iter().find(|golden| golden.name == name).unwrap();
        Self::of(&fs::read(golden.committed()).unwrap())
    }

    /// With another payload, of the decompressed length and digest of `archive`.
    ///
    /// # Panics
    /// When the headers do not have the tags for them.
    #[must_use]
    pub fn with_payload(mut self, payload: Vec<u8>, archive: &[u8]) -> Self {
        put(&mut self.header, PAYLOADSHA256, sha256(&payload).as_bytes());
        put(&mut self.header, PAYLOADSHA256ALT, sha256(archive).as_bytes());
        let length = u32::try_from(archive.len()).unwrap();
        put(&mut self.signature, SIG_PAYLOADSIZE, &length.to_be_bytes());
        self.payload = payload;
        self
    }

    /// The package, with digests and lengths in the signature header that fit.
    ///
    /// # Panics
    /// When it is of 4 GiB.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut signature = self.signature.clone();
        let header = digests(&self.header);
        let body = [&self.header[..], &self.payload].concat();
        put(&mut signature, SIG_SHA1, Hex(&header.sha1.unwrap()).to_string().as_bytes());
        put(&mut signature, SIG_SHA256, sha256(&self.header).as_bytes());
        put(&mut signature, SIG_SIZE, &u32::try_from(body.len()).unwrap().to_be_bytes());
        put(&mut signature, SIG_MD5, &digests(&body).md5.unwrap());
        [&self.lead[..], &signature, &body].concat()
    }
}

/// The length of the header that `bytes` start with.
///
/// # Panics
/// When they are too few.
#[must_use]
pub fn length(bytes: &[u8]) -> usize {
    ENTRY + ENTRY * number(bytes, 8) + number(bytes, 12)
}

/// Where the entry of `tag` is in the header that `bytes` start with: its tag, type, offset and
/// count, of four bytes each.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn entry(bytes: &[u8], tag: u32) -> usize {
    let mut places = (1..=number(bytes, 8)).map(|index| ENTRY * index);
    let place = places.find(|place| number(bytes, *place) == tag as usize);
    place.unwrap_or_else(|| panic!("no tag {tag}"))
}

/// Where the data of `tag` is.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn data(bytes: &[u8], tag: u32) -> usize {
    ENTRY + ENTRY * number(bytes, 8) + number(bytes, entry(bytes, tag) + 8)
}

/// Writes `number` at `place`.
///
/// # Panics
/// When it is outside.
pub fn patch(bytes: &mut [u8], place: usize, number: u32) {
    bytes[place..place + 4].copy_from_slice(&number.to_be_bytes());
}

/// The number at `place`.
///
/// # Panics
/// When it is outside.
#[must_use]
pub fn number(bytes: &[u8], place: usize) -> usize {
    u32::from_be_bytes(bytes[place..place + 4].try_into().unwrap()) as usize
}

/// A member of a cpio archive.
#[must_use]
pub fn member(path: &str, mode: u32, bytes: &[u8]) -> Vec<u8> {
    let mut member = member_head(path, mode, bytes.len() as u32);
    member.extend(bytes);
    member.resize(member.len().next_multiple_of(4), 0);
    member
}

/// The head of a member that claims `length` bytes.
#[must_use]
pub fn member_head(path: &str, mode: u32, length: u32) -> Vec<u8> {
    let name = path.len() as u32 + 1;
    let fields = [0, mode, 0, 0, 1, 0, length, 0, 0, 0, 0, name, 0];
    let mut head = b"070701".to_vec();
    head.extend(fields.iter().flat_map(|field| format!("{field:08x}").into_bytes()));
    head.extend(path.as_bytes());
    head.push(0);
    head.resize(head.len().next_multiple_of(4), 0);
    head
}

fn put(header: &mut [u8], tag: u32, bytes: &[u8]) {
    let place = data(header, tag);
    header[place..place + bytes.len()].copy_from_slice(bytes);
}

fn sha256(bytes: &[u8]) -> String {
    Hex(&digests(bytes).sha256.unwrap()).to_string()
}

fn digests(bytes: &[u8]) -> Digests {
    let algorithms = Algorithms { md5: true, sha1: true, sha256: true, ..Algorithms::NONE };
    let mut hasher = Hasher::new(algorithms);
    hasher.update(bytes);
    hasher.finish()
}
