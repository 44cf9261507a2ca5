//! Packages that are published elsewhere, signed on their way in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::{codes, parallel};
use repo_store::Content;

use super::known::{Known, Published};
use super::{Found, Policy, SignedCopy, Signing, decide, look};
use crate::opened::Publishable;

/// What there is of a package.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) file: PathBuf,
    pub(crate) found: Found,
    pub(crate) known: Option<Known>,
}

impl Signing<'_> {
    /// Whether a target asks anything of its packages' signatures.
    pub(crate) fn asks(&self, target: &TargetName) -> bool {
        Policy::of(self.repository, target).asks()
    }

    /// What comes into `opened` of `additions`, packages that are published elsewhere, when they are
    /// signed as it asks for. What it publishes already, as it is or signed, is not among them.
    pub(crate) fn sign_published<T: Publishable>(
        &self,
        opened: &T,
        additions: Vec<T::Addition>,
        warnings: &mut Diagnostics,
    ) -> Result<(Vec<T::Addition>, Vec<SignedCopy>), Diagnostics> {
        let target = opened.name();
        let policy = Policy::of(self.repository, target);
        if !policy.asks() {
            return Ok((additions, Vec::new()));
        }
        let published = self.published(opened)?;
        let is_new = |addition: &T::Addition| !published.lists(&T::package(addition));
        let additions: Vec<_> = additions.into_iter().filter(is_new).collect();
        let looked = self.look_at::<T>(&published, &additions)?;
        let mut errors = Diagnostics::new();
        let (mut kept, mut unsigned) = (Vec::new(), Vec::new());
        for (addition, looked) in additions.into_iter().zip(looked) {
            if let Some(looked) = looked {
                let package = T::package(&addition);
                let signature = &looked.found.signature;
                match decide(policy, signature, target, Path::new(&package.shown)) {
                    Err(error) => errors.push(error),
                    Ok(_) if looked.known.as_ref().is_some_and(|known| known.is_listed) => continue,
                    Ok(true) => unsigned.push((kept.len(), looked)),
                    Ok(false) => {}
                }
            }
            kept.push(addition);
        }
        let unsigned = errors.into_result(unsigned)?;
        let copies = self.sign_in_place(opened, &mut kept, unsigned, warnings)?;
        Ok((kept, copies))
    }

    /// What there is of each package; `None` for what cannot have a signature.
    fn look_at<T: Publishable>(
        &self,
        published: &Published,
        additions: &[T::Addition],
    ) -> Result<Vec<Option<Looked>>, Diagnostics> {
        let verifier = self.verifier();
        let one = |addition: &T::Addition| {
            let Some(Content::Stored(key)) = T::object(addition).map(|object| &object.content)
            else {
                return Ok(None);
            };
            let file = self.file(key);
            let Some(found) = look(&file, published.format, verifier)? else { return Ok(None) };
            let known = published.known::<T>(addition, &file, verifier);
            Ok(Some(Looked { file, found, known }))
        };
        let mut errors = Diagnostics::new();
        let mut all = Vec::new();
        for looked in parallel::map(additions, self.threads, one) {
            match looked {
                Ok(looked) => all.push(looked),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(all)
    }

    /// Puts signed copies in the places of the packages that are to be signed, which stand with theirs.
    pub(crate) fn sign_in_place<T: Publishable>(
        &self,
        opened: &T,
        additions: &mut [T::Addition],
        unsigned: Vec<(usize, Looked)>,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<SignedCopy>, Diagnostics> {
        let files = unsigned.iter().map(|(_, one)| one.file.clone()).collect();
        let mut packages = self.intake(files)?;
        let digests = packages.iter().enumerate().map(|(index, package)| (package.sha256(), index));
        let digests: BTreeMap<_, usize> = digests.collect();
        let mut errors = Diagnostics::new();
        let (mut places, mut all, mut signed) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for (at, Looked { file, found, known }) in unsigned {
            let sha256 = T::object(&additions[at]).map(|object| object.sha256);
            let Some(index) = digests.get(&sha256) else {
                errors.push(damaged(file));
                continue;
            };
            places.push((at, *index));
            all.insert(*index, found);
            signed.extend(known.map(|known| (*index, known.file)));
        }
        errors.into_result(())?;
        let target = opened.name();
        let routed = places.iter().map(|(_, index)| (None, *index)).collect();
        let mut routed = BTreeMap::from([(target.clone(), routed)]);
        let chosen: BTreeSet<usize> =
            all.keys().copied().filter(|index| !signed.contains_key(index)).collect();
        self.take_known(&mut packages, &mut routed, target, signed)?;
        let chosen = BTreeMap::from([(target.clone(), chosen)]);
        let copies = self.replace(&mut packages, &mut routed, &chosen, &all, warnings)?;
        for ((at, _), (_, index)) in places.iter().zip(routed.values().flatten()) {
            additions[*at] = opened.signed(&additions[*at], &packages[*index])?;
        }
        Ok(copies)
    }
}

fn damaged(file: PathBuf) -> Diagnostic {
    Diagnostic::new(codes::DAMAGED, Subject::File(file), "does not match its index")
        .hint("verify the repository; add the package again from its file")
}
