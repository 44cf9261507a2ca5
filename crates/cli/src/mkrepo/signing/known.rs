//! Packages that are published already, signed.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use pkgsign::Verifier;
use pkgtree::Diagnostics;
use repo_index::config::Root;
use repo_index::rpmmd::Record;
use rpmpkg::read::{self, Limits, Metadata};

use super::Signing;
use super::look::{Signature, of_rpm};
use crate::mkrepo::incoming::{Incoming, IncomingKind};
use crate::mkrepo::opened::{Opened, OpenedRepository, Publishable};

impl Signing<'_> {
    /// Of the RPM packages in `wanted`, those that `opened` publishes already under a good signature:
    /// what has the same header is the same package, whichever key signed it and whenever. They are
    /// not signed anew, and so they are no other packages than before.
    pub(super) fn known(
        &self,
        opened: &Opened<'_>,
        packages: &[Incoming],
        wanted: impl Iterator<Item = usize>,
    ) -> Result<BTreeMap<usize, PathBuf>, Diagnostics> {
        let Opened::Rpm(repository) = opened else { return Ok(BTreeMap::new()) };
        let store = self.repository.published()?;
        let state = repository.current(&*store).map_err(|error| error.diagnostics())?;
        let records = state.packages().iter();
        let published: HashMap<String, &Record> =
            records.map(|record| (record.nevra(), record)).collect();
        let one = |at: usize| {
            let IncomingKind::Rpm { package, .. } = &packages[at].kind else { return None };
            let record = published.get(&package.record.nevra())?;
            let file = self.file(repository, record)?;
            let (given, found) = (header(&packages[at].file)?, header(&file)?);
            let is_known = matches!(of_rpm(&found, self.verifier()), Signature::Known);
            (is_known && given.header_bytes == found.header_bytes).then_some((at, file))
        };
        Ok(wanted.filter_map(one).collect())
    }

    /// Where the package of a record is.
    fn file(&self, repository: &OpenedRepository<'_>, record: &Record) -> Option<PathBuf> {
        let Root::Folder(root) = &self.repository.config.root;
        let key = repository.key(record.location()).ok().filter(|_| record.base().is_none())?;
        Some(root.join(key.as_str()))
    }

    pub(super) fn verifier(&self) -> &dyn Verifier {
        &self.keys.certificates
    }
}

fn header(file: &Path) -> Option<Metadata> {
    let opened = File::open(file).ok()?;
    read::metadata(&mut BufReader::new(opened), &Limits::default()).ok()
}
