//! `mkrepo resign`: signs published packages again, by the key of today.

use std::collections::BTreeSet;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::rpmmd::SignPackages;

use crate::choice::{Chooser, Chosen};
use crate::codes;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Package, Publishable};
use crate::publication::{Done, Publication};
use crate::selection::Selection;
use crate::settings::Settings;
use crate::signing::{Resigned, SignedCopy, Signing};
use crate::transaction::{Change, Transaction, publish_all};
use diagnostic::flag_defect;

/// What is signed again.
#[derive(Clone, Debug, Default)]
pub struct ResignOptions {
    /// Targets, and patterns of targets.
    pub targets: Vec<String>,
    /// Which packages, as `Spec`s; without any, all.
    pub specs: Vec<String>,
}

impl ResignOptions {
    /// Does it; see `mkrepo resign`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "TARGET" };
        let targets = signable(repository, &chooser, chooser.choose(&self.targets)?)?;
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let selections = Selection::of_each(targets.iter(), &self.specs)?;
        let mut opened = Vec::new();
        for target in &targets {
            opened.push(Opened::new(repository, settings, &keys, "TARGET", target)?);
        }
        if targets.len() > 1 {
            let found = selections.iter().zip(&opened);
            let found = found.map(|(selection, one)| Ok((selection, one.packages(&*store)?)));
            Selection::check_all(&found.collect::<Result<Vec<_>, Diagnostics>>()?)?;
        }
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        // The signed copies are there until the end.
        let (mut changes, mut copies) = (Vec::new(), Vec::new());
        for (opened, selection) in opened.into_iter().zip(&selections) {
            let context = (&signing, settings, selection);
            changes.push(match opened {
                Opened::Apt(suite) => resigning(suite, context, &mut copies, warnings)?,
                Opened::Rpm(one) => resigning(one, context, &mut copies, warnings)?,
            });
        }
        let destination = Destination::open(repository, settings)?;
        destination.note_signed(&copies);
        publish_all(&destination, &changes, settings, warnings)
    }
}

/// The targets whose packages have signatures. One that was named and has none is an error.
fn signable(
    repository: &Repository,
    chooser: &Chooser<'_>,
    chosen: Chosen,
) -> Result<BTreeSet<TargetName>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let named = chosen.named.clone();
    for target in &named {
        if let TargetName::Apt { component: Some(_), .. } = target {
            let suite = target.clone().without_component();
            let problem =
                format!("{target} is a component, but only packages of whole suites can be signed");
            let hint = format!("use {suite}, and select packages with --package");
            errors.push(flag_defect(codes::WHOLE_TARGET, "TARGET", problem).hint(hint));
        }
    }
    let mut signable = BTreeSet::new();
    for target in chooser.published(chosen)? {
        match check_signable(repository, &target) {
            Ok(()) => drop(signable.insert(target)),
            Err(error) if named.contains(&target) => errors.push(error),
            Err(_) => {}
        }
    }
    errors.into_result(signable)
}

fn check_signable(repository: &Repository, target: &TargetName) -> Result<(), Diagnostic> {
    let TargetName::Apt { archive: name, .. } = target else { return Ok(()) };
    let archive = repository.archive("TARGET", name)?;
    if archive.sign_packages != SignPackages::No {
        return Ok(());
    }
    let problem = format!(
        "packages of {target} have no signatures: apt verifies the indexes \
                           instead"
    );
    let hint = format!(
        "`mkrepo refresh {target}` signs the indexes again; to sign packages too, set \
         sign-packages = \"unsigned\" in [apt.{name}]"
    );
    Err(flag_defect(codes::NOT_SIGNABLE, "TARGET", problem).hint(hint))
}

fn resigning<'a, T: Publishable + 'a>(
    opened: T,
    (signing, settings, selection): (&Signing<'_>, &Settings, &Selection<'_>),
    copies: &mut Vec<SignedCopy>,
    warnings: &mut Diagnostics,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    let Resigned { packages, copies: signed, already } =
        signing.resign(&opened, settings, selection, warnings)?;
    copies.extend(signed);
    let nothing = Done { already: Some(already), ..Done::to("resigned", Vec::new()) };
    Ok(Transaction::boxed(opened, nothing.clone(), move |opened, old, store| {
        opened.check(old)?;
        // Another publisher may have taken some of them out meanwhile.
        let listed: BTreeSet<Package> = T::packages(old).into_iter().collect();
        let is_listed = |(published, _): &&(Package, T::Addition)| listed.contains(published);
        let additions: Vec<T::Addition> =
            packages.iter().filter(is_listed).map(|(_, addition)| addition.clone()).collect();
        if additions.is_empty() {
            return Ok(None);
        }
        let mut new = old.clone();
        let (resigned, _) = opened.replace(&mut new, &additions, store)?;
        let packages = vec![("resigned", resigned)];
        Ok(Some((new, Done { packages, ..nothing.clone() })))
    }))
}
