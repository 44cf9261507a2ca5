//! The fields of relationships.

use super::{Finding, Verdict};
use crate::deb822::{Field, Paragraph};
use crate::relationship::{FIELDS, Operator, Relationships};

/// The fields among [`FIELDS`] that take no alternatives.
const WITHOUT_ALTERNATIVES: [&str; 4] = ["Breaks", "Conflicts", "Provides", "Replaces"];

/// Checks the fields that dpkg parses.
pub(super) fn check(control: &Paragraph<'_>, verdict: &mut Verdict) {
    for field in control.fields() {
        let Some(name) = FIELDS.iter().find(|name| field.is_named(name)) else { continue };
        if field.value().is_empty() {
            continue;
        }
        match parse(field, name) {
            Err(finding) => verdict.refusals.push(finding),
            Ok(list) if *name == "Provides" => verdict.warnings.extend(range(&list)),
            Ok(_) => {}
        }
    }
}

fn parse(field: &Field<'_>, name: &str) -> Result<Relationships, Finding> {
    if field.value().starts_with('\n') {
        let hint = "write the first package behind the colon";
        return Err(Finding::field(name, "starts with an empty line", hint));
    }
    let list = Relationships::parse(field.value()).map_err(|error| {
        let hint = error.hint.clone();
        let hint = hint.unwrap_or_else(|| "write \"name (>= version)\"".to_owned());
        Finding::field(name, error.to_string(), hint)
    })?;
    if WITHOUT_ALTERNATIVES.contains(&name)
        && list.0.iter().any(|alternatives| alternatives.0.len() > 1)
    {
        let problem = "has alternatives (\"|\"), which this field cannot have";
        return Err(Finding::field(name, problem, "separate the packages by \",\""));
    }
    Ok(list)
}

/// dpkg 1.20 and 1.21 take a range, and warn.
fn range(provides: &Relationships) -> Option<Finding> {
    let mut relations = provides.0.iter().flat_map(|alternatives| &alternatives.0);
    let wrong = relations.find(|relation| {
        let constraint = relation.constraint.as_ref();
        constraint.is_some_and(|constraint| constraint.operator != Operator::Equal)
    })?;
    let problem = format!(
        "provides {} at a range of versions, which dpkg 1.22 (Debian 13) and later refuse",
        wrong.name
    );
    let hint = "provide it at one version, as \"name (= 1.0)\", or at none";
    Some(Finding::field("Provides", problem, hint))
}
