//! Turning what is in a directory into entries.

use std::collections::HashSet;
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;

use diagnostic::{Code, Diagnostic, Subject};
use pkgio::Timestamp;
use rustix::fs::{Access, AtFlags, FileType, Stat};
use rustix::io::Errno;

use super::arrange::{Run, arrange};
use super::findings::Findings;
use super::xattrs::Attributes;
use super::{Found, Origin};
use crate::content::{Disk, Stamp, Top};
use crate::path::control_character;
use crate::{Content, Device, Entry, InstallPath, Kind, Mode, TreeRules, codes};

/// The longest text that symlink(2) takes.
pub(super) const LONGEST_LINK: usize = 4095;

/// The longest name that Linux takes, in bytes (`NAME_MAX`).
const LONGEST_NAME: usize = 255;

/// Something that was met.
pub(super) struct Spot<'a> {
    /// The open directory that it is in.
    pub(super) folder: BorrowedFd<'a>,
    /// Its path from there.
    pub(super) name: &'a Path,
    /// Its path on the build host.
    pub(super) path: &'a Path,
    /// What `path` begins with.
    pub(super) top: &'a Arc<Top>,
    /// The rest of `path`; empty for the top itself.
    pub(super) below: &'a [u8],
    /// Where it would be installed; perhaps not installable. It ends in `below`.
    pub(super) target: &'a [u8],
    pub(super) origin: Origin,
    /// Whether a rule adds precisely this.
    pub(super) asked_for: bool,
}

/// Collects entries and their defects.
pub(super) struct Visitor<'a> {
    pub(super) findings: Findings,
    rules: &'a TreeRules,
    /// What attribute rules name without wildcards.
    named: Arc<HashSet<InstallPath>>,
    attributes: Attributes,
    found: Vec<Found>,
    /// What was found of the walk at hand, directory by directory.
    runs: Vec<Run>,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(rules: &'a TreeRules, findings: Findings) -> Self {
        let named = rules.attributes.iter().filter_map(|rule| rule.pattern.value.literal());
        let named = Arc::new(named.collect());
        let attributes = Attributes::new(rules.drop_xattrs);
        Self { findings, rules, named, attributes, found: Vec::new(), runs: Vec::new() }
    }

    /// One for another thread.
    pub(super) fn fork(&self) -> Self {
        Self {
            findings: Findings::default(),
            rules: self.rules,
            named: Arc::clone(&self.named),
            attributes: self.attributes.fork(),
            found: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Takes what a fork collected.
    pub(super) fn join(&mut self, mut fork: Self) {
        self.findings.join(fork.findings);
        self.attributes.join(fork.attributes);
        let before = self.found.len();
        self.found.append(&mut fork.found);
        self.runs.extend(fork.runs.into_iter().map(|Run { folder, places }| Run {
            folder,
            places: places.start + before..places.end + before,
        }));
    }

    /// How much was found so far.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Notes that all that was found after the first `before` is in `folder`.
    pub(super) fn end_folder(&mut self, folder: Vec<u8>, before: usize) {
        if self.found.len() > before {
            self.runs.push(Run { folder, places: before..self.found.len() });
        }
    }

    /// Puts what was found after the first `before`, all of it by the walk of the directory `top`,
    /// in order.
    pub(super) fn end_walk(&mut self, top: &[u8], before: usize) {
        let mut runs = std::mem::take(&mut self.runs);
        for Run { places, .. } in &mut runs {
            *places = places.start - before..places.end - before;
        }
        arrange(&mut self.found[before..], runs, top);
    }

    /// Everything that was found, each walk's in order, and what is to be said about it.
    pub(super) fn finish(mut self) -> (Vec<Found>, Findings) {
        self.attributes.finish(&mut self.findings);
        (self.found, self.findings)
    }

    pub(super) fn add(&mut self, found: Found) {
        self.found.push(found);
    }

    /// Notes one thing; true when it is a directory to go into.
    pub(super) fn visit(&mut self, spot: Spot<'_>, stat: &Stat) -> bool {
        let path = match InstallPath::parse(spot.target) {
            Ok(path) => path,
            Err(error) => {
                self.defect(spot.target, codes::BAD_PATH, error.to_string(), Some("rename it"));
                return false;
            }
        };
        let is_folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
        if is_control_folder(spot.target, is_folder) {
            let problem = "is dpkg-deb's directory of control files and would not be installed";
            let hint = "take it out of the tree and set scripts and fields in the manifest";
            self.defect(spot.target, codes::CONTROL_FOLDER, problem, Some(hint));
            return false;
        }
        if !self.rules.allow_non_utf8 && std::str::from_utf8(path.name()).is_err() {
            let hint = "rename it, or allow names that are not UTF-8";
            self.defect(spot.target, codes::NOT_UTF8, "has a name that is not UTF-8", Some(hint));
        }
        let Some(kind) = self.kind(&path, &spot, stat) else { return is_folder };
        let capabilities = self.attributes.read(&spot, stat, &mut self.findings);
        let mut entry = Entry {
            path,
            kind,
            mode: Mode::from_bits(stat.st_mode),
            mtime: Timestamp::clamped(stat.st_mtime),
            ..crate::tree::folder(InstallPath::root(), Timestamp::EPOCH)
        };
        if let Some(capabilities) = capabilities {
            entry.attributes.set_capabilities(capabilities);
        }
        #[allow(clippy::useless_conversion, reason = "its type differs between machines")]
        let links = u64::from(stat.st_nlink);
        let staged = entry.mode;
        self.add(Found { entry, origin: spot.origin, links, staged, named: 0 });
        is_folder
    }

    /// A file or directory that could not be read.
    pub(super) fn unreadable(&mut self, target: &[u8], path: &Path, errno: Errno) {
        let (code, problem) = match errno {
            Errno::NOENT | Errno::NOTDIR | Errno::LOOP => {
                (codes::CHANGED, "was removed or replaced while the tree was scanned".to_owned())
            }
            _ => (codes::UNREADABLE, format!("cannot be read: {errno}")),
        };
        let defect = Diagnostic::new(code, Subject::File(path.to_owned()), problem);
        self.findings.defect_at(target, defect);
    }

    fn kind(&mut self, path: &InstallPath, spot: &Spot<'_>, stat: &Stat) -> Option<Kind> {
        let device = Device {
            major: rustix::fs::major(stat.st_rdev),
            minor: rustix::fs::minor(stat.st_rdev),
        };
        let special = match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => return Some(Kind::Directory),
            FileType::RegularFile => return self.file(path, spot, stat),
            FileType::Symlink => return self.link(spot),
            FileType::Fifo => Kind::Fifo,
            FileType::CharacterDevice => Kind::CharacterDevice(device),
            FileType::BlockDevice => Kind::BlockDevice(device),
            FileType::Socket => {
                let hint = "remove it: the program that listens on it creates it";
                self.defect(spot.target, codes::SOCKET, "is a socket", Some(hint));
                return None;
            }
            FileType::Unknown => {
                self.defect(spot.target, codes::SPECIAL_FILE, "is of an unknown type", None);
                return None;
            }
        };
        if !self.rules.allow_special && !spot.asked_for && !self.named.contains(path) {
            let problem = format!("is a {}", special.describe());
            let hint = "if it is intended, set allow-special, or match it with a rule of its own";
            self.defect(spot.target, codes::SPECIAL_FILE, problem, Some(hint));
        }
        Some(special)
    }

    fn file(&mut self, path: &InstallPath, spot: &Spot<'_>, stat: &Stat) -> Option<Kind> {
        // Most files are everybody's to read; for the others the system is asked, so that all that
        // cannot be read are named at once.
        if stat.st_mode & 0o444 != 0o444
            && let Err(errno) =
                rustix::fs::accessat(spot.folder, spot.name, Access::READ_OK, AtFlags::empty())
        {
            self.unreadable(spot.target, spot.path, errno);
            return None;
        }
        let below = path.ending(spot.below.len());
        let (top, stamp) = (Arc::clone(spot.top), Stamp::of(stat));
        Some(Kind::File(Content::from_disk(Disk { top, below, stamp })))
    }

    fn link(&mut self, spot: &Spot<'_>) -> Option<Kind> {
        let target = match rustix::fs::readlinkat(spot.folder, spot.name, Vec::new()) {
            Ok(target) => target.into_bytes().into_boxed_slice(),
            Err(errno) => {
                self.unreadable(spot.target, spot.path, errno);
                return None;
            }
        };
        if let Some(problem) = bad_link_target(&target) {
            let hint = "make the link point to a path that can exist, or remove it";
            self.defect(spot.target, codes::BAD_LINK_TARGET, problem, Some(hint));
        } else if !self.rules.allow_non_utf8 && std::str::from_utf8(&target).is_err() {
            let hint = "link to another name, or allow names that are not UTF-8";
            let problem = "links to a name that is not UTF-8";
            self.defect(spot.target, codes::NOT_UTF8, problem, Some(hint));
        }
        Some(Kind::Symlink { target })
    }

    fn defect(
        &mut self,
        target: &[u8],
        code: Code,
        problem: impl Into<String>,
        hint: Option<&str>,
    ) {
        let mut defect = Diagnostic::new(code, Subject::Entry(target.into()), problem);
        defect.hint = hint.map(str::to_owned);
        self.findings.defect_at(target, defect);
    }
}

pub(super) fn is_control_folder(target: &[u8], is_folder: bool) -> bool {
    match target.strip_prefix(b"DEBIAN") {
        Some([]) => is_folder,
        Some(rest) => rest.first() == Some(&b'/'),
        None => false,
    }
}

/// What keeps `target` from being the text of a link.
fn bad_link_target(target: &[u8]) -> Option<String> {
    let longest = target.split(|&byte| byte == b'/').map(<[u8]>::len).max().unwrap_or(0);
    match control_character(target) {
        Some(byte) => Some(format!("links to a name with the control character 0x{byte:02x}")),
        None if target.is_empty() => Some("has an empty target".to_owned()),
        None if target.len() > LONGEST_LINK => {
            Some(format!("links to a path longer than {LONGEST_LINK} bytes"))
        }
        // dpkg unpacks such a link, but cannot upgrade it.
        None if longest > LONGEST_NAME => Some(format!(
            "links to a path with a name of {longest} bytes; the limit is {LONGEST_NAME}"
        )),
        None => None,
    }
}
