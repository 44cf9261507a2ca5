//! What the owner of an RPM repository decides.

use std::time::Duration;

use pkgio::{Codec, Compression};
use repo_store::{Key, KeyError};

use crate::compress::usual_compression;
use crate::retention::Retention;

/// An RPM repository: where it is, what it takes, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpmRepository {
    /// Its name in the configuration and in `rpm:NAME`.
    pub name: String,
    /// The id by which clients are to know it from its first publication on; see
    /// [`client_names`](Self::client_names). Default: made of the origin, if there is one, and its
    /// name; else its name.
    pub id: Option<String>,
    /// Who publishes it, by whose name the ids of different publishers differ.
    pub origin: Option<String>,
    /// Its folder below the root of everything; `None` when it is the root itself.
    pub folder: Option<Key>,
    /// What it is, on one line: `name=` in the `.repo` file. Default: its name.
    pub description: Option<String>,
    /// The public address of its folder, without a slash behind it. Only with one there are a
    /// `mirrorlist` and a `.repo` file.
    pub url: Option<String>,
    /// What else the `.repo` file says.
    pub client: ClientSettings,
    /// The architectures that are taken besides `noarch`, as RPM calls them, and `src` where source
    /// packages are; none: any but source packages.
    pub architectures: Vec<String>,
    /// How the lists are compressed: Zstandard, or gzip for clients before RHEL 8. Default: zstd.
    pub compression: Compression,
    /// Which packages are signed on the way in. Default: none.
    pub sign_packages: SignPackages,
    /// Whether packages are refused that rpm takes although they are odd. Default: no.
    pub strict: bool,
    /// Whether packages that have no signature by a known key are refused. Default: no.
    pub require_signed: bool,
    /// Whether a published package may give way to another content of the same name, version and
    /// architecture. Default: no.
    pub replace: bool,
    /// How many versions of a package stay when others are added. Default: all.
    pub retention: Option<Retention>,
    /// What caches in front may hold, for how long. Default: 24 hours.
    pub cache_ttl: Duration,
    /// For how long superseded snapshots and lists are kept. Default: 7 days, never less than
    /// 2 × `cache_ttl`.
    pub keep: Duration,
    /// For how long packages are kept that no kept publication refers to. Default: 30 days.
    pub keep_packages: Duration,
}

/// What clients are told in the `.repo` file besides where the repository is (dnf.conf(5)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientSettings {
    /// The address there, without a slash behind it, with variables of clients such as `$basearch`.
    /// Default: that of the folder.
    pub url: Option<String>,
    /// `priority`: of packages of one name, those of the repository with the lowest number are taken.
    /// Default: none is written, which clients read as 99.
    pub priority: Option<u8>,
    /// `metadata_expire`: after what time dnf looks for something new. Default: none is written, which
    /// dnf reads as 48 hours.
    pub metadata_expire: Option<Duration>,
    /// `module_hotfixes`: whether packages are seen whose names are those of packages of modules.
    /// Default: no.
    pub module_hotfixes: bool,
}

/// The architectures of source packages.
pub const SOURCES: [&str; 2] = ["src", "nosrc"];

/// Which packages are signed on the way in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignPackages {
    /// None: they stay as they are.
    #[default]
    No,
    /// Those that have no signature.
    Unsigned,
    /// All that have none by a key of ours; signatures of others are replaced.
    All,
}

impl SignPackages {
    /// `no`, `unsigned` or `all`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Unsigned => "unsigned",
            Self::All => "all",
        }
    }
}

impl RpmRepository {
    /// A repository at the root, with the defaults.
    #[must_use]
    pub fn new(name: &str) -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self {
            name: name.to_owned(),
            id: None,
            origin: None,
            folder: None,
            description: None,
            url: None,
            client: ClientSettings::default(),
            architectures: Vec::new(),
            compression: usual_compression(Codec::Zstd),
            sign_packages: SignPackages::No,
            strict: false,
            require_signed: false,
            replace: false,
            retention: None,
            cache_ttl: DAY,
            keep: 7 * DAY,
            keep_packages: 30 * DAY,
        }
    }

    /// The object at `path` below the repository's folder.
    ///
    /// # Errors
    /// A path that no object has.
    pub fn key(&self, path: &str) -> Result<Key, KeyError> {
        match &self.folder {
            Some(folder) => folder.join(path),
            None => Key::new(path),
        }
    }

    /// Whether packages of `architecture`, such as `x86_64` or `src`, are taken: `noarch` goes with any
    /// other, and source packages only where they are listed.
    #[must_use]
    pub fn takes(&self, architecture: &str) -> bool {
        takes(&self.architectures, architecture)
    }

    /// Whether clients may insist on signed packages: all that are added are, by policy.
    #[must_use]
    pub fn has_signed_packages(&self) -> bool {
        self.require_signed || self.sign_packages != SignPackages::No
    }
}

/// [`RpmRepository::takes`] by what its settings list.
#[must_use]
pub fn takes(listed: &[String], architecture: &str) -> bool {
    let is_source = |name: &str| SOURCES.contains(&name);
    match architecture {
        _ if is_source(architecture) => listed.iter().any(|name| is_source(name)),
        _ if listed.is_empty() => true,
        "noarch" => listed.iter().any(|name| !is_source(name)),
        _ => listed.iter().any(|name| name == architecture || is_x86(name) && is_x86(architecture)),
    }
}

/// True for the names of the 32-bit x86, all of which clients of one such repository take.
fn is_x86(architecture: &str) -> bool {
    matches!(architecture, "i386" | "i486" | "i586" | "i686")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken() {
        let of = |names: &[&str]| RpmRepository {
            architectures: names.iter().map(|&name| name.to_owned()).collect(),
            ..RpmRepository::new("el9")
        };
        for (names, taken, refused) in [
            (&[][..], &["noarch", "x86_64", "sparc"][..], &["src", "nosrc"][..]),
            (&["x86_64"], &["noarch", "x86_64"], &["aarch64", "src"]),
            (&["x86_64", "src"], &["noarch", "x86_64", "src", "nosrc"], &["aarch64"]),
            (&["src"], &["src", "nosrc"], &["noarch", "x86_64"]),
        ] {
            assert!(taken.iter().all(|one| of(names).takes(one)), "{names:?}");
            assert!(!refused.iter().any(|one| of(names).takes(one)), "{names:?}");
        }
    }

    #[test]
    fn keys_are_below_its_folder() {
        let mut repository = RpmRepository::new("el9");
        assert_eq!(repository.key("repodata").unwrap().as_str(), "repodata");
        repository.folder = Some(Key::new("rocky/9").unwrap());
        assert_eq!(repository.key("repodata").unwrap().as_str(), "rocky/9/repodata");
        assert!(repository.key("../x").is_err());
    }
}
