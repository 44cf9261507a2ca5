//! The users and groups that a package makes by its sysusers.d(5) files.

use diagnostic::{Diagnostic, Report, Subject};
use pkgsign::base64;
use pkgtree::{Content, ContentError, Entry, InstallPath, Kind, Tree};

use crate::{Dependency, Sense, codes};

/// The longest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// What rpm 4.19 and later provide for the files in `/usr/lib/sysusers.d` (`sysusers.attr`,
/// `%add_sysuser`): `user(NAME)` and `group(NAME)`, with the line in Base64 as the version, from which
/// rpm makes the accounts before it installs the files.
pub(super) fn provides(tree: &Tree, report: &mut Report) -> Vec<Dependency> {
    let mut all = Vec::new();
    for entry in tree.entries().iter().filter(|entry| !entry.roles.ghost) {
        if let Some(content) = configuration(entry, tree) {
            match read(content) {
                Ok(Some(text)) => {
                    for (index, line) in text.split('\n').enumerate() {
                        of_line(line, index + 1, &entry.path, &mut all, report);
                    }
                }
                Ok(None) => report.warn(
                    about(&entry.path, format!("is not a text, or has more than {LIMIT} bytes"))
                        .hint("write it as sysusers.d(5) has it"),
                ),
                Err(error) => report.defect(Diagnostic::new(
                    pkgtree::codes::UNREADABLE,
                    Subject::from(&entry.path),
                    error.to_string(),
                )),
            }
        }
    }
    all
}

/// The content of a file that rpm takes for one of sysusers.d(5).
fn configuration<'a>(entry: &'a Entry, tree: &'a Tree) -> Option<&'a Content> {
    let path = entry.path.as_bytes();
    let name = path.strip_prefix(b"usr/lib/sysusers.d/")?;
    name.strip_suffix(b".conf")?;
    match &entry.kind {
        Kind::File(content) => Some(content),
        Kind::HardLink { target } => match &tree.entry(target)?.kind {
            Kind::File(content) => Some(content),
            _ => None,
        },
        _ => None,
    }
}

fn read(content: &Content) -> Result<Option<String>, ContentError> {
    if content.length() > LIMIT {
        return Ok(None);
    }
    let mut reader = content.open()?;
    let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(String::from_utf8(bytes).ok()),
            length => bytes.extend_from_slice(&buffer[..length]),
        }
    }
}

/// Adds what one line provides.
fn of_line(
    line: &str,
    number: usize,
    path: &InstallPath,
    all: &mut Vec<Dependency>,
    report: &mut Report,
) {
    if line.starts_with('#') {
        return;
    }
    let is_blank = |found: char| matches!(found, ' ' | '\t' | '\r' | '\x0b' | '\x0c');
    let fields: Vec<_> = line.split(is_blank).filter(|field| !field.is_empty()).collect();
    let name = match &*fields {
        [] | [_] => return,
        ["g", name, ..] => format!("group({name})"),
        ["u" | "u!", name, ..] => format!("user({name})"),
        ["m", user, group, ..] => format!("groupmember({user}/{group})"),
        ["r", ..] => return,
        [kind, ..] => {
            let problem = format!("line {number} has the type {kind:?}, which rpm does not accept");
            let hint = "write u, g, m or r, as sysusers.d(5) has them";
            return report.warn(about(path, problem).hint(hint));
        }
    };
    let found = Sense::FIND_PROVIDES;
    all.push(Dependency::exactly(name, encoded(&fields.join(" "))).with(found));
    if let ["u" | "u!", name, ..] = &*fields {
        all.push(Dependency::any(format!("group({name})")).with(found));
    }
}

/// The line in Base64, padded by NULs so that there is no `=` at the end.
fn encoded(line: &str) -> String {
    let mut bytes = line.as_bytes().to_vec();
    bytes.resize(bytes.len().next_multiple_of(3), 0);
    base64::encode(&bytes)
}

fn about(path: &InstallPath, problem: String) -> Diagnostic {
    Diagnostic::new(codes::SYSUSERS, Subject::from(path), problem)
}
