//! `[rpm.NAME]`.

use pkgtree::description::Table;

use super::name;
use super::overlap::{Place, folder};
use crate::store::Key;

/// An RPM repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmRepository {
    /// Its name in the configuration, and in `rpm:NAME`.
    pub name: String,
    /// Its folder below the repository's root; `None` when it is the root itself.
    pub folder: Option<Key>,
}

pub(super) fn read(table: &mut Table<'_>, places: &mut Vec<Place>) -> Vec<RpmRepository> {
    let mut repositories = Vec::new();
    for (key, mut repository) in table.named_tables("rpm") {
        let name = name(&repository, "", &key.value, &key.source);
        let folder = folder(&mut repository, "rpm", &key, places);
        repository.finish();
        let (Some(name), Some(folder)) = (name, folder) else { continue };
        repositories.push(RpmRepository { name: name.to_string(), folder });
    }
    repositories
}
