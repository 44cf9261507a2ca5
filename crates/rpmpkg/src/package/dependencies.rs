//! The fields of dependencies.

use diagnostic::{Code, Diagnostic, Report};
use pkgterms::Qualifier;
use pkgtree::Description;
use pkgtree::description::{Text, Value, texts};

use super::resolvable::{self, Unlisted};
use super::{Dependencies, RPM, itself};
use crate::dependency::Context;
use crate::judge::{Flaw, features};
use crate::{Dependency, Evr, Sense, codes};

/// What a field allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Must be installed.
    Requires,
    /// Should or may be installed.
    Weak,
    /// Is looked for in other packages, to be installed with them.
    Hints,
    /// Must not be installed.
    Refuses,
    /// Takes the place of others.
    Obsoletes,
    /// Names, at exact versions or ranges of them.
    Provides,
    /// Comes first, if it comes.
    Orders,
}

impl Rule {
    /// Where its rich dependencies stand; `None` when it takes none.
    fn context(self) -> Option<Context> {
        match self {
            Self::Requires | Self::Weak => Some(Context::Needed),
            Self::Hints | Self::Refuses => Some(Context::Refused),
            Self::Obsoletes | Self::Provides | Self::Orders => None,
        }
    }
}

/// Parses all fields of dependencies and checks them against the package itself; with the
/// requirements on files that only the package's own files can meet.
pub(super) fn parse<'a>(
    description: &'a Description,
    own: Option<(&str, &Evr)>,
    report: &mut Report,
) -> (Dependencies, Vec<Unlisted>) {
    let rpm = &description.rpm;
    let mut read = |key: &str, rule: Rule, common: &'a [Text], own_list: &'a [Text]| {
        list(&RPM.list(key, common, own_list), rule, Sense::ANY, report)
    };
    let none: &'a [Text] = &[];
    // Two common lists have another name than the section's.
    let depends = read("depends", Rule::Requires, &description.depends, none);
    let requires = read("requires", Rule::Requires, none, &rpm.requires);
    let provides = read("provides", Rule::Provides, &description.provides, &rpm.provides);
    let conflicts = read("conflicts", Rule::Refuses, &description.conflicts, &rpm.conflicts);
    let replaces = read("replaces", Rule::Obsoletes, &description.replaces, none);
    let obsoletes = read("obsoletes", Rule::Obsoletes, none, &rpm.obsoletes);
    let recommends = read("recommends", Rule::Weak, &description.recommends, &rpm.recommends);
    let suggests = read("suggests", Rule::Weak, &description.suggests, &rpm.suggests);
    let supplements = read("supplements", Rule::Hints, none, &rpm.supplements);
    let enhances = read("enhances", Rule::Hints, &description.enhances, &rpm.enhances);
    let order = read("order-with-requires", Rule::Orders, none, &rpm.order_with_requires);
    let requires = [depends, requires, qualified(description, report)].concat();
    let obsoletes = [replaces, obsoletes].concat();
    if let Some(own) = own {
        for (rule, list) in [
            (Rule::Requires, &requires),
            (Rule::Refuses, &conflicts),
            (Rule::Obsoletes, &obsoletes),
            (Rule::Weak, &recommends),
            (Rule::Weak, &suggests),
            (Rule::Hints, &supplements),
            (Rule::Hints, &enhances),
            (Rule::Provides, &provides),
            (Rule::Orders, &order),
        ] {
            itself::check(list, rule, own, &provides, report);
        }
    }
    let unlisted = resolvable::check(&requires, report);
    let dependencies = Dependencies {
        requires: plain(requires),
        provides: plain(provides),
        conflicts: plain(conflicts),
        obsoletes: plain(obsoletes),
        recommends: plain(recommends),
        suggests: plain(suggests),
        supplements: plain(supplements),
        enhances: plain(enhances),
        order_with_requires: plain(order),
    };
    (dependencies, unlisted)
}

/// A dependency with the value that it is in.
pub(super) type Placed<'a> = (Value<'a>, Dependency);

/// The dependencies alone, each once, in order.
fn plain(placed: Vec<Placed<'_>>) -> Vec<Dependency> {
    let mut all = Vec::new();
    for (_, dependency) in placed {
        add(&mut all, dependency);
    }
    all
}

/// Adds a dependency that is not there yet.
pub(super) fn add(all: &mut Vec<Dependency>, dependency: Dependency) {
    if !all.contains(&dependency) {
        all.push(dependency);
    }
}

/// One field: its values in order, under `sense`.
fn list<'a>(
    values: &[Value<'a>],
    rule: Rule,
    sense: Sense,
    report: &mut Report,
) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    for value in values {
        let context = rule.context().unwrap_or(Context::Free);
        for dependency in parsed(value, context, codes::DEPENDENCY, report) {
            if let Some((problem, hint)) = disallowed(&dependency, rule) {
                let problem = format!("{dependency}: {problem}");
                report.defect(value.diagnostic(codes::DEPENDENCY, problem).hint(hint));
            }
            if rule == Rule::Provides {
                range(&dependency, value, report);
            }
            all.push((value.clone(), dependency.with(sense)));
        }
    }
    all
}

/// What one value lists; nothing, and a defect under `code`, when that is not to be read.
pub(super) fn parsed(
    value: &Value<'_>,
    context: Context,
    code: Code,
    report: &mut Report,
) -> Vec<Dependency> {
    let Some(text) = texts::line(value, report) else { return Vec::new() };
    match Dependency::parse_list_in(text, context) {
        Ok(list) => {
            if let Some(index) = list.behind_blank {
                report.warn(blank_separated(value, &list.dependencies, index));
            }
            list.dependencies
        }
        Err(error) => {
            let defect = value.diagnostic(code, error.to_string());
            report.defect(match error.hint {
                Some(hint) => defect.hint(hint),
                None => defect,
            });
            Vec::new()
        }
    }
}

/// The warning of a list that only blanks separate, which rpm takes and a `.deb` does not.
fn blank_separated(value: &Value<'_>, list: &[Dependency], index: usize) -> Diagnostic {
    let all = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (count, second) = (list.len(), &list[index]);
    let problem = format!(
        "is a list of {count}: there is only a blank before {second:?}",
        second = second.to_string()
    );
    value
        .diagnostic(codes::BLANK_SEPARATED, problem)
        .hint(format!("write {all:?} if this is intended"))
}

/// What the field does not allow, and the fix.
fn disallowed(dependency: &Dependency, rule: Rule) -> Option<(String, &'static str)> {
    if dependency.is_rich() && rule.context().is_none() {
        return Some((
            "is a choice or a condition, which this field cannot have".to_owned(),
            "write plain names, separated with \",\"",
        ));
    }
    if rule == Rule::Requires
        && let Some(Flaw { problem, .. }) = features::flaw(dependency)
    {
        return Some((problem, "leave it out: mkrpm adds the required features"));
    }
    if dependency.name.starts_with("rpmlib(") {
        return Some((
            "is a feature of rpm itself, which mkrpm adds if required".to_owned(),
            "leave it out",
        ));
    }
    None
}

/// The warning of a provision at a range of versions, which rpm takes: what requires any version in
/// that range is met.
fn range(dependency: &Dependency, value: &Value<'_>, report: &mut Report) {
    if !matches!(dependency.sense.operator(), "" | "=") {
        let problem = format!("{dependency}: provides a range of versions");
        let hint = "provide it at one version, as \"name = 1.0\", or without a version";
        report.warn(value.diagnostic(codes::PROVIDED_RANGE, problem).hint(hint));
    }
}

/// `Requires(qualifiers)`.
fn qualified<'a>(description: &'a Description, report: &mut Report) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    for (qualifiers, texts) in &description.rpm.requires_for {
        let field = RPM.field(&format!("requires-for.{}", qualifiers.value));
        let mut sense = Sense::ANY;
        for qualifier in qualifiers.value.split(',').map(str::trim) {
            match Qualifier::named(qualifier) {
                Some(qualifier) => sense |= qualifier.into(),
                None => unknown_qualifier(qualifier, &Value::text(&*field, qualifiers), report),
            }
        }
        all.extend(list(&Value::list(&field, texts), Rule::Requires, sense, report));
    }
    all
}

fn unknown_qualifier(qualifier: &str, value: &Value<'_>, report: &mut Report) {
    let names = Qualifier::ALL.map(Qualifier::name);
    let nearest = names.into_iter().min_by_key(|name| strsim::damerau_levenshtein(qualifier, name));
    let defect = value.diagnostic(
        codes::QUALIFIER,
        format!("has the unknown qualifier {qualifier:?}; known are {}", names.join(", ")),
    );
    report.defect(match nearest {
        Some(nearest) if strsim::damerau_levenshtein(qualifier, nearest) <= 2 => {
            defect.hint(format!("did you mean {nearest:?}?"))
        }
        _ => defect.hint("name the scriptlet that needs it, or leave the qualifier out"),
    });
}
