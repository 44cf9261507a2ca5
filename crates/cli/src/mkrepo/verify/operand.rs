//! What is verified.

use std::num::NonZeroUsize;
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::verify::{Place, Source, Stored, find};
use repo_store::{Key, LocalStore, Sha256, StoreError};
use repository::route::TargetName;

use super::http::Http;
use super::pace::Pace;
use super::{VerifyArgs, no_place};
use crate::mkrepo::context::Context;
use crate::report::Failure;
use repository::{KnownTargets, Repository, target};

/// What is verified, opened.
#[derive(Debug)]
pub(super) struct Operand {
    /// The description, where one says what is verified.
    pub(super) repository: Option<Repository>,
    pub(super) source: Box<dyn Source>,
    pub(super) places: Vec<Place>,
    /// Whether there is no suite or repository besides.
    pub(super) whole: bool,
    /// Whether to ask a server for several things at once, however many processors there are.
    remote: bool,
}

/// Waiting is most of what a client does.
const CONNECTIONS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(7);

const HINT: &str = "give a target as apt:ARCHIVE, apt:ARCHIVE/SUITE or rpm:NAME, a directory, or \
                    a URL such as https://example.org/deb/dists/stable";

impl Operand {
    pub(super) fn open(verify: &VerifyArgs, context: Context<'_>) -> Result<Self, Failure> {
        let operand = verify.operand.as_deref();
        let described = operand.is_none_or(is_target);
        if described && !verify.suites.is_empty() {
            let hint = "give it as apt:ARCHIVE/SUITE, or give a directory or a URL";
            return Err(no_place("--suite applies only to directories and URLs", hint).into());
        }
        if !described && verify.repair {
            let problem = "only targets in mkrepo.toml can be repaired";
            let hint = "give its directory with -C, and optionally a target such as apt:deb/stable";
            return Err(no_place(problem, hint).into());
        }
        match operand {
            None => Self::described(context, None),
            Some(text) if is_target(text) => Self::described(context, Some(text)),
            Some(text) if text.contains("://") => Ok(Self::remote(text, verify)?),
            Some(text) => Ok(Self::folder(text, &verify.suites)?),
        }
    }

    /// What the places are called that are described.
    pub(super) fn names(&self) -> Vec<(Place, String)> {
        let Some(repository) = &self.repository else { return Vec::new() };
        let named = |place: &Place| match place {
            Place::Suite { archive: folder, name } => {
                let archive = repository.config.apt.iter().find(|one| one.folder == *folder)?;
                Some(format!("apt:{}/{name}", archive.name))
            }
            Place::Rpm(folder) => {
                let described = repository.config.rpm.iter().find(|one| one.folder == *folder)?;
                Some(format!("rpm:{}", described.name))
            }
            Place::Flat(_) => None,
        };
        let names = self.places.iter().filter_map(|place| Some((place.clone(), named(place)?)));
        names.collect()
    }

    /// What is described, published or not.
    pub(super) fn described_places(&self) -> Vec<Place> {
        self.repository.iter().flat_map(described_places).collect()
    }

    /// How many packages are looked at together.
    pub(super) fn threads(&self, threads: NonZeroUsize) -> NonZeroUsize {
        if self.remote { CONNECTIONS.max(threads) } else { threads }
    }

    fn described(context: Context<'_>, text: Option<&str>) -> Result<Self, Failure> {
        let repository = context.open()?;
        let source: Box<dyn Source> = Box::new(Stored(repository.published()?));
        let (places, whole) = match text {
            None => {
                let mut places = found(&*source)?;
                let described = described_places(&repository);
                places.extend(described.filter(|one| !places.contains(one)).collect::<Vec<_>>());
                (places, true)
            }
            Some(text) => {
                let (config, store) = (&repository.config, repository.published()?);
                let targets = if !target::is_several(text) {
                    vec![target::parse(&KnownTargets::new(config, &*store), "TARGET", text)?]
                } else {
                    let published = target::published(config, &*store);
                    let published = published.map_err(|error| error.diagnostic())?;
                    target::named_among(&repository, &*store, &published, "TARGET", text)?
                };
                let places = targets.iter().map(|target| described_place(&repository, target));
                (places.collect::<Result<_, _>>()?, false)
            }
        };
        Ok(Self { repository: Some(repository), source, places, whole, remote: false })
    }

    fn folder(text: &str, suites: &[String]) -> Result<Self, Diagnostics> {
        let (base, own) = split(text);
        let path = Path::new(if base.is_empty() { "." } else { base });
        if !path.is_dir() {
            return Err(
                no_place(format!("{text:?} is neither a target nor a directory"), HINT).into()
            );
        }
        let source = local(path)?;
        let places = named(own, suites)?;
        let whole = places.is_empty();
        let places = if whole { found(&*source)? } else { places };
        Ok(Self { repository: None, source, places, whole, remote: false })
    }

    fn remote(text: &str, verify: &VerifyArgs) -> Result<Self, Diagnostics> {
        let (base, own) = split(text.trim_end_matches('/'));
        let source: Box<dyn Source> = Box::new(Http::new(base, Pace::new(verify.max_time()))?);
        let mut places = named(own, &verify.suites)?;
        if places.is_empty() {
            places = probe(&*source).map_err(|error| error.diagnostic())?;
        }
        if places.is_empty() {
            let problem = format!("there is no repository at {text}, and it has no suite stable");
            let hint =
                "name the directory that has repodata, or the suite: URL/dists/SUITE, or --suite";
            return Err(no_place(problem, hint).into());
        }
        Ok(Self { repository: None, source, places, whole: false, remote: true })
    }
}

/// Every suite and every RPM repository that is described, published or not.
fn described_places(repository: &Repository) -> impl Iterator<Item = Place> {
    let suites = repository.config.apt.iter().flat_map(|archive| {
        let folder = archive.folder.clone();
        let suite =
            move |name: &String| Place::Suite { archive: folder.clone(), name: name.clone() };
        archive.suites.iter().map(move |(name, _)| suite(name))
    });
    suites.chain(repository.config.rpm.iter().map(|one| Place::Rpm(one.folder.clone())))
}

/// Where a target that is named on the command line is published.
fn described_place(repository: &Repository, target: &TargetName) -> Result<Place, Diagnostic> {
    match target {
        TargetName::Apt { archive, suite, .. } => {
            let archive = repository.archive("TARGET", archive)?.folder.clone();
            Ok(Place::Suite { archive, name: suite.to_string() })
        }
        TargetName::Rpm { repository: name } => {
            Ok(Place::Rpm(repository.rpm("TARGET", name)?.folder.clone()))
        }
    }
}

fn is_target(text: &str) -> bool {
    (text.starts_with("apt:") || text.starts_with("rpm:")) && !Path::new(text).exists()
}

/// A directory or an address, and what it is of within that, where it is that of a suite or of a
/// snapshot of an RPM repository: packages are above it.
fn split(text: &str) -> (&str, Option<Place>) {
    let text = text.trim_end_matches('/');
    let within = |parent: &str| {
        let first = text.strip_prefix(parent).and_then(|rest| rest.strip_prefix('/'));
        text.rsplit_once(&format!("/{parent}/")).or_else(|| Some(("", first?)))
    };
    if let Some((base, suite)) = within("dists")
        && !suite.is_empty()
    {
        return (base, Some(Place::Suite { archive: None, name: suite.to_owned() }));
    }
    if let Some((base, id)) = within("snapshots")
        && id.parse::<Sha256>().is_ok()
        && let Ok(folder) = Key::new(format!("snapshots/{id}"))
    {
        return (base, Some(Place::Rpm(Some(folder))));
    }
    (if text.is_empty() { "/" } else { text }, None)
}

fn named(own: Option<Place>, suites: &[String]) -> Result<Vec<Place>, Diagnostics> {
    let suites = suites.iter().map(|name| Place::Suite { archive: None, name: name.clone() });
    let (mut places, mut errors) = (Vec::new(), Diagnostics::new());
    for place in own.into_iter().chain(suites) {
        match place.key("Release") {
            Ok(_) => places.push(place),
            Err(error) => errors.push(no_place(error.to_string(), "name a suite, such as stable")),
        }
    }
    errors.into_result(places)
}

fn local(root: &Path) -> Result<Box<dyn Source>, Diagnostic> {
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    Ok(Box::new(Stored(Box::new(store))))
}

fn found(source: &dyn Source) -> Result<Vec<Place>, Diagnostic> {
    Ok(find(source).map_err(|error| error.diagnostic())?.unwrap_or_default())
}

/// What there is at an address that names no suite: an RPM repository, a flat repository, or a suite
/// of the usual name.
fn probe(source: &dyn Source) -> Result<Vec<Place>, StoreError> {
    let any = |files: &[&str]| {
        for file in files {
            if let Ok(key) = Key::new(*file)
                && source.length(&key)?.is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let mut places = Vec::new();
    // Its directory `Packages` may be listed by the server, and is no index.
    let mut flat = vec!["InRelease", "Release", "Packages.gz", "Packages.xz"];
    if any(&["repodata/repomd.xml"])? {
        places.push(Place::Rpm(None));
    } else {
        flat.push("Packages");
    }
    if any(&flat)? {
        places.push(Place::Flat(None));
    }
    if places.is_empty() && any(&["dists/stable/InRelease", "dists/stable/Release"])? {
        places.push(Place::Suite { archive: None, name: "stable".to_owned() });
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_and_snapshots_are_split_off() {
        let id = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let own = format!("snapshots/{id}");
        let snapshot = |base: &str| format!("{base}/snapshots/{id}/");
        for (text, expected) in [
            ("public", ("public", None)),
            ("public/", ("public", None)),
            ("/", ("/", None)),
            ("public/dists/stable", ("public", Some("dists/stable"))),
            ("dists/stable/", ("", Some("dists/stable"))),
            ("https://a/b/dists/x/updates/", ("https://a/b", Some("dists/x/updates"))),
            ("public/dists/", ("public/dists", None)),
            (&snapshot("https://a/el"), ("https://a/el", Some(&own))),
            (&own, ("", Some(&own))),
            ("public/snapshots/old", ("public/snapshots/old", None)),
        ] {
            let (base, place) = split(text);
            let place = place.map(|place| place.to_string());
            assert_eq!((base, place.as_deref()), expected, "{text}");
        }
    }
}
