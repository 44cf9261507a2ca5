//! Checks of the keys that name what a table is about.

use diagnostic::{Code, nearest};
use pkgterms::Qualifier;

use crate::check_locale;
use crate::description::codes;

/// Checks a key of a table whose keys are names.
pub(super) type KeyCheck = fn(&str) -> Result<(), KeyFlaw>;

/// What is wrong with such a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyFlaw {
    pub(super) code: Code,
    pub(super) problem: String,
    pub(super) hint: String,
}

/// Any name.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the checks")]
pub(super) fn any(_: &str) -> Result<(), KeyFlaw> {
    Ok(())
}

/// A locale.
pub(super) fn locale(name: &str) -> Result<(), KeyFlaw> {
    check_locale(name).map_err(|error| KeyFlaw {
        code: codes::LOCALE,
        problem: error.to_string(),
        hint: "use a locale such as \"de\" or \"pt_BR\"".to_owned(),
    })
}

/// Qualifiers of a requirement, separated by commas, each once.
pub(super) fn qualifiers(name: &str) -> Result<(), KeyFlaw> {
    let given: Vec<_> = name.split(',').map(str::trim).collect();
    for (index, qualifier) in given.iter().enumerate() {
        let (problem, hint) = if given[..index].contains(qualifier) {
            (format!("{qualifier:?} is given twice"), "keep one".to_owned())
        } else if Qualifier::named(qualifier).is_some() {
            continue;
        } else {
            let names = Qualifier::ALL.map(Qualifier::name);
            let hint = match nearest(qualifier, names.into_iter()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("valid qualifiers: {}", names.join(", ")),
            };
            (format!("{qualifier:?} is not a qualifier of a requirement"), hint)
        };
        return Err(KeyFlaw { code: codes::QUALIFIER, problem, hint });
    }
    Ok(())
}
