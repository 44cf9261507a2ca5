//! Names in one directory that a file system, or a person, may take for one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::Found;
use super::findings::Findings;
use crate::{InstallPath, codes};

/// The names in a directory, each with a number that it has in common with those that fold to the
/// same.
type Names<'a> = Vec<(u64, &'a InstallPath)>;

/// Warns of names that differ only in case or in how Unicode composes them.
pub(super) fn check(found: &[Found], findings: &mut Findings) {
    // The directories that the path at hand is below. Only their names are kept, since all that is
    // below a directory comes right after it.
    let mut open: Vec<(&[u8], Names<'_>)> = Vec::new();
    let mut spare: Vec<Names<'_>> = Vec::new();
    let mut close = |names: &mut Names<'_>| check_folder(names, findings);
    for Found { entry, .. } in found {
        let path = &entry.path;
        let Some(parent) = path.parent_bytes() else { continue };
        while let Some((_, mut names)) = open.pop_if(|(folder, _)| !is_within(parent, folder)) {
            close(&mut names);
            names.clear();
            spare.push(names);
        }
        if open.last().is_none_or(|(folder, _)| *folder != parent) {
            open.push((parent, spare.pop().unwrap_or_default()));
        }
        if let (Some((_, names)), Ok(name)) = (open.last_mut(), std::str::from_utf8(path.name())) {
            names.push((number(name), path));
        }
    }
    for (_, mut names) in open {
        close(&mut names);
    }
}

/// Warns of those of `names`, all of them in one directory, that are like one before. Hardly ever
/// do two have the same number and are not.
fn check_folder(names: &mut Names<'_>, findings: &mut Findings) {
    names.sort_unstable();
    for alike in names.chunk_by(|(one, _), (next, _)| one == next).filter(|alike| alike.len() > 1) {
        let mut last: HashMap<String, &InstallPath> = HashMap::new();
        for (_, path) in alike {
            let name = String::from_utf8_lossy(path.name());
            if let Some(twin) = last.insert(folded(&name), path) {
                warn(twin, path, findings);
            }
        }
    }
}

fn warn(twin: &InstallPath, path: &InstallPath, findings: &mut Findings) {
    let composed = |path: &InstallPath| composed(&String::from_utf8_lossy(path.name()));
    let how = if composed(twin) == composed(path) {
        "in how Unicode composes its characters"
    } else {
        "in case"
    };
    let problem = format!("differs from {twin} only {how}");
    findings.warn(codes::LOOK_ALIKE, path, problem, "rename one of them");
}

/// A number of the folded name.
fn number(name: &str) -> u64 {
    if name.is_ascii() {
        return fnv(name.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    fnv(folded(name).bytes())
}

/// The hash FNV-1a.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
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
            assert_eq!(number(one), number(other), "{one} {other}");
        }
        assert_ne!(folded("é"), folded("e"));
        assert_ne!(number("é"), number("e"));
    }
}
