//! How much packages may hold.

use diagnostic::{Diagnostic, Subject};
use pkgterms::MAX_ENTRIES;
use pkgtree::{InstallPath, Tree};

use crate::args::CommonArgs;
use crate::codes;

/// The most entries that a package may have, as `--max-entries` says it.
pub(crate) fn entries(common: &CommonArgs) -> u64 {
    common.max_entries.unwrap_or(MAX_ENTRIES)
}

/// How Debian packages are read.
pub(crate) fn deb(common: &CommonArgs) -> debpkg::read::Limits {
    debpkg::read::Limits::of_entries(entries(common))
}

/// How RPM packages are read. rpm itself takes no more files than the usual limit.
pub(crate) fn rpm(common: &CommonArgs) -> rpmpkg::read::Limits {
    let usual = rpmpkg::read::Limits::default();
    let files = u32::try_from(entries(common)).unwrap_or(u32::MAX).min(usual.files);
    rpmpkg::read::Limits { files, ..usual }
}

/// How packages of either format are read.
pub(crate) fn both(common: &CommonArgs) -> (debpkg::read::Limits, rpmpkg::read::Limits) {
    (deb(common), rpm(common))
}

/// Refuses a tree of more entries than readers of the package take.
pub(crate) fn check(tree: &Tree, common: &CommonArgs) -> Result<(), Diagnostic> {
    let (found, limit) = (tree.entries().len() as u64, entries(common));
    if found <= limit {
        return Ok(());
    }
    let problem = format!("the package would have {found} entries; the limit is {limit}");
    let subject = Subject::from(&InstallPath::root());
    Err(Diagnostic::new(codes::TOO_MANY_ENTRIES, subject, problem)
        .hint(format!("split the package, or raise the limit with --max-entries {found}")))
}
