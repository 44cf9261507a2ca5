//! Suites, flat repositories and RPM repositories, and finding them.

use std::collections::BTreeSet;
use std::fmt;

use repo_store::{Key, KeyError, Sha256, StoreError};

use super::Source;
use crate::apt::layout;
use crate::publish::MARKERS;

/// What has a commit: a suite, a flat repository, or an RPM repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A suite of an archive, in its folder `dists`.
    Suite {
        /// The archive's folder; `None` when it is the root.
        archive: Option<Key>,
        /// The suite's folder, such as `stable` or `stable/updates`.
        name: String,
    },
    /// A folder with `Packages` beside `Release`, or without one; `None` is the root.
    Flat(Option<Key>),
    /// An RPM repository: a folder with `repodata/repomd.xml`; `None` is the root.
    Rpm(Option<Key>),
}

impl Place {
    /// The key of `path` below the folder of `Release`, or of an RPM repository.
    ///
    /// # Errors
    /// A path that is none.
    pub fn key(&self, path: &str) -> Result<Key, KeyError> {
        match self {
            Self::Suite { archive, name } => {
                below(archive.as_ref(), &format!("dists/{name}/{path}"))
            }
            Self::Flat(folder) | Self::Rpm(folder) => below(folder.as_ref(), path),
        }
    }

    /// The folder that paths of packages are relative to; a flat repository may mean one above.
    #[must_use]
    pub fn archive(&self) -> Option<&Key> {
        match self {
            Self::Suite { archive, .. } | Self::Flat(archive) | Self::Rpm(archive) => {
                archive.as_ref()
            }
        }
    }
}

impl fmt::Display for Place {
    /// The folder of `Release`, or of an RPM repository; `.` for the root.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suite { archive: Some(archive), name } => write!(f, "{archive}/dists/{name}"),
            Self::Suite { archive: None, name } => write!(f, "dists/{name}"),
            Self::Flat(Some(folder)) | Self::Rpm(Some(folder)) => folder.fmt(f),
            Self::Flat(None) | Self::Rpm(None) => f.write_str("."),
        }
    }
}

/// `path` below `folder`.
pub(super) fn below(folder: Option<&Key>, path: &str) -> Result<Key, KeyError> {
    match folder {
        Some(folder) => folder.join(path),
        None => Key::new(path),
    }
}

/// All suites, flat repositories and RPM repositories, in order; `None` where nothing can be listed.
/// The snapshots of an RPM repository are part of it.
///
/// # Errors
/// Those of listing.
pub fn find(source: &dyn Source) -> Result<Option<Vec<Place>>, StoreError> {
    let Some(listed) = source.list(None)? else { return Ok(None) };
    let mut places = BTreeSet::new();
    let (mut flat, mut rpm) = (BTreeSet::new(), BTreeSet::new());
    for object in &listed {
        let path = object.key.as_str();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        // One that was emptied has nothing else.
        if let Some(folder) = marked(folder, file) {
            match dists(folder) {
                Some((_, name)) if layout::suite_problem(name).is_some() => {}
                Some((archive, name)) => {
                    let (archive, name) = (Key::new(archive).ok(), name.to_owned());
                    places.insert(Place::Suite { archive, name });
                }
                None => drop(rpm.insert(folder)),
            }
            continue;
        }
        match dists(folder) {
            Some((archive, name)) if is_suite(name, file) => {
                let (archive, name) = (Key::new(archive).ok(), name.to_owned());
                places.insert(Place::Suite { archive, name });
            }
            None if is_index(file) => drop(flat.insert(folder)),
            _ if file == "repomd.xml" => rpm.extend(repository(folder)),
            _ => {}
        }
    }
    places.extend(flat.into_iter().map(|folder| Place::Flat(Key::new(folder).ok())));
    let is_own = |folder: &&str| snapshot_of(folder).is_none_or(|whose| !rpm.contains(whose));
    let rpm = rpm.iter().copied().filter(is_own);
    places.extend(rpm.map(|folder| Place::Rpm(Key::new(folder).ok())));
    Ok(Some(places.into_iter().collect()))
}

/// The folder of the RPM repository whose metadata is in `folder`.
fn repository(folder: &str) -> Option<&str> {
    match folder {
        "repodata" => Some(""),
        folder => folder.strip_suffix("/repodata"),
    }
}

/// The RPM repository that `folder` is a snapshot of, by its name.
fn snapshot_of(folder: &str) -> Option<&str> {
    let (above, id) = folder.rsplit_once('/')?;
    id.parse::<Sha256>().ok()?;
    match above {
        "snapshots" => Some(""),
        above => above.strip_suffix("/snapshots"),
    }
}

/// Archive and suite of a folder below `dists`.
fn dists(folder: &str) -> Option<(&str, &str)> {
    match folder.strip_prefix("dists/") {
        Some(name) => Some(("", name)),
        None => folder.split_once("/dists/"),
    }
}

/// The folder of a suite or an RPM repository whose first marker this is.
fn marked<'a>(folder: &'a str, file: &str) -> Option<&'a str> {
    match folder {
        _ if file != "first" => None,
        MARKERS => Some(""),
        folder => folder.strip_suffix(MARKERS)?.strip_suffix('/'),
    }
}

/// Whether a file in a folder of `dists` is the `Release` of a suite, and not one beside an index, which
/// says what it is an index of, and has no digests.
fn is_suite(folder: &str, file: &str) -> bool {
    layout::suite_of_commit(&format!("{folder}/{file}")).is_some()
}

fn is_index(file: &str) -> bool {
    let (name, suffix) = file.split_once('.').unwrap_or((file, ""));
    let plain = !file.ends_with('.');
    let known = pkgio::Encoding::from_suffix(suffix.as_bytes()).is_some();
    matches!(name, "Packages" | "Sources") && plain && known
}

#[cfg(test)]
mod tests {
    use repo_store::{MemoryStore, Store};

    use super::*;
    use crate::verify::Stored;

    const SNAPSHOT: &str = "el/snapshots/\
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/repodata/repomd.xml";

    #[test]
    fn finds_suites_and_repositories() {
        let store = MemoryStore::new();
        for key in [
            "debian/dists/stable/InRelease",
            "debian/dists/stable/Release",
            "debian/dists/stable/by-hash/SHA256/00",
            "debian/dists/stable/main/binary-amd64/Release",
            "debian/dists/stable/main/source/Release",
            "debian/dists/stable/main/binary-amd64/Packages.gz",
            "debian/dists/stable/updates/Release",
            "dists/old/Release",
            "dists/source/Release",
            "dists/jammy/vendor/7.0/InRelease",
            "dists/jammy/vendor/7.0/updates/main/binary-amd64/Release",
            "flat/Packages.gz",
            "flat/Release",
            "Packages",
            "Packages.txt",
            "el/repodata/repomd.xml",
            "el/repodata/repomd.xml.asc",
            "el/Packages/a/a-1-1.noarch.rpm",
            SNAPSHOT,
            "snapshots/el/repodata/repomd.xml",
        ] {
            store.replace(&Key::new(key).unwrap(), b"").unwrap();
        }
        let found = find(&Stored(&store)).unwrap().unwrap();
        let mut folders: Vec<_> = found.iter().map(ToString::to_string).collect();
        folders.sort();
        let expected = [
            ".",
            "debian/dists/stable",
            "debian/dists/stable/updates",
            "dists/jammy/vendor/7.0",
            "dists/old",
            "dists/source",
            "el",
            "flat",
            "snapshots/el",
        ];
        assert_eq!(folders, expected);
    }
}
