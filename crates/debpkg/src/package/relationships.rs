//! The fields of relationships.

use diagnostic::{Diagnostic, Report};
use pkgtree::description::{Text, Value};
use pkgtree::{Description, debian_counterpart};

use super::DEB;
use crate::judge::{Flaw, relationships as rules};
use crate::relationship::{Alternatives, Constraint, Operator, Relation, Relationships};
use crate::{PackageName, Version, codes};

/// All fields of relationships.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) pre_depends: Relationships,
    pub(super) depends: Relationships,
    pub(super) recommends: Relationships,
    pub(super) suggests: Relationships,
    pub(super) enhances: Relationships,
    pub(super) breaks: Relationships,
    pub(super) conflicts: Relationships,
    pub(super) provides: Relationships,
    pub(super) replaces: Relationships,
    pub(super) built_using: Relationships,
    pub(super) static_built_using: Relationships,
}

/// What a field allows (deb-control(5), Policy 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// All must be installed.
    Needs,
    /// Should be, may be or could use.
    Hints,
    /// Must not be installed.
    Excludes,
    /// Plain names.
    Overwrites,
    /// Names, at exact versions.
    Offers,
    /// Source packages at exact versions.
    Sources,
}

/// The package itself, as far as its name and version are known.
pub(super) type Own<'a> = Option<(&'a PackageName, &'a Version)>;

/// Parses all fields of relationships and checks them against the package itself.
pub(super) fn parse(description: &Description, own: Own<'_>, report: &mut Report) -> Fields {
    let deb = &description.deb;
    let mut read = |name: &str, rule: Rule, common: &[Text], section: &[Text]| {
        let key = name.to_ascii_lowercase();
        field(&DEB.list(&key, common, section), (name, rule), own, report)
    };
    let none: &[Text] = &[];
    Fields {
        pre_depends: read("Pre-Depends", Rule::Needs, none, &deb.pre_depends),
        depends: read("Depends", Rule::Needs, &description.depends, &deb.depends),
        recommends: read("Recommends", Rule::Hints, &description.recommends, &deb.recommends),
        suggests: read("Suggests", Rule::Hints, &description.suggests, &deb.suggests),
        enhances: read("Enhances", Rule::Hints, &description.enhances, &deb.enhances),
        breaks: read("Breaks", Rule::Excludes, none, &deb.breaks),
        conflicts: read("Conflicts", Rule::Excludes, &description.conflicts, &deb.conflicts),
        provides: read("Provides", Rule::Offers, &description.provides, &deb.provides),
        replaces: read("Replaces", Rule::Overwrites, &description.replaces, &deb.replaces),
        built_using: read("Built-Using", Rule::Sources, none, &deb.built_using),
        static_built_using: read(
            "Static-Built-Using",
            Rule::Sources,
            none,
            &deb.static_built_using,
        ),
    }
}

/// One field: its values in order, what is said twice only once.
fn field(
    values: &[Value<'_>],
    (name, rule): (&str, Rule),
    own: Own<'_>,
    report: &mut Report,
) -> Relationships {
    let mut all = Relationships::default();
    for value in values {
        match Relationships::parse_lenient(value.value) {
            Err(error) => {
                let defect = value.diagnostic(codes::RELATIONSHIP, error.to_string());
                report.defect(match error.hint {
                    Some(hint) => defect.hint(hint),
                    None => defect,
                });
            }
            Ok(list) => {
                for alternatives in list.0 {
                    check(&alternatives, (name, rule), value, own, report);
                    if !all.0.contains(&alternatives) {
                        all.0.push(alternatives);
                    }
                }
            }
        }
    }
    all
}

fn check(
    alternatives: &Alternatives,
    (field, rule): (&str, Rule),
    value: &Value<'_>,
    own: Own<'_>,
    report: &mut Report,
) {
    // What only some releases of dpkg refuse is not made either.
    let flaw = rules::several(field, alternatives)
        .or_else(|| rules::range(field, alternatives))
        .or_else(|| (rule == Rule::Sources).then(|| inexact(alternatives))?);
    if let Some(Flaw { problem, hint }) = flaw {
        report.defect(value.diagnostic(codes::RELATIONSHIP, problem).hint(hint));
    }
    if rule == Rule::Needs
        && let [relation] = &*alternatives.0
        && let Some(debian) = debian_counterpart(relation.name.as_str())
    {
        report.warn(foreign(value, relation, &debian));
    }
    let Some((name, version)) = own else { return };
    let relations = alternatives.0.iter().filter(|relation| relation.name == *name);
    for relation in relations {
        let only = alternatives.0.len() == 1;
        let epoch = relation.constraint.as_ref().and_then(|constraint| {
            let is_compared = !matches!(rule, Rule::Offers | Rule::Sources);
            without_epoch(value, relation, constraint, version).filter(|_| is_compared)
        });
        match (with_itself(relation, rule, only, version), epoch) {
            (Verdict::Wrong(problem, hint), _) => {
                report.defect(about(value, relation, problem, hint));
            }
            (_, Some(warning)) => report.warn(warning),
            (Verdict::Odd(problem, hint), None) => {
                report.warn(about(value, relation, problem, hint));
            }
            (Verdict::Fine, None) => {}
        }
    }
}

fn about(value: &Value<'_>, relation: &Relation, problem: &str, hint: &str) -> Diagnostic {
    let relation = Relationships(vec![Alternatives(vec![relation.clone()])]);
    value.diagnostic(codes::SELF_RELATIONSHIP, format!("{relation}: {problem}")).hint(hint)
}

fn foreign(value: &Value<'_>, relation: &Relation, debian: &str) -> Diagnostic {
    let relation = Relationships(vec![Alternatives(vec![relation.clone()])]);
    let problem = format!(
        "{relation}: this is a package name of Fedora and Enterprise Linux, which Debian does not \
         have: the package cannot be installed there"
    );
    let hint = format!("move it to requires of [rpm]; for a .deb, depend on {debian:?}");
    value.diagnostic(codes::FOREIGN_NAME, problem).hint(hint)
}

/// What Policy does not allow of sources: dpkg does not look at them.
fn inexact(alternatives: &Alternatives) -> Option<Flaw> {
    if alternatives.0.len() > 1 {
        let problem = "has alternatives (\"|\"), which this field cannot have";
        return Some(Flaw::new(problem, "separate the packages with \",\""));
    }
    let is_exact = |relation: &Relation| {
        let constraint = relation.constraint.as_ref();
        constraint.is_some_and(|constraint| constraint.operator == Operator::Equal)
    };
    let wrong = alternatives.0.iter().find(|relation| !is_exact(relation))?;
    let problem = format!("does not have the exact version of the source {}", wrong.name);
    Some(Flaw::new(problem, "write \"name (= version)\""))
}

enum Verdict {
    Fine,
    Odd(&'static str, &'static str),
    Wrong(&'static str, &'static str),
}

/// Judges a relationship of the package with its own name.
fn with_itself(relation: &Relation, rule: Rule, only: bool, version: &Version) -> Verdict {
    let holds = relation.constraint.as_ref().is_none_or(|constraint| admits(constraint, version));
    match rule {
        Rule::Needs if only && !holds => Verdict::Wrong(
            "the package needs another version of itself and can never be installed",
            "leave it out, or name the intended package",
        ),
        Rule::Needs if only => {
            Verdict::Odd("the package needs itself, which has no effect", "leave it out")
        }
        Rule::Excludes => Verdict::Odd(
            "the package excludes itself, which dpkg ignores: two versions of a package are never \
             installed together",
            "leave it out",
        ),
        Rule::Overwrites => Verdict::Odd(
            "the package replaces itself, which every upgrade does anyway",
            "leave it out, or name the package whose files it takes over",
        ),
        Rule::Offers if holds => Verdict::Odd(
            "the package provides itself, as every package does by its name",
            "leave it out",
        ),
        Rule::Hints => {
            Verdict::Odd("the package names itself, which has no effect", "leave it out")
        }
        Rule::Offers | Rule::Sources | Rule::Needs => Verdict::Fine,
    }
}

fn admits(constraint: &Constraint, version: &Version) -> bool {
    match constraint.operator {
        Operator::Earlier => *version < constraint.version,
        Operator::EarlierOrEqual => *version <= constraint.version,
        Operator::Equal => *version == constraint.version,
        Operator::LaterOrEqual => *version >= constraint.version,
        Operator::Later => *version > constraint.version,
    }
}

/// A warning when the constraint lacks the epoch that the package has: it then compares with
/// versions that the package never had.
fn without_epoch(
    value: &Value<'_>,
    relation: &Relation,
    constraint: &Constraint,
    version: &Version,
) -> Option<Diagnostic> {
    if version.epoch() == 0 || constraint.version.epoch() != 0 {
        return None;
    }
    let outcome = match constraint.operator {
        Operator::LaterOrEqual | Operator::Later => "matches every version",
        _ => "matches no version",
    };
    let problem = format!("has no epoch, though the package has {}: it {outcome}", version.epoch());
    let hint = format!("write {}:{}", version.epoch(), constraint.version);
    Some(about(value, relation, &problem, &hint))
}
