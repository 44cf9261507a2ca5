//! How clients know an RPM repository.

use super::{History, Repomd, RpmRepository};
use crate::slug;

/// How clients know a repository. What is published once never changes: machines have it in their
/// configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNames {
    /// `[id]` in the `.repo` file, by which dnf and zypper tell repositories apart.
    pub id: String,
    /// The name of that file.
    pub repo_file: String,
    /// The name of the file of certificates.
    pub key_file: String,
}

impl ClientNames {
    /// The names of the files are made of `stem`, the id of those of its characters that dnf takes.
    fn of(stem: &str) -> Self {
        Self {
            id: stem.replace(|c: char| !is_in_id(c), "_"),
            repo_file: format!("{stem}.repo"),
            key_file: format!("RPM-GPG-KEY-{stem}"),
        }
    }
}

impl RpmRepository {
    /// How clients know the repository once `published`, its `repomd.xml`, is there: by the id that it
    /// tells, and by the repository's name where it tells none. Before the first publication: by
    /// the id of the settings.
    #[must_use]
    pub fn client_names(&self, published: Option<&Repomd>) -> ClientNames {
        let history = published.map(History::of).unwrap_or_default();
        ClientNames::of(self.next_id(&history).as_deref().unwrap_or(&self.name))
    }

    /// The id that the first publication tells.
    #[must_use]
    pub fn first_id(&self) -> String {
        let publisher = self.origin.as_deref().map(slug).filter(|slug| !slug.is_empty());
        let made = publisher.map(|publisher| format!("{publisher}-{}", self.name));
        let made = made.filter(|id| is_client_id(id));
        self.id.clone().or(made).unwrap_or_else(|| self.name.clone())
    }

    /// The id that the publication after one of `history` tells; `None` where the repository's name is
    /// the id.
    pub(super) fn next_id(&self, history: &History) -> Option<String> {
        let id = match history.serial {
            Some(_) => history.id.clone(),
            None => Some(self.first_id()),
        };
        id.filter(|id| *id != self.name)
    }
}

/// Whether `text` can be the id of a repository: letters, digits and `-_.:`, the first a letter or a
/// digit, 128 at most. dnf reads `[main]` as something else.
#[must_use]
pub fn is_client_id(text: &str) -> bool {
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    starts_well && text.len() <= 128 && text.chars().all(is_in_id) && text != "main"
}

/// dnf refuses other characters.
fn is_in_id(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.:".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(tags: &[&str]) -> Repomd {
        let mut repomd = Repomd::default();
        repomd.tags.content = tags.iter().map(|tag| format!("packwright:{tag}")).collect();
        repomd
    }

    #[test]
    fn a_published_id_never_changes() {
        let plain = RpmRepository::new("el9+x");
        let named = RpmRepository { id: Some("example-el9".to_owned()), ..plain.clone() };
        let other = RpmRepository { id: Some("other".to_owned()), ..plain.clone() };
        let by_origin = RpmRepository {
            name: "el9".to_owned(),
            origin: Some("Example".to_owned()),
            ..plain.clone()
        };
        let [by_name, by_id] = ["el9+x", "example-el9"].map(ClientNames::of);
        assert_eq!(by_name.id, "el9_x");
        assert_eq!((&*by_name.repo_file, &*by_name.key_file), ("el9+x.repo", "RPM-GPG-KEY-el9+x"));
        assert_eq!((&*by_id.repo_file, &*by_id.id), ("example-el9.repo", "example-el9"));
        // Before the first publication, and after one of another tool, the settings decide.
        for before in [None, Some(&published(&[])), Some(&published(&["id=foreign"]))] {
            assert_eq!(named.client_names(before), by_id);
            assert_eq!(plain.client_names(before), by_name);
            assert_eq!(by_origin.client_names(before), by_id);
        }
        assert_eq!(by_origin.client_names(Some(&published(&["serial=1"]))).id, "el9");
        let with_id = published(&["serial=1", "id=example-el9"]);
        for settings in [&plain, &named, &other] {
            assert_eq!(settings.client_names(Some(&with_id)), by_id);
            assert_eq!(settings.client_names(Some(&published(&["serial=1"]))), by_name);
        }
    }

    #[test]
    fn ids_are_what_clients_take() {
        for good in ["rpm", "example-ltd-el9", "a_b.c:d", "9"] {
            assert!(is_client_id(good), "{good}");
        }
        for bad in ["", "main", "-a", ".a", "a b", "a/b", "ä", "a]", &"a".repeat(129)] {
            assert!(!is_client_id(bad), "{bad}");
        }
    }
}
