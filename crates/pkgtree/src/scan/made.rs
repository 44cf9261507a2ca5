//! Entries that are made, without a file on the build host.

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;

use super::findings::Findings;
use super::visit::{LONGEST_LINK, is_control_folder};
use super::{Found, MADE, Origin};
use crate::path::control_character;
use crate::tree::{folder, newest};
use crate::{Content, Entry, InstallPath, Kind, Made, MakeRule, Mode, codes};

/// Adds what `rules` make to what was found.
pub(super) fn add(rules: &[MakeRule], found: &mut Vec<Found>, findings: &mut Findings) {
    for (index, rule) in rules.iter().enumerate() {
        if let Some(defect) = fault(rule) {
            findings.defect(defect);
            continue;
        }
        let mut entry = folder(rule.path.clone(), Timestamp::EPOCH);
        match &rule.made {
            Made::Directory => {}
            Made::Link { target } => {
                entry.kind = Kind::Symlink { target: target.clone() };
                entry.mode = Mode::from_bits(0o777);
            }
            Made::Ghost => {
                entry.kind = Kind::File(Content::from_bytes(*b""));
                entry.mode = Mode::from_bits(0o644);
                entry.roles.ghost = true;
            }
        }
        found.push(of(entry, Origin::Made(index)));
    }
}

/// The root directory of a package without a staged tree.
pub(super) fn root() -> Found {
    let entry = folder(InstallPath::root(), Timestamp::EPOCH);
    of(entry, Origin::Made(usize::MAX))
}

fn of(entry: Entry, origin: Origin) -> Found {
    Found { staged: entry.mode, entry, origin, links: 1, named: MADE }
}

/// Gives what was made the time of the newest entry that the package ships.
pub(super) fn date(found: &mut [Found]) {
    let is_made = |found: &Found| matches!(found.origin, Origin::Made(_));
    let staged = found.iter().filter(|found| !is_made(found));
    let time = newest(staged.map(|found| &found.entry));
    for found in found.iter_mut().filter(|found| is_made(found)) {
        found.entry.mtime = time;
    }
}

/// What keeps an entry from being made.
fn fault(rule: &MakeRule) -> Option<Diagnostic> {
    let subject =
        || Subject::Field { name: rule.made.field().to_owned(), source: rule.origin.clone() };
    if is_control_folder(rule.path.as_bytes(), rule.made == Made::Directory) {
        let problem = "/DEBIAN is dpkg-deb's directory of control files and would not be installed";
        let hint = "set scripts and fields in the manifest";
        return Some(Diagnostic::new(codes::CONTROL_FOLDER, subject(), problem).hint(hint));
    }
    let Made::Link { target } = &rule.made else { return None };
    let (path, length) = (&rule.path, target.len());
    let problem = match control_character(target) {
        _ if target.is_empty() => format!("the target of the link {path} is empty"),
        _ if length > LONGEST_LINK => {
            format!("the target of the link {path} has {length} bytes; the limit is {LONGEST_LINK}")
        }
        Some(_) => format!("the target of the link {path} has a control character"),
        None => return None,
    };
    let hint = "use the path that it points to, such as \"/usr/bin/tool\" or \"../bin/tool\"";
    Some(Diagnostic::new(codes::BAD_LINK_TARGET, subject(), problem).hint(hint))
}
