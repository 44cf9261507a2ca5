//! `NAME=VALUE`.

use diagnostic::{Diagnostics, Source, Sourced};
use pkgtree::description::Text;

use super::flag_defect;
use crate::codes;

/// Splits each of `values` at its first `=`. What has none, or no name before it, or a name that
/// came before, is a defect.
pub(crate) fn assignments(
    values: &[String],
    flag: &str,
    errors: &mut Diagnostics,
) -> Vec<(Text, Text)> {
    let mut pairs: Vec<(Text, Text)> = Vec::new();
    for given in values {
        let Some((name, value)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            let defect =
                flag_defect(codes::ASSIGNMENT, flag, format!("{given:?} has no NAME=VALUE"));
            errors.push(defect.hint(format!("write {flag} 'NAME=VALUE'")));
            continue;
        };
        if pairs.iter().any(|(known, _)| known.value == name) {
            errors.push(flag_defect(codes::ASSIGNMENT, flag, format!("{name:?} is given twice")));
            continue;
        }
        let sourced = |text: &str| Sourced::new(text.to_owned(), Source::Flag(flag.to_owned()));
        pairs.push((sourced(name), sourced(value)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_first_sign_and_reports_every_defect() {
        let mut errors = Diagnostics::new();
        let given = ["a=b=c", "x=", "=y", "plain", "a=2"].map(str::to_owned);
        let pairs = assignments(&given, "--set", &mut errors);
        let pairs: Vec<_> =
            pairs.iter().map(|(k, v)| (k.value.as_str(), v.value.as_str())).collect();
        assert_eq!(pairs, [("a", "b=c"), ("x", "")]);
        let problems: Vec<_> = errors.as_slice().iter().map(|e| e.problem.as_str()).collect();
        assert_eq!(
            problems,
            ["\"=y\" has no NAME=VALUE", "\"plain\" has no NAME=VALUE", "\"a\" is given twice"]
        );
    }
}
