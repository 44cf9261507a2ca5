//! A client of RPM repositories that forgives nothing: from `repomd.xml` and its one signature over
//! every document to every package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pkgsign::{DetachedSignature, detached};

use super::reader::{decompressed, identity};
use super::xml::{attribute, content, elements};
use super::{Key, Seen};

/// An RPM repository on a disk.
#[derive(Clone, Debug)]
pub struct RpmReader {
    /// Its folder, which has `repodata`.
    pub folder: PathBuf,
    /// One of these signed it.
    pub keys: Vec<Key>,
}

impl RpmReader {
    /// What a client sees that is given the folder (`baseurl`); `None` before anything is published.
    ///
    /// # Errors
    /// Everything that is not as it must be.
    pub fn read(&self) -> Result<Option<Seen>, Vec<String>> {
        self.read_in(&self.folder)
    }

    /// What a client sees that is given the `mirrorlist`; `None` while there is none.
    ///
    /// # Errors
    /// Everything that is not as it must be.
    pub fn read_snapshot(&self) -> Result<Option<Seen>, Vec<String>> {
        let Ok(list) = fs::read_to_string(self.folder.join("mirrorlist")) else { return Ok(None) };
        let id = named(&list).ok_or_else(|| vec![format!("mirrorlist says {list:?}")])?;
        let folder = self.folder.join("snapshots").join(id);
        let seen = self.read_in(&folder)?;
        let commit = fs::read(folder.join("repodata/repomd.xml"));
        match commit {
            Ok(bytes) if identity(&bytes).0 == id => Ok(seen),
            Ok(_) => Err(vec![format!("the snapshot {id} is not what its name says")]),
            Err(error) => Err(vec![format!("the snapshot {id}: {error}")]),
        }
    }

    /// Whether what is derived from `repomd.xml` is what it says: `mirrorlist` names its snapshot,
    /// and the key and the `.repo` file are there.
    ///
    /// # Errors
    /// Everything that is not as it must be.
    pub fn mirrors(&self) -> Result<(), Vec<String>> {
        let mut faults = Vec::new();
        let seen = [self.read(), self.read_snapshot()].map(|read| match read {
            Ok(seen) => seen,
            Err(found) => {
                faults.extend(found);
                None
            }
        });
        if seen[0] != seen[1] {
            let serials = seen.map(|seen| seen.map(|seen| seen.serial));
            faults.push(format!("repomd.xml and mirrorlist are of {serials:?}"));
        }
        let has = |start: &str, end: &str| {
            let mut entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
            entries.any(|entry| {
                let name = entry.file_name().into_string().unwrap();
                name.starts_with(start) && name.ends_with(end)
            })
        };
        let repomd = fs::read_to_string(self.folder.join("repodata/repomd.xml"));
        let is_dropped = repomd.is_ok_and(|text| text.contains("packwright:dropped=yes"));
        if !has("RPM-GPG-KEY-", "") {
            faults.push("there is no RPM-GPG-KEY-*".to_owned());
        }
        // A dropped repository invites nobody.
        if has("", ".repo") == is_dropped {
            faults.push(format!("dropped: {is_dropped}, and there is a *.repo: {is_dropped}"));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn read_in(&self, folder: &Path) -> Result<Option<Seen>, Vec<String>> {
        if !folder.join("repodata/repomd.xml").exists() {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let seen = self.walk(folder, &mut faults);
        match seen {
            Some(seen) if faults.is_empty() => Ok(Some(seen)),
            _ => Err(faults),
        }
    }

    fn walk(&self, folder: &Path, faults: &mut Vec<String>) -> Option<Seen> {
        let read = |name: &str| {
            fs::read(folder.join(name))
                .map_err(|error| format!("{}: {error}", folder.join(name).display()))
        };
        let repomd = read("repodata/repomd.xml").map_err(|error| faults.push(error)).ok()?;
        match read("repodata/repomd.xml.asc") {
            Ok(block) => faults.extend(self.signature(&block, &repomd)),
            Err(error) => faults.push(error),
        }
        let text =
            String::from_utf8(repomd).map_err(|error| faults.push(error.to_string())).ok()?;
        let mut documents = BTreeMap::new();
        for data in elements(&text, "data") {
            let kind = attribute(data, "type").unwrap_or_default();
            match document(folder, data) {
                Ok(bytes) => drop(documents.insert(kind, bytes)),
                Err(error) => faults.push(format!("{kind}: {error}")),
            }
        }
        let texts = ["primary", "filelists", "other"].map(|kind| {
            let text = documents.remove(kind).and_then(|bytes| String::from_utf8(bytes).ok());
            text.or_else(|| {
                faults.push(format!("there is no {kind}"));
                None
            })
        });
        let [Some(primary), Some(filelists), Some(other)] = texts else { return None };
        let packages = packages(folder, &primary, faults);
        let ids = |text: &str| -> Vec<String> {
            let all = elements(text, "package");
            all.iter().filter_map(|one| attribute(one, "pkgid")).map(str::to_owned).collect()
        };
        let of_primary: Vec<String> =
            elements(&primary, "package").iter().map(|one| checksum(one)).collect();
        for (name, text) in [("filelists", &filelists), ("other", &other)] {
            if ids(text) != of_primary {
                faults.push(format!("{name} is of other packages than primary"));
            }
        }
        for (name, text) in [("primary", &primary), ("filelists", &filelists), ("other", &other)] {
            if attribute(text, "packages") != Some(&of_primary.len().to_string()) {
                faults.push(format!("{name} counts otherwise than primary"));
            }
        }
        let tags = elements(&text, "content");
        let serial = tags.iter().find_map(|tag| {
            let (_, value) = tag.split_once("packwright:serial=")?;
            value.split('<').next()?.parse().ok()
        });
        let Some(serial) = serial else {
            faults.push("it has no serial".to_owned());
            return None;
        };
        Some(Seen {
            serial,
            date: content(&text, "revision").unwrap_or_default().to_owned(),
            packages,
        })
    }

    /// What is wrong with the signature: rpm-sequoia takes exactly one.
    fn signature(&self, block: &[u8], repomd: &[u8]) -> Option<String> {
        let certificates: Vec<_> = self.keys.iter().map(|key| key.certificate.clone()).collect();
        match DetachedSignature::parse_all(block) {
            Ok(all) if all.len() != 1 => {
                return Some(format!("repomd.xml.asc has {} signatures", all.len()));
            }
            Ok(_) => {}
            Err(error) => return Some(format!("repomd.xml.asc: {error}")),
        }
        let verified = detached::verify(block, repomd, &certificates);
        verified.err().map(|error| format!("repomd.xml.asc: {error}"))
    }
}

/// The snapshot that a mirrorlist names: one address, which ends with it.
fn named(list: &str) -> Option<&str> {
    let line = list.strip_suffix('\n')?;
    let (_, id) = line.strip_suffix('/')?.split_once("/snapshots/")?;
    let is_id = id.len() == 64 && id.bytes().all(|digit| b"0123456789abcdef".contains(&digit));
    (is_id && line.lines().count() == 1).then_some(id)
}

/// What a `<data>` names, decompressed, and as it says.
fn document(folder: &Path, data: &str) -> Result<Vec<u8>, String> {
    let location = elements(data, "location");
    let href = location.first().and_then(|it| attribute(it, "href")).ok_or("no location")?;
    // librepo refuses all others.
    let inside = Path::new(href).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(format!("the location {href}"));
    }
    let bytes = fs::read(folder.join(href)).map_err(|error| format!("{href}: {error}"))?;
    let listed = |digest: &str, size: &str| {
        let size = content(data, size).and_then(|size| size.parse().ok()).unwrap_or(u64::MAX);
        (content(data, digest).unwrap_or_default().to_owned(), size)
    };
    if identity(&bytes) != listed("checksum", "size") {
        return Err(format!("{href} is not what repomd.xml says"));
    }
    let text = decompressed(href, &bytes);
    let is_compressed = content(data, "open-checksum").is_some();
    if is_compressed && identity(&text) != listed("open-checksum", "open-size") {
        return Err(format!("{href} decompresses to other than repomd.xml says"));
    }
    Ok(text)
}

fn checksum(package: &str) -> String {
    let found = elements(package, "checksum");
    let found = found.iter().find(|it| attribute(it, "pkgid") == Some("YES"));
    found.and_then(|it| content(it, "checksum")).unwrap_or_default().to_owned()
}

/// Every package of `primary`, which must be there and be what it says.
fn packages(folder: &Path, primary: &str, faults: &mut Vec<String>) -> BTreeSet<String> {
    let mut packages = BTreeSet::new();
    for package in elements(primary, "package") {
        let first = |name: &str, value: &str| {
            let found = elements(package, name);
            found.first().and_then(|it| attribute(it, value)).unwrap_or_default().to_owned()
        };
        let href = first("location", "href");
        let listed = (checksum(package), first("size", "package").parse().unwrap_or(u64::MAX));
        match fs::read(resolved(folder, &href)) {
            Ok(bytes) if identity(&bytes) == listed => {}
            Ok(_) => faults.push(format!("{href} is not what primary says")),
            Err(error) => faults.push(format!("{href}: {error}")),
        }
        let name = content(package, "name").unwrap_or_default();
        let (version, release) = (first("version", "ver"), first("version", "rel"));
        let architecture = content(package, "arch").unwrap_or_default();
        packages.insert(format!("{name} {version}-{release} {architecture} {}", listed.0));
    }
    packages
}

/// A path relative to a folder as servers resolve it: by name.
fn resolved(folder: &Path, href: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in href.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrorlist_names_one_snapshot() {
        let id = "0".repeat(64);
        assert_eq!(named(&format!("http://a/b/snapshots/{id}/\n")), Some(&id[..]));
        for bad in [
            format!("http://a/snapshots/{id}\n"),
            format!("http://a/snapshots/{id}/"),
            format!("http://a/\nhttp://a/snapshots/{id}/\n"),
            "http://a/snapshots/0/\n".to_owned(),
        ] {
            assert_eq!(named(&bad), None, "{bad}");
        }
    }
}
