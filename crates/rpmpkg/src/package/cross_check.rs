//! What an `.rpm` asks of a tree beyond what any package does.

use std::collections::BTreeMap;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::{Description, Entry, InstallPath, Kind, Tree};

use super::FileAttributes;
use crate::flags;
use crate::judge::files::{self, Facts};
use crate::{Format, codes};

/// The most files that rpm reads (`MAX_HEADER_FILES`, rpm 4.18).
const FILES: usize = pkgterms::MAX_ENTRIES as usize;
/// The highest number of a driver or unit that `FILERDEVS`, 16 bits, holds.
const DEVICE: u32 = 255;

/// Users of every system: `/etc/passwd` of Fedora's and Enterprise Linux's package `setup`.
const USERS: [&str; 13] = [
    "adm", "bin", "daemon", "ftp", "games", "halt", "lp", "mail", "nobody", "operator", "root",
    "shutdown", "sync",
];
/// Groups of every system: `/etc/group` of `setup`, and those of systemd.
const GROUPS: [&str; 30] = [
    "adm",
    "audio",
    "bin",
    "cdrom",
    "daemon",
    "dialout",
    "disk",
    "floppy",
    "ftp",
    "games",
    "input",
    "kmem",
    "kvm",
    "lock",
    "lp",
    "mail",
    "man",
    "mem",
    "nobody",
    "render",
    "root",
    "sys",
    "systemd-journal",
    "tape",
    "tty",
    "users",
    "utempter",
    "utmp",
    "video",
    "wheel",
];

/// Checks names, numbers and owners of what the package owns.
pub(super) fn check(
    description: &Description,
    tree: &Tree,
    files: &[Option<FileAttributes>],
    format: Option<Format>,
    report: &mut Report,
) {
    let pairs = tree.entries().iter().zip(files);
    let owned: Vec<_> = pairs.filter_map(|(entry, file)| Some((entry, file.as_ref()?))).collect();
    if owned.len() > FILES {
        let problem = format!("has {} files; {FILES} is the limit of rpm itself", owned.len());
        let subject = Subject::from(&InstallPath::root());
        let defect = Diagnostic::new(codes::TOO_MANY_FILES, subject, problem);
        report.defect(defect.hint("divide it into several packages, or pack files into archives"));
    }
    let allowed = description.tree.allow_non_utf8 || description.rpm.tree.allow_non_utf8;
    for (entry, _) in &owned {
        names(entry, allowed, format, report);
        device(entry, report);
        unpacking(entry, report);
    }
    hard_links(tree, files, report);
    owners("user", &owned, |entry| entry.attributes.owner(), &USERS, report);
    owners("group", &owned, |entry| entry.attributes.group(), &GROUPS, report);
}

/// Names and link targets that are not UTF-8: never in format 6, and in format 4 only when asked for.
fn names(entry: &Entry, allowed: bool, format: Option<Format>, report: &mut Report) {
    let what = match &entry.kind {
        _ if str::from_utf8(entry.path.as_bytes()).is_err() => "a name",
        Kind::Symlink { target } if str::from_utf8(target).is_err() => "a target",
        _ => return,
    };
    let subject = Subject::from(&entry.path);
    let problem = format!("has {what} that is not UTF-8");
    let diagnostic = Diagnostic::new(codes::FILE_NAME, subject, problem);
    if format == Some(Format::V6) {
        report.defect(diagnostic.hint("rename it: format 6 holds nothing but UTF-8"));
    } else if allowed {
        report.warn(diagnostic.hint("rename it: rpm 6 does not accept it"));
    } else {
        report.defect(diagnostic.hint("rename it, or accept such names with allow-non-utf8"));
    }
}

/// What rpm cannot unpack.
fn unpacking(entry: &Entry, report: &mut Report) {
    let (mode, target): (u16, &[u8]) = match &entry.kind {
        Kind::File(_) | Kind::HardLink { .. } => (0o100_000, &[]),
        Kind::Symlink { target } => (0o120_000, target),
        // Of others rpm asks for nothing.
        _ => return,
    };
    let (path, size) = (entry.path.as_bytes(), target.len() as u64);
    // Digests are made of whatever is written.
    let facts = Facts { path, mode, size, has_digest: true, link_target: target };
    if let Some(flaw) = files::flaw(&facts).filter(|_| !entry.roles.ghost) {
        let defect = Diagnostic::new(codes::REFUSED, Subject::from(&entry.path), flaw.problem);
        report.defect(defect.hint(flaw.hint));
    }
}

fn device(entry: &Entry, report: &mut Report) {
    let (Kind::CharacterDevice(device) | Kind::BlockDevice(device)) = entry.kind else { return };
    if device.major > DEVICE || device.minor > DEVICE {
        let (major, minor) = (device.major, device.minor);
        let subject = Subject::from(&entry.path);
        let problem = format!("is the device {major}:{minor}; rpm holds numbers up to {DEVICE}");
        let defect = Diagnostic::new(codes::DEVICE, subject, problem);
        report.defect(defect.hint("leave it out: udev makes device nodes"));
    }
}

/// Configuration with several names, which rpm replaces one by one.
fn hard_links(tree: &Tree, files: &[Option<FileAttributes>], report: &mut Report) {
    let is_config = |path: &InstallPath| {
        let file = tree.index_of(path).and_then(|index| files.get(index)?.as_ref());
        file.is_some_and(|file| file.flags & flags::CONFIG != 0)
    };
    for entry in tree.entries() {
        let Kind::HardLink { target } = &entry.kind else { continue };
        if is_config(&entry.path) || is_config(target) {
            let problem = format!(
                "is a hard link to {target}, and a configuration file: an upgrade may replace \
                 only one of them"
            );
            let warning = Diagnostic::new(codes::CONFIG, Subject::from(&entry.path), problem);
            report.warn(warning.hint("make it a symbolic link or a copy"));
        }
    }
}

/// Owners that rpm may not find on the target system, each once.
fn owners(
    kind: &str,
    owned: &[(&Entry, &FileAttributes)],
    name: impl Fn(&Entry) -> &str,
    known: &[&str],
    report: &mut Report,
) {
    let mut unknown: BTreeMap<&str, (&Entry, usize)> = BTreeMap::new();
    for (entry, _) in owned.iter().filter(|(entry, _)| !known.contains(&name(entry))) {
        unknown.entry(name(entry)).or_insert((entry, 0)).1 += 1;
    }
    for (name, (first, count)) in unknown {
        let subject = Subject::from(&first.path);
        let others = if count > 1 { format!(" (as {} more)", count - 1) } else { String::new() };
        let problem = format!("belongs to the {kind} {name:?}{others}, which not every system has");
        report.warn(Diagnostic::new(codes::OWNER, subject, problem).hint(format!(
            "create the {kind} in the scriptlet pre, or in a package in requires-for.pre: if it \
             is missing, root owns the file"
        )));
    }
}
