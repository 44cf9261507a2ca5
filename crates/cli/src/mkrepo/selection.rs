//! Packages as they are chosen on the command line.

use std::collections::BTreeSet;

use pkgtree::description::nearest;
use pkgtree::{Diagnostic, Diagnostics};
use repo_index::route::{Spec, SpecError, TargetName, Versioning};

use super::opened::Package;
use crate::codes;
use crate::describe::flag_defect;

/// No more versions than these are named.
const NAMED: usize = 5;

/// The packages of a target that a command is about.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    target: &'a TargetName,
    /// Without any, all are meant.
    specs: Vec<Spec>,
}

impl<'a> Selection<'a> {
    /// The packages of `target` that `texts` choose.
    pub(super) fn parse(target: &'a TargetName, texts: &[String]) -> Result<Self, Diagnostics> {
        let versioning = match target {
            TargetName::Apt { .. } => Versioning::Dpkg,
            TargetName::Rpm { .. } => Versioning::Rpm,
        };
        let mut errors = Diagnostics::new();
        let mut specs = Vec::new();
        for text in texts {
            match Spec::parse(text, versioning) {
                Ok(spec) => specs.push(spec),
                Err(error) => errors.push(
                    flag_defect(codes::SPEC, "SPEC", error.to_string()).hint(SpecError::HINT),
                ),
            }
        }
        errors.into_result(Self { target, specs })
    }

    /// True for a package that is meant.
    pub(super) fn chooses(
        &self,
        component: Option<&str>,
        name: &str,
        version: &str,
        architecture: &str,
    ) -> bool {
        let chosen = |spec: &Spec| spec.matches(name, version, architecture);
        self.is_within(component) && (self.specs.is_empty() || self.specs.iter().any(chosen))
    }

    /// True for a package that is meant.
    pub(super) fn has(&self, package: &Package) -> bool {
        let Package { component, name, version, architecture, .. } = package;
        self.chooses(component.as_deref(), name, version, architecture)
    }

    /// Checks that each choice means something among `packages`.
    pub(super) fn check(&self, packages: &[Package]) -> Result<(), Diagnostics> {
        let within = packages.iter().filter(|package| self.is_within(package.component.as_deref()));
        let within: Vec<&Package> = within.collect();
        let mut errors = Diagnostics::new();
        for spec in &self.specs {
            if !within
                .iter()
                .any(|package| spec.matches(&package.name, &package.version, &package.architecture))
            {
                errors.push(self.no_match(spec, &within));
            }
        }
        errors.into_result(())
    }

    /// True for the component of the target, and for each where it names none.
    fn is_within(&self, component: Option<&str>) -> bool {
        match self.target {
            TargetName::Apt { component: Some(only), .. } => Some(only.as_str()) == component,
            _ => true,
        }
    }

    fn no_match(&self, spec: &Spec, packages: &[&Package]) -> Diagnostic {
        let text = spec.to_string();
        let name = text.split([':', '=', '(', ' ']).next().unwrap_or_default();
        let same = packages.iter().filter(|package| package.name == name);
        let same: BTreeSet<String> = same
            .map(|package| format!("{name}:{}={}", package.architecture, package.version))
            .collect();
        let hint = if packages.is_empty() {
            "nothing is published there".to_owned()
        } else if !same.is_empty() {
            let more = if same.len() > NAMED { ", ..." } else { "" };
            let named: Vec<String> = same.into_iter().take(NAMED).collect();
            format!("published are {}{more}", named.join(", "))
        } else {
            let names: BTreeSet<&str> =
                packages.iter().map(|package| package.name.as_str()).collect();
            match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("see what is published with `mkrepo list {}`", self.target),
            }
        };
        let problem = format!("{text} matches no package of {}", self.target);
        flag_defect(codes::NO_MATCH, "SPEC", problem).hint(hint)
    }
}
