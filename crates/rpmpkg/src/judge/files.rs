//! The list of files, as rpm unpacks it.

use super::Verdict;
use super::finding::Finding;
use crate::header::{Tag, tag};
use crate::read::{FileEntry, FileKind, Metadata};

const REBUILD: &str = "build the package again with mkrpm or rpmbuild";

/// The longest file name of Linux (`NAME_MAX`).
const NAME_MAX: usize = 255;
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
    for file in files.iter().filter(|file| !file.is_ghost()) {
        if let Some(problem) = problem(file) {
            let place = format!("the file \"{}\"", file.path.escape_ascii());
            verdict.refusals.push(Finding::new(place, problem, REBUILD));
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
            "has a digest of {} characters for \"{}\", where {length} belong: rpm 4.18 and later \
             refuse the package",
            file.digest.len(),
            file.path.escape_ascii()
        );
        verdict.warn(tag::FILEDIGESTS, problem, REBUILD);
    }
}

fn problem(file: &FileEntry) -> Option<&'static str> {
    let name = file.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    match (file.kind(), file.mode & 0o170_000) {
        (FileKind::File, kind) if kind != 0o100_000 => Some("has a mode of no kind of file"),
        (FileKind::File, _) if file.digest.is_empty() => Some("has no digest"),
        (FileKind::Symlink, _) if file.link_target.is_empty() => {
            Some("is a symbolic link that leads nowhere")
        }
        (FileKind::Symlink, _) if file.size == 0 || file.size > file.link_target.len() as u64 => {
            Some("is a symbolic link with a size that is not that of its text")
        }
        (FileKind::Socket, _) => Some("is a socket, which rpm cannot unpack"),
        (FileKind::File | FileKind::Symlink, _) if name.len() + SUFFIX > NAME_MAX => {
            Some("has a name of more than 246 bytes, to which rpm appends 9 while it unpacks")
        }
        _ => None,
    }
}
