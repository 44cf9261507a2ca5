//! Comparing files and the payload.

use pkgio::{Hex, PackedDigests};
use pkgterms::difference::{Report, Values, values};

use super::side::Package;
use super::{Attribute, Place};
use crate::header::Tag;
use crate::header::tag;
use crate::read::FileEntry;

/// The tags that a file's attributes are in.
const ATTRIBUTES: [Tag; 21] = [
    tag::OLDFILENAMES,
    tag::FILESIZES,
    tag::FILEMODES,
    tag::FILERDEVS,
    tag::FILEMTIMES,
    tag::FILEDIGESTS,
    tag::FILELINKTOS,
    tag::FILEFLAGS,
    tag::FILEUSERNAME,
    tag::FILEGROUPNAME,
    tag::FILEVERIFYFLAGS,
    tag::FILELANGS,
    tag::DIRINDEXES,
    tag::BASENAMES,
    tag::DIRNAMES,
    tag::LONGFILESIZES,
    tag::FILECAPS,
    tag::SIZE,
    tag::LONGSIZE,
    tag::PAYLOADSIZEALT,
    tag::ARCHIVESIZE,
];

/// The tags with an element for each file, or for what some files have, that are not looked into.
/// Where the files are not the same, neither are these.
const OTHERS: [Tag; 9] = [
    tag::FILEDEVICES,
    tag::FILEINODES,
    tag::FILECOLORS,
    tag::FILECLASS,
    tag::CLASSDICT,
    tag::FILEDEPENDSX,
    tag::FILEDEPENDSN,
    tag::DEPENDSDICT,
    tag::FILEMIMEINDEX,
];

type File = (FileEntry, Option<PackedDigests>);

/// Compares the files, and says which tags need no further look.
pub(super) fn compare(left: &Package, right: &Package) -> (Report, Vec<Tag>) {
    let mut report = Report::default();
    let place = |(file, _): &File| Place::Entry(name(file).to_vec());
    report.items((&left.files, &right.files), |(file, _)| name(file), place, file);
    let mut covered = Vec::new();
    if !report.is_empty() {
        covered.extend(ATTRIBUTES);
        if !paths(left).eq(paths(right)) {
            covered.extend(OTHERS);
        }
    }
    (report, covered)
}

/// Compares the payload; `is_same` when no file differs.
pub(super) fn payload(left: &Package, right: &Package, is_same: bool) -> Report {
    let (left, right) = (&left.payload, &right.payload);
    let hex = |digest: &[u8; 32]| Hex(digest).to_string();
    let recompressed = left.encoding == right.encoding
        && left.stored != right.stored
        && left.archive == right.archive;
    let other_dialect = is_same && left.archive != right.archive;
    let mut report = Report::default();
    report.attributes(
        &Place::Payload,
        [
            values(Attribute::Encoding, left.encoding, right.encoding, |encoding| {
                match encoding.suffix() {
                    "" => "none".to_owned(),
                    suffix => suffix.to_owned(),
                }
            }),
            recompressed.then(|| {
                (Attribute::Compression, left.length.to_string(), right.length.to_string())
            }),
            other_dialect.then(|| (Attribute::Dialect, hex(&left.archive), hex(&right.archive))),
        ],
    );
    report
}

fn paths(package: &Package) -> impl Iterator<Item = &[u8]> {
    package.files.iter().map(|(file, _)| &file.path[..])
}

fn name(file: &FileEntry) -> &[u8] {
    file.path.strip_prefix(b"/").unwrap_or(&file.path)
}

fn file((left, ours): &File, (right, theirs): &File) -> Vec<Values> {
    let octal = |mode: &u16| format!("{mode:o}");
    let text = |text: &&[u8]| format!("\"{}\"", text.escape_ascii());
    let plain = |text: &&[u8]| text.escape_ascii().to_string();
    let hex = |bits: &u32| format!("{bits:#x}");
    let device = |device: &u32| format!("{}:{}", device >> 8, device & 0xff);
    let mut all = vec![
        values(Attribute::Kind, left.kind(), right.kind(), |kind| kind.word().to_owned()),
        values(Attribute::Mode, left.mode & 0o7777, right.mode & 0o7777, octal),
        values(Attribute::Owner, &*left.owner, &*right.owner, plain),
        values(Attribute::Group, &*left.group, &*right.group, plain),
        values(Attribute::Time, left.mtime, right.mtime, |time| time.to_string()),
        values(Attribute::Target, &*left.link_target, &*right.link_target, text),
        values(Attribute::Device, left.device, right.device, device),
        values(Attribute::Flags, left.flags, right.flags, hex),
        values(Attribute::Verify, left.verify, right.verify, hex),
        values(Attribute::Language, &*left.language, &*right.language, text),
        values(Attribute::Capabilities, &*left.capabilities, &*right.capabilities, text),
        values(Attribute::Length, left.size, right.size, |size| size.to_string()),
    ];
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        let digest = |digest: &Option<[u8; 32]>| Hex(&digest.unwrap_or_default()).to_string();
        all.push(values(
            Attribute::Content,
            ours.to_digests().sha256,
            theirs.to_digests().sha256,
            digest,
        ));
    }
    all
}
