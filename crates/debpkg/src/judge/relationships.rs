//! The fields of relationships.

use super::{Finding, Flaw, Verdict};
use crate::deb822::Paragraph;
use crate::relationship::{Alternatives, FIELDS, Operator, Relationships};

/// The fields among [`FIELDS`] that take no alternatives.
const WITHOUT_ALTERNATIVES: [&str; 4] = ["Breaks", "Conflicts", "Provides", "Replaces"];

/// Checks the fields that dpkg parses.
pub(super) fn check(control: &Paragraph<'_>, verdict: &mut Verdict) {
    for field in control.fields() {
        let Some(name) = FIELDS.iter().find(|name| field.is_named(name)) else { continue };
        if field.value().is_empty() {
            continue;
        }
        let list = match parse(field.value()) {
            Ok(list) => list,
            Err(flaw) => {
                verdict.refusals.push(Finding::field(name, flaw));
                continue;
            }
        };
        let first = |check: fn(&str, &Alternatives) -> Option<Flaw>| {
            let flaw = list.0.iter().find_map(|alternatives| check(name, alternatives));
            flaw.map(|flaw| Finding::field(name, flaw))
        };
        let refused = first(several);
        // What is refused need not be warned of.
        if refused.is_none() {
            verdict.warnings.extend(first(range));
        }
        verdict.refusals.extend(refused);
    }
}

fn parse(value: &str) -> Result<Relationships, Flaw> {
    if value.starts_with('\n') {
        let hint = "write the first package after the colon";
        return Err(Flaw::new("starts with an empty line", hint));
    }
    Relationships::parse(value).map_err(|error| {
        let hint = error.hint.clone();
        Flaw::new(
            error.to_string(),
            hint.unwrap_or_else(|| "write \"name (>= version)\"".to_owned()),
        )
    })
}

/// What is wrong with one element of the list `field`: alternatives where it takes none.
pub(crate) fn several(field: &str, alternatives: &Alternatives) -> Option<Flaw> {
    (alternatives.0.len() > 1 && WITHOUT_ALTERNATIVES.contains(&field)).then(|| {
        let problem = "has alternatives (\"|\"), which this field cannot have";
        Flaw::new(problem, "separate the packages with \",\"")
    })
}

/// What some releases refuse of one element of the list `field`: a range of versions that is
/// provided. dpkg 1.20 and 1.21 take it, and warn.
pub(crate) fn range(field: &str, alternatives: &Alternatives) -> Option<Flaw> {
    if field != "Provides" {
        return None;
    }
    let wrong = alternatives.0.iter().find(|relation| {
        let constraint = relation.constraint.as_ref();
        constraint.is_some_and(|constraint| constraint.operator != Operator::Equal)
    })?;
    let problem = format!(
        "provides {} at a range of versions, which dpkg 1.22 (Debian 13) and later refuse",
        wrong.name
    );
    Some(Flaw::new(problem, "provide it at one version, as \"name (= 1.0)\", or without a version"))
}
