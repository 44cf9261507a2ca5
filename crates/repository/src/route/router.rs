//! Routing the packages of one call.

use std::collections::{BTreeMap, BTreeSet};

use diagnostic::{Diagnostic, Diagnostics, Source, Subject, nearest};
use pkgterms::Architecture;
use repo_index::candidate::{Candidate, PackageFormat, TemplateError};
use repo_index::codes;
use repo_index::name::Name;
use repo_index::rpmmd::{RpmRepository, SOURCES, takes};

use super::condition::Found;
use super::{Condition, Known as KnownNames, NamePath, TargetName, Template};
use crate::rpm_template::RpmTemplate;

/// A `[[route]]`: where the packages go that meet a condition.
#[derive(Clone, Debug)]
pub struct Route {
    /// What it takes.
    pub when: Condition,
    /// Where that goes: to all of these that take its format.
    pub to: Vec<Template>,
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
        /// The architectures that it publishes; `all` stands for an index of its own.
        architectures: &'a [String],
        /// The suites that its configuration names.
        suites: Vec<&'a str>,
        /// The components that its configuration names.
        components: Vec<&'a str>,
    },
    /// An RPM repository.
    Rpm {
        /// Its name.
        name: &'a str,
        /// The architectures that it takes, in rpm's names; none: any but those of source packages.
        architectures: &'a [String],
    },
}

/// Routes and where they may lead.
#[derive(Clone, Debug)]
pub struct Router<'a> {
    routes: &'a [Route],
    destinations: Vec<Destination<'a>>,
    templates: &'a [RpmTemplate],
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub(crate) enum Known<'r, 'a> {
    /// What is configured.
    Listed(&'r Destination<'a>),
    /// A repository that a template makes.
    Made(Box<RpmRepository>),
}

impl<'a> Router<'a> {
    /// A router. The first route that takes a package wins; without any route, what is configured
    /// for packages of that format is meant, when it is only one.
    #[must_use]
    pub fn new(routes: &'a [Route], destinations: Vec<Destination<'a>>) -> Self {
        Self { routes, destinations, templates: &[] }
    }

    /// The same that leads to repositories which `templates` make, too.
    #[must_use]
    pub fn making(self, templates: &'a [RpmTemplate]) -> Self {
        Self { templates, ..self }
    }

    /// Routes all packages of one call: for each target, the indexes of its packages, in order.
    /// Targets differ in their components too. A `noarch` RPM package goes to each repository that a
    /// target with `{arch}` can be: one for each architecture, of those that are configured and those that other
    /// packages of the call go to.
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
        let mut names: BTreeSet<String> = self.repositories().map(str::to_owned).collect();
        let is_last =
            |candidate: &Candidate<'_>| candidate.architecture == Architecture::NONE.rpm();
        let mut found: Vec<_> = candidates.iter().map(|_| None).collect();
        // Those of one architecture first: what they make, the others go to.
        for last in [false, true] {
            for (at, candidate) in candidates.iter().enumerate() {
                if is_last(candidate) == last {
                    let targets = self.targets(candidate, &names);
                    if !last && let Ok(targets) = &targets {
                        names.extend(targets.iter().filter_map(|target| match target {
                            TargetName::Rpm { repository } => Some(repository.to_string()),
                            TargetName::Apt { .. } => None,
                        }));
                    }
                    found[at] = Some(targets);
                }
            }
        }
        for (index, (candidate, found)) in candidates.iter().zip(found).enumerate() {
            let found = found.map(|found| found.map_err(|defect| defects.push(*defect)));
            for target in found.into_iter().flatten().flatten() {
                match self.check(candidate, &target) {
                    Ok(()) => targets.entry(target).or_default().push(index),
                    Err(defect) => defects.push(*defect),
                }
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
            let problem = format!(
                "is a {} package, but {target} does not accept this format",
                candidate.format
            );
            return Err(defect(codes::TARGET, candidate, problem, "name a target of its format"));
        }
        let name = match target {
            TargetName::Rpm { repository } => repository,
            TargetName::Apt { archive, .. } => archive,
        };
        let destination = self
            .known(name.as_str(), !is_rpm)
            .map_err(|(problem, hint)| defect(codes::TARGET, candidate, problem, hint))?;
        match destination {
            Known::Listed(Destination::Apt { name, architectures, .. }) => {
                published(candidate, name, architectures)
            }
            Known::Listed(Destination::Rpm { name, architectures }) => {
                taken(candidate, name, architectures)
            }
            Known::Made(made) => taken(candidate, &made.name, &made.architectures),
        }
    }

    /// The archive (`is_apt`) or repository of that name, or what is wrong with the name and the
    /// mend.
    pub(crate) fn known(
        &self,
        name: &str,
        is_apt: bool,
    ) -> Result<Known<'_, 'a>, (String, String)> {
        let (table, kind) = if is_apt { ("apt", "archive") } else { ("rpm", "repository") };
        let names = || {
            self.destinations.iter().filter_map(move |it| match *it {
                Destination::Apt { name, .. } if is_apt => Some((name, it)),
                Destination::Rpm { name, .. } if !is_apt => Some((name, it)),
                _ => None,
            })
        };
        if let Some((_, found)) = names().find(|(known, _)| *known == name) {
            return Ok(Known::Listed(found));
        }
        if !is_apt && let Some(made) = self.templates.iter().find_map(|it| it.make(name, None)) {
            return Ok(Known::Made(Box::new(made)));
        }
        let problem = format!("leads to {table}:{name}, but there is no {kind} of that name");
        let hint = match nearest(name, names().map(|(known, _)| known)) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("add a table [{table}.{name}]"),
        };
        Err((problem, hint))
    }

    /// The targets of a package. `repositories` are the names of those of RPM that there are, or will be.
    fn targets(
        &self,
        candidate: &Candidate<'_>,
        repositories: &BTreeSet<String>,
    ) -> Result<Vec<TargetName>, Box<Diagnostic>> {
        if self.routes.is_empty() {
            return self.only(candidate).map(|target| vec![target]);
        }
        for (index, route) in self.routes.iter().enumerate() {
            let Some(found) = route.when.find(candidate) else { continue };
            let is_rpm = candidate.format == PackageFormat::Rpm;
            let mut templates: Vec<&Template> =
                route.to.iter().filter(|to| to.is_apt() != is_rpm).collect();
            if templates.is_empty() {
                // Refused by its target, which says why.
                templates.extend(route.to.first());
            }
            let mut targets = Vec::new();
            for template in templates {
                match self.expand(template, candidate, &found, repositories) {
                    Ok(found) => targets.extend(found),
                    Err(error) => {
                        let problem = format!("route[{index}] matches it, but {}", error.problem);
                        return Err(defect(codes::REFERENCE, candidate, problem, error.hint));
                    }
                }
            }
            if targets.is_empty() {
                let names: Vec<String> = route.to.iter().map(ToString::to_string).collect();
                let problem = format!(
                    "is for every architecture, but {} matches no repository",
                    names.join(" or ")
                );
                let hint = match self.templates {
                    [] => "configure one for each architecture, as in [rpm.el9-x86_64]",
                    _ => "add a package of an architecture before it, or with it",
                };
                return Err(defect(codes::TARGET, candidate, problem, hint));
            }
            targets.sort();
            targets.dedup();
            return Ok(targets);
        }
        let hint = "add a [[route]] that matches it, or give the target with --to";
        Err(defect(codes::UNROUTED, candidate, "no route matches it", hint))
    }

    /// The targets that a template gives for a package.
    fn expand(
        &self,
        to: &Template,
        candidate: &Candidate<'_>,
        found: &Found<'_>,
        repositories: &BTreeSet<String>,
    ) -> Result<Vec<TargetName>, TemplateError> {
        let is_spread = candidate.format == PackageFormat::Rpm
            && candidate.architecture == Architecture::NONE.rpm()
            && !to.is_apt()
            && to.has_architecture();
        match is_spread {
            true => to.spread(candidate, found, repositories.iter().map(String::as_str)),
            false => to.expand(candidate, found, self).map(|target| vec![target]),
        }
    }

    /// The suites and the components of the archive of that name that its configuration names.
    pub(crate) fn named_in(&self, archive: &str) -> Option<(&[&'a str], &[&'a str])> {
        self.destinations.iter().find_map(|destination| match destination {
            Destination::Apt { name, suites, components, .. } if *name == archive => {
                Some((suites.as_slice(), components.as_slice()))
            }
            _ => None,
        })
    }

    /// The names of RPM repositories.
    fn repositories(&self) -> impl Iterator<Item = &'a str> {
        self.destinations.iter().filter_map(|destination| match *destination {
            Destination::Rpm { name, .. } => Some(name),
            Destination::Apt { .. } => None,
        })
    }

    /// The only target that takes such a package.
    fn only(&self, candidate: &Candidate<'_>) -> Result<TargetName, Box<Diagnostic>> {
        let is_rpm = candidate.format == PackageFormat::Rpm;
        let mut names = Vec::new();
        for destination in &self.destinations {
            match destination {
                Destination::Rpm { name, architectures }
                    if is_rpm && takes(architectures, candidate.architecture) =>
                {
                    names.push(format!("rpm:{name}"));
                }
                Destination::Apt { name, suites, .. } if !is_rpm => {
                    names.extend(suites.iter().map(|suite| format!("apt:{name}/{suite}")));
                }
                _ => {}
            }
        }
        let problem = match &names[..] {
            [only] => match TargetName::resolve(only, self) {
                Ok(target) => return Ok(target),
                Err(error) => format!("{error}"),
            },
            [] => format!("no target for such a {} package is configured", candidate.format),
            _ => {
                format!("there is no route, and several targets are possible: {}", names.join(", "))
            }
        };
        let hint = "add a [[route]] that matches it, or give the target with --to";
        Err(defect(codes::UNROUTED, candidate, problem, hint))
    }
}

/// What the configuration names.
impl KnownNames for Router<'_> {
    fn has_suite(&self, archive: &Name, suite: &NamePath) -> bool {
        self.named_in(archive.as_str()).is_some_and(|(suites, _)| suites.contains(&suite.as_str()))
    }

    fn has_component(&self, archive: &Name, _: &NamePath, component: &NamePath) -> bool {
        let named = self.named_in(archive.as_str());
        named.is_some_and(|(_, components)| components.contains(&component.as_str()))
    }
}

/// An archive publishes packages of its architectures, those of all, and source packages.
fn published(
    candidate: &Candidate<'_>,
    name: &str,
    architectures: &[String],
) -> Result<(), Box<Diagnostic>> {
    let given = candidate.architecture;
    let is_common = given == Architecture::NONE.debian() || candidate.format == PackageFormat::Dsc;
    if is_common || architectures.iter().any(|published| published == given) {
        return Ok(());
    }
    let problem = format!("is for {given}, and apt:{name} publishes {}", architectures.join(", "));
    let hint = format!("add {given:?} to architectures in [apt.{name}]");
    Err(defect(codes::OTHER_ARCHITECTURE, candidate, problem, hint))
}

fn taken(
    candidate: &Candidate<'_>,
    name: &str,
    architectures: &[String],
) -> Result<(), Box<Diagnostic>> {
    if takes(architectures, candidate.architecture) {
        return Ok(());
    }
    let given = candidate.architecture;
    let (problem, hint) = match SOURCES.contains(&given) {
        true => (
            format!("is a source package, but rpm:{name} does not accept this format"),
            format!(
                "add a route with arch = \"{given}\" for source packages, or add \"src\" to \
                 architectures in [rpm.{name}]"
            ),
        ),
        false => (
            format!("is for {given}, but rpm:{name} accepts {}", architectures.join(", ")),
            format!("add {given:?} to architectures in [rpm.{name}]"),
        ),
    };
    Err(defect(codes::OTHER_ARCHITECTURE, candidate, problem, hint))
}

fn defect(
    code: diagnostic::Code,
    candidate: &Candidate<'_>,
    problem: impl Into<String>,
    hint: impl Into<String>,
) -> Box<Diagnostic> {
    let subject = Subject::File(candidate.file_name.into());
    Box::new(Diagnostic::new(code, subject, problem).hint(hint))
}
