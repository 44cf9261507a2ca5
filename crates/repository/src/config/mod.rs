//! The description of a repository: `mkrepo.toml`.
//!
//! [`Config::parse`] reads it and tells every defect with line and column. The
//! files and environment variables that it names are for the caller to read; all that is looked up is
//! where links lead, for no key may lie below the root.

mod ages;
mod apt;
mod duration;
mod made;
mod overlap;
mod published;
mod retention;
mod root;
mod routes;
mod rpm;
mod signing;
mod state;
mod template;
#[cfg(test)]
mod tests;
mod url;

pub use duration::{DurationError, parse_duration};
pub use root::{Root, RootError};
pub use signing::{Secret, Signing};
pub(crate) use url::below;

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostics, Source};
use pkgtree::description::{ManifestFile, Table, read_toml};
use repo_index::apt::Archive;
use repo_index::codes;
use repo_index::name::{NAME_HINT, Name};
use repo_index::rpmmd::RpmRepository;
use repo_store::Key;

use crate::route::{Destination, NAME_PATH_HINT, NamePath, Route, Router};
use crate::rpm_template::RpmTemplate;

/// A repository as its owner describes it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it is published.
    pub root: Root,
    /// Whether the group of the root may publish.
    pub shared: bool,
    /// Where the newest publications that were seen are noted, outside the root; `None`: nowhere.
    pub state: Option<PathBuf>,
    /// The public address of that place, without a slash behind it.
    pub url: Option<String>,
    /// How its metadata is signed; `None`: not at all.
    pub signing: Option<Signing>,
    /// `[apt.NAME]`: the APT archives, in the file's order.
    pub apt: Vec<Archive>,
    /// `[rpm.NAME]`: the RPM repositories, in the file's order.
    pub rpm: Vec<RpmRepository>,
    /// `[rpm."NAME{reference}"]`: RPM repositories that are made when packages come, in the file's order.
    /// Those that are published are among [`rpm`](Self::rpm) once they were [found](Self::find_made).
    pub templates: Vec<RpmTemplate>,
    /// `[[route]]`: where packages go, in the file's order.
    pub routes: Vec<Route>,
}

impl Config {
    /// Reads `mkrepo.toml`. Relative paths in it are relative to its folder.
    ///
    /// # Errors
    /// Every defect, in the file's order: TOML syntax, unknown keys with the nearest valid one, wrong
    /// types (the codes of [`pkgtree::description::codes`]), and values that make no repository (this
    /// crate's [`codes`], E890 to E899).
    pub fn parse(file: &ManifestFile) -> Result<Self, Diagnostics> {
        let folder = file.path.parent().unwrap_or(Path::new(""));
        let mut defects = Diagnostics::new();
        let config = read_toml(file, &mut defects, |table| read(table, folder));
        match config {
            Some(config) => defects.into_result(config),
            None => Err(defects),
        }
    }

    /// The archive of that name.
    #[must_use]
    pub fn archive(&self, name: &str) -> Option<&Archive> {
        self.apt.iter().find(|archive| archive.name == name)
    }

    /// The RPM repository of that name.
    #[must_use]
    pub fn repository(&self, name: &str) -> Option<&RpmRepository> {
        self.rpm.iter().find(|repository| repository.name == name)
    }

    /// The public address of `folder`, without a slash behind it, if that of the root is known.
    #[must_use]
    pub fn url_of(&self, folder: Option<&Key>) -> Option<String> {
        self.url.as_deref().map(|root| url::below(root, folder))
    }

    /// What routes packages to the archives and repositories described here.
    #[must_use]
    pub fn router(&self) -> Router<'_> {
        Router::new(&self.routes, destinations(&self.apt, &self.rpm)).making(&self.templates)
    }
}

fn read(mut table: Table<'_>, folder: &Path) -> Option<Config> {
    table.missing("root", "root = \"public\"");
    let root = root::read(&mut table, folder);
    let shared = shared(&mut table);
    let state = state::read(&mut table, folder, root.as_ref());
    let url = url::read(&mut table);
    let signing =
        table.table("signing").map(|signing| signing::read(signing, folder, root.as_ref()));
    let mut places = Vec::new();
    let apt = apt::read(&mut table, url.as_deref(), &mut places);
    let (rpm, templates) =
        rpm::read(&mut table, url.as_deref(), origin(&apt).as_deref(), &mut places);
    overlap::check(&table, &places);
    // What was not read well is there nonetheless: a route to it is no further defect.
    let router = Router::new(&[], destinations(&apt, &rpm)).making(&templates);
    let routes = routes::read(&mut table, &places, &router);
    table.finish();
    Some(Config { root: root?, shared, state, url, signing, apt, rpm, templates, routes })
}

/// `shared = "group"`, as `core.sharedRepository` of git-config(1).
fn shared(table: &mut Table<'_>) -> bool {
    let Some(text) = table.line("shared") else { return false };
    if text.value != "group" {
        let problem = format!("{:?} is not known", text.value);
        table.report(
            codes::VALUE,
            "shared",
            &text.source,
            problem,
            "write \"group\", or leave it out",
        );
    }
    true
}

/// The origin of all archives that tell one, if it is the same.
fn origin(archives: &[Archive]) -> Option<String> {
    let mut origins = archives.iter().filter_map(|archive| archive.origin.as_ref());
    let first = origins.next()?;
    origins.all(|other| other == first).then(|| first.clone())
}

fn destinations<'a>(apt: &'a [Archive], rpm: &'a [RpmRepository]) -> Vec<Destination<'a>> {
    let archives = apt.iter().map(|archive| Destination::Apt {
        name: &archive.name,
        architectures: &archive.architectures,
        suites: archive.suites.iter().map(|(suite, _)| suite.as_str()).collect(),
        components: archive.declared_components().collect(),
    });
    archives
        .chain(
            rpm.iter()
                .map(|it| Destination::Rpm { name: &it.name, architectures: &it.architectures }),
        )
        .collect()
}

/// Checks the name of a suite or a component, which `problem` may refuse.
fn name_path(
    table: &Table<'_>,
    key: &str,
    text: &str,
    source: &Source,
    problem: impl Fn(&str) -> Option<String>,
) -> Option<NamePath> {
    let refused = match text.parse() {
        Ok(name) => match problem(text) {
            Some(problem) => (problem, "give it another name"),
            None => return Some(name),
        },
        Err(error) => {
            let error: repo_index::name::NameError = error;
            (error.problem, NAME_PATH_HINT)
        }
    };
    table.report(codes::NAME, key, source, refused.0, refused.1);
    None
}

/// Checks the name of an archive or a repository.
fn name(table: &Table<'_>, key: &str, text: &str, source: &Source) -> Option<Name> {
    match text.parse() {
        Ok(name) => Some(name),
        Err(error) => {
            let error: repo_index::name::NameError = error;
            table.report(codes::NAME, key, source, error.problem, NAME_HINT);
            None
        }
    }
}
