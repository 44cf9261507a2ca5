//! Names in one folder that a file system, or a person, may take for one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::Found;
use super::findings::Findings;
use crate::{InstallPath, codes};

/// The folded names of a folder, each with the path that had it last.
type Names<'a> = HashMap<String, &'a InstallPath>;

/// Warns of names that differ only in case or in how Unicode composes them.
pub(super) fn check(found: &[Found], findings: &mut Findings) {
    // The folders that the path at hand is below. Only their names are kept, since all that is
    // below a folder comes right after it.
    let mut open: Vec<(&[u8], Names<'_>)> = Vec::new();
    for Found { entry, .. } in found {
        let path = &entry.path;
        let Some(parent) = path.parent_bytes() else { continue };
        while open.last().is_some_and(|(folder, _)| !is_within(parent, folder)) {
            open.pop();
        }
        if open.last().is_none_or(|(folder, _)| *folder != parent) {
            open.push((parent, Names::new()));
        }
        let (Some((_, names)), Ok(name)) = (open.last_mut(), std::str::from_utf8(path.name()))
        else {
            continue;
        };
        if let Some(twin) = names.insert(folded(name), path) {
            let composed = |path: &InstallPath| composed(&String::from_utf8_lossy(path.name()));
            let how = if composed(twin) == composed(path) {
                "in how Unicode composes its characters"
            } else {
                "in case"
            };
            let problem = format!("differs from {twin} only {how}");
            findings.warn(codes::LOOK_ALIKE, path, problem, "rename one of them");
        }
    }
}

/// True when `path` is `folder` or below it.
fn is_within(path: &[u8], folder: &[u8]) -> bool {
    match path.strip_prefix(folder) {
        Some(rest) => folder.is_empty() || rest.is_empty() || rest[0] == b'/',
        None => false,
    }
}

fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Composed again, since a lower-case letter may have a composed form that its capital lacks.
    composed(&composed(name).to_lowercase())
}

fn composed(name: &str) -> String {
    name.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_fold_to_one() {
        for (one, other) in [
            ("Readme", "README"),
            ("é", "e\u{301}"),
            ("É", "e\u{301}"),
            ("ΑΣ", "ας"),
            ("J\u{30c}", "ǰ"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("é"), folded("e"));
    }
}
