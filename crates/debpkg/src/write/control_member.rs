//! The control member.

use std::io;
use std::num::NonZeroUsize;

use pkgio::{Encoder, Timestamp};

use super::WriteOptions;
use crate::Package;
use crate::deb822::Paragraph;
use crate::md5sums::FileDigests;
use crate::static_ids::Owner;
use crate::tar_writer::{EntryKind, Header, TarWriter, archive_length};

/// Packs the control member: `control` first, so that who wants only it need not read on, then the
/// other files in bytewise order.
pub(super) fn pack(
    package: &Package,
    control: &Paragraph<'_>,
    digests: &FileDigests,
    options: &WriteOptions<'_>,
    timestamp: Timestamp,
) -> io::Result<Vec<u8>> {
    let header = |path, kind, mode| Header {
        path,
        kind,
        mode,
        user: Owner::ROOT,
        group: Owner::ROOT,
        mtime: timestamp,
    };
    let root = || header(b"", EntryKind::Directory, 0o755);
    let of = |file: &ControlFile| {
        header(file.name.as_bytes(), EntryKind::File(file.bytes.len() as u64), file.mode)
    };
    let files = files(package, control, digests);
    let length = archive_length(std::iter::once(root()).chain(files.iter().map(of)));
    let encoder = Encoder::of_length(Vec::new(), options.compression, NonZeroUsize::MIN, length)?;
    let mut tar = TarWriter::new(encoder);
    tar.begin(&root())?;
    for file in &files {
        tar.begin(&of(file))?;
        tar.data(&file.bytes)?;
    }
    tar.finish()?.finish()
}

/// A file of the control member.
struct ControlFile {
    name: &'static str,
    mode: u16,
    bytes: Vec<u8>,
}

fn files(package: &Package, control: &Paragraph<'_>, digests: &FileDigests) -> Vec<ControlFile> {
    let plain = |name, bytes| ControlFile { name, mode: 0o644, bytes };
    let sums = digests.lines(&package.tree, |path| package.conffiles.is_conffile(path));
    let mut files = vec![plain("conffiles", package.conffiles.to_bytes()), plain("md5sums", sums)];
    files.extend(package.metadata.iter().map(|file| plain(file.name, file.bytes.to_vec())));
    files.extend(package.scripts.iter().map(|script| ControlFile {
        name: script.name.as_str(),
        mode: 0o755,
        bytes: script.bytes.to_vec(),
    }));
    files.retain(|file| !file.bytes.is_empty());
    files.sort_by_key(|file| file.name);
    files.insert(0, plain("control", control.to_string().into_bytes()));
    files
}
