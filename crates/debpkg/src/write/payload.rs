//! The data member: read, hashed and compressed once.

use std::io;

use diagnostic::Diagnostics;
use pkgio::{Algorithms, Codec, Encoder, Spool, Spooled, Timestamp};
use pkgtree::{Entry, MachineProbe, StreamError, StreamEvent, StreamOptions};

use super::bounded::{Bounded, OutOfBounds};
use super::entry::{header, installed};
use super::{WriteError, WriteOptions};
use crate::Package;
use crate::md5sums::FileDigests;
use crate::tar_writer::{TarWriter, archive_length};

/// The compressed bytes that are kept in memory before a temporary is made.
const SPOOL_MEMORY: usize = 1 << 20;

/// A packed data member, waiting for what comes before it.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) bytes: Spooled,
    pub(super) digests: FileDigests,
    /// What is odd about the bytes that passed by.
    pub(super) warnings: Diagnostics,
}

/// Packs what `package` installs into a member `name` of at most `limit` bytes.
pub(super) fn pack(
    package: &Package,
    options: &WriteOptions<'_>,
    clamp: Timestamp,
    name: &str,
    limit: u64,
) -> Result<Payload, WriteError> {
    let too_long = || WriteError::MemberTooLong { member: name.to_owned() };
    let length = uncompressed_length(package, clamp);
    if options.compression.codec() == Codec::None && length > limit {
        return Err(too_long());
    }
    let failure = |error: io::Error| {
        if OutOfBounds::caused(&error) { too_long() } else { WriteError::Spool(error) }
    };
    let spool = Bounded::new(Spool::new(options.spool_folder, SPOOL_MEMORY), limit);
    let encoder = Encoder::of_length(spool, options.compression, options.threads, length)
        .map_err(WriteError::Compressor)?;
    let encoder = match options.meter {
        Some(meter) => {
            meter.set_total(length);
            encoder.metered(meter)
        }
        None => encoder,
    };
    let mut packer = Packer::new(package, clamp, encoder);
    let stream = StreamOptions {
        digests: Algorithms { md5: true, ..Algorithms::default() },
        readers: options.threads,
    };
    package.tree.stream(stream, |event| packer.take(event)).map_err(|error| match error {
        StreamError::Content(error) => WriteError::Content(error),
        StreamError::Consumer(error) => failure(error),
    })?;
    packer.finish().map_err(failure)
}

/// The length of the uncompressed data member.
fn uncompressed_length(package: &Package, clamp: Timestamp) -> u64 {
    let tree = &package.tree;
    archive_length(installed(tree).map(|entry| header(tree, entry, clamp)))
}

type Sink = TarWriter<Encoder<Bounded<Spool>>>;

/// Takes a tree's entries and bytes as they come.
struct Packer<'a> {
    package: &'a Package,
    clamp: Timestamp,
    sink: Sink,
    probe: MachineProbe,
    /// Whether the entry that began is a ghost, whose bytes are dropped.
    skipping: bool,
    digests: FileDigests,
    warnings: Diagnostics,
}

impl<'a> Packer<'a> {
    fn new(package: &'a Package, clamp: Timestamp, encoder: Encoder<Bounded<Spool>>) -> Self {
        Self {
            package,
            clamp,
            sink: TarWriter::new(encoder),
            probe: MachineProbe::default(),
            skipping: false,
            digests: FileDigests::new(&package.tree),
            warnings: Diagnostics::new(),
        }
    }

    fn take(&mut self, event: StreamEvent<'_>) -> io::Result<()> {
        match event {
            StreamEvent::Begin { index } => self.begin(&self.package.tree.entries()[index]),
            StreamEvent::Data(bytes) => self.data(bytes),
            StreamEvent::End { index, digests } => {
                self.end(index, digests.md5);
                Ok(())
            }
        }
    }

    fn begin(&mut self, entry: &Entry) -> io::Result<()> {
        self.skipping = entry.roles.ghost;
        if self.skipping {
            return Ok(());
        }
        self.probe.begin();
        self.sink.begin(&header(&self.package.tree, entry, self.clamp))
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.skipping {
            return Ok(());
        }
        self.probe.data(bytes);
        self.sink.data(bytes)?;
        Ok(())
    }

    fn end(&mut self, index: usize, md5: Option<[u8; 16]>) {
        if self.skipping {
            return;
        }
        let entry = &self.package.tree.entries()[index];
        if let Some(warning) = self.probe.end(entry, self.package.architecture) {
            self.warnings.push(warning);
        }
        if let Some(md5) = md5 {
            self.digests.insert(index, md5);
        }
    }

    fn finish(self) -> io::Result<Payload> {
        let spool = self.sink.finish()?.finish()?.into_inner();
        Ok(Payload { bytes: spool.finish()?, digests: self.digests, warnings: self.warnings })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use pkgtree::{Content, Description, InstallPath, Mode, Tree};

    use super::*;

    fn package(lengths: &[usize]) -> Package {
        let mut tree = Tree::empty();
        for (index, length) in lengths.iter().enumerate() {
            let path = InstallPath::parse(format!("f{index}").as_bytes()).unwrap();
            // Bytes that no compressor makes much of.
            let mut state = index as u32 + 1;
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .take(*length)
            .collect();
            tree.insert_file(path, Content::from_bytes(bytes), Mode::from_bits(0o644)).unwrap();
        }
        let description = Description {
            arch: Some("all".into()),
            maintainer: Some("J <j@example.org>".into()),
            summary: Some("x".into()),
            ..Description::named("hello", "1")
        };
        Package::from_tree(tree, &description).unwrap()
    }

    fn packed(package: &Package, compression: &str, limit: u64) -> Result<Payload, WriteError> {
        let spool = tempfile::tempdir().unwrap();
        let options = WriteOptions {
            compression: compression.parse().unwrap(),
            threads: NonZeroUsize::MIN,
            timestamp: None,
            spool_folder: spool.path(),
            meter: None,
            sign: None,
        };
        pack(package, &options, Timestamp::EPOCH, "data.tar", limit)
    }

    #[test]
    fn a_member_of_the_longest_length_is_written_and_not_a_byte_more() {
        let package = package(&[0, 1, 511, 512, 513, 40_000, 300_000]);
        for compression in ["none", "gzip:1", "zstd:1", "xz:0"] {
            let length = packed(&package, compression, u64::MAX).unwrap().bytes.length();
            assert_eq!(packed(&package, compression, length).unwrap().bytes.length(), length);
            let error = packed(&package, compression, length - 1).unwrap_err();
            let is_it =
                matches!(&error, WriteError::MemberTooLong { member } if member == "data.tar");
            assert!(is_it, "{compression}: {error:?}");
        }
    }

    #[test]
    fn the_length_without_compression_is_known_before() {
        let package = package(&[0, 1, 511, 512, 513, 40_000]);
        let length = packed(&package, "none", u64::MAX).unwrap().bytes.length();
        assert_eq!(uncompressed_length(&package, Timestamp::EPOCH), length);
    }
}
