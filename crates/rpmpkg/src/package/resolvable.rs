//! Requirements that no repository of RPM packages can meet.

use diagnostic::{Diagnostic, Report, Subject};
use pkgtree::description::Value;
use pkgtree::{InstallPath, Tree, rpm_counterpart};

use super::dependencies::Placed;
use crate::{Dependency, Sense, codes};

/// A requirement on a file that repositories do not list, for a report once the package's own files
/// are known.
pub(super) type Unlisted = (InstallPath, Diagnostic);

/// Warns of names that only Debian has, and collects requirements on files that package managers do
/// not look for.
pub(super) fn check(requires: &[Placed<'_>], report: &mut Report) -> Vec<Unlisted> {
    let mut unlisted = Vec::new();
    for (value, dependency) in requires {
        if let Some(rpm) = rpm_counterpart(&dependency.name) {
            report.warn(foreign(value, dependency, &rpm));
        }
        if let Some(path) = unlisted_file(dependency) {
            unlisted.push((path, unlisted_diagnostic(value.subject(), &dependency.name)));
        }
    }
    unlisted
}

/// Warns of the collected files and of the interpreters among `requires` that `tree` does not have.
pub(super) fn check_files(
    collected: Vec<Unlisted>,
    requires: &[Dependency],
    tree: &Tree,
    report: &mut Report,
) {
    let interpreters = requires.iter().filter(|it| it.sense.has(Sense::INTERP));
    let interpreters = interpreters.filter_map(|it| {
        let subject = Subject::Field { name: "scripts".to_owned(), source: Default::default() };
        Some((unlisted_file(it)?, unlisted_diagnostic(subject, &it.name)))
    });
    for (path, warning) in collected.into_iter().chain(interpreters) {
        if tree.entry(&path).is_none() && !report.warnings.as_slice().contains(&warning) {
            report.warn(warning);
        }
    }
}

fn foreign(value: &Value<'_>, dependency: &Dependency, rpm: &str) -> Diagnostic {
    let name = &dependency.name;
    let problem = format!(
        "{dependency}: {name} is a name of Debian's, which Fedora and Enterprise Linux do not \
         have: the package cannot be installed there"
    );
    let hint = format!("move it to depends of [deb]; for an .rpm, require {rpm:?}");
    value.diagnostic(codes::FOREIGN_NAME, problem).hint(hint)
}

/// The path that `dependency` names when no repository lists it among the few files that package
/// managers read for every package (`cr_is_primary` of createrepo_c).
fn unlisted_file(dependency: &Dependency) -> Option<InstallPath> {
    let path = &dependency.name;
    let is_listed =
        path.starts_with("/etc/") || path.contains("bin/") || path == "/usr/lib/sendmail";
    if !path.starts_with('/') || is_listed {
        return None;
    }
    InstallPath::parse(path.as_bytes()).ok()
}

fn unlisted_diagnostic(subject: Subject, path: &str) -> Diagnostic {
    let problem = format!(
        "requires the file {path}, which dnf5 and dnf 4.23 and later do not find: they read only \
         the names of files in /etc, in directories whose names end in \"bin\", and of \
         /usr/lib/sendmail"
    );
    Diagnostic::new(codes::UNLISTED_FILE, subject, problem)
        .hint("require the package that has the file")
}
