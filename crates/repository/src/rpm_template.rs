//! Many RPM repositories by one description.

use std::collections::BTreeSet;

use repo_store::{Key, Store, StoreError};

use crate::route::NamePattern;
use crate::route::naming::{ARCHITECTURE, Parts, Values, WHOLE};
use repo_index::rpmmd::{ClientSettings, RpmRepository, is_client_id};

/// RPM repositories whose names have one pattern: each is made when its first package comes, and is
/// found by what is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmTemplate {
    pub(crate) pattern: NamePattern,
    /// What all have in common.
    pub(crate) common: RpmRepository,
    /// The path of their folders, component by component.
    pub(crate) path: Vec<Parts>,
    pub(crate) texts: Texts,
}

/// Texts with references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) id: Option<Parts>,
    pub(crate) description: Option<Parts>,
    pub(crate) url: Option<Parts>,
    pub(crate) repo_url: Option<Parts>,
}

impl RpmTemplate {
    /// The pattern of its names.
    #[must_use]
    pub fn pattern(&self) -> &NamePattern {
        &self.pattern
    }

    /// The repository of that name; `None` where it is none of these. With `{arch}` in the pattern it
    /// takes packages of that architecture and `noarch`, where the architectures that are listed have
    /// it. `root_url` is the public address of the root.
    #[must_use]
    pub fn make(&self, name: &str, root_url: Option<&str>) -> Option<RpmRepository> {
        let values = self.pattern.find(name)?;
        let path = self.path_of(&values);
        // A path that another name has too leads to the other one.
        if self.name_of(&path)? != name {
            return None;
        }
        let mut made = self.common.clone();
        if let Some(arch) = values.get(ARCHITECTURE) {
            let listed = &self.common.architectures;
            if !listed.is_empty() && !self.common.takes(arch) {
                return None;
            }
            made.architectures = vec![arch.clone()];
        }
        let folder = Key::new(path).ok()?;
        let fill = |parts: &Option<Parts>| parts.as_ref().map(|parts| parts.fill(&values));
        let Texts { id, description, url, repo_url } = &self.texts;
        let id = fill(id).map(|id| id.replace(|c: char| "+~".contains(c), "_"));
        if id.as_ref().is_some_and(|id| !is_client_id(id)) {
            return None;
        }
        let below = || root_url.map(|root| crate::config::below(root, Some(&folder)));
        Some(RpmRepository {
            name: name.to_owned(),
            id,
            description: fill(description),
            url: fill(url).or_else(below),
            folder: Some(folder),
            client: ClientSettings { url: fill(repo_url), ..made.client.clone() },
            ..made
        })
    }

    /// The repositories that are published, by folders that have a `repomd.xml`: of each level of the path with a
    /// reference in it the folders are listed.
    ///
    /// # Errors
    /// Those of the store.
    pub fn published(&self, store: &dyn Store) -> Result<BTreeSet<String>, StoreError> {
        let mut folders: Vec<Option<Key>> = vec![None];
        for component in &self.path {
            let mut below = Vec::new();
            for folder in &folders {
                let names = match component.references().next() {
                    None => vec![component.fill(&Values::new())],
                    Some(_) => store.folders(folder.as_ref())?,
                };
                let is_one = |name: &String| component.find(name).is_some();
                below.extend(names.into_iter().filter(is_one).filter_map(|name| match folder {
                    Some(folder) => folder.join(&name).ok(),
                    None => Key::new(name).ok(),
                }));
            }
            folders = below.into_iter().map(Some).collect();
        }
        let mut names = BTreeSet::new();
        for folder in folders.into_iter().flatten() {
            let Some(name) = self.name_of(folder.as_str()) else { continue };
            let commit = folder.join("repodata/repomd.xml");
            if let Ok(commit) = commit
                && store.length(&commit)?.is_some()
            {
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// The folder whose name has no reference, in which all of these are; `None`: the root.
    pub(crate) fn folder(&self) -> Option<Key> {
        let literal = self.path.iter().take_while(|parts| parts.references().next().is_none());
        let literal: Vec<String> = literal.map(|parts| parts.fill(&Values::new())).collect();
        Key::new(literal.join("/")).ok()
    }

    fn path_of(&self, values: &Values) -> String {
        let components: Vec<String> = self.path.iter().map(|parts| parts.fill(values)).collect();
        components.join("/")
    }

    /// The name of the repository in a folder.
    fn name_of(&self, path: &str) -> Option<String> {
        let mut values = Values::new();
        let mut components = path.split('/');
        for parts in &self.path {
            for (name, value) in parts.find(components.next()?)? {
                if values.insert(name, value.clone()).is_some_and(|before| before != value) {
                    return None;
                }
            }
        }
        let name = match values.get(WHOLE) {
            Some(name) => name.clone(),
            None => self.pattern.fill(&values),
        };
        let found = self.pattern.find(&name)?;
        (components.next().is_none() && self.path_of(&found) == path).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use repo_store::MemoryStore;

    use super::*;

    fn template(pattern: &str, path: &str) -> RpmTemplate {
        RpmTemplate {
            pattern: NamePattern::parse(pattern).unwrap(),
            common: RpmRepository::new(pattern),
            path: path.split('/').map(|part| Parts::parse(part).unwrap()).collect(),
            texts: Texts::default(),
        }
    }

    #[test]
    fn a_repository_is_made_of_its_name() {
        let mut template = template("el{el}-{arch}", "rocky/${el}/${arch}");
        let parts = |text: &str| Some(Parts::parse(text).unwrap());
        template.texts = Texts {
            id: parts("example-el${el}"),
            description: parts("Packages for EL ${el} (${name})"),
            url: None,
            repo_url: parts("https://x/rocky/${el}/$basearch"),
        };
        let made = template.make("el9-x86_64", Some("https://x")).unwrap();
        assert_eq!(made.folder.as_ref().unwrap().as_str(), "rocky/9/x86_64");
        assert_eq!(made.id.as_deref(), Some("example-el9"));
        assert_eq!(made.description.as_deref(), Some("Packages for EL 9 (el9-x86_64)"));
        assert_eq!(made.url.as_deref(), Some("https://x/rocky/9/x86_64"));
        assert_eq!(made.client.url.as_deref(), Some("https://x/rocky/9/$basearch"));
        assert_eq!(made.architectures, ["x86_64"]);
        assert!(template.make("fc42-x86_64", None).is_none());
        template.common.architectures = vec!["x86_64".to_owned()];
        assert!(template.make("el9-x86_64", None).is_some());
        assert!(template.make("el9-aarch64", None).is_none());
        assert!(template.make("el9-src", None).is_none());
    }

    /// Two names never have one folder.
    #[test]
    fn a_path_has_one_name() {
        let template = template("{a}-{b}", "${a}${b}");
        let made = |name: &str| template.make(name, None).is_some();
        assert!(made("xy-z") != made("x-yz"));
    }

    #[test]
    fn what_is_published_is_found_by_folders() {
        let store = MemoryStore::new();
        for key in [
            "rocky/9/x86_64/repodata/repomd.xml",
            "rocky/9/aarch64/repodata/repomd.xml",
            "rocky/10/x86_64/repodata/repomd.xml",
            "rocky/10/x86_64/snapshots/x/repodata/repomd.xml",
            "rocky/10/aarch64/Packages/x.rpm",
            "rocky/9/sparrow/repodata/repomd.xml",
            "rocky/repodata/repomd.xml",
            "other/9/x86_64/repodata/repomd.xml",
        ] {
            store.replace(&Key::new(key).unwrap(), b"x").unwrap();
        }
        let found = template("el{el}-{arch}", "rocky/${el}/${arch}").published(&store).unwrap();
        assert_eq!(Vec::from_iter(found), ["el10-x86_64", "el9-aarch64", "el9-x86_64"]);
        store.replace(&Key::new("el9-src/repodata/repomd.xml").unwrap(), b"x").unwrap();
        let found = template("el{el}-{arch}", "${name}").published(&store).unwrap();
        assert_eq!(Vec::from_iter(found), ["el9-src"]);
    }
}
