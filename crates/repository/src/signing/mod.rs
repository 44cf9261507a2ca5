//! Package signatures on the way in.
//!
//! What is to be signed is signed in a copy, which is published in its place; the file that was given
//! stays as it is. The copy has the time of the package in its signature: the same package and key give
//! the same bytes each time. A package that is published already, signed, is not signed again.

mod copy;
mod known;
mod look;
mod policy;
mod resign;
mod transfer;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::key_defects::sign_time;
use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use repo_index::parallel;

use crate::codes;
use crate::described::Repository;
use crate::incoming::{self, Incoming, ReadOptions, Routed};
use crate::keys::Keys;
use crate::opened::Opened;
pub(crate) use copy::SignedCopy;
use copy::copy;
use diagnostic::flag_defect;
use look::{Found, Signature, look};
use policy::{Policy, decide};
pub(crate) use resign::Resigned;

/// Signs packages for the targets that ask for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) keys: &'a Keys,
    pub(crate) threads: NonZeroUsize,
}

/// The packages of each target that are to be others than those that were given.
type Chosen = BTreeMap<TargetName, BTreeSet<usize>>;

/// How the archives of a repository have packages read.
pub(crate) fn read_options<'a>(
    repository: &Repository,
    threads: NonZeroUsize,
    architectures: &'a [String],
) -> ReadOptions<'a> {
    let archives = &repository.config.apt;
    ReadOptions {
        architectures,
        md5: archives.iter().any(|archive| archive.md5),
        contents: archives.iter().any(|archive| archive.contents == Some(true)),
        payload: false,
        threads,
        limits: (debpkg::read::Limits::default(), rpmpkg::read::Limits::default()),
        progress: &|_| {},
    }
}

impl Signing<'_> {
    /// Signs what is to be signed, each package once: what is published in their place stands after
    /// `packages`, and `routed` leads there. `opened` are the targets.
    pub(crate) fn sign(
        &self,
        packages: &mut Vec<Incoming>,
        routed: &mut BTreeMap<TargetName, Routed>,
        opened: &BTreeMap<TargetName, Opened<'_>>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<SignedCopy>, Diagnostics> {
        let found = self.look(packages, routed)?;
        let mut chosen = self.choose(packages, routed, &found)?;
        for (target, chosen) in &mut chosen {
            let Some(opened) = opened.get(target).filter(|_| !chosen.is_empty()) else { continue };
            let wanted = routed.get(target).into_iter().flatten();
            let wanted = wanted.filter(|(_, at)| chosen.contains(at));
            let known = self.known(opened, packages, wanted)?;
            chosen.retain(|at| !known.contains_key(at));
            self.take_known(packages, routed, target, known)?;
        }
        self.replace(packages, routed, &chosen, &found, warnings)
    }

    /// Leads packages of `target` to the files where they are signed already.
    fn take_known(
        &self,
        packages: &mut Vec<Incoming>,
        routed: &mut BTreeMap<TargetName, Routed>,
        target: &TargetName,
        known: BTreeMap<usize, PathBuf>,
    ) -> Result<(), Diagnostics> {
        let (places, files): (Vec<usize>, Vec<PathBuf>) = known.into_iter().unzip();
        let moved = self.read(packages, &places, files)?;
        lead(routed, target, &moved);
        Ok(())
    }

    /// Signs the chosen packages, which were `found` so: what is published in their place stands
    /// after `packages`, and `routed` leads there.
    fn replace(
        &self,
        packages: &mut Vec<Incoming>,
        routed: &mut BTreeMap<TargetName, Routed>,
        chosen: &Chosen,
        found: &BTreeMap<usize, Found>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<SignedCopy>, Diagnostics> {
        let mut copies = self.copies(packages, chosen, found, warnings)?;
        let files = copies.values().map(|copy| copy.file.path().to_owned()).collect();
        let places: Vec<usize> = copies.keys().copied().collect();
        let moved = self.read(packages, &places, files)?;
        for (at, copy) in &mut copies {
            copy.sha256 = moved.get(at).and_then(|new| packages[*new].sha256());
        }
        for (target, chosen) in chosen {
            let moved = moved.iter().filter(|(at, _)| chosen.contains(at));
            lead(routed, target, &moved.map(|(at, new)| (*at, *new)).collect());
        }
        Ok(copies.into_values().collect())
    }

    /// A signed copy of each package that any target wants.
    fn copies(
        &self,
        packages: &[Incoming],
        chosen: &Chosen,
        found: &BTreeMap<usize, Found>,
        warnings: &mut Diagnostics,
    ) -> Result<BTreeMap<usize, SignedCopy>, Diagnostics> {
        let wanted: BTreeSet<usize> = chosen.values().flatten().copied().collect();
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let Some(signer) = self.keys.signers.first() else { return Err(no_key().into()) };
        let times: Vec<(usize, Timestamp)> = wanted
            .into_iter()
            .map(|at| (at, found.get(&at).map_or(Timestamp::EPOCH, |found| found.time)))
            .map(|(at, made)| {
                (at, sign_time(&**signer, made, self.repository.surroundings.clock, warnings))
            })
            .collect();
        let signed = parallel::map(&times, self.threads, |(at, created)| {
            copy(&packages[*at], &**signer, *created, &self.repository.surroundings)
        });
        let (mut errors, mut copies) = (Diagnostics::new(), BTreeMap::new());
        for ((at, _), signed) in times.into_iter().zip(signed) {
            match signed {
                Ok(copy) => drop(copies.insert(at, copy)),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(copies)
    }

    /// The signatures of all packages that go where it matters.
    fn look(
        &self,
        packages: &[Incoming],
        routed: &BTreeMap<TargetName, Routed>,
    ) -> Result<BTreeMap<usize, Found>, Diagnostics> {
        let asking = routed.iter().filter(|(target, _)| Policy::of(self.repository, target).asks());
        let wanted: BTreeSet<usize> =
            asking.flat_map(|(_, routed)| routed.iter().map(|(_, at)| *at)).collect();
        let wanted: Vec<usize> = wanted.into_iter().collect();
        let verifier = self.verifier();
        let found = parallel::map(&wanted, self.threads, |at| {
            look(&packages[*at].file, packages[*at].format(), verifier)
        });
        let mut errors = Diagnostics::new();
        let mut all = BTreeMap::new();
        for (at, found) in wanted.into_iter().zip(found) {
            match found {
                Ok(found) => all.extend(found.map(|found| (at, found))),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(all)
    }

    /// Which packages are signed, for each target; what it refuses is told.
    fn choose(
        &self,
        packages: &[Incoming],
        routed: &BTreeMap<TargetName, Routed>,
        found: &BTreeMap<usize, Found>,
    ) -> Result<Chosen, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut chosen = BTreeMap::new();
        for (target, routed) in routed {
            let policy = Policy::of(self.repository, target);
            if !policy.asks() {
                continue;
            }
            let mut signed = BTreeSet::new();
            for (_, at) in routed {
                let Some(found) = found.get(at) else { continue };
                match decide(policy, &found.signature, target, &packages[*at].file) {
                    Ok(true) => drop(signed.insert(*at)),
                    Ok(false) => {}
                    Err(error) => errors.push(error),
                }
            }
            chosen.insert(target.clone(), signed);
        }
        errors.into_result(chosen)
    }

    /// Reads the `files` that stand for the packages at `places`; where each is then among `packages`.
    fn read(
        &self,
        packages: &mut Vec<Incoming>,
        places: &[usize],
        files: Vec<PathBuf>,
    ) -> Result<BTreeMap<usize, usize>, Diagnostics> {
        let read = self.intake(files.clone())?;
        let places: BTreeMap<PathBuf, usize> =
            files.into_iter().zip(places.iter().copied()).collect();
        let (mut moved, mut errors) = (BTreeMap::new(), Diagnostics::new());
        for mut package in read {
            let Some(place) = places.get(&package.file) else { continue };
            // A command may sign with any key; clients have the certificates.
            let found = look(&package.file, package.format(), self.verifier())?;
            package.file.clone_from(&packages[*place].file);
            if !matches!(found, Some(Found { signature: Signature::Known, .. })) {
                errors.push(unverified(&package));
            }
            moved.insert(*place, packages.len());
            packages.push(package);
        }
        errors.into_result(moved)
    }

    fn intake(&self, files: Vec<PathBuf>) -> Result<Vec<Incoming>, Diagnostics> {
        let architectures = self.repository.architectures();
        let options = read_options(self.repository, self.threads, &architectures);
        incoming::read(files, &options, &mut Diagnostics::new())
    }
}

/// Leads what is routed to `target` to what means it.
fn lead(
    routed: &mut BTreeMap<TargetName, Routed>,
    target: &TargetName,
    moved: &BTreeMap<usize, usize>,
) {
    for (_, at) in routed.get_mut(target).into_iter().flatten() {
        if let Some(new) = moved.get(at) {
            *at = *new;
        }
    }
}

fn unverified(package: &Incoming) -> Diagnostic {
    let problem = "was signed, but by no certificate that clients have";
    Diagnostic::new(codes::SIGN, Subject::File(package.file.clone()), problem)
        .hint("name the certificate of the signer: certificates = [\"file:KEY.asc\"] in [signing]")
}

fn no_key() -> Diagnostic {
    flag_defect(codes::KEY_CHOICE, "signing.key", "is missing, but packages must be signed")
        .hint("generate a key with `mkrepo key generate -o signing.asc`, and name it in [signing]")
}
