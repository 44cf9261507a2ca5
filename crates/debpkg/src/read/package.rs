//! The members of a package in their order (deb(5)).

use std::io::{self, BufReader, Read};

use pkgio::{Algorithms, Decoder, Encoding, Hasher, Timestamp};

use super::tolerated::{REBUILD, Tolerated};
use super::{
    Contents, Limits, Metadata, Outline, ReadError, SignatureMember, control_member, data_member,
};
use crate::ar::{ArError, Member, Members};
use crate::codes;

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
    let mut metadata = package.control(limits)?;
    package.seek("data.tar", DATA)?;
    metadata.tolerated = package.tolerated.findings();
    Ok(metadata)
}

pub(super) fn read_outline(input: &mut dyn Read, limits: &Limits) -> Result<Outline, ReadError> {
    let mut package = Package::open(input, Fingerprints::No)?;
    let mut metadata = package.control(limits)?;
    let (_, data_encoding) = package.seek("data.tar", DATA)?;
    package.end()?;
    metadata.tolerated = package.tolerated.findings();
    Ok(Outline { metadata, data_encoding, time: package.time() })
}

/// Reads everything to the last byte.
pub(crate) fn read_whole(
    input: &mut dyn Read,
    algorithms: Algorithms,
    limits: &Limits,
    fingerprints: Fingerprints,
) -> Result<(Contents, Vec<MemberFingerprint>), ReadError> {
    let mut package = Package::open(input, fingerprints)?;
    let mut metadata = package.control(limits)?;
    let (data, data_encoding) = package.seek("data.tar", DATA)?;
    let name = data.name.clone();
    let entries = package.decompressed(data, data_encoding, limits.data, |input, tolerated| {
        data_member::read(input, &name, algorithms, limits, tolerated)
    })?;
    package.end()?;
    metadata.tolerated = package.tolerated.findings();
    let time = package.time();
    let signatures = package.signatures;
    Ok((Contents { metadata, entries, data_encoding, time, signatures }, package.seen))
}

struct Package<'r> {
    members: Members<'r>,
    fingerprints: Fingerprints,
    seen: Vec<MemberFingerprint>,
    signatures: Vec<SignatureMember>,
    tolerated: Tolerated,
}

/// So many signatures of one package are kept, and so many bytes of each.
const SIGNATURES: usize = 16;
const LONGEST_SIGNATURE: u64 = 64 << 10;

const CONTROL: &[Encoding] = &[Encoding::None, Encoding::Gzip, Encoding::Xz, Encoding::Zstd];
const DATA: &[Encoding] = &Encoding::ALL;

/// What `debian-binary` holds in all but odd packages.
const FORMAT: &[u8] = b"2.0\n";
/// The longest `debian-binary` that is read, in bytes.
const LONGEST_FORMAT: u64 = 64 << 10;

impl<'r> Package<'r> {
    fn open(input: &'r mut dyn Read, fingerprints: Fingerprints) -> Result<Self, ReadError> {
        let members = Members::open(input).map_err(ReadError::from_ar)?;
        let mut package = Self {
            members,
            fingerprints,
            seen: Vec::new(),
            signatures: Vec::new(),
            tolerated: Tolerated::default(),
        };
        let header = package.next()?.filter(|member| member.name == "debian-binary");
        let Some(header) = header else { return Err(ReadError::NotAPackage) };
        let mut text = Vec::new();
        package
            .members
            .by_ref()
            .take(LONGEST_FORMAT)
            .read_to_end(&mut text)
            .map_err(|error| ReadError::from_io(error, &header.name, LONGEST_FORMAT))?;
        if text != FORMAT || header.length != FORMAT.len() as u64 {
            package.later_format(&text)?;
        }
        let digest = |wanted| (wanted == Fingerprints::Yes).then(|| sha256(&text));
        let (stored, decompressed) = (digest(fingerprints), digest(fingerprints));
        package.seen.push(MemberFingerprint { header, stored, decompressed });
        Ok(package)
    }

    /// The time of the first member.
    fn time(&self) -> Timestamp {
        let seconds = self.seen.first().map_or(0, |first| first.header.mtime);
        Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// Takes another minor version and further lines, as deb(5) asks of readers.
    fn later_format(&mut self, text: &[u8]) -> Result<(), ReadError> {
        let line = text.iter().position(|&byte| byte == b'\n').map(|end| &text[..end]);
        let Some((2, minor)) = line.and_then(version) else {
            let shown = String::from_utf8_lossy(&text[..text.len().min(64)]).into_owned();
            return Err(ReadError::FormatVersion(shown));
        };
        let place = "member debian-binary";
        if minor > 0 {
            self.tolerated.note(
                codes::LATER_FORMAT,
                place,
                "has a later minor version of the format than 2.0, which dpkg reads as 2.0",
            );
        }
        if line.is_some_and(|line| line.len() + 1 < text.len()) {
            let problem = "has further lines after the version, which dpkg ignores";
            self.tolerated.note(codes::LATER_FORMAT, place, problem);
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Member>, ReadError> {
        let member = self.members.next_member();
        for (name, odd) in self.members.take_odd() {
            self.tolerated.note(codes::ODD_MEMBER, format!("member {name}"), odd);
        }
        member.map_err(ReadError::from_ar)
    }

    fn control(&mut self, limits: &Limits) -> Result<Metadata, ReadError> {
        let (member, encoding) = self.seek("control.tar", CONTROL)?;
        let name = member.name.clone();
        self.decompressed(member, encoding, limits.control, |input, tolerated| {
            control_member::read(input, &name, encoding, limits, tolerated)
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
                let problem = format!("there is a member {:?} instead of {stem}", member.name);
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
        read: impl FnOnce(&mut dyn Read, &mut Tolerated) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let wanted = self.fingerprints;
        let mut stored = Hashing::new(&mut self.members, wanted);
        let decoder = Decoder::tolerant(&mut stored, encoding, limit).map_err(ReadError::Io)?;
        let mut plain = BufReader::with_capacity(64 << 10, Hashing::new(decoder, wanted));
        let value = read(&mut plain, &mut self.tolerated)?;
        let plain = plain.into_inner();
        let place = || format!("member {}", header.name);
        if plain.inner.is_joined() {
            let problem = "is compressed in several gzip members, which dpkg joins";
            self.tolerated.note(codes::ODD_STREAM, place(), problem);
        }
        if plain.inner.has_trailing_bytes() {
            let problem = "has bytes after its compressed stream, which dpkg ignores";
            self.tolerated.note(codes::ODD_STREAM, place(), problem);
        }
        let decompressed = plain.finish();
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

    /// Goes to the archive's end. Members that start with `_` may precede it; dpkg looks at nothing
    /// after the data member, and so all else there is noted, and ignored.
    fn end(&mut self) -> Result<(), ReadError> {
        self.members.skip().map_err(ReadError::from_ar)?;
        loop {
            let member = match self.members.next_member() {
                Ok(Some(member)) => member,
                Ok(None) => break,
                Err(ArError::Io(error)) => return Err(ReadError::Io(error)),
                Err(ArError::NoArchive | ArError::Truncated { .. } | ArError::Format { .. }) => {
                    let problem = "are after its last member, and dpkg ignores them";
                    self.tolerated.note(codes::BEHIND_DATA, "bytes that are not a member", problem);
                    break;
                }
            };
            if !member.name.starts_with('_') {
                let place = format!("member {:?}", member.name);
                let problem = "is after the data, where dpkg ignores it";
                self.tolerated.note(codes::BEHIND_DATA, place, problem);
            }
            match self.extra(member) {
                Err(ReadError::Damaged { .. }) => {
                    let place = "the last member";
                    let problem = "is truncated, which dpkg ignores, because it is after the data";
                    self.tolerated.note(codes::BEHIND_DATA, place, problem);
                    break;
                }
                other => other?,
            }
        }
        let length = self.rest()?;
        if length % 2 == 1 {
            self.tolerated.note_with(
                codes::BEHIND_DATA,
                "the file",
                "has an odd number of bytes, which dpkg 1.23 (sid) refuses",
                REBUILD,
            );
        }
        Ok(())
    }

    /// Skips what is no member, and tells how long the file is.
    fn rest(&mut self) -> Result<u64, ReadError> {
        let mut rest = Counting { hasher: Hashing::new(io::empty(), self.fingerprints), length: 0 };
        let length = self.members.skip_to_end(&mut rest).map_err(ReadError::from_ar)?;
        if rest.length > 0 {
            let stored = rest.hasher.finish();
            let name = "bytes after the last member".to_owned();
            let header = Member { name, mtime: 0, uid: 0, gid: 0, mode: 0, length: rest.length };
            self.seen.push(MemberFingerprint { header, stored, decompressed: stored });
        }
        Ok(length)
    }
}

/// The major and the minor version of the format.
fn version(line: &[u8]) -> Option<(u32, u32)> {
    let dot = line.iter().position(|&byte| byte == b'.')?;
    Some((number(&line[..dot])?, number(&line[dot + 1..])?))
}

/// A number of digits alone, as many as dpkg's number holds.
fn number(digits: &[u8]) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    text.parse().ok().filter(|number| i32::try_from(*number).is_ok())
}

/// Counts what is written to it, and hashes that.
struct Counting {
    hasher: Hashing<io::Empty>,
    length: u64,
}

impl io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(hasher) = &mut self.hasher.hasher {
            hasher.update(bytes);
        }
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
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
