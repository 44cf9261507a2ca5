//! What a `Release` lists, by every digest that it gives.

use std::collections::BTreeMap;

use debpkg::deb822::Paragraph;
use pkgio::{Algorithms, Digests, Encoding, Hasher, Hex};
use repo_store::Key;

use super::findings::Findings;
use crate::apt::Release;
use crate::codes;

/// The digests of a `Release`, from the strongest to the weakest. apt takes the strongest that a file
/// is listed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Algorithm {
    Sha512,
    Sha256,
    Sha1,
    Md5,
}

impl Algorithm {
    pub(super) const ALL: [Self; 4] = [Self::Sha512, Self::Sha256, Self::Sha1, Self::Md5];

    /// The field of a `Release`, and the folder in `by-hash`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha512 => "SHA512",
            Self::Sha256 => "SHA256",
            Self::Sha1 => "SHA1",
            Self::Md5 => "MD5Sum",
        }
    }

    fn digits(self) -> usize {
        match self {
            Self::Sha512 => 128,
            Self::Sha256 => 64,
            Self::Sha1 => 40,
            Self::Md5 => 32,
        }
    }

    /// The digest of this kind in lower-case hex, where it was computed.
    pub(super) fn of(self, digests: &Digests) -> Option<String> {
        match self {
            Self::Sha512 => digests.sha512.map(|digest| Hex(&digest).to_string()),
            Self::Sha256 => digests.sha256.map(|digest| Hex(&digest).to_string()),
            Self::Sha1 => digests.sha1.map(|digest| Hex(&digest).to_string()),
            Self::Md5 => digests.md5.map(|digest| Hex(&digest).to_string()),
        }
    }
}

/// A file that a `Release` lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Its length in bytes.
    pub(super) size: u64,
    /// Its digests in lower-case hex.
    pub(super) digests: BTreeMap<Algorithm, String>,
}

impl Entry {
    /// The first digest by which `bytes` are something else.
    pub(super) fn mismatch(&self, bytes: &[u8]) -> Option<(Algorithm, String)> {
        let mut hasher = Hasher::new(self.algorithms());
        hasher.update(bytes);
        self.differs(&hasher.finish())
    }

    /// The digests that it has.
    pub(super) fn algorithms(&self) -> Algorithms {
        let has = |algorithm| self.digests.contains_key(&algorithm);
        Algorithms {
            md5: has(Algorithm::Md5),
            sha1: has(Algorithm::Sha1),
            sha256: has(Algorithm::Sha256),
            sha512: has(Algorithm::Sha512),
            ..Algorithms::NONE
        }
    }

    /// The first digest in which what has those of `found` is something else.
    pub(super) fn differs(&self, found: &Digests) -> Option<(Algorithm, String)> {
        self.digests.iter().find_map(|(&algorithm, listed)| {
            algorithm.of(found).filter(|found| found != listed).map(|found| (algorithm, found))
        })
    }
}

/// The files that a `Release` lists, by name.
pub(super) type Listing = BTreeMap<String, Entry>;

/// Reads all lists of digests of a `Release`, whose file is called `about`. Lines that are none, and
/// files of two lengths, are faults; whatever else is wrong with it is not judged here.
pub(super) fn read(release: &Paragraph<'_>, about: &str, findings: &mut Findings) -> Listing {
    let mut listing = Listing::new();
    for algorithm in Algorithm::ALL {
        let value = release.field(algorithm.name()).unwrap_or_default();
        for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Err(problem) = enter(&mut listing, algorithm, line) {
                let problem = format!("the field {}: {problem}: {line:?}", algorithm.name());
                findings.fault(
                    codes::RELEASE,
                    about,
                    problem,
                    "generate the Release again, and sign it",
                );
            }
        }
    }
    // apt-ftparchive lists what it is about to write.
    listing.retain(|path, _| !matches!(path.as_str(), "Release" | "InRelease" | "Release.gpg"));
    listing
}

/// Whether apt finds in a listing what it looks for: the packages of every architecture that the
/// `Release` names, and of each index the digest of its plain text, by which apt knows that there is
/// one.
pub(super) fn complete(
    about: &str,
    listing: &Listing,
    release: Option<&Release>,
    findings: &mut Findings,
) {
    if listing.is_empty() {
        let hint = "generate the Release again, with SHA-256 digests of its files, and sign it";
        findings.fault(codes::UNLISTED, about, "lists no files, so apt finds nothing", hint);
        return;
    }
    for path in listing.keys() {
        if let Some(plain) = plain_of_index(path).filter(|plain| !listing.contains_key(*plain)) {
            let problem = format!("lists {path}, but not {plain}: apt ignores the index");
            let hint = "list the digest of the plain text too; the file itself need not be there";
            findings.fault(codes::UNLISTED, about, problem, hint);
        }
    }
    let architectures = release.into_iter().flat_map(|release| &release.architectures);
    let is_flat = listing.keys().any(|path| matches!(path.as_str(), "Packages" | "Sources"));
    let lists = |architecture: &str| {
        let index = format!("binary-{architecture}/Packages");
        let of_index = |path: &String| path == &index || path.ends_with(&format!("/{index}"));
        is_flat || listing.keys().any(|path| plain_of_index(path).is_none() && of_index(path))
    };
    let lists_others = is_flat
        || listing.keys().any(|path| {
            let of = path.rsplit_once("/binary-").map(|(_, rest)| rest);
            of.is_some_and(|rest| rest.ends_with("/Packages") && !rest.starts_with("all/"))
        });
    let of_machines = |one: &&String| !matches!(one.as_str(), "all" | "source");
    let is_for_all_alone = release.is_some_and(|release| {
        let mut names = release.architectures.iter();
        release.asks_for_all().is_some() && !names.any(|one| of_machines(&one))
    });
    if is_for_all_alone && !lists_others {
        let problem = match release.and_then(Release::asks_for_all) {
            Some(true) if lists("all") => None,
            Some(true) => Some("lists no index of its packages"),
            _ => Some("tells apt not to request that"),
        };
        if let Some(problem) = problem {
            let problem =
                format!("is only for the architecture all, but {problem}: apt finds no packages");
            let hint =
                "list binary-all/Packages, without No-Support-for-Architecture-all: Packages";
            findings.fault(codes::UNLISTED, about, problem, hint);
        }
    }
    for architecture in architectures.filter(of_machines) {
        // Packages for `all` may stand in an index of their own.
        if !lists(architecture) && !lists("all") {
            let problem = format!(
                "is for {architecture}, but lists no index of its packages: apt finds no packages"
            );
            let hint = "list an index for each architecture, be it empty, or name fewer of them";
            findings.fault(codes::UNLISTED, about, problem, hint);
        }
    }
}

/// The name of the plain text of a compressed index of packages; `None` for all other files.
fn plain_of_index(path: &str) -> Option<&str> {
    let (plain, suffix) = path.rsplit_once('.')?;
    let name = plain.rsplit('/').next()?;
    let is_compressed = Encoding::from_suffix(suffix.as_bytes()).is_some() && !suffix.is_empty();
    (matches!(name, "Packages" | "Sources") && is_compressed).then_some(plain)
}

fn enter(listing: &mut Listing, algorithm: Algorithm, line: &str) -> Result<(), &'static str> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [digest, size, path] = words[..] else { return Err("not a digest, a length and a name") };
    let is_digest = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digest || digest.len() != algorithm.digits() {
        return Err("not a digest of this kind");
    }
    let Ok(size) = size.parse() else { return Err("not a length in bytes") };
    let path = path.strip_prefix("./").unwrap_or(path);
    if Key::new(path).is_err() {
        return Err("not a name within the suite");
    }
    let entry =
        listing.entry(path.to_owned()).or_insert_with(|| Entry { size, ..Entry::default() });
    if entry.size != size {
        return Err("another length than before");
    }
    match entry.digests.insert(algorithm, digest.to_ascii_lowercase()) {
        Some(before) if before != digest.to_ascii_lowercase() => Err("another digest than before"),
        _ => Ok(()),
    }
}
