//! Which files are conffiles.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::description::Value;
use pkgtree::{Description, Entry, InstallPath, Kind, Tree};

use super::DEB;
use super::judged::Shipped;
use crate::codes;
use crate::conffiles::{self, Conffiles};
use crate::judge::Flaw;
use crate::judge::conffiles::check_line;
use crate::write::entry::installed;

/// Chooses the conffiles of `tree` by the description's rules: files that have the role, all other
/// regular files under `/etc` unless they were said not to be, and those that are listed.
pub(super) fn choose(description: &Description, tree: &Tree, report: &mut Report) -> Conffiles {
    let chosen = installed(tree)
        .filter(|entry| is_config(entry, description))
        .map(|entry| entry.path.clone())
        .collect();
    let mut conffiles = Conffiles { installed: chosen, removed: BTreeSet::new() };
    let mut listed = BTreeSet::new();
    for value in DEB.list("conffiles", &[], &description.deb.conffiles) {
        let Some(path) = absolute(&value, report) else { continue };
        if !listed.insert(path.clone()) {
            let defect = value.diagnostic(codes::CONFFILE, "is listed twice");
            report.defect(defect.hint("list it once"));
        } else if is_file(tree, &path, &value, report) {
            if let Err(flaw) = check_line(&conffiles::line(&path), &Shipped(tree)) {
                report.defect(in_line(value.diagnostic(codes::CONFFILE, ""), &flaw));
            }
            conffiles.installed.insert(path);
        }
    }
    check_hard_links(tree, &conffiles.installed, report);
    check_names(&conffiles.installed, report);
    conffiles.removed = removed(description, tree, report);
    for path in conffiles.installed.difference(&listed) {
        if let Err(flaw) = check_line(&conffiles::line(path), &Shipped(tree)) {
            let subject = Subject::from(path);
            report.defect(in_line(Diagnostic::new(codes::CONFFILE, subject, ""), &flaw));
        }
    }
    conffiles
}

/// What is wrong with the line of a conffile, as the problem of `diagnostic`.
fn in_line(diagnostic: Diagnostic, flaw: &Flaw) -> Diagnostic {
    let problem = format!("its line of conffiles {}", flaw.problem);
    Diagnostic { problem, ..diagnostic }
        .hint(format!("{}, or set config = false for it", flaw.hint))
}

fn is_config(entry: &Entry, description: &Description) -> bool {
    let is_regular = matches!(entry.kind, Kind::File(_) | Kind::HardLink { .. });
    let by_default = description.deb.etc_conffiles.as_ref().is_none_or(|etc| etc.value)
        && entry.path.as_bytes().starts_with(b"etc/");
    is_regular && entry.roles.config.map_or(by_default, |config| config.is_some())
}

/// The files that dpkg is to remove on upgrade, none of which may be in the package.
fn removed(description: &Description, tree: &Tree, report: &mut Report) -> BTreeSet<InstallPath> {
    let mut removed = BTreeSet::new();
    for value in DEB.list("remove-on-upgrade", &[], &description.deb.remove_on_upgrade) {
        let Some(path) = absolute(&value, report) else { continue };
        if let Err(flaw) = check_line(&conffiles::removal(&path), &Shipped(tree)) {
            let defect = value.diagnostic(codes::REMOVE_ON_UPGRADE, flaw.problem);
            report.defect(defect.hint(flaw.hint));
        } else if !removed.insert(path) {
            let defect = value.diagnostic(codes::REMOVE_ON_UPGRADE, "is listed twice");
            report.defect(defect.hint("list it once"));
        }
    }
    removed
}

/// The path that `value` says, which must be absolute and end as it is read back.
fn absolute(value: &Value<'_>, report: &mut Report) -> Option<InstallPath> {
    let text = value.value;
    let problem = if text.starts_with("remove-on-upgrade") {
        "belongs in the list deb.remove-on-upgrade".to_owned()
    } else if !text.starts_with('/') {
        format!("{text:?} is not an absolute path")
    } else if text.ends_with(char::is_whitespace) {
        format!("{text:?} ends in a blank, which dpkg would drop")
    } else {
        match InstallPath::parse(text.as_bytes()) {
            Ok(path) if !path.is_root() => return Some(path),
            Ok(_) => "is the root directory".to_owned(),
            Err(error) => error.to_string(),
        }
    };
    report.defect(
        value
            .diagnostic(codes::CONFFILE, problem)
            .hint("write the installed path, such as \"/etc/hello.conf\""),
    );
    None
}

fn is_file(tree: &Tree, path: &InstallPath, value: &Value<'_>, report: &mut Report) -> bool {
    let found = tree.entry(path).filter(|entry| !entry.roles.ghost);
    let what = match found.map(|entry| &entry.kind) {
        Some(Kind::File(_) | Kind::HardLink { .. }) => return true,
        None => "is not in the package",
        Some(Kind::Directory) => "is a directory",
        Some(Kind::Symlink { .. }) => "is a symbolic link",
        Some(_) => "is not a regular file",
    };
    report.defect(
        value
            .diagnostic(codes::CONFFILE, format!("{path} {what}"))
            .hint("list regular files that the package installs"),
    );
    false
}

/// dpkg replaces conffiles one by one, which would tear hard links apart: none may have another
/// name.
fn check_hard_links(tree: &Tree, conffiles: &BTreeSet<InstallPath>, report: &mut Report) {
    for link in installed(tree) {
        let Kind::HardLink { target } = &link.kind else { continue };
        if conffiles.contains(&link.path) || conffiles.contains(target) {
            report.defect(
                Diagnostic::new(
                    codes::CONFFILE,
                    Subject::from(&link.path),
                    format!("is a hard link to {target}, and a conffile cannot have two names"),
                )
                .hint(
                    "make it a symbolic link or a copy (hard-links = \"copy\"), or set config = \
                     false for both",
                ),
            );
        }
    }
}

/// dpkg drops blanks at the ends of lines.
fn check_names(conffiles: &BTreeSet<InstallPath>, report: &mut Report) {
    for path in conffiles.iter().filter(|path| path.as_bytes().ends_with(b" ")) {
        report.defect(
            Diagnostic::new(
                codes::CONFFILE,
                Subject::from(path),
                "ends in a blank, which dpkg drops from the list of conffiles",
            )
            .hint("rename it, or set config = false for it"),
        );
    }
}
