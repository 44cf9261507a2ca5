//! Dependencies of a package on itself.

use std::cmp::Ordering;

use diagnostic::{Diagnostic, Report};
use pkgtree::description::Value;

use super::dependencies::{Placed, Rule};
use crate::{Dependency, Evr, Sense, codes};

/// Judges what `list` says of the package `own` itself, which provides `provided` besides.
pub(super) fn check(
    list: &[Placed<'_>],
    rule: Rule,
    own: (&str, &Evr),
    provided: &[Placed<'_>],
    report: &mut Report,
) {
    let (name, evr) = own;
    for (value, dependency) in list.iter().filter(|(_, dependency)| dependency.name == name) {
        let holds = admits(dependency, evr)
            || provided.iter().any(|(_, offer)| {
                offer.name == name
                    && Evr::parse(&offer.evr).is_ok_and(|evr| admits(dependency, &evr))
            });
        let about_it = |problem: &str, hint: &str| about(value, dependency, problem, hint);
        if rule == Rule::Requires && !holds {
            report.defect(about_it(
                "the package needs another version of itself and can never be installed",
                "leave it out, or name the intended package",
            ));
        } else if let Some(warning) =
            without_epoch(value, dependency, evr).filter(|_| rule != Rule::Provides)
        {
            report.warn(warning);
        } else if let Some((problem, hint)) = odd(dependency, rule, own) {
            report.warn(about_it(&problem, hint));
        }
    }
}

/// What says nothing, or not what was meant, and the fix.
fn odd(
    dependency: &Dependency,
    rule: Rule,
    (name, evr): (&str, &Evr),
) -> Option<(String, &'static str)> {
    let (problem, hint) = match rule {
        Rule::Refuses => (
            "the package conflicts with itself, which rpm ignores: two versions of a package are \
             rarely installed together",
            "leave it out",
        ),
        Rule::Obsoletes => (
            "the package obsoletes itself, which rpm ignores: every upgrade replaces the older \
             version anyway",
            "leave it out, or name the package that it replaces",
        ),
        Rule::Provides if !dependency.evr.is_empty() => return None,
        Rule::Provides => {
            return Some((
                format!("the package provides itself at any version, and as {name} = {evr} anyway"),
                "leave it out",
            ));
        }
        Rule::Requires | Rule::Weak | Rule::Hints | Rule::Orders => {
            ("the package names itself, which has no effect", "leave it out")
        }
    };
    Some((problem.to_owned(), hint))
}

fn about(value: &Value<'_>, dependency: &Dependency, problem: &str, hint: &str) -> Diagnostic {
    value.diagnostic(codes::SELF_DEPENDENCY, format!("{dependency}: {problem}")).hint(hint)
}

/// True when `evr` satisfies the dependency, as rpm compares (`rpmdsCompareEVR`): a release counts
/// only where both have one.
fn admits(dependency: &Dependency, evr: &Evr) -> bool {
    let Ok(wanted) = Evr::parse(&dependency.evr) else { return true };
    let own =
        Evr { release: evr.release.clone().filter(|_| wanted.release.is_some()), ..evr.clone() };
    let sense = dependency.sense;
    match own.compare(&wanted) {
        Ordering::Less => sense.has(Sense::LESS),
        Ordering::Equal => sense.has(Sense::EQUAL),
        Ordering::Greater => sense.has(Sense::GREATER),
    }
}

/// A warning when the dependency lacks the epoch that the package has: it then compares with
/// versions that the package never had.
fn without_epoch(value: &Value<'_>, dependency: &Dependency, evr: &Evr) -> Option<Diagnostic> {
    let epoch = evr.epoch.filter(|epoch| *epoch != 0)?;
    let wanted = Evr::parse(&dependency.evr).ok()?;
    if wanted.epoch.unwrap_or(0) != 0 {
        return None;
    }
    let outcome = match dependency.sense.has(Sense::GREATER) {
        true => "matches every version",
        false => "matches no version",
    };
    let problem = format!("has no epoch, though the package has {epoch}: it {outcome}");
    let hint = format!("write {epoch}:{}", dependency.evr);
    Some(about(value, dependency, &problem, &hint))
}
