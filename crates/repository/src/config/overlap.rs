//! The folders of archives and repositories.

use diagnostic::Source;
use pkgtree::description::{Table, Text};
use repo_index::codes;
use repo_store::Key;

/// An archive or a repository that the configuration has, well described or not.
#[derive(Debug)]
pub(super) struct Place {
    /// `apt` or `rpm`.
    pub(super) table: &'static str,
    /// Its name.
    pub(super) name: String,
    /// Its folder below the root, `None` for the root itself; absent when it was not one.
    pub(super) folder: Option<Option<Key>>,
    source: Source,
}

/// The folder of an archive or a repository: its `path`, or its name. `.` is the root itself.
pub(super) fn folder(
    table: &mut Table<'_>,
    kind: &'static str,
    name: &Text,
    places: &mut Vec<Place>,
) -> Option<Option<Key>> {
    let given = table.line("path");
    let folder = match &given {
        Some(path) if path.value == "." => Some(None),
        Some(path) => match Key::new(path.value.trim_end_matches('/')) {
            Ok(key) if key.as_str().split('/').any(|part| part.starts_with('.')) => {
                let problem = format!("{:?} has a part that starts with a dot", path.value);
                let hint =
                    "servers do not serve such directories, and .mkrepo is for mkrepo's own files";
                table.report(codes::NAME, "path", &path.source, problem, hint);
                None
            }
            Ok(key) => Some(Some(key)),
            Err(error) => {
                let problem = format!("{:?} {}", path.value, error.problem);
                let hint = "write a directory relative to the root, such as \"debian\"";
                table.report(codes::NAME, "path", &path.source, problem, hint);
                None
            }
        },
        // The name itself has been checked, and what is wrong with it is told.
        None => Key::new(name.value.clone()).ok().map(Some),
    };
    let source = given.map_or_else(|| name.source.clone(), |path| path.source);
    let name = name.value.clone();
    places.push(Place { table: kind, name, folder: folder.clone(), source });
    folder
}

/// Reports places in one folder, and places within others: their objects would be each other's.
pub(super) fn check(table: &Table<'_>, places: &[Place]) {
    for (index, place) in places.iter().enumerate() {
        let Some(folder) = &place.folder else { continue };
        let other = places[..index].iter().find(|other| {
            let Some(other) = &other.folder else { return false };
            is_within(folder.as_ref(), other.as_ref()) || is_within(other.as_ref(), folder.as_ref())
        });
        if let Some(other) = other {
            let key = format!("{}.{}", place.table, place.name);
            let problem = format!(
                "its directory is that of [{}.{}], or one is inside the other",
                other.table, other.name
            );
            let hint = "give it another path";
            table.report(codes::OVERLAP, &key, &place.source, problem, hint);
        }
    }
}

/// True when `folder` is `other`, or below it.
pub(super) fn is_within(folder: Option<&Key>, other: Option<&Key>) -> bool {
    let (folder, other) = match (folder, other) {
        (_, None) => return true,
        (None, Some(_)) => return false,
        (Some(folder), Some(other)) => (folder.as_str(), other.as_str()),
    };
    folder.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
