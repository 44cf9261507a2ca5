//! What the owner of an archive decides.

use std::time::Duration;

use pkgio::{Codec, Compression};
use repo_store::{Key, KeyError};

use crate::apt::pool::PoolNames;
use crate::compress::usual_compression;
use crate::retention::Retention;
use crate::rpmmd::SignPackages;

/// An archive: where it is, and what its suites say of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Its name in the configuration, and in `apt:NAME/SUITE`.
    pub name: String,
    /// Its folder below the repository's root; `None` when it is the root itself.
    pub folder: Option<Key>,
    /// The public address of its folder, without a slash behind it. Only with one there is a `.sources`
    /// file for each suite.
    pub url: Option<String>,
    /// Which packages get a signature of their own on the way in, as debsig-verify(1) checks it.
    /// Default: none.
    pub sign_packages: SignPackages,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Label`.
    pub label: Option<String>,
    /// `Description`, one line.
    pub description: Option<String>,
    /// The architectures that are published, in order. With `all` there is an index of the packages for
    /// all of them, as in Debian's own archive; they stand in the others nonetheless.
    pub architectures: Vec<String>,
    /// The component of packages that say none.
    pub default_component: String,
    /// Further components, which every suite has, be they empty. Default: none.
    pub components: Vec<String>,
    /// How the files of packages are named. Default: as Debian's are.
    pub pool_names: PoolNames,
    /// How indexes are compressed. Their plain text is always listed, and stored only where it is one
    /// of these, or where there are none. Default: gzip and xz.
    pub index_compressions: Vec<Compression>,
    /// `Valid-Until` is this long after `Date`; `None`: not at all.
    pub valid_for: Option<Duration>,
    /// Whether packages are refused that dpkg takes although no package should be so. Default: no.
    pub strict: bool,
    /// Whether MD5 digests stand beside SHA-256. Default: no.
    pub md5: bool,
    /// Whether `Contents` indexes are published; `None`, the default: where the suite has them
    /// already, as one of another tool may.
    pub contents: Option<bool>,
    /// Whether long descriptions stand in `i18n/Translation-en` instead of in `Packages`. Default: no.
    pub translations: bool,
    /// `Signed-By`: fingerprints, of 40 hexadecimal digits, of the keys that the next releases are
    /// signed by. apt 2.2 to 3.0 refuse other signatures from then on, where there is a `Valid-Until`
    /// and the user's source names no keyring; a keyring's path or text they pass over, and apt 3.3
    /// the whole field, with a warning. Default, `None`: as it was published; none of them: not any
    /// more.
    pub signed_by: Option<Vec<String>>,
    /// `Snapshots`: the address of older states, with `@SNAPSHOTID@` in it, or `no`
    /// (sources.list(5)). Default, `None`: as it was published; an empty text: not any more.
    pub snapshots: Option<String>,
    /// What caches in front may hold, for how long. Default: 24 hours.
    pub cache_ttl: Duration,
    /// For how long superseded indexes are kept. Default: 7 days, never less than 2 × `cache_ttl`.
    pub keep: Duration,
    /// For how long packages are kept that no suite refers to any more. Default: 30 days.
    pub keep_packages: Duration,
    /// What suites say of themselves, by name; a suite that is not listed has the defaults.
    pub suites: Vec<(String, SuiteSettings)>,
}

impl Archive {
    /// An archive at the root, with the defaults.
    #[must_use]
    pub fn new(name: &str, architectures: &[&str]) -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self {
            name: name.to_owned(),
            folder: None,
            url: None,
            sign_packages: SignPackages::No,
            origin: None,
            label: None,
            description: None,
            architectures: architectures.iter().map(|&one| one.to_owned()).collect(),
            default_component: "main".to_owned(),
            components: Vec::new(),
            pool_names: PoolNames::default(),
            index_compressions: vec![usual_compression(Codec::Gzip), usual_compression(Codec::Xz)],
            valid_for: None,
            strict: false,
            md5: false,
            contents: None,
            translations: false,
            signed_by: None,
            snapshots: None,
            cache_ttl: DAY,
            keep: 7 * DAY,
            keep_packages: 30 * DAY,
            suites: Vec::new(),
        }
    }

    /// What the settings say of a suite; the defaults where they do not name it.
    #[must_use]
    pub fn suite(&self, name: &str) -> SuiteSettings {
        let found = self.suites.iter().find(|(suite, _)| suite == name);
        found.map(|(_, settings)| settings.clone()).unwrap_or_default()
    }

    /// The components that every suite has: the default, and the others that are named.
    pub fn declared_components(&self) -> impl Iterator<Item = &str> {
        let others = self.components.iter().filter(|one| **one != self.default_component);
        std::iter::once(&self.default_component).chain(others).map(String::as_str)
    }

    /// The suite that `suite` is an alias of.
    #[must_use]
    pub fn alias_of(&self, suite: &str) -> Option<&str> {
        let (_, settings) = self.suites.iter().find(|(name, _)| name == suite)?;
        settings.alias_of.as_deref()
    }

    /// The aliases of `suite`, in the order of their description.
    pub fn aliases_of(&self, suite: &str) -> impl Iterator<Item = &str> {
        let is_one = move |(_, settings): &&(String, SuiteSettings)| {
            settings.alias_of.as_deref() == Some(suite)
        };
        self.suites.iter().filter(is_one).map(|(name, _)| name.as_str())
    }

    /// The object at `path`, such as a record's, below the archive's folder.
    ///
    /// # Errors
    /// A path that no object has.
    pub fn key(&self, path: &str) -> Result<Key, KeyError> {
        match &self.folder {
            Some(folder) => folder.join(path),
            None => Key::new(path),
        }
    }
}

/// What one suite says of itself. The default is a suite whose codename is its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuiteSettings {
    /// The suite of the same archive whose packages it has: an alias, which is published with that one.
    pub alias_of: Option<String>,
    /// `Suite`, when it is not the folder's name.
    pub suite: Option<String>,
    /// `Codename`, when it is not the folder's name.
    pub codename: Option<String>,
    /// `Version`.
    pub version: Option<String>,
    /// `NotAutomatic: yes`.
    pub not_automatic: bool,
    /// `ButAutomaticUpgrades: yes`.
    pub but_automatic_upgrades: bool,
    /// Whether a published version may give way to another content of it. Default: no.
    pub replace: bool,
    /// How many versions of a package stay when others are added. Default: all.
    pub retention: Option<Retention>,
}
