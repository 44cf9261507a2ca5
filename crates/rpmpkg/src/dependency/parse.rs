//! Lists of dependencies.

use super::rich::{self, Context};
use super::scanner::{Scanner, is_blank};
use super::{Dependency, DependencyError, simple};

/// A list that was parsed.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    /// The dependencies in order.
    pub(crate) dependencies: Vec<Dependency>,
    /// The index of the first dependency that only blanks separate from the one before it.
    pub(crate) behind_blank: Option<usize>,
}

/// Parses a list: dependencies separated by commas, blanks or both.
pub(super) fn list(text: &str, context: Context) -> Result<List, DependencyError> {
    let mut scanner = Scanner::new(text);
    let mut list = List::default();
    loop {
        let between = scanner.take_while(|character| is_blank(character) || character == ',');
        let index = list.dependencies.len();
        match scanner.peek() {
            None if index == 0 => {
                return Err(scanner.fault("has no package name").hint("leave it out, or name one"));
            }
            None => return Ok(list),
            Some(_) => list.dependencies.push(alternatives(&mut scanner, context)?),
        }
        if index > 0 && !between.contains(',') {
            list.behind_blank.get_or_insert(index);
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
            return Err(bar.fault("has nothing after the \"|\"").hint("name another package"));
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
