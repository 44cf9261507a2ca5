//! Where the newest publications that were seen are noted.

use std::path::{Path, PathBuf};

use pkgtree::description::Table;
use repo_index::codes;

use super::Root;
use super::published::is_published;

/// `state = "file:PATH"`, relative to `folder`, outside of `root`.
pub(super) fn read(table: &mut Table<'_>, folder: &Path, root: Option<&Root>) -> Option<PathBuf> {
    let text = table.line("state")?;
    let Some(path) = text.value.strip_prefix("file:").filter(|path| !path.is_empty()) else {
        let problem = format!("{:?} is not a place for it", text.value);
        table.report(codes::VALUE, "state", &text.source, problem, "write \"file:PATH\"");
        return None;
    };
    let path = folder.join(path);
    if is_published(&path, root) {
        let problem = format!("{} is below the root", path.display());
        let hint = "keep it where users who can write to the repository cannot write";
        table.report(codes::VALUE, "state", &text.source, problem, hint);
        return None;
    }
    Some(path)
}
