//! Packages that are published already, signed.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::config::Root;
use crate::route::{NamePath, TargetName};
use diagnostic::Diagnostics;
use pkgsign::Verifier;
use repo_index::candidate::PackageFormat;
use repo_index::parallel;
use repo_store::Key;
use rpmpkg::read::{self, Metadata};

use super::Signing;
use super::look::{Signature, look, of_rpm};
use crate::incoming::Incoming;
use crate::opened::{Opened, Package, Publishable};

impl Signing<'_> {
    /// Of the packages in `wanted`, those that `opened` publishes already under a good signature:
    /// what has the same content but for signatures is the same package, whichever key signed it and
    /// whenever. They are not signed anew, and so they are no other packages than before.
    pub(crate) fn known<'w>(
        &self,
        opened: &Opened<'_>,
        packages: &[Incoming],
        wanted: impl Iterator<Item = &'w (Option<NamePath>, usize)>,
    ) -> Result<BTreeMap<usize, PathBuf>, Diagnostics> {
        match opened {
            Opened::Apt(suite) => self.known_in(suite, packages, wanted),
            Opened::Rpm(repository) => self.known_in(repository, packages, wanted),
        }
    }

    fn known_in<'w, T: Publishable>(
        &self,
        opened: &T,
        packages: &[Incoming],
        wanted: impl Iterator<Item = &'w (Option<NamePath>, usize)>,
    ) -> Result<BTreeMap<usize, PathBuf>, Diagnostics> {
        let published = self.published(opened)?;
        let addition = |(component, at): &'w (Option<NamePath>, usize)| {
            let component = component.as_ref().map(NamePath::as_str);
            Some((*at, opened.addition(&packages[*at], component).ok()?))
        };
        let additions: Vec<(usize, T::Addition)> = wanted.filter_map(addition).collect();
        let known = parallel::map(&additions, self.threads, |(at, addition)| {
            let known = published.known::<T>(addition, &packages[*at].file, self.verifier())?;
            Some((*at, known.file))
        });
        Ok(known.into_iter().flatten().collect())
    }

    /// What is published of a target now.
    pub(crate) fn published<T: Publishable>(&self, opened: &T) -> Result<Published, Diagnostics> {
        let store = self.repository.published()?;
        let state = opened.current(&*store).map_err(|error| error.diagnostics())?;
        let listed = T::packages(&state).into_iter().filter_map(|package| {
            let file = self.file(&opened.key(&package.path).ok()?);
            Some((identity(&package), Listed { digest: package.digest, file }))
        });
        let Root::Folder(root) = &self.repository.config.root;
        let format = match opened.name() {
            TargetName::Apt { .. } => PackageFormat::Deb,
            TargetName::Rpm { .. } => PackageFormat::Rpm,
        };
        Ok(Published { root: root.clone(), format, packages: listed.collect() })
    }

    /// Where a published object is.
    pub(crate) fn file(&self, key: &Key) -> PathBuf {
        let Root::Folder(root) = &self.repository.config.root;
        root.join(key.as_str())
    }

    pub(crate) fn verifier(&self) -> &dyn Verifier {
        &self.keys.certificates
    }
}

/// What makes two packages of a target the same: component, name, version and architecture.
type Identity = (Option<String>, String, String, String);

fn identity(package: &Package) -> Identity {
    let Package { component, name, version, architecture, .. } = package.clone();
    (component, name, version, architecture)
}

/// The packages of a target.
#[derive(Debug)]
pub(crate) struct Published {
    root: PathBuf,
    /// The format of the packages but for source packages.
    pub(crate) format: PackageFormat,
    packages: HashMap<Identity, Listed>,
}

#[derive(Debug)]
struct Listed {
    digest: String,
    file: PathBuf,
}

/// Where a package is, under a good signature.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) file: PathBuf,
    /// Whether the target lists it; else it lies in its place, which others may share.
    pub(crate) is_listed: bool,
}

impl Published {
    /// Whether the package is published as it is.
    pub(crate) fn lists(&self, package: &Package) -> bool {
        let listed = self.packages.get(&identity(package));
        listed.is_some_and(|listed| listed.digest == package.digest)
    }

    /// Where the package in `file`, which is to be added, is under a good signature already.
    pub(crate) fn known<T: Publishable>(
        &self,
        addition: &T::Addition,
        file: &Path,
        verifier: &dyn Verifier,
    ) -> Option<Known> {
        let listed = self.packages.get(&identity(&T::package(addition)));
        let place = || Some(self.root.join(T::object(addition)?.key.as_str()));
        let published = listed.map(|listed| listed.file.clone()).or_else(place)?;
        let is_known = match self.format {
            PackageFormat::Rpm => is_known_rpm(file, &published, verifier),
            _ => is_known_deb(file, &published, verifier),
        };
        let known = Known { file: published, is_listed: listed.is_some() };
        is_known.unwrap_or_default().then_some(known)
    }
}

fn is_known_rpm(file: &Path, published: &Path, verifier: &dyn Verifier) -> Option<bool> {
    let found = header(published)?;
    let is_known = matches!(of_rpm(&found, verifier), Signature::Known);
    Some(is_known && header(file)?.header_bytes == found.header_bytes)
}

fn header(file: &Path) -> Option<Metadata> {
    let opened = File::open(file).ok()?;
    read::metadata(&mut BufReader::new(opened), &read::Limits::default()).ok()
}

fn is_known_deb(file: &Path, published: &Path, verifier: &dyn Verifier) -> Option<bool> {
    let found = look(published, PackageFormat::Deb, verifier).ok()??;
    if !matches!(found.signature, Signature::Known) {
        return Some(false);
    }
    let (mut file, mut published) = (File::open(file).ok()?, File::open(published).ok()?);
    let limits = debpkg::read::Limits::default();
    debpkg::sign::is_same_unsigned(&mut file, &mut published, &limits).ok()
}
