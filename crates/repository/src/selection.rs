//! Packages as they are chosen on the command line.

use std::collections::BTreeSet;

use crate::route::{NamePath, Spec, SpecError, TargetName, Versioning};
use diagnostic::{Diagnostic, Diagnostics, nearest};

use crate::codes;
use crate::opened::Package;
use diagnostic::flag_defect;

/// No more versions than these are named.
const NAMED: usize = 5;

/// The packages of a target that a command is about.
#[derive(Debug)]
pub(crate) struct Selection<'a> {
    target: &'a TargetName,
    /// In these components of a suite; without any, in all.
    components: BTreeSet<NamePath>,
    /// Whether a choice may match nothing, because there are other targets.
    is_one_of_several: bool,
    /// Without any, all are meant.
    specs: Vec<Spec>,
}

impl<'a> Selection<'a> {
    /// The packages of each of `targets` that `texts` choose. Where there are several, a choice may match
    /// nothing in one of them: [`check_all`](Self::check_all) sees that it matches in some.
    pub(crate) fn of_each(
        targets: impl ExactSizeIterator<Item = &'a TargetName>,
        texts: &[String],
    ) -> Result<Vec<Self>, Diagnostics> {
        let is_one_of_several = targets.len() > 1;
        targets
            .map(|target| Ok(Self { is_one_of_several, ..Self::parse(target, texts)? }))
            .collect()
    }

    /// The packages of `target` that `texts` choose.
    pub(crate) fn parse(target: &'a TargetName, texts: &[String]) -> Result<Self, Diagnostics> {
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
        let mut components = BTreeSet::new();
        if let TargetName::Apt { component: Some(component), .. } = target {
            components.insert(component.clone());
        }
        errors.into_result(Self { target, components, is_one_of_several: false, specs })
    }

    /// The same in these components of the suite; without any, in all.
    pub(crate) fn within(self, components: BTreeSet<NamePath>) -> Self {
        Self { components, ..self }
    }

    /// Checks that each choice means something in one of several targets, of which the packages stand
    /// with the selections.
    pub(crate) fn check_all(several: &[(&Selection<'_>, Vec<Package>)]) -> Result<(), Diagnostics> {
        let Some(((first, _), _)) = several.split_first() else { return Ok(()) };
        let mut errors = Diagnostics::new();
        for (at, spec) in first.specs.iter().enumerate() {
            let is_met = several.iter().any(|(selection, packages)| {
                let mut within = packages.iter().filter(|package| selection.is_within(package));
                selection
                    .specs
                    .get(at)
                    .is_some_and(|spec| within.any(|package| meets(spec, package)))
            });
            if !is_met {
                let targets = several.iter().map(|(selection, _)| selection.target);
                let targets = targets.map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let all = several.iter().flat_map(|(_, packages)| packages).collect::<Vec<_>>();
                errors.push(no_match(spec, &targets, &all));
            }
        }
        errors.into_result(())
    }

    /// Whether no package was chosen by name: all are meant.
    pub(crate) fn is_empty(&self) -> bool {
        self.specs.is_empty()
    }

    /// True for a package that is meant.
    pub(crate) fn chooses(
        &self,
        component: Option<&str>,
        name: &str,
        version: &str,
        architecture: &str,
    ) -> bool {
        let chosen = |spec: &Spec| spec.matches(name, version, architecture);
        self.is_in(component) && (self.specs.is_empty() || self.specs.iter().any(chosen))
    }

    /// True for a version that is meant, of one architecture or of all.
    pub(crate) fn is_of(&self, name: &str, version: &str, architecture: Option<&str>) -> bool {
        let is_it = |spec: &Spec| spec.matches(name, version, architecture.unwrap_or("any"));
        self.specs.is_empty() || self.specs.iter().any(is_it)
    }

    /// True for a package that is meant.
    pub(crate) fn has(&self, package: &Package) -> bool {
        let Package { component, name, version, architecture, .. } = package;
        self.chooses(component.as_deref(), name, version, architecture)
    }

    /// Checks that each choice means something among `packages`.
    pub(crate) fn check(&self, packages: &[Package]) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        if self.is_one_of_several {
            return Ok(());
        }
        let within: Vec<&Package> =
            packages.iter().filter(|package| self.is_within(package)).collect();
        for spec in &self.specs {
            if !within.iter().any(|package| meets(spec, package)) {
                errors.push(no_match(spec, &self.target.to_string(), &within));
            }
        }
        errors.into_result(())
    }

    fn is_within(&self, package: &Package) -> bool {
        self.is_in(package.component.as_deref())
    }

    fn is_in(&self, component: Option<&str>) -> bool {
        let is_it = |name: &NamePath| Some(name.as_str()) == component;
        self.components.is_empty() || self.components.iter().any(is_it)
    }
}

fn meets(spec: &Spec, package: &Package) -> bool {
    spec.matches(&package.name, &package.version, &package.architecture)
}

/// That a choice matches none of `packages`, which are those of `targets`.
fn no_match(spec: &Spec, targets: &str, packages: &[&Package]) -> Diagnostic {
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
        let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None if targets.contains(' ') => {
                "list the published packages with `mkrepo list`".to_owned()
            }
            None => format!("list the published packages with `mkrepo list {targets}`"),
        }
    };
    let problem = format!("{text} matches no package of {targets}");
    flag_defect(codes::NO_MATCH, "SPEC", problem).hint(hint)
}
