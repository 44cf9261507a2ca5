//! Publications of a suite.

use std::collections::BTreeMap;

use repo_store::Store;

use super::{Before, Chronicle, ListedPackage};
use crate::apt::{Generation, IndexId, Record, Suite, base, indexes, is_below};
use crate::publish::PublishError;

impl Chronicle for Suite<'_> {
    type Publication = Generation;

    fn indexes(&self, publication: &Generation) -> BTreeMap<String, String> {
        indexes(&publication.release)
            .into_iter()
            .map(|(id, sha256)| (id.path(), sha256.to_string()))
            .collect()
    }

    fn packages(
        &self,
        store: &dyn Store,
        publication: &Generation,
        index: &str,
    ) -> Result<Vec<ListedPackage>, PublishError> {
        let Some((id, _)) = IndexId::parse(index) else { return Ok(Vec::new()) };
        let packages = self.packages_of(store, &publication.release, &id)?;
        let variant = id.kind.architecture().filter(|name| base(name).is_some());
        // What a variant has no build of stands in the index of its architecture.
        let is_copy = |record: &Record| {
            variant.is_some_and(|variant| is_below(record.architecture(), variant))
        };
        let own = packages.records().iter().filter(|record| !is_copy(record));
        let listed = own.map(|record| ListedPackage {
            name: record.package().to_owned(),
            component: Some(id.component.clone()),
            architecture: record.architecture().to_owned(),
            version: record.version().to_owned(),
            digest: record.sha256().to_string(),
        });
        Ok(listed.collect())
    }

    fn documents(&self, _: &Generation) -> BTreeMap<String, String> {
        // What else a suite has is derived from its packages.
        BTreeMap::new()
    }

    fn before(&self, publication: &Generation) -> Before {
        match (publication.parent, publication.serial) {
            (Some(_), _) => Before::Publication,
            (None, Some(1)) => Before::Nothing,
            (None, _) => Before::Unknown,
        }
    }
}
