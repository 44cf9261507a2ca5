//! The list of files, as rpm unpacks it.

use super::Verdict;
use super::finding::{Finding, Flaw};
use crate::flags::CONFIG;
use crate::header::{Tag, tag};
use crate::read::{FileEntry, FileKind, Metadata};

const REBUILD: &str = "build the package again with mkrpm or rpmbuild";

/// The longest file name of Linux (`NAME_MAX`).
const NAME_MAX: usize = 255;
/// The longest text of a symbolic link that Linux takes, in bytes.
const LONGEST_LINK: usize = 4095;
/// What rpm appends to a name while it unpacks: `;` and eight hexadecimal digits.
const SUFFIX: usize = 9;

pub(super) fn check(package: &Metadata, files: &[&FileEntry], verdict: &mut Verdict) {
    if files.is_empty() {
        return;
    }
    let lists: &[Tag] = if package.is_source {
        &[tag::FILEMODES]
    } else {
        &[tag::FILEMODES, tag::FILEUSERNAME, tag::FILEGROUPNAME]
    };
    for tag in lists {
        if package.header.value(*tag).is_none() {
            verdict.refuse(*tag, "is missing, although the package has files", REBUILD);
        }
    }
    digests(package, files, verdict);
    configuration(files, verdict);
    for file in files.iter().filter(|file| !file.is_ghost()) {
        let facts = Facts {
            path: &file.path,
            mode: file.mode,
            size: file.size,
            has_digest: !file.digest.is_empty(),
            link_target: &file.link_target,
        };
        if let Some(Flaw { problem, hint }) = flaw(&facts) {
            let place = format!("the file \"{}\"", start(&file.path).escape_ascii());
            verdict.refusals.push(Finding::new(place, problem, hint));
        }
    }
}

/// rpm 4.18 and later take the length of all digests from the first that is there.
fn digests(package: &Metadata, files: &[&FileEntry], verdict: &mut Verdict) {
    let length = match package.header.number(tag::FILEDIGESTALGO) {
        None | Some(1) => 32,
        Some(2) => 40,
        Some(8) => 64,
        Some(9) => 96,
        Some(10) => 128,
        Some(11) => 56,
        Some(_) => return,
    };
    let is_odd = |file: &&&FileEntry| !file.digest.is_empty() && file.digest.len() != length;
    if let Some(file) = files.iter().find(is_odd) {
        let problem = format!(
            "has a digest of {} characters for \"{}\" instead of {length}: rpm 4.18 and later \
             refuse the package",
            file.digest.len(),
            file.path.escape_ascii()
        );
        verdict.warn(tag::FILEDIGESTS, problem, REBUILD);
    }
}

/// rpm 4.18 does not make the directory that such a directory is to be in.
fn configuration(files: &[&FileEntry], verdict: &mut Verdict) {
    let is_odd = |file: &&&FileEntry| {
        file.kind() == FileKind::Directory && file.flags & CONFIG != 0 && !file.is_ghost()
    };
    if let Some(file) = files.iter().find(is_odd) {
        let problem = format!(
            "marks the directory \"{}\" as configuration: rpm 4.18 (Debian 12) cannot install it \
             if its parent directory does not exist",
            start(&file.path).escape_ascii()
        );
        verdict.warn(tag::FILEFLAGS, problem, "mark the files in the directory instead");
    }
}

/// What rpm unpacks a file by.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    /// The absolute path.
    pub(crate) path: &'a [u8],
    /// Type and permissions, as in `st_mode`.
    pub(crate) mode: u16,
    /// The length in bytes.
    pub(crate) size: u64,
    pub(crate) has_digest: bool,
    /// A symbolic link's text.
    pub(crate) link_target: &'a [u8],
}

/// Why rpm cannot unpack a file that is in the payload.
pub(crate) fn flaw(file: &Facts<'_>) -> Option<Flaw> {
    let name = file.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let problem = match (FileKind::of(file.mode), file.mode & 0o170_000) {
        (FileKind::File, kind) if kind != 0o100_000 => "has a mode of no kind of file",
        (FileKind::File, _) if !file.has_digest => "has no digest",
        (FileKind::Symlink, _) if file.link_target.is_empty() => {
            "is a symbolic link that leads nowhere"
        }
        (FileKind::Symlink, _) if file.link_target.len() > LONGEST_LINK => {
            let length = file.link_target.len();
            return Some(Flaw::new(
                format!(
                    "is a symbolic link with a target of {length} bytes; Linux takes {LONGEST_LINK}"
                ),
                "shorten the text",
            ));
        }
        (FileKind::Symlink, _) if file.size == 0 || file.size > file.link_target.len() as u64 => {
            "is a symbolic link with a size that is not that of its text"
        }
        (FileKind::Socket, _) => "is a socket, which rpm cannot unpack",
        (FileKind::File | FileKind::Symlink, _) if name.len() + SUFFIX > NAME_MAX => {
            return Some(Flaw::new(
                "has a name of more than 246 bytes, to which rpm appends 9 while it unpacks",
                "give it a shorter name",
            ));
        }
        _ => return None,
    };
    Some(Flaw::new(problem, REBUILD))
}

/// As much of a path as a person reads.
fn start(path: &[u8]) -> &[u8] {
    const SHOWN: usize = 200;
    &path[..path.len().min(SHOWN)]
}
