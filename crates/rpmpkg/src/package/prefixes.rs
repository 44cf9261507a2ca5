//! The directories that rpm can install elsewhere (`Prefix:` of a spec file).

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::description::Value;
use pkgtree::{Description, InstallPath, Tree};

use super::{FileAttributes, RPM};
use crate::codes;

/// The prefixes as rpm stores them, each once, in order.
pub(super) fn read(description: &Description, report: &mut Report) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in RPM.list("prefixes", &[], &description.rpm.prefixes) {
        let text = value.value;
        let wrong = |problem: &str| format!("is {text:?}, {problem}");
        let problem = match InstallPath::parse(text.as_bytes()) {
            _ if !text.starts_with('/') => wrong("not an absolute path"),
            Err(error) => format!("is {text:?}, which {error}"),
            Ok(path) if path.is_root() => wrong("the root, which cannot be installed elsewhere"),
            Ok(path) if path.to_string() != text => wrong("a path with needless \"/\" or \".\""),
            Ok(_) if all.iter().any(|other| other == text) => wrong("which is given twice"),
            Ok(_) => {
                all.push(text.to_owned());
                continue;
            }
        };
        let defect = value.diagnostic(codes::PREFIX, problem);
        report.defect(defect.hint("write a directory such as \"/opt/hello\", each once"));
    }
    all
}

/// Warns of prefixes that nothing stands below, and of files that no prefix moves.
pub(super) fn check(
    description: &Description,
    prefixes: &[String],
    tree: &Tree,
    files: &[Option<FileAttributes>],
    report: &mut Report,
) {
    if prefixes.is_empty() {
        return;
    }
    let is_below = |path: &str, prefix: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let owned = tree.entries().iter().zip(files).filter(|(_, file)| file.is_some());
    let paths: Vec<_> = owned.map(|(entry, _)| (&entry.path, entry.path.to_string())).collect();
    for value in RPM.list("prefixes", &[], &description.rpm.prefixes) {
        if !paths.iter().any(|(_, path)| is_below(path, value.value)) {
            report.warn(nothing_below(&value));
        }
    }
    let mut outside = paths.iter().filter(|(_, path)| {
        !prefixes.iter().any(|prefix| is_below(path, prefix) || is_below(prefix, path))
    });
    if let Some((first, _)) = outside.next() {
        let others = match outside.count() {
            0 => String::new(),
            count => format!(" (as {count} more)"),
        };
        let problem = format!("is not below a prefix{others} and is not relocated");
        let hint = "add its directory to the prefixes, or move it, if everything must be \
                    relocatable";
        report.warn(Diagnostic::new(codes::PREFIX, Subject::from(*first), problem).hint(hint));
    }
}

fn nothing_below(value: &Value<'_>) -> Diagnostic {
    let problem = format!("the package installs nothing below {}", value.value);
    value.diagnostic(codes::PREFIX, problem).hint("fix the path, or leave it out")
}
