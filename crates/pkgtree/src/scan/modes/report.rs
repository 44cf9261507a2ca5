//! What is said of modes that no rule named.

use diagnostic::{Code, Diagnostic, Subject};

use super::super::Found;
use super::super::findings::Findings;
use super::{STICKY, Staged};
use crate::{Entry, InstallPath, Kind, Mode, ModePolicy, codes};

/// How many are named of those that are told in one line.
const EXAMPLES: usize = 3;

/// Warns of permissions that no rule asked for.
pub(in super::super) fn report(
    policy: ModePolicy,
    staged: Staged,
    found: &[Found],
    findings: &mut Findings,
) {
    let mut owner_only = Together::default();
    let mut taken = Together::default();
    for found in found {
        let entry = &found.entry;
        let is_file = matches!(entry.kind, Kind::File(_));
        if !is_file && entry.kind != Kind::Directory {
            continue;
        }
        special(found, findings);
        let is_usual = entry.kind == Kind::Directory
            && super::standard(&entry.path).is_some_and(|usual| usual == entry.mode);
        if is_usual {
            continue;
        }
        match policy {
            ModePolicy::Keep => world_writable(found, findings),
            ModePolicy::Safe if lost_writing(found, staged) => taken.add(entry, found.staged),
            ModePolicy::Safe | ModePolicy::Normal => {}
        }
        let is_for_all = staged.is_closed && !below(&entry.path, "root") || is_for_all(&entry.path);
        if is_for_all && is_owner_only(found) {
            owner_only.add(entry, entry.mode);
        }
    }
    owner_only.report(
        findings,
        codes::OWNER_ONLY,
        |count| match count {
            1 => "can be used only by its owner".to_owned(),
            _ => format!("is one of {count} files and directories that only the owner can use"),
        },
        "if this is an effect of the umask, set modes = \"normal\" (--modes normal); if it is \
         intended, set the mode in a rule, such as file-mode = \"0600\"",
    );
    taken.report(
        findings,
        codes::WRITE_TAKEN,
        |count| match count {
            1 => "loses the write permission of group or others".to_owned(),
            _ => format!(
                "is one of {count} files and directories that lose the write permission of group \
                 or others"
            ),
        },
        "if it is intended, set the mode in a rule, such as dir-mode = \"0775\", or set modes = \
         \"keep\" (--modes keep)",
    );
}

fn special(found: &Found, findings: &mut Findings) {
    let Entry { path, kind, mode, .. } = &found.entry;
    let unnamed = mode.bits() & !found.named;
    let is_usual = *kind == Kind::Directory && super::standard(path) == Some(*mode);
    if is_usual {
        return;
    }
    let hint = "set its mode in the manifest if this is intended";
    let what = match unnamed & Mode::SET_ID {
        0 => None,
        0o2000 => Some("setgid"),
        0o4000 => Some("setuid"),
        _ => Some("setuid and setgid"),
    };
    if let Some(what) = what {
        let problem = format!("is {what} ({mode}), which is kept");
        findings.warn(codes::SET_ID, path, problem, hint);
    }
    if unnamed & STICKY != 0 {
        findings.warn(codes::STICKY, path, format!("is sticky ({mode}), which is kept"), hint);
    }
}

fn world_writable(found: &Found, findings: &mut Findings) {
    let Entry { path, kind, mode, .. } = &found.entry;
    let is_sticky_directory = *kind == Kind::Directory && mode.bits() & STICKY != 0;
    if mode.bits() & 0o002 & !found.named != 0 && !is_sticky_directory {
        let problem = format!("is writable by everyone ({mode})");
        findings.warn(codes::WORLD_WRITABLE, path, problem, "remove the permission");
    }
}

/// True when others could write, or a group that a rule names, and it was no umask that let them.
fn lost_writing(found: &Found, staged: Staged) -> bool {
    let lost = found.staged.bits() & 0o022 & !found.entry.mode.bits() & !found.named;
    let is_group_meant = found.entry.attributes.group() != "root" && lost & 0o020 != 0;
    !staged.is_writable && (lost & 0o002 != 0 || is_group_meant)
}

/// True when neither the group nor others can read, execute or enter it, or only the group `root`
/// can, and no rule said so.
fn is_owner_only(found: &Found) -> bool {
    let bits = found.entry.mode.bits();
    let is_for_group = bits & 0o050 != 0 && found.entry.attributes.group() != "root";
    bits & 0o005 == 0 && !is_for_group && found.named & 0o055 == 0 && !found.entry.roles.ghost
}

/// True below directories of programs and data for all users.
fn is_for_all(path: &InstallPath) -> bool {
    ["usr", "opt", "bin", "sbin", "lib", "lib32", "lib64", "libx32"]
        .iter()
        .any(|folder| below(path, folder))
}

fn below(path: &InstallPath, folder: &str) -> bool {
    path.as_bytes().strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'/'))
}

/// Entries that are told in one line.
#[derive(Debug, Default)]
struct Together {
    count: usize,
    examples: Vec<(InstallPath, Mode)>,
}

impl Together {
    fn add(&mut self, entry: &Entry, mode: Mode) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push((entry.path.clone(), mode));
        }
    }

    fn report(
        self,
        findings: &mut Findings,
        code: Code,
        problem: impl Fn(usize) -> String,
        hint: &str,
    ) {
        let Some((first, _)) = self.examples.first() else { return };
        let shown: Vec<_> =
            self.examples.iter().map(|(path, mode)| format!("{path} {mode}")).collect();
        let dots = if self.count > shown.len() { ", ..." } else { "" };
        let problem = format!("{} ({}{dots})", problem(self.count), shown.join(", "));
        let diagnostic = Diagnostic::new(code, Subject::from(first), problem).hint(hint);
        findings.warn_at(first.as_bytes(), diagnostic);
    }
}
