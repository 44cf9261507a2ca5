//! Publications of an RPM repository.

use std::collections::BTreeMap;

use repo_store::Store;

use super::{Before, Chronicle, ListedPackage};
use crate::publish::PublishError;
use crate::rpmmd::{Generation, List, Repository};

impl Chronicle for Repository<'_> {
    type Publication = Generation;

    fn indexes(&self, publication: &Generation) -> BTreeMap<String, String> {
        let primary = publication.repomd.find(List::Primary.name());
        let named = primary.map(|data| (data.kind.clone(), data.checksum.hex().to_owned()));
        named.into_iter().collect()
    }

    fn packages(
        &self,
        store: &dyn Store,
        publication: &Generation,
        _: &str,
    ) -> Result<Vec<ListedPackage>, PublishError> {
        self.listed_in(store, publication)
    }

    fn documents(&self, publication: &Generation) -> BTreeMap<String, String> {
        let data = publication.repomd.data.iter();
        // Lists, and other forms of them, say the same of the packages again.
        let documents = data.filter(|data| data.list().is_none() && !data.repeats_lists());
        documents.map(|data| (data.kind.clone(), data.checksum.hex().to_owned())).collect()
    }

    fn before(&self, publication: &Generation) -> Before {
        match (publication.parent, publication.serial) {
            (Some(_), _) => Before::Publication,
            (None, Some(1)) => Before::Nothing,
            (None, _) => Before::Unknown,
        }
    }
}
