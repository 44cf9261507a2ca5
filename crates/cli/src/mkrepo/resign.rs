//! `mkrepo resign`: signs published packages again, by the key of today.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::rpmmd::SignPackages;
use repository::route::TargetName;

use super::args::MkrepoArgs;
use super::choice::{Chooser, Chosen};
use super::destination::Destination;
use super::opened::{Opened, Package, Publishable};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::signing::{Resigned, SignedCopy, Signing};
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Sign published packages again: after the key that signs packages was replaced
///
/// Every package that the first key of [signing] has not signed gets a signature by it, in a copy that
/// is published in its place: the same name, version and payload, under another file name. The old files stay as
/// long as older publications refer to them. All packages of a target change in one transaction; the
/// copies wait in TMPDIR, or in /tmp. Systems that have a package installed keep it as it is, because its
/// version is the same; systems that install it from then on need the new key alone.
///
/// APT itself verifies indexes and no packages: `mkrepo refresh` signs these anew. Packages of an
/// APT archive are signed again where its sign-packages asks for signatures.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo resign rpm:el9 --dry-run
  mkrepo resign 'rpm:el*'
  mkrepo resign rpm:el9 --package 'hello*' --package 'lib*:x86_64'
      Leave packages of others, which keep their signatures.

  mkrepo resign rpm:el9 --json | jq '.targets[].resigned | length'")]
pub(crate) struct ResignArgs {
    /// Where they are, as apt:ARCHIVE/SUITE or rpm:NAME; 'rpm:el9-*' are several
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,

    /// Which packages; repeatable [default: all]
    #[arg(long = "package", value_name = "SPEC")]
    specs: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl ResignArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.publish(&repository, warnings))
    }

    fn publish(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::changing(&self.change, repository)?;
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "TARGET" };
        let targets = signable(repository, &chooser, chooser.choose(&self.targets)?)?;
        let keys = repository.changing_keys(&settings, warnings)?;
        let selections = Selection::of_each(targets.iter(), &self.specs)?;
        let mut opened = Vec::new();
        for target in &targets {
            opened.push(Opened::new(repository, &settings, &keys, "TARGET", target)?);
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
            let context = (&signing, &settings, selection);
            changes.push(match opened {
                Opened::Apt(suite) => resigning(suite, context, &mut copies, warnings)?,
                Opened::Rpm(one) => resigning(one, context, &mut copies, warnings)?,
            });
        }
        let destination = Destination::open(repository, &settings)?;
        destination.note_signed(&copies);
        let mut outcome = publish_all(&destination, &changes, &settings, warnings)?;
        if targets.is_empty() {
            outcome.summary.push("no packages of that are signed".to_owned());
        }
        Ok(outcome)
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
                format!("{target} is a component, and packages of a whole suite are signed");
            let hint = format!("write {suite}, and choose packages with --package");
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
    let problem = format!("packages of {target} carry no signatures: APT verifies its indexes");
    let hint = format!(
        "`mkrepo refresh {target}` signs the indexes anew; to have packages signed too, write \
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
