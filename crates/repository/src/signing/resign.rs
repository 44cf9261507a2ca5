//! Published packages that are signed again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::candidate::PackageFormat;
use repo_index::parallel;

use super::transfer::Looked;
use super::{Found, Signature, SignedCopy, Signing, look};
use crate::codes;
use crate::opened::{Package, Publishable};
use crate::selection::Selection;
use crate::settings::Settings;

/// Packages that were signed again, and are yet to be published.
#[derive(Debug)]
pub(crate) struct Resigned<A> {
    /// Each as it is published, and with its new signature.
    pub(crate) packages: Vec<(Package, A)>,
    /// Their files.
    pub(crate) copies: Vec<SignedCopy>,
    /// How many of the chosen packages the key had signed already.
    pub(crate) already: usize,
}

impl Signing<'_> {
    /// Signs those of the packages which `selection` chooses of `opened` that the key which signs
    /// packages has not signed. What cannot have a signature, a `.dsc`, is ignored.
    ///
    /// # Errors
    /// A choice that matches nothing; a package that is missing or whose signature does not match it.
    pub(crate) fn resign<T: Publishable>(
        &self,
        opened: &T,
        settings: &Settings,
        selection: &Selection<'_>,
        warnings: &mut Diagnostics,
    ) -> Result<Resigned<T::Addition>, Diagnostics> {
        let store = self.repository.published()?;
        let state = opened.read(&*store).map_err(|error| error.diagnostics())?;
        let packages = T::packages(&state);
        selection.check(&packages)?;
        let is_apt = matches!(opened.name(), TargetName::Apt { .. });
        let can_be_signed = |package: &Package| !(is_apt && package.architecture == "source");
        let chosen = packages.into_iter();
        let chosen = chosen.filter(|one| selection.has(one) && can_be_signed(one)).collect();
        let (mut found, already) = self.not_signed(opened, chosen)?;

        let wanted: BTreeSet<Package> = found.keys().cloned().collect();
        let is_wanted = |package: &Package| wanted.contains(package);
        let mut published = Vec::new();
        let (mut additions, mut unsigned) = (Vec::new(), Vec::new());
        for (package, addition) in opened.published(&*store, settings, &is_wanted)? {
            let Some((file, found)) = found.remove(&package) else { continue };
            unsigned.push((additions.len(), Looked { file, found, known: None }));
            additions.push(addition);
            published.push(package);
        }
        let copies = self.sign_in_place(opened, &mut additions, unsigned, warnings)?;
        Ok(Resigned { packages: published.into_iter().zip(additions).collect(), copies, already })
    }

    /// Those of `packages` that the key has not signed, each with its file, and how many others there are.
    #[expect(clippy::type_complexity, reason = "a map and a number")]
    fn not_signed<T: Publishable>(
        &self,
        opened: &T,
        packages: Vec<Package>,
    ) -> Result<(BTreeMap<Package, (PathBuf, Found)>, usize), Diagnostics> {
        let present = self.keys.of_packages()?;
        let format = match opened.name() {
            TargetName::Apt { .. } => PackageFormat::Deb,
            TargetName::Rpm { .. } => PackageFormat::Rpm,
        };
        let (mut errors, mut files) = (Diagnostics::new(), Vec::new());
        for package in &packages {
            match opened.key(&package.path) {
                Ok(key) => files.push(self.file(&key)),
                Err(error) => {
                    let subject = Subject::File(package.path.clone().into());
                    let code = repo_index::codes::DAMAGED;
                    errors.push(Diagnostic::new(code, subject, error.to_string()));
                }
            }
        }
        let files = errors.into_result(files)?;
        let looked = parallel::map(&files, self.threads, |file| look(file, format, &present));
        let (mut errors, mut unsigned, mut already) = (Diagnostics::new(), BTreeMap::new(), 0);
        for ((package, file), looked) in packages.into_iter().zip(files).zip(looked) {
            match looked {
                Ok(Some(Found { signature: Signature::Known, .. }) | None) => already += 1,
                Ok(Some(Found { signature: Signature::Bad(error), .. })) => {
                    errors.push(does_not_match(&file, &error));
                }
                Ok(Some(found)) => drop(unsigned.insert(package, (file, found))),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result((unsigned, already))
    }
}

fn does_not_match(file: &Path, error: &pkgsign::VerifyError) -> Diagnostic {
    Diagnostic::new(codes::BAD_SIGNATURE, Subject::File(file.to_owned()), error.to_string())
        .hint("verify the repository; add the package again from its file")
}
