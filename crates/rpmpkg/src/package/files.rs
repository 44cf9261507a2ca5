//! What rpm records of each file, beside what the tree says.

use diagnostic::{Diagnostic, Report, Sourced, Subject};
use pkgtree::description::Value;
use pkgtree::{
    Description, Entry, Kind, Made, Pattern, Tree, Verify, is_locale, is_shared_directory,
};

use super::{FileAttributes, RPM};
use crate::codes;
use crate::flags;

/// The directories whose files are documentation, as in rpm's macro `%__docdir_path`.
const DOCUMENTATION: [&str; 10] = [
    "usr/share/doc/",
    "usr/share/man/",
    "usr/share/info/",
    "usr/share/gtk-doc/html/",
    "usr/share/gnome/help/",
    "usr/share/javadoc/",
    "usr/doc/",
    "usr/man/",
    "usr/info/",
    "usr/X11R6/man/",
];

/// For each entry of `tree` what rpm records of it; `None` for what the package does not own: the
/// root, the directories of base packages that `own` does not name, and those that `disown` names.
pub(super) fn choose(
    description: &Description,
    tree: &Tree,
    report: &mut Report,
) -> Vec<Option<FileAttributes>> {
    let rpm = &description.rpm;
    check_patterns("own", &rpm.own, tree, report);
    check_patterns("disown", &rpm.disown, tree, report);
    let etc = rpm.etc_config.as_ref().is_none_or(|etc| etc.value);
    let entries = tree.entries().iter();
    entries.map(|it| is_owned(it, description).then(|| attributes(it, etc, report))).collect()
}

fn is_owned(entry: &Entry, description: &Description) -> bool {
    if entry.kind != Kind::Directory {
        return true;
    }
    let rpm = &description.rpm;
    let named = |patterns: &[Sourced<Pattern>]| {
        patterns.iter().any(|pattern| pattern.value.matches(&entry.path))
    };
    let is_made = || {
        let rules = [&description.tree, &rpm.tree];
        let mut made = rules.iter().flat_map(|rules| &rules.make);
        made.any(|rule| rule.made == Made::Directory && rule.path == entry.path)
    };
    !entry.path.is_root()
        && !named(&rpm.disown)
        && (!is_shared_directory(&entry.path) || named(&rpm.own) || is_made())
}

/// Every pattern must match a directory that can be owned.
fn check_patterns(key: &str, patterns: &[Sourced<Pattern>], tree: &Tree, report: &mut Report) {
    for (index, pattern) in patterns.iter().enumerate() {
        let is_match = |entry: &&Entry| pattern.value.matches(&entry.path);
        let mut matching = tree.entries().iter().filter(is_match);
        let mut folders = matching.clone().filter(|entry| entry.kind == Kind::Directory);
        if folders.any(|folder| !folder.path.is_root()) {
            continue;
        }
        let text = pattern.value.as_str();
        let value = Value {
            field: RPM.field(&format!("{key}[{index}]")),
            value: text,
            source: &pattern.source,
        };
        let problem = match matching.next() {
            None => format!("{text:?} matches nothing in the tree"),
            Some(root) if root.path.is_root() => {
                format!("{text:?} is the root, which no package owns")
            }
            Some(file) => format!("{text:?} matches no directory, but {}", file.path),
        };
        report.defect(
            value
                .diagnostic(codes::OWNED_FOLDERS, problem)
                .hint("use directories of the tree, or leave it out: files are always owned"),
        );
    }
}

fn attributes(entry: &Entry, etc: bool, report: &mut Report) -> FileAttributes {
    let (roles, is_folder) = (&entry.roles, entry.kind == Kind::Directory);
    let mut flags = 0;
    let mut set = |is_set: bool, flag: u32| flags |= if is_set { flag } else { 0 };
    set(roles.ghost, flags::GHOST);
    set(roles.artifact, flags::ARTIFACT);
    // As rpmbuild does, which hands these on to what is in a directory.
    if !is_folder {
        set(roles.doc || is_documentation(entry), flags::DOC);
        set(roles.license, flags::LICENSE);
        set(roles.readme, flags::README);
        set(true, config(entry, etc, report));
    }
    FileAttributes {
        flags,
        verify: verify(entry).bits(),
        language: language(entry),
        capabilities: capabilities(entry, report),
    }
}

fn is_documentation(entry: &Entry) -> bool {
    let path = entry.path.as_bytes();
    DOCUMENTATION.iter().any(|folder| path.starts_with(folder.as_bytes()))
}

/// The flags of a configuration file: what was said, else `%config(noreplace)` for regular files
/// under `/etc`, so that a changed file outlives an upgrade, as a conffile does.
fn config(entry: &Entry, etc: bool, report: &mut Report) -> u32 {
    let is_regular = matches!(entry.kind, Kind::File(_) | Kind::HardLink { .. });
    let by_default =
        etc && is_regular && !entry.roles.ghost && entry.path.as_bytes().starts_with(b"etc/");
    match entry.roles.config {
        None if by_default => flags::CONFIG | flags::NOREPLACE,
        None | Some(None) => 0,
        Some(Some(kind)) => {
            if !is_regular && !matches!(entry.kind, Kind::Symlink { .. }) {
                let what = entry.kind.describe();
                let problem = format!("is a {what}, which cannot be a configuration file");
                report.defect(
                    Diagnostic::new(codes::CONFIG, Subject::from(&entry.path), problem)
                        .hint("set config = false for it"),
                );
            }
            let noreplace = if kind.noreplace { flags::NOREPLACE } else { 0 };
            let missing_ok = if kind.missing_ok { flags::MISSINGOK } else { 0 };
            flags::CONFIG | noreplace | missing_ok
        }
    }
}

/// What `rpm --verify` compares: all that was not said otherwise, but of a ghost never its content,
/// which is not the package's (`build/files.c`).
fn verify(entry: &Entry) -> Verify {
    let verify = entry.attributes.verify().unwrap_or(Verify::ALL);
    let content = Verify::DIGEST | Verify::SIZE | Verify::LINK | Verify::MTIME;
    if entry.roles.ghost { !(!verify | content) } else { verify }
}

/// The language of a file: what was said, else that of the locale in whose directory it stands,
/// without its country, as `find-lang.sh` has it.
fn language(entry: &Entry) -> String {
    if let Some(given) = entry.attributes.language() {
        return given.to_string();
    }
    if entry.kind == Kind::Directory {
        return String::new();
    }
    let path = String::from_utf8_lossy(entry.path.as_bytes());
    let parts: Vec<_> = path.split('/').collect();
    let locale = match parts.as_slice() {
        ["usr", "share", "locale" | "help", locale, _, ..] => locale,
        ["usr", "share", "man", locale, section, _, ..] if section.starts_with("man") => locale,
        _ => return String::new(),
    };
    match locale.split(['_', '@', '.']).next() {
        Some(language) if is_locale(locale) => language.to_owned(),
        _ => String::new(),
    }
}

/// The capabilities as rpm's `%caps` has them.
fn capabilities(entry: &Entry, report: &mut Report) -> String {
    let Some(capabilities) = entry.attributes.capabilities() else { return String::new() };
    let defect = |problem: String, hint: &str| {
        Diagnostic::new(codes::CAPABILITIES, Subject::from(&entry.path), problem).hint(hint)
    };
    if !matches!(entry.kind, Kind::File(_) | Kind::HardLink { .. }) {
        let problem = format!("is a {}, which has no file capabilities", entry.kind.describe());
        report.defect(defect(problem, "give them to files only"));
        return String::new();
    }
    capabilities.to_text().unwrap_or_else(|error| {
        let hint = "set them again, for example with capabilities = \"cap_net_raw=ep\" in a rule";
        report.defect(defect(error.to_string(), hint));
        String::new()
    })
}
