//! Whether a file lies where everybody can fetch it.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use pkgtree::normal;

use super::Root;

/// As many links lead from one to the next as the kernel follows (path_resolution(7)).
const LINKS: usize = 40;

/// Whether `path`, or a file that it leads to by links, is below the folder that is published, or that
/// folder itself. What does not exist yet is where its text says.
pub(super) fn is_published(path: &Path, root: Option<&Root>) -> bool {
    let Some(Root::Folder(root)) = root else { return false };
    let roots = [lexical(root), place(root)];
    names(path).iter().any(|name| roots.iter().any(|root| name.starts_with(root)))
}

/// Every name that the file at `path` is opened by: as it is written, and where each link leads. A web
/// server that follows links gives out a file by any of them that is below its root.
fn names(path: &Path) -> Vec<PathBuf> {
    let mut names = Vec::new();
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        names.extend([lexical(&path), place(&path)]);
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    names
}

/// The absolute form of `path` by its text alone.
fn lexical(path: &Path) -> PathBuf {
    normal(&absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The absolute form of `path` without links: of as much of it as exists, and the rest as it is written.
fn place(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    let mut existing = absolute(path).unwrap_or_else(|_| path.to_owned());
    loop {
        if let Ok(found) = existing.canonicalize() {
            let rest: PathBuf = rest.iter().rev().collect();
            return normal(&found.join(rest));
        }
        // `..` has no name, and only counts for what exists.
        let last = existing.components().next_back().map(|last| last.as_os_str().to_owned());
        match (last, existing.pop()) {
            (Some(last), true) => rest.push(last),
            _ => return lexical(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_and_relative_paths_lead_below_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for directory in ["public/keys", "private", "public-too"] {
            fs::create_dir_all(at(directory)).unwrap();
        }
        for file in ["public/keys/in.asc", "private/out.asc"] {
            fs::write(at(file), "").unwrap();
        }
        for (target, link) in [
            ("public", "root"),
            ("root", "root-too"),
            ("public/keys", "keys"),
            ("../public/keys/in.asc", "private/link.asc"),
            ("link.asc", "private/links.asc"),
            ("../private/out.asc", "public/out.asc"),
            ("public/out.asc", "around.asc"),
            ("public/not-yet.asc", "dangling.asc"),
            ("loop.asc", "loop.asc"),
            ("../private", "public/private"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        for (path, root, expected) in [
            ("public/keys/in.asc", "public", true),
            ("public/keys/in.asc", "root", true),
            ("public/keys/in.asc", "root-too", true),
            ("root/keys/in.asc", "public", true),
            ("keys/in.asc", "public", true),
            ("keys/not-yet.asc", "public", true),
            ("keys/../not-yet.asc", "public", true),
            ("private/link.asc", "public", true),
            ("private/links.asc", "root", true),
            ("dangling.asc", "public", true),
            ("private/../public/a", "public", true),
            ("not-yet/../public/a", "public", true),
            // Given out by a server that follows links.
            ("public/out.asc", "public", true),
            ("around.asc", "public", true),
            ("public/private/out.asc", "public", true),
            ("a.asc", ".", true),
            ("private/out.asc", "private/../private/..", true),
            ("a.asc", "not-yet/..", true),
            ("not-yet/a.asc", "not-yet", true),
            ("private/out.asc", "public", false),
            ("private/out.asc", "root", false),
            ("public-too/a.asc", "public", false),
            ("public/../a.asc", "public", false),
            ("loop.asc", "public", false),
            ("a.asc", "not-yet", false),
        ] {
            let root = Root::Folder(at(root));
            assert_eq!(is_published(&at(path), Some(&root)), expected, "{path} below {root:?}");
        }
        assert!(!is_published(&at("a.asc"), None));
    }

    #[test]
    fn relative_paths_are_below_the_parents_of_the_current_directory() {
        for (path, root, expected) in [
            ("signing.asc", "..", true),
            ("./signing.asc", ".", true),
            ("signing.asc", "", true),
            ("../signing.asc", "../..", true),
            ("../signing.asc", "..", true),
            ("../signing.asc", ".", false),
            ("signing.asc", "public", false),
            ("signing.asc", "/", true),
            ("/etc/signing.asc", "/etc", true),
        ] {
            let root = Root::Folder(root.into());
            assert_eq!(is_published(Path::new(path), Some(&root)), expected, "{path} in {root:?}");
        }
    }
}
