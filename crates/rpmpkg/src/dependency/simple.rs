//! A single dependency: a name, perhaps with a version.

use pkgterms::Architecture;

use super::scanner::{Scanner, is_blank};
use super::{Dependency, DependencyError, Sense, slip};
use crate::Evr;

/// Parses `name`, `name >= evr` or `name (>= evr)`.
pub(super) fn parse(scanner: &mut Scanner<'_>) -> Result<Dependency, DependencyError> {
    let start = *scanner;
    let name = name(scanner)?;
    slip::check(&start, name)?;
    let behind_name = *scanner;
    scanner.skip_blanks();
    let in_parentheses = scanner.is_at('(') && holds_comparison(scanner);
    if in_parentheses {
        scanner.eat("(");
        scanner.skip_blanks();
    }
    let Some(sense) = comparison(scanner)? else {
        *scanner = behind_name;
        refuse_restriction(scanner)?;
        return Ok(Dependency::any(name));
    };
    if name.starts_with('/') {
        return Err(start.fault(format!("gives the file {name} a version")).hint("leave it out"));
    }
    scanner.skip_blanks();
    let evr = version(scanner)?;
    if in_parentheses {
        scanner.skip_blanks();
        if !scanner.eat(")") {
            return Err(scanner.fault("has no \")\" after the version"));
        }
    }
    refuse_restriction(scanner)?;
    Ok(Dependency { name: name.to_owned(), evr: evr.to_owned(), sense })
}

/// True when a comparison comes right after the parenthesis, as Debian writes versions.
fn holds_comparison(scanner: &Scanner<'_>) -> bool {
    let inside = scanner.rest()[1..].trim_start_matches(is_blank);
    inside.starts_with(['<', '>', '='])
}

/// A name: as rpm has it, but without characters that only a slip brings there.
fn name<'a>(scanner: &mut Scanner<'a>) -> Result<&'a str, DependencyError> {
    let start = *scanner;
    let is_path = scanner.is_at('/');
    if scanner.peek().is_some_and(|first| !is_path && !is_first(first)) {
        let found = scanner.peek().map(String::from).unwrap_or_default();
        let fault = scanner.fault(format!("has {found:?} at the start of a name"));
        return Err(match scanner.operator() {
            "" => fault.hint("a name starts with a letter, a digit, \"_\" or \"/\""),
            _ => fault.hint("write the name of the package before the comparison"),
        });
    }
    let mut depth = 0_u32;
    loop {
        match scanner.peek() {
            Some('(') if !holds_comparison(scanner) => depth += 1,
            Some(')') if depth > 0 => depth -= 1,
            Some(')' | '|') | None if depth == 0 => break,
            Some('<' | '>' | '=' | '[' | ']' | '(') if depth == 0 && !is_path => break,
            Some(blank) if is_blank(blank) || (blank == ',' && depth == 0) => break,
            Some(found) if !is_path && depth == 0 && !is_inner(found) => {
                return Err(odd(scanner, found));
            }
            Some(found) if found.is_control() || found == '"' => return Err(odd(scanner, found)),
            Some(_) => {}
            None => break,
        }
        let mut taken = false;
        scanner.take_while(|_| !std::mem::replace(&mut taken, true));
    }
    let name = &start.rest()[..start.rest().len() - scanner.rest().len()];
    if depth > 0 {
        return Err(start.fault(format!("has a \"(\" without its \")\" in {name:?}")));
    }
    if name.contains("%{") {
        return Err(start
            .fault(format!("has the macro of {name:?}, which nothing expands"))
            .hint("write its value, or a reference such as ${version}"));
    }
    match name.rsplit_once(':') {
        Some((package, qualifier)) if !is_path && is_qualifier(qualifier) => Err(start
            .fault(format!("has Debian's qualifier \":{qualifier}\", which rpm does not know"))
            .hint(format!("write {package:?} here, and the qualified name under [deb]"))),
        _ => Ok(name),
    }
}

fn is_first(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What may be in a name outside of its parentheses.
fn is_inner(character: char) -> bool {
    character.is_alphanumeric() || "._+-/:@%~^{}*?#".contains(character)
}

fn odd(scanner: &Scanner<'_>, found: char) -> DependencyError {
    let fault = scanner.fault(format!("has {found:?} in a name"));
    match found {
        ';' | '&' => fault.hint("separate packages with \",\""),
        _ => fault.hint("leave it out"),
    }
}

/// A qualifier of Debian's: one of its own, or an architecture.
fn is_qualifier(text: &str) -> bool {
    matches!(text, "any" | "native")
        || text.parse::<Architecture>().is_ok_and(|found| found.debian() == text)
}

/// The comparison, if one comes next.
fn comparison(scanner: &mut Scanner<'_>) -> Result<Option<Sense>, DependencyError> {
    let start = *scanner;
    let operator = scanner.operator();
    if operator.is_empty() {
        return Ok(None);
    }
    let profile = scanner.rest().split(is_blank).next().unwrap_or_default();
    if operator.starts_with('<') && (operator.contains('!') || profile.ends_with('>')) {
        return Err(restriction(&start));
    }
    match Sense::of_operator(operator) {
        Some(sense) => Ok(Some(sense)),
        None => Err(start
            .fault(format!("has the unknown comparison {operator:?}"))
            .hint("known are <, <=, =, >= and >")),
    }
}

/// The version, checked.
fn version<'a>(scanner: &mut Scanner<'a>) -> Result<&'a str, DependencyError> {
    let start = *scanner;
    let text = scanner.take_while(|found| !is_blank(found) && !",()|[]<>=".contains(found));
    if text.is_empty() {
        return Err(start
            .fault("has no version after the comparison")
            .hint("write the version, or leave the comparison out"));
    }
    match Evr::parse(text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let fault = start.fault(format!("has {text:?} as a version, which {}", error.problem));
            Err(DependencyError { hint: error.hint, ..fault })
        }
    }
}

/// Refuses Debian's restrictions to architectures and build profiles.
fn refuse_restriction(scanner: &Scanner<'_>) -> Result<(), DependencyError> {
    let mut behind = *scanner;
    behind.skip_blanks();
    match behind.peek() {
        Some('[' | '<') => Err(restriction(&behind)),
        _ => Ok(()),
    }
}

fn restriction(scanner: &Scanner<'_>) -> DependencyError {
    let what = if scanner.is_at('[') { "an architecture" } else { "a build profile" };
    scanner
        .fault(format!(
            "restricts a dependency to {what}, which is not possible in a binary \
                        package"
        ))
        .hint("remove the restriction, or remove the dependency where it does not apply")
}
