//! The RPM repositories that templates make.

use repo_index::rpmmd::RpmRepository;
use repo_store::{Store, StoreError};

use super::Config;
use super::overlap::is_within;

impl Config {
    /// The repository of that name that a template makes, of several templates the first in the file;
    /// `None` where none does.
    #[must_use]
    pub fn make(&self, name: &str) -> Option<RpmRepository> {
        let url = self.url.as_deref();
        self.templates.iter().find_map(|template| template.make(name, url))
    }

    /// Adds the repository of that name to those that are described, where a template makes it.
    ///
    /// # Errors
    /// Its folder is that of another, or one is within the other; or clients know another by its id.
    pub fn add_made(&mut self, name: &str) -> Result<(), String> {
        if self.repository(name).is_some() {
            return Ok(());
        }
        let Some(made) = self.make(name) else { return Ok(()) };
        if let Some(other) = self.overlapping(&made) {
            return Err(format!("its directory is that of {other}, or one is inside the other"));
        }
        let is_alike = |other: &&RpmRepository| {
            let shares = made.client.url.is_some() && made.client.url == other.client.url;
            made.first_id() == other.first_id() && !shares
        };
        if let Some(other) = self.rpm.iter().find(is_alike) {
            return Err(format!("rpm:{} has the id {:?}, too", other.name, made.first_id()));
        }
        self.rpm.push(made);
        Ok(())
    }

    /// Adds the repositories that templates made to those that are described: what is published in
    /// their folders. What is described itself goes before.
    ///
    /// # Errors
    /// Those of the store, of which folders are listed.
    pub fn find_made(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        for at in 0..self.templates.len() {
            for name in self.templates[at].published(store)? {
                // The path of a template says nothing of names that another one makes.
                let folder = |made: Option<RpmRepository>| made.and_then(|made| made.folder);
                let of_first = folder(self.make(&name));
                if of_first == folder(self.templates[at].make(&name, None)) {
                    // What has the folder of another is that.
                    let _ = self.add_made(&name);
                }
            }
        }
        Ok(())
    }

    /// What is described and has the folder of a repository, or one above or below it.
    fn overlapping(&self, made: &RpmRepository) -> Option<String> {
        let archives = self.apt.iter().map(|it| (format!("[apt.{}]", it.name), &it.folder));
        let others = self.rpm.iter().map(|it| (format!("rpm:{}", it.name), &it.folder));
        let folder = made.folder.as_ref();
        let mut all = archives.chain(others);
        let overlaps =
            |other: Option<&repo_store::Key>| is_within(folder, other) || is_within(other, folder);
        all.find(|(_, other)| overlaps(other.as_ref())).map(|(name, _)| name)
    }
}
