//! Extended attributes: file capabilities are kept, all others are refused or left out as asked.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use diagnostic::{Diagnostic, Printable, Subject};
use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::findings::Findings;
use super::visit::Spot;
use crate::{Capabilities, codes};

/// The most that the system lists (xattr(7)).
const LONGEST_LIST: usize = 64 * 1024;
/// The longest capabilities are 24 bytes; what is longer is carried as it is.
const LONGEST_CAPABILITIES: usize = 256;
/// The longest path that the system takes, with the NUL after it.
const LONGEST_PATH: usize = 4096;

const CAPABILITIES: &[u8] = b"security.capability";
/// What a file system gives every file by itself: reported once, not for each.
const AUTOMATIC: [&[u8]; 2] = [b"security.selinux", b"system.nfs4_acl"];

/// Reads extended attributes and reports those that no package carries.
pub(super) struct Attributes {
    dropped: bool,
    list: Vec<u8>,
    /// Devices whose file systems have none.
    without: HashSet<u64>,
    /// Attributes that are reported once: how often and where first.
    once: BTreeMap<Box<[u8]>, (u64, Vec<u8>)>,
}

impl Attributes {
    /// With `dropped`, what cannot be carried is left out with a warning.
    pub(super) fn new(dropped: bool) -> Self {
        let list = vec![0; LONGEST_LIST];
        Self { dropped, list, without: HashSet::new(), once: BTreeMap::new() }
    }

    /// One for another thread.
    pub(super) fn fork(&self) -> Self {
        Self { without: self.without.clone(), ..Self::new(self.dropped) }
    }

    /// Takes what a fork met.
    pub(super) fn join(&mut self, fork: Self) {
        for (name, (count, first)) in fork.once {
            self.count(name, count, first);
        }
    }

    /// The capabilities of what is at `spot`.
    #[allow(clippy::useless_conversion, reason = "the type of the device differs between machines")]
    pub(super) fn read(
        &mut self,
        spot: &Spot<'_>,
        stat: &Stat,
        findings: &mut Findings,
    ) -> Option<Capabilities> {
        let device = u64::from(stat.st_dev);
        if self.without.contains(&device) {
            return None;
        }
        let path = reachable(spot);
        // Most have none, and to be told so the system needs no room, which it would clear each time.
        let length = match rustix::fs::llistxattr_query(&*path) {
            Ok(0) => return None,
            Ok(_) => rustix::fs::llistxattr(&*path, &mut self.list[..]),
            Err(errno) => Err(errno),
        };
        let length = match length {
            Ok(length) => length,
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => {
                self.without.insert(device);
                return None;
            }
            Err(errno) => {
                report(spot, errno, findings);
                return None;
            }
        };
        let list = self.list[..length].to_vec();
        let names = list.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        let (carried, unwanted): (Vec<&[u8]>, Vec<&[u8]>) =
            names.partition(|name| *name == CAPABILITIES);
        self.unwanted(spot, unwanted, findings);
        let file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        if carried.is_empty() || !file {
            return None;
        }
        let mut value = [0; LONGEST_CAPABILITIES];
        match rustix::fs::lgetxattr(&*path, CAPABILITIES, &mut value[..]) {
            Ok(length) => Some(Capabilities(value[..length].into())),
            Err(errno) => {
                report(spot, errno, findings);
                None
            }
        }
    }

    fn unwanted(&mut self, spot: &Spot<'_>, mut names: Vec<&[u8]>, findings: &mut Findings) {
        names.sort_unstable();
        names.retain(|name| {
            let once = self.dropped || AUTOMATIC.contains(name);
            if once {
                self.count((*name).into(), 1, spot.target.to_vec());
            }
            !once
        });
        if names.is_empty() {
            return;
        }
        let names: Vec<_> = names.iter().map(|name| Printable(name).to_string()).collect();
        let problem =
            format!("has extended attributes that a package cannot store: {}", names.join(", "),);
        findings.defect_at(spot.target, defect(spot.target, problem));
    }

    /// Counts `name`, met `count` times, in the order of paths at `first` first.
    fn count(&mut self, name: Box<[u8]>, count: u64, first: Vec<u8>) {
        match self.once.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert((count, first));
            }
            Entry::Occupied(mut entry) => {
                let (counted, earliest) = entry.get_mut();
                *counted += count;
                if first < *earliest {
                    *earliest = first;
                }
            }
        }
    }

    /// Reports what is reported once.
    pub(super) fn finish(self, findings: &mut Findings) {
        for (name, (count, first)) in self.once {
            let name = Printable(&name);
            let others = match count {
                1 => String::new(),
                2 => " and of one more entry".to_owned(),
                _ => format!(" and of {} more entries", count - 1),
            };
            if self.dropped {
                let problem = format!("its extended attribute {name}{others} is omitted");
                let subject = Subject::Entry(first.clone());
                let warning = Diagnostic::new(codes::DROPPED_ATTRIBUTES, subject, problem);
                findings.warn_at(&first, warning);
            } else {
                let problem = format!("its extended attribute {name}{others} cannot be stored");
                findings.defect_at(&first, defect(&first, problem));
            }
        }
    }
}

fn defect(target: &[u8], problem: String) -> Diagnostic {
    Diagnostic::new(codes::EXTENDED_ATTRIBUTES, Subject::Entry(target.into()), problem)
        .hint("remove them with setfattr -x or setfacl -b, or set drop-xattrs")
}

fn report(spot: &Spot<'_>, errno: Errno, findings: &mut Findings) {
    let problem = format!("its extended attributes cannot be read: {errno}");
    let subject = Subject::File(spot.path.to_owned());
    findings.defect_at(spot.target, Diagnostic::new(codes::UNREADABLE, subject, problem));
}

/// A path that the system takes: its own, or where that is too long, one by the open directory.
fn reachable<'a>(spot: &Spot<'a>) -> Cow<'a, Path> {
    if spot.path.as_os_str().as_bytes().len() < LONGEST_PATH {
        return spot.path.into();
    }
    let folder = Path::new("/proc/self/fd").join(spot.folder.as_raw_fd().to_string());
    folder.join(spot.name).into()
}
