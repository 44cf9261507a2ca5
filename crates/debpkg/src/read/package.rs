//! The members of a package in their order (deb(5)).

use std::io::{self, BufReader, Read};

use pkgio::{Algorithms, Decoder, Encoding, Hasher, Timestamp};

use super::{
    Contents, Limits, Metadata, Outline, ReadError, SignatureMember, control_member, data_member,
};
use crate::ar::{Member, Members};

/// Whether the bytes of members are hashed too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fingerprints {
    /// They are not.
    No,
    /// They are, with SHA-256.
    Yes,
}

/// A member and what its bytes hash to.
#[derive(Clone, Debug)]
pub(crate) struct MemberFingerprint {
    /// Its header.
    pub(crate) header: Member,
    /// SHA-256 of its bytes in the archive, when asked for.
    pub(crate) stored: Option<[u8; 32]>,
    /// SHA-256 of its decompressed bytes, when asked for.
    pub(crate) decompressed: Option<[u8; 32]>,
}

pub(super) fn read_metadata(input: &mut dyn Read, limits: &Limits) -> Result<Metadata, ReadError> {
    let mut package = Package::open(input, Fingerprints::No)?;
    let metadata = package.control(limits)?;
    package.seek("data.tar", DATA)?;
    Ok(metadata)
}

pub(super) fn read_outline(input: &mut dyn Read, limits: &Limits) -> Result<Outline, ReadError> {
    let mut package = Package::open(input, Fingerprints::No)?;
    let metadata = package.control(limits)?;
    let (_, data_encoding) = package.seek("data.tar", DATA)?;
    package.end()?;
    Ok(Outline { metadata, data_encoding })
}

/// Reads everything to the last byte.
pub(crate) fn read_whole(
    input: &mut dyn Read,
    algorithms: Algorithms,
    limits: &Limits,
    fingerprints: Fingerprints,
) -> Result<(Contents, Vec<MemberFingerprint>), ReadError> {
    let mut package = Package::open(input, fingerprints)?;
    let metadata = package.control(limits)?;
    let (data, data_encoding) = package.seek("data.tar", DATA)?;
    let name = data.name.clone();
    let entries = package.decompressed(data, data_encoding, limits.data, |input| {
        data_member::read(input, &name, algorithms, limits)
    })?;
    package.end()?;
    let seconds = package.seen.first().map_or(0, |first| first.header.mtime);
    let time = Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX));
    let signatures = package.signatures;
    Ok((Contents { metadata, entries, data_encoding, time, signatures }, package.seen))
}

struct Package<'r> {
    members: Members<'r>,
    fingerprints: Fingerprints,
    seen: Vec<MemberFingerprint>,
    signatures: Vec<SignatureMember>,
}

/// So many signatures of one package are kept, and so many bytes of each.
const SIGNATURES: usize = 16;
const LONGEST_SIGNATURE: u64 = 64 << 10;

const CONTROL: &[Encoding] = &[Encoding::None, Encoding::Gzip, Encoding::Xz, Encoding::Zstd];
const DATA: &[Encoding] = &Encoding::ALL;

const FORMAT: &[u8] = b"2.0\n";

impl<'r> Package<'r> {
    fn open(input: &'r mut dyn Read, fingerprints: Fingerprints) -> Result<Self, ReadError> {
        let members = Members::open(input).map_err(ReadError::from_ar)?;
        let mut package = Self { members, fingerprints, seen: Vec::new(), signatures: Vec::new() };
        let header = package.next()?.filter(|member| member.name == "debian-binary");
        let Some(header) = header else { return Err(ReadError::NotAPackage) };
        let most = 64;
        let mut text = Vec::new();
        package
            .members
            .by_ref()
            .take(most)
            .read_to_end(&mut text)
            .map_err(|error| ReadError::from_io(error, &header.name, most))?;
        if text != FORMAT || header.length != FORMAT.len() as u64 {
            return Err(ReadError::FormatVersion(String::from_utf8_lossy(&text).into_owned()));
        }
        let digest = |wanted| (wanted == Fingerprints::Yes).then(|| sha256(FORMAT));
        let (stored, decompressed) = (digest(fingerprints), digest(fingerprints));
        package.seen.push(MemberFingerprint { header, stored, decompressed });
        Ok(package)
    }

    fn next(&mut self) -> Result<Option<Member>, ReadError> {
        self.members.next_member().map_err(ReadError::from_ar)
    }

    fn control(&mut self, limits: &Limits) -> Result<Metadata, ReadError> {
        let (member, encoding) = self.seek("control.tar", CONTROL)?;
        let name = member.name.clone();
        self.decompressed(member, encoding, limits.control, |input| {
            control_member::read(input, &name, encoding, limits)
        })
    }

    /// Goes to the member `stem`, which only members that start with `_` may precede.
    fn seek(&mut self, stem: &str, known: &[Encoding]) -> Result<(Member, Encoding), ReadError> {
        loop {
            let Some(member) = self.next()? else {
                return Err(ReadError::Members(format!("there is no member {stem}")));
            };
            if member.name.starts_with('_') {
                self.extra(member)?;
                continue;
            }
            let Some(suffix) = member.name.strip_prefix(stem) else {
                let problem = format!("there is a member {:?} where {stem} should be", member.name);
                return Err(ReadError::Members(problem));
            };
            let suffix = match suffix.strip_prefix('.') {
                None if suffix.is_empty() => Some(""),
                None | Some("") => None,
                Some(suffix) => Some(suffix),
            };
            let encoding = suffix
                .and_then(|suffix| Encoding::from_suffix(suffix.as_bytes()))
                .filter(|encoding| known.contains(encoding));
            let text = if known.len() == DATA.len() {
                "none, gz, xz, zst, bz2 and lzma"
            } else {
                "none, gz, xz and zst"
            };
            return match encoding {
                Some(encoding) => Ok((member, encoding)),
                None => Err(ReadError::Encoding { member: member.name, known: text }),
            };
        }
    }

    /// Reads the current member's decompressed bytes by `read`, which takes all of them.
    fn decompressed<T>(
        &mut self,
        header: Member,
        encoding: Encoding,
        limit: u64,
        read: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let wanted = self.fingerprints;
        let mut stored = Hashing::new(&mut self.members, wanted);
        let decoder = Decoder::new(&mut stored, encoding, limit).map_err(ReadError::Io)?;
        let mut plain = BufReader::with_capacity(64 << 10, Hashing::new(decoder, wanted));
        let value = read(&mut plain)?;
        let decompressed = plain.into_inner().finish();
        let stored = stored.finish();
        self.seen.push(MemberFingerprint { header, stored, decompressed });
        Ok(value)
    }

    fn extra(&mut self, header: Member) -> Result<(), ReadError> {
        let mut stored = Hashing::new(&mut self.members, self.fingerprints);
        let read_error = |error| ReadError::from_io(error, &header.name, header.length);
        if header.name.starts_with("_gpg") && self.signatures.len() < SIGNATURES {
            let mut bytes = Vec::new();
            (&mut stored).take(LONGEST_SIGNATURE).read_to_end(&mut bytes).map_err(read_error)?;
            let (name, length) = (header.name.clone(), header.length);
            self.signatures.push(SignatureMember { name, length, bytes });
        }
        io::copy(&mut stored, &mut io::sink()).map_err(read_error)?;
        let stored = stored.finish();
        self.seen.push(MemberFingerprint { header, stored, decompressed: stored });
        Ok(())
    }

    /// Goes to the archive's end, which only members that start with `_` may precede.
    fn end(&mut self) -> Result<(), ReadError> {
        while let Some(member) = self.next()? {
            if !member.name.starts_with('_') {
                let problem = format!("there is a member {:?} behind the data", member.name);
                return Err(ReadError::Members(problem));
            }
            self.extra(member)?;
        }
        Ok(())
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hasher = Hasher::new(SHA256);
    hasher.update(bytes);
    hasher.finish().sha256.unwrap_or_default()
}

const SHA256: Algorithms = Algorithms { sha256: true, ..Algorithms::NONE };

/// Hashes what is read through it, when that is wanted.
struct Hashing<R> {
    inner: R,
    hasher: Option<Hasher>,
}

impl<R> Hashing<R> {
    fn new(inner: R, wanted: Fingerprints) -> Self {
        Self { inner, hasher: (wanted == Fingerprints::Yes).then(|| Hasher::new(SHA256)) }
    }

    fn finish(self) -> Option<[u8; 32]> {
        self.hasher.and_then(|hasher| hasher.finish().sha256)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&buffer[..count]);
        }
        Ok(count)
    }
}
