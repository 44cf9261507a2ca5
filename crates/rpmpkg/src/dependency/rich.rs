//! Rich dependencies (rpm's `docs/manual/boolean_dependencies.md`).

use super::scanner::{Scanner, is_blank};
use super::{DependencyError, simple};

/// The deepest nesting.
const MAX_DEPTH: usize = 50;

/// Where a rich dependency stands. rpm refuses an `if` where leaving it out would say the same as
/// refusing, and an `unless` where it would say the same as needing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// In a field of what should be there, in `and`, in what an `if` needs: `unless` is refused.
    Needed,
    /// In a field of what should not be there or is looked for in others, in `or`, in what an
    /// `unless` needs: `if` is refused.
    Refused,
    /// In a condition: both pass.
    Free,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    If,
    Unless,
    Else,
    With,
    Without,
}

impl Operator {
    const ALL: [(&'static str, Self); 7] = [
        ("and", Self::And),
        ("or", Self::Or),
        ("if", Self::If),
        ("unless", Self::Unless),
        ("else", Self::Else),
        ("with", Self::With),
        ("without", Self::Without),
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(word, _)| *word == text).map(|(_, operator)| operator)
    }

    pub(super) fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, other)| *other == self).map_or("", |(word, _)| word)
    }

    /// The context of what comes before it and, but for a condition, after it.
    fn context(self, outer: Context) -> Context {
        match self {
            Self::And | Self::If => Context::Needed,
            Self::Or | Self::Unless => Context::Refused,
            Self::Else | Self::With | Self::Without => outer,
        }
    }
}

/// A rich dependency that was parsed: its canonical spelling, and the operators in it that depend
/// on what stands around it.
struct Parsed<'a> {
    text: String,
    /// With their places; what belongs to an inner parenthesis that has an operator of its own is
    /// settled there.
    operators: Vec<(Operator, Scanner<'a>)>,
    /// The same of everything in it.
    all: Vec<(Operator, Scanner<'a>)>,
}

/// Parses a rich dependency with its parentheses, and spells it canonically.
pub(super) fn parse(
    scanner: &mut Scanner<'_>,
    context: Context,
) -> Result<String, DependencyError> {
    let parsed = group(scanner, 0)?;
    check_context(&parsed, context)?;
    Ok(parsed.text)
}

/// Parses `(operand operator operand ...)`.
fn group<'a>(scanner: &mut Scanner<'a>, depth: usize) -> Result<Parsed<'a>, DependencyError> {
    let start = *scanner;
    if depth == MAX_DEPTH {
        return Err(start.fault(format!("nests deeper than {MAX_DEPTH} parentheses")));
    }
    scanner.eat("(");
    let mut operands = vec![operand(scanner, &start, None, depth)?];
    let mut operators = Vec::new();
    loop {
        scanner.skip_blanks();
        if scanner.eat(")") {
            break;
        }
        let place = *scanner;
        let operator = operator(scanner, &start)?;
        check_chain(&operators, operator, &place)?;
        operators.push((operator, place));
        operands.push(operand(scanner, &start, Some(operator), depth)?);
    }
    check_operands(&operators, &operands)?;
    Ok(joined(operators, operands))
}

/// Parses what an operator stands between.
fn operand<'a>(
    scanner: &mut Scanner<'a>,
    start: &Scanner<'a>,
    behind: Option<Operator>,
    depth: usize,
) -> Result<Parsed<'a>, DependencyError> {
    scanner.skip_blanks();
    match scanner.peek() {
        None => Err(unterminated(start)),
        Some(')') => Err(match behind {
            Some(operator) => scanner.fault(format!("has nothing after \"{}\"", operator.word())),
            None => scanner.fault("has nothing in its parentheses"),
        }),
        Some('(') => group(scanner, depth + 1),
        Some(_) => {
            let text = simple::parse(scanner)?.to_string();
            Ok(Parsed { text, operators: Vec::new(), all: Vec::new() })
        }
    }
}

fn operator(scanner: &mut Scanner<'_>, start: &Scanner<'_>) -> Result<Operator, DependencyError> {
    let place = *scanner;
    let word = scanner.take_while(|found| !is_blank(found) && !"(),|".contains(found));
    if let Some(operator) = Operator::parse(word) {
        return Ok(operator);
    }
    let known = "known are and, or, if, unless, else, with and without";
    match scanner.peek() {
        None if word.is_empty() => Err(unterminated(start)),
        Some(found) if word.is_empty() => {
            let hint = match found {
                ',' => "write \"and\" between packages that are all needed",
                '|' => "write \"or\"",
                _ => known,
            };
            Err(place.fault(format!("has {found:?} instead of a word such as \"and\"")).hint(hint))
        }
        _ => {
            Err(place.fault(format!("has the unknown word {word:?} between packages")).hint(known))
        }
    }
}

fn unterminated(start: &Scanner<'_>) -> DependencyError {
    start.fault("has a \"(\" without its \")\"").hint("close it")
}

/// Checks that `next` may follow the operators before it: equal ones of `and`, `or` and `with`, or
/// one `else` after `if` or `unless`.
fn check_chain(
    before: &[(Operator, Scanner<'_>)],
    next: Operator,
    place: &Scanner<'_>,
) -> Result<(), DependencyError> {
    let chained = match before {
        [] => next != Operator::Else,
        [(Operator::If | Operator::Unless, _)] => next == Operator::Else,
        [.., (last, _)] => {
            *last == next && matches!(next, Operator::And | Operator::Or | Operator::With)
        }
    };
    if chained {
        return Ok(());
    }
    let problem = match before.last() {
        None => "has an \"else\" without its \"if\" or \"unless\"".to_owned(),
        Some((last, _)) => format!("has \"{}\" after \"{}\"", next.word(), last.word()),
    };
    Err(place.fault(problem).hint("put parentheses around the parts that belong together"))
}

/// Checks each operand against the operators around it.
fn check_operands(
    operators: &[(Operator, Scanner<'_>)],
    operands: &[Parsed<'_>],
) -> Result<(), DependencyError> {
    let Some(&(first, _)) = operators.first() else { return Ok(()) };
    for (index, operand) in operands.iter().enumerate() {
        let is_condition = index == 1 && matches!(first, Operator::If | Operator::Unless);
        match first {
            Operator::With | Operator::Without => check_same_package(operand)?,
            _ if is_condition => {}
            _ => check_context(operand, first.context(Context::Free))?,
        }
    }
    Ok(())
}

/// `with` and `without` are about one package: only what names packages to choose from may be in
/// them.
fn check_same_package(operand: &Parsed<'_>) -> Result<(), DependencyError> {
    let allowed =
        |operator: Operator| matches!(operator, Operator::With | Operator::Without | Operator::Or);
    match operand.all.iter().find(|(operator, _)| !allowed(*operator)) {
        Some((operator, place)) => Err(place
            .fault(format!("has \"{}\" within \"with\" or \"without\"", operator.word()))
            .hint("only with, without and or are allowed there, because it is about one package")),
        None => Ok(()),
    }
}

fn check_context(operand: &Parsed<'_>, context: Context) -> Result<(), DependencyError> {
    let (refused, hint) = match context {
        Context::Needed => (Operator::Unless, "write \"or\" instead"),
        Context::Refused => (Operator::If, "write \"and\" instead"),
        Context::Free => return Ok(()),
    };
    match operand.operators.iter().find(|(operator, _)| *operator == refused) {
        Some((operator, place)) => Err(place
            .fault(format!("has \"{}\" where rpm does not accept it", operator.word()))
            .hint(hint)),
        None => Ok(()),
    }
}

fn joined<'a>(operators: Vec<(Operator, Scanner<'a>)>, operands: Vec<Parsed<'a>>) -> Parsed<'a> {
    let mut text = String::from("(");
    let mut all = operators.clone();
    let mut inherited = Vec::new();
    let is_single = operands.len() == 1;
    for (index, operand) in operands.into_iter().enumerate() {
        if let Some((operator, _)) = index.checked_sub(1).and_then(|index| operators.get(index)) {
            text.push(' ');
            text.push_str(operator.word());
            text.push(' ');
        }
        text.push_str(&operand.text);
        all.extend(operand.all);
        if is_single {
            inherited = operand.operators;
        }
    }
    text.push(')');
    Parsed { text, operators: if is_single { inherited } else { operators }, all }
}
