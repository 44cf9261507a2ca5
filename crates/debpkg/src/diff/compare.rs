//! Comparing what was read.

use std::io::Read;

use pkgio::{Algorithms, Hasher, Hex};

use pkgterms::difference::{Report, Values, values};

use super::{Attribute, Difference, Place};
use crate::deb822::Field;
use crate::read::{
    Contents, ControlFile, DataEntry, DataKind, Fingerprints, Limits, MemberFingerprint, ReadError,
    read_whole,
};

/// One of the packages.
pub(super) struct Side {
    contents: Contents,
    members: Vec<MemberFingerprint>,
}

const SHA256: Algorithms = Algorithms { sha256: true, ..Algorithms::NONE };

impl Side {
    pub(super) fn read(input: &mut dyn Read, limits: &Limits) -> Result<Self, ReadError> {
        let (contents, members) = read_whole(input, SHA256, limits, Fingerprints::Yes)?;
        Ok(Self { contents, members })
    }
}

pub(super) fn compare(left: &Side, right: &Side) -> Vec<Difference> {
    let (mut members, mut control, mut data) =
        (Report::default(), Report::default(), Report::default());
    let (left_metadata, right_metadata) = (&left.contents.metadata, &right.contents.metadata);
    let fields = (left_metadata.control.fields(), right_metadata.control.fields());
    let place = |field: &Field<'_>| Place::Field(field.name().to_owned());
    control.items(fields, |field| field.name().as_bytes(), place, field);
    let files = (&left_metadata.files[..], &right_metadata.files[..]);
    let place = |file: &ControlFile| Place::ControlFile(file.name.clone());
    control.items(files, |file| &file.name, place, control_file);
    let entries = (&left.contents.entries[..], &right.contents.entries[..]);
    data.items(entries, |entry| &entry.path, |entry| Place::Entry(entry.path.to_vec()), entry);

    let explained = |member: &str| match stem(member) {
        "control.tar" => !control.is_empty(),
        "data.tar" => !data.is_empty(),
        _ => false,
    };
    let place = |member: &MemberFingerprint| Place::Member(member.header.name.clone());
    let both = (&left.members[..], &right.members[..]);
    members.items(
        both,
        |member| stem(&member.header.name).as_bytes(),
        place,
        |left, right| member(left, right, explained(&left.header.name)),
    );
    [members, control, data].into_iter().flat_map(Report::into_vec).collect()
}

/// A member's name without what tells its compressor.
fn stem(name: &str) -> &str {
    match name.split_once(".tar") {
        Some((stem, _)) if matches!(stem, "control" | "data") => &name[..stem.len() + 4],
        _ => name,
    }
}

fn member(left: &MemberFingerprint, right: &MemberFingerprint, explained: bool) -> Vec<Values> {
    let (from, to) = (&left.header, &right.header);
    let number = |number: &u64| number.to_string();
    let digest = |digest: &Option<[u8; 32]>| Hex(&digest.unwrap_or_default()).to_string();
    let same_encoding = from.name == to.name;
    let recompressed =
        same_encoding && left.stored != right.stored && left.decompressed == right.decompressed;
    let dialect = left.decompressed != right.decompressed && !explained;
    let attribute =
        if from.name.contains(".tar") { Attribute::Dialect } else { Attribute::Content };
    vec![
        values(Attribute::Encoding, &from.name, &to.name, |name| (*name).clone()),
        values(Attribute::Time, from.mtime, to.mtime, number),
        values(Attribute::Owner, from.uid, to.uid, number),
        values(Attribute::Group, from.gid, to.gid, number),
        values(Attribute::Mode, from.mode, to.mode, |mode| format!("{mode:o}")),
        recompressed.then(|| (Attribute::Compression, number(&from.length), number(&to.length))),
        dialect.then(|| (attribute, digest(&left.decompressed), digest(&right.decompressed))),
    ]
}

fn field(left: &Field<'_>, right: &Field<'_>) -> Vec<Values> {
    vec![values(Attribute::Value, left.raw(), right.raw(), |raw| {
        format!("{:?}", raw.strip_prefix(' ').unwrap_or(raw))
    })]
}

fn control_file(left: &ControlFile, right: &ControlFile) -> Vec<Values> {
    let sha256 = |file: &ControlFile| {
        let mut hasher = Hasher::new(SHA256);
        hasher.update(&file.bytes);
        Hex(&hasher.finish().sha256.unwrap_or_default()).to_string()
    };
    let differs = left.bytes != right.bytes;
    vec![
        values(Attribute::Mode, left.mode, right.mode, |mode| format!("{mode:o}")),
        differs.then(|| (Attribute::Content, sha256(left), sha256(right))),
    ]
}

fn entry(left: &DataEntry, right: &DataEntry) -> Vec<Values> {
    let owned = |(name, number): &(&[u8], u64)| format!("{}({number})", name.escape_ascii());
    let (from, to) = ((&left.owner[..], left.uid), (&right.owner[..], right.uid));
    let owner = values(Attribute::Owner, from, to, owned);
    let (from, to) = ((&left.group[..], left.gid), (&right.group[..], right.gid));
    let group = values(Attribute::Group, from, to, owned);
    let mut all = vec![
        values(Attribute::Mode, left.mode, right.mode, |mode| format!("{mode:o}")),
        owner,
        group,
        values(Attribute::Time, left.mtime, right.mtime, |time| time.to_string()),
    ];
    all.extend(kind(&left.kind, &right.kind));
    all
}

fn kind(left: &DataKind, right: &DataKind) -> Vec<Values> {
    match (left, right) {
        (
            DataKind::File { length: l, digests: left },
            DataKind::File { length: r, digests: right },
        ) => {
            let digest = |digest: &Option<[u8; 32]>| Hex(&digest.unwrap_or_default()).to_string();
            vec![
                values(Attribute::Length, l, r, |length| length.to_string()),
                values(
                    Attribute::Content,
                    left.to_digests().sha256,
                    right.to_digests().sha256,
                    digest,
                ),
            ]
        }
        (DataKind::Symlink(left), DataKind::Symlink(right))
        | (DataKind::HardLink(left), DataKind::HardLink(right)) => {
            let target = |target: &&[u8]| target.escape_ascii().to_string();
            vec![values(Attribute::Target, &**left, &**right, target)]
        }
        (DataKind::CharacterDevice(a, b), DataKind::CharacterDevice(c, d))
        | (DataKind::BlockDevice(a, b), DataKind::BlockDevice(c, d)) => {
            let device = |(major, minor): &(&u32, &u32)| format!("{major}:{minor}");
            vec![values(Attribute::Device, (a, b), (c, d), device)]
        }
        _ => {
            let word = |word: &&str| (*word).to_owned();
            vec![values(Attribute::Kind, kind_word(left), kind_word(right), word)]
        }
    }
}

fn kind_word(kind: &DataKind) -> &'static str {
    match kind {
        DataKind::File { .. } => "file",
        DataKind::Directory => "directory",
        DataKind::Symlink(_) => "symlink",
        DataKind::HardLink(_) => "hard-link",
        DataKind::Fifo => "fifo",
        DataKind::CharacterDevice(..) => "character-device",
        DataKind::BlockDevice(..) => "block-device",
    }
}
