//! The payload: read, hashed and compressed once.

use std::collections::HashMap;
use std::io;

use diagnostic::Diagnostics;
use pkgio::{Algorithms, DigestWriter, Digests, Encoder, Spool, Spooled};
use pkgtree::{Kind, MachineProbe, StreamError, StreamEvent, StreamOptions};

use super::classify::{Class, classify};
use super::file_list::FileList;
use super::hard_links::{HardLinks, Packed};
use super::{WriteError, WriteOptions};
use crate::Package;
use crate::cpio::{CpioWriter, Dialect, Member, archive_length};

/// The compressed bytes that are kept in memory before a temporary is made.
pub(super) const SPOOL_MEMORY: usize = 1 << 20;

/// A packed payload, waiting for what comes before it, and what was learnt on the way.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) bytes: Spooled,
    /// Of the compressed bytes.
    pub(super) digests: Digests,
    /// The length of the archive before it was compressed.
    pub(super) archive_length: u64,
    /// Of the archive.
    pub(super) archive_digests: Digests,
    /// By the index of the file in the tree; `None` for what has no content.
    pub(super) contents: Vec<Option<Content>>,
    /// What the contents refer to.
    pub(super) classes: Vec<Class>,
    /// What is odd about the bytes that passed by.
    pub(super) warnings: Diagnostics,
}

/// What the bytes of one file say.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) sha256: [u8; 32],
    /// Its place among [`Payload::classes`].
    pub(super) class: u32,
}

/// Classes, each once: a package has few, and many files of each.
#[derive(Debug, Default)]
struct Classes(HashMap<Class, u32>);

impl Classes {
    fn place(&mut self, class: Class) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(class).or_insert(next)
    }

    /// By their places.
    fn into_list(self) -> Vec<Class> {
        let mut classes: Vec<_> = self.0.into_iter().collect();
        classes.sort_unstable_by_key(|(_, place)| *place);
        classes.into_iter().map(|(class, _)| class).collect()
    }
}

/// How a payload is laid out, known before a file is read.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    list: &'a FileList<'a>,
    links: &'a HardLinks,
    /// The members in their order.
    members: Vec<Packed>,
    dialect: Dialect,
    /// The digests of the payload, compressed and not.
    digests: Algorithms,
}

impl<'a> Layout<'a> {
    pub(super) fn new(
        list: &'a FileList<'a>,
        links: &'a HardLinks,
        dialect: Dialect,
        digests: Algorithms,
    ) -> Self {
        Self { list, links, members: links.payload_order(list), dialect, digests }
    }

    fn member(&self, packed: Packed) -> Member<'_> {
        let file = &self.list.files[packed.place];
        let length = match &file.inode.kind {
            Kind::File(_) if !packed.has_content => 0,
            _ => file.size(),
        };
        Member {
            index: u32::try_from(packed.place).unwrap_or(u32::MAX),
            path: file.entry.path.as_bytes(),
            is_rooted: true,
            inode: self.links.inodes[packed.place],
            mode: file.mode().into(),
            links: packed.links,
            mtime: file.mtime,
            length,
            device: file.device(),
        }
    }

    /// The length of the archive.
    fn length(&self) -> u64 {
        archive_length(self.members.iter().map(|packed| self.member(*packed)), self.dialect)
    }

    /// The indices in the tree of the files whose content is packed, in that order.
    fn contents(&self) -> Vec<usize> {
        let members = self.members.iter().filter(|packed| packed.has_content);
        members.map(|packed| self.list.files[packed.place].inode_index).collect()
    }
}

/// Packs what `package` installs, keeping `memory` compressed bytes in memory before a temporary is
/// made.
pub(super) fn pack(
    package: &Package,
    layout: &Layout<'_>,
    options: &WriteOptions<'_>,
    memory: usize,
) -> Result<Payload, WriteError> {
    let spool = DigestWriter::new(Spool::new(options.spool_folder, memory), layout.digests);
    let length = layout.length();
    let encoder = Encoder::of_length(spool, options.compression, options.threads, length)
        .map_err(WriteError::Compressor)?;
    let encoder = match options.meter {
        Some(meter) => {
            meter.set_total(length);
            encoder.metered(meter)
        }
        None => encoder,
    };
    let mut packer = Packer::new(package, layout, encoder);
    let stream = StreamOptions {
        digests: Algorithms { sha256: true, ..Algorithms::default() },
        readers: options.threads,
    };
    package.tree.stream_in(&layout.contents(), stream, |event| packer.take(event)).map_err(
        |error| match error {
            StreamError::Content(error) => WriteError::Content(error),
            StreamError::Consumer(error) => WriteError::Spool(error),
        },
    )?;
    packer.finish().map_err(WriteError::Spool)
}

/// The archive, hashed, compressed, and hashed again.
type Sink = CpioWriter<DigestWriter<Encoder<DigestWriter<Spool>>>>;

/// Takes contents as they come and puts the members that have none between them.
struct Packer<'a> {
    package: &'a Package,
    layout: &'a Layout<'a>,
    /// The members that are not begun yet.
    waiting: std::slice::Iter<'a, Packed>,
    sink: Sink,
    probe: MachineProbe,
    /// The member whose content is awaited or comes.
    current: Option<Packed>,
    /// What the file that began is, known with its first bytes.
    class: Option<Class>,
    contents: Vec<Option<Content>>,
    classes: Classes,
    warnings: Diagnostics,
}

impl<'a> Packer<'a> {
    fn new(
        package: &'a Package,
        layout: &'a Layout<'a>,
        encoder: Encoder<DigestWriter<Spool>>,
    ) -> Self {
        let archive = DigestWriter::new(encoder, layout.digests);
        Self {
            package,
            layout,
            waiting: layout.members.iter(),
            sink: CpioWriter::new(archive, layout.dialect),
            probe: MachineProbe::default(),
            current: None,
            class: None,
            contents: vec![None; package.tree.entries().len()],
            classes: Classes::default(),
            warnings: Diagnostics::new(),
        }
    }

    fn take(&mut self, event: StreamEvent<'_>) -> io::Result<()> {
        match event {
            StreamEvent::Begin { .. } => self.begin_until_content(),
            StreamEvent::Data(bytes) => self.data(bytes),
            StreamEvent::End { index, digests } => {
                self.end(index, digests);
                Ok(())
            }
        }
    }

    /// Begins members up to the next that has content.
    fn begin_until_content(&mut self) -> io::Result<()> {
        self.probe.begin();
        self.class = None;
        for packed in self.waiting.by_ref() {
            self.sink.begin(&self.layout.member(*packed))?;
            let file = &self.layout.list.files[packed.place];
            if let Kind::Symlink { target } = &file.inode.kind {
                self.sink.data(target)?;
            }
            if packed.has_content {
                self.current = Some(*packed);
                break;
            }
        }
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.probe.data(bytes);
        if self.class.is_none() {
            self.class = Some(self.classify(bytes));
        }
        self.sink.data(bytes)?;
        Ok(())
    }

    fn classify(&self, head: &[u8]) -> Class {
        let file = self.current.map(|packed| &self.layout.list.files[packed.place]);
        let (name, size) = file.map_or((&b""[..], 0), |file| (file.entry.path.name(), file.size()));
        classify(name, head, size)
    }

    fn end(&mut self, index: usize, digests: Digests) {
        let entry = &self.package.tree.entries()[index];
        if let Some(warning) = self.probe.end(entry, self.package.architecture) {
            self.warnings.push(warning);
        }
        let class = self.class.take().unwrap_or_else(|| self.classify(&[]));
        let class = self.classes.place(class);
        self.contents[index] = digests.sha256.map(|sha256| Content { sha256, class });
    }

    fn finish(mut self) -> io::Result<Payload> {
        self.begin_until_content()?;
        let (encoder, archive_digests, archive_length) = self.sink.finish()?.finish();
        let (spool, digests, _) = encoder.finish()?.finish();
        Ok(Payload {
            bytes: spool.finish()?,
            digests,
            archive_length,
            archive_digests,
            contents: self.contents,
            classes: self.classes.into_list(),
            warnings: self.warnings,
        })
    }
}
