//! Routing the packages of one call.

use std::collections::BTreeMap;

use pkgtree::description::nearest;
use pkgtree::{Architecture, Diagnostic, Diagnostics, Source, Subject};

use super::{Candidate, Condition, PackageFormat, TargetName, Template};
use crate::codes;

/// A `[[route]]`: where the packages go that meet a condition.
#[derive(Clone, Debug)]
pub struct Route {
    /// What it takes.
    pub when: Condition,
    /// Where that goes.
    pub to: Template,
    /// Where the route stands.
    pub source: Source,
}

/// An archive or a repository that routes may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// An APT archive.
    Apt {
        /// Its name.
        name: &'a str,
        /// The architectures that it publishes, without `all`.
        architectures: &'a [String],
        /// The suites that its configuration names.
        suites: Vec<&'a str>,
    },
    /// An RPM repository.
    Rpm {
        /// Its name.
        name: &'a str,
    },
}

/// Routes and where they may lead.
#[derive(Clone, Debug)]
pub struct Router<'a> {
    routes: &'a [Route],
    destinations: Vec<Destination<'a>>,
}

impl<'a> Router<'a> {
    /// A router. The first route that takes a package wins; without any route, what is configured
    /// for packages of that format is meant, when it is only one.
    #[must_use]
    pub fn new(routes: &'a [Route], destinations: Vec<Destination<'a>>) -> Self {
        Self { routes, destinations }
    }

    /// Routes all packages of one call: for each target, the indexes of its packages, in order.
    /// Targets differ in their components too.
    ///
    /// # Errors
    /// Every package that no route takes ([`codes::UNROUTED`]), whose target cannot be made of what
    /// it is ([`codes::REFERENCE`]), whose target is not configured ([`codes::TARGET`]), or whose
    /// architecture the target does not publish ([`codes::OTHER_ARCHITECTURE`]).
    pub fn route(
        &self,
        candidates: &[Candidate<'_>],
    ) -> Result<BTreeMap<TargetName, Vec<usize>>, Diagnostics> {
        let mut defects = Diagnostics::new();
        let mut targets: BTreeMap<TargetName, Vec<usize>> = BTreeMap::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let target = self
                .target(candidate)
                .and_then(|target| self.check(candidate, &target).map(|()| target));
            match target {
                Ok(target) => targets.entry(target).or_default().push(index),
                Err(defect) => defects.push(*defect),
            }
        }
        defects.into_result(targets)
    }

    /// Checks that `target` is configured and takes such a package: for a target that was given by
    /// name, not by a route.
    ///
    /// # Errors
    /// [`codes::TARGET`] or [`codes::OTHER_ARCHITECTURE`].
    pub fn check(
        &self,
        candidate: &Candidate<'_>,
        target: &TargetName,
    ) -> Result<(), Box<Diagnostic>> {
        let is_rpm = candidate.format == PackageFormat::Rpm;
        if is_rpm != matches!(target, TargetName::Rpm { .. }) {
            let problem = format!("is a {} package, and {target} takes none", candidate.format);
            return Err(defect(codes::TARGET, candidate, problem, "name a target of its format"));
        }
        match target {
            TargetName::Rpm { repository } => {
                self.known(repository.as_str(), false)
                    .map_err(|(problem, hint)| defect(codes::TARGET, candidate, problem, hint))?;
                Ok(())
            }
            TargetName::Apt { archive, .. } => {
                let archive = self
                    .known(archive.as_str(), true)
                    .map_err(|(problem, hint)| defect(codes::TARGET, candidate, problem, hint))?;
                check_architecture(candidate, archive)
            }
        }
    }

    /// The archive (`is_apt`) or repository of that name, or what is wrong with the name and the
    /// mend.
    pub(crate) fn known(
        &self,
        name: &str,
        is_apt: bool,
    ) -> Result<&Destination<'a>, (String, String)> {
        let (table, kind) = if is_apt { ("apt", "archive") } else { ("rpm", "repository") };
        let names = || {
            self.destinations.iter().filter_map(move |it| match *it {
                Destination::Apt { name, .. } if is_apt => Some((name, it)),
                Destination::Rpm { name } if !is_apt => Some((name, it)),
                _ => None,
            })
        };
        if let Some((_, found)) = names().find(|(known, _)| *known == name) {
            return Ok(found);
        }
        let problem = format!("leads to {table}:{name}, and there is no {kind} of that name");
        let hint = match nearest(name, names().map(|(known, _)| known)) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("add a table [{table}.{name}]"),
        };
        Err((problem, hint))
    }

    fn target(&self, candidate: &Candidate<'_>) -> Result<TargetName, Box<Diagnostic>> {
        if self.routes.is_empty() {
            return self.only(candidate);
        }
        for (index, route) in self.routes.iter().enumerate() {
            let Some(found) = route.when.find(candidate) else { continue };
            return route.to.expand(candidate, &found).map_err(|error| {
                let problem = format!("route[{index}] takes it, and {}", error.problem);
                defect(codes::REFERENCE, candidate, problem, error.hint)
            });
        }
        let hint = "add a [[route]] that takes it, or name the target with --to";
        Err(defect(codes::UNROUTED, candidate, "no route takes it", hint))
    }

    /// The only target for packages of that format.
    fn only(&self, candidate: &Candidate<'_>) -> Result<TargetName, Box<Diagnostic>> {
        let is_rpm = candidate.format == PackageFormat::Rpm;
        let mut names = Vec::new();
        for destination in &self.destinations {
            match destination {
                Destination::Rpm { name } if is_rpm => names.push(format!("rpm:{name}")),
                Destination::Apt { name, suites, .. } if !is_rpm => {
                    names.extend(suites.iter().map(|suite| format!("apt:{name}/{suite}")));
                }
                _ => {}
            }
        }
        let problem = match &names[..] {
            [only] => match only.parse() {
                Ok(target) => return Ok(target),
                Err(error) => format!("{error}"),
            },
            [] => format!("nothing that takes a {} package is configured", candidate.format),
            _ => format!("there is no route, and it could go to {}", names.join(", ")),
        };
        let hint = "add a [[route]] that takes it, or name the target with --to";
        Err(defect(codes::UNROUTED, candidate, problem, hint))
    }
}

fn check_architecture(
    candidate: &Candidate<'_>,
    archive: &Destination<'_>,
) -> Result<(), Box<Diagnostic>> {
    let Destination::Apt { name, architectures, .. } = archive else { return Ok(()) };
    let given = candidate.architecture;
    let is_common = given == Architecture::NONE.debian() || candidate.format == PackageFormat::Dsc;
    if is_common || architectures.iter().any(|published| published == given) {
        return Ok(());
    }
    let problem = format!("is for {given}, and apt:{name} publishes {}", architectures.join(", "));
    let hint = format!("add {given:?} to architectures in [apt.{name}]");
    Err(defect(codes::OTHER_ARCHITECTURE, candidate, problem, hint))
}

fn defect(
    code: pkgtree::Code,
    candidate: &Candidate<'_>,
    problem: impl Into<String>,
    hint: impl Into<String>,
) -> Box<Diagnostic> {
    let subject = Subject::File(candidate.file_name.into());
    Box::new(Diagnostic::new(code, subject, problem).hint(hint))
}
