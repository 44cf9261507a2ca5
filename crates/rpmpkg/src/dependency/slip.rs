//! Words that rpm would take for names of packages, and that nobody calls a package.

use super::rich::Operator;
use super::scanner::{Scanner, is_blank};
use super::{Context, DependencyError, rich};

/// Refuses `name`, which is at `place`, when it is a word of rich dependencies or a version.
pub(super) fn check(place: &Scanner<'_>, name: &str) -> Result<(), DependencyError> {
    if let Some(operator) = Operator::parse(&name.to_ascii_lowercase()) {
        let problem = format!("has the word {name:?} instead of a package name");
        return Err(place.fault(problem).hint(parenthesised(place.text(), operator)));
    }
    if is_version(name) {
        let problem = format!("has {name:?} instead of a package name");
        let before = place.before().trim_end_matches(|it| is_blank(it) || it == '(');
        let package = before.rsplit(|it| is_blank(it) || ",|()".contains(it)).next();
        let hint = match package.filter(|it| it.starts_with(|first: char| first.is_alphabetic())) {
            Some(package) => format!("write \"{package} = {name}\" or \"{package} >= {name}\""),
            None => "write \"name = version\"".to_owned(),
        };
        return Err(place.fault(problem).hint(hint));
    }
    Ok(())
}

/// The same text as the rich dependency that it was meant to be, or how those are written.
fn parenthesised(text: &str, operator: Operator) -> String {
    let words: Vec<_> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    let words: Vec<_> = words.iter().map(|word| with_small_letters(word)).collect();
    let meant = format!("({})", words.join(" "));
    let is_meant = !text.contains(['(', ',', '|'])
        && rich::parse(&mut Scanner::new(&meant), Context::Free).is_ok();
    match operator {
        Operator::And if is_meant => {
            format!("write {:?} for both", words.join(" ").replace(" and ", ", "))
        }
        Operator::And => "separate packages that are all needed with \",\"".to_owned(),
        Operator::Or if is_meant => {
            let bars = words.join(" ").replace(" or ", " | ");
            format!("write {meant:?}, or {bars:?}, which both formats accept")
        }
        Operator::Or => {
            "write alternatives as \"(a or b)\", or \"a | b\", which both formats accept".to_owned()
        }
        _ if is_meant => format!("write {meant:?}"),
        _ => format!("write a condition in parentheses: \"(a {} b)\"", operator.word()),
    }
}

/// The operators in their spelling.
fn with_small_letters(word: &str) -> String {
    let small = word.to_ascii_lowercase();
    if Operator::parse(&small).is_some() { small } else { word.to_owned() }
}

/// True for `12`, `1.0`, `1:2`, `1.0-3` and the like. Names may start with a digit (`7zip`,
/// `389-ds-base`), but these are none.
fn is_version(name: &str) -> bool {
    let rest = name.trim_start_matches(|it: char| it.is_ascii_digit());
    let mut behind = rest.chars();
    rest.len() < name.len()
        && match behind.next() {
            None => true,
            Some('.' | ':' | '-') => behind.next().is_some_and(|it| it.is_ascii_digit()),
            Some(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_start_with_digits_are_not_versions() {
        for name in ["7zip", "389-ds-base", "0ad", "2048-cli", "4ti2", "libx1.0", "1a.2"] {
            assert!(!is_version(name), "{name}");
        }
        for name in ["1", "1.0", "1:2.0-1", "2.0-1.el9", "10-1"] {
            assert!(is_version(name), "{name}");
        }
    }
}
