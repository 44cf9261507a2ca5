//! Lists of dependencies.

use super::rich::{self, Context};
use super::scanner::{Scanner, is_blank};
use super::{Dependency, DependencyError, simple};

/// Parses a list: dependencies separated by commas, blanks or both.
pub(super) fn list(text: &str, context: Context) -> Result<Vec<Dependency>, DependencyError> {
    let mut scanner = Scanner::new(text);
    let mut found = Vec::new();
    loop {
        scanner.take_while(|character| is_blank(character) || character == ',');
        match scanner.peek() {
            None if found.is_empty() => {
                return Err(scanner.fault("names no package").hint("leave it out, or name one"));
            }
            None => return Ok(found),
            Some(_) => found.push(alternatives(&mut scanner, context)?),
        }
    }
}

/// One dependency, or Debian's alternatives to choose from, as a rich one.
fn alternatives(
    scanner: &mut Scanner<'_>,
    context: Context,
) -> Result<Dependency, DependencyError> {
    let first = one(scanner, context)?;
    let mut words = vec![first.to_string()];
    loop {
        scanner.skip_blanks();
        if !scanner.is_at('|') {
            break;
        }
        let bar = *scanner;
        scanner.take_while(|character| character == '|');
        scanner.skip_blanks();
        if scanner.peek().is_none_or(|character| matches!(character, ',' | '|')) {
            return Err(bar.fault("has nothing behind the \"|\"").hint("name another package"));
        }
        words.push(one(scanner, Context::Refused)?.to_string());
    }
    match words.len() {
        1 => Ok(first),
        _ => Ok(Dependency::any(format!("({})", words.join(" or ")))),
    }
}

fn one(scanner: &mut Scanner<'_>, context: Context) -> Result<Dependency, DependencyError> {
    match scanner.is_at('(') {
        true => Ok(Dependency::any(rich::parse(scanner, context)?)),
        false => simple::parse(scanner),
    }
}
