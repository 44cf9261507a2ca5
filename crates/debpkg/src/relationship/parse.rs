//! Parsing relationships.

use super::{Alternatives, Constraint, Operator, Relation, Relationships};
use crate::{PackageName, Version};

/// Whose language a list is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// That of binary packages' control files.
    ControlFile,
    /// That of package descriptions.
    Description,
}

/// Why a list is invalid, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at column {column}")]
pub struct RelationshipError {
    /// What is wrong.
    pub problem: String,
    /// Where in the list, in characters from 1.
    pub column: usize,
    /// How to fix it.
    pub hint: Option<String>,
}

pub(super) fn parse(text: &str, language: Language) -> Result<Relationships, RelationshipError> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_blanks();
    if cursor.peek().is_none() {
        return Ok(Relationships::default());
    }
    let mut list = Vec::new();
    loop {
        list.push(alternatives(&mut cursor, language)?);
        if !cursor.take(',') {
            break;
        }
    }
    match cursor.peek() {
        None => Ok(Relationships(list)),
        Some(found) => Err(unexpected(&cursor, found)),
    }
}

fn alternatives(
    cursor: &mut Cursor<'_>,
    language: Language,
) -> Result<Alternatives, RelationshipError> {
    let mut list = Vec::new();
    loop {
        cursor.skip_blanks();
        list.push(relation(cursor, language)?);
        cursor.skip_blanks();
        if !cursor.take('|') {
            return Ok(Alternatives(list));
        }
    }
}

fn relation(cursor: &mut Cursor<'_>, language: Language) -> Result<Relation, RelationshipError> {
    let name = name(cursor, language)?;
    let qualifier = if cursor.take(':') { Some(qualifier(cursor)?) } else { None };
    cursor.skip_blanks();
    let opened = cursor.at;
    let constraint = if cursor.take('(') {
        let constraint = constraint(cursor, language)?;
        cursor.skip_blanks();
        if !cursor.take(')') {
            return Err(unclosed(cursor, opened));
        }
        Some(constraint)
    } else if language == Language::Description && cursor.starts_operator() {
        Some(constraint(cursor, language)?)
    } else {
        None
    };
    Ok(Relation { name, qualifier, constraint })
}

fn name(cursor: &mut Cursor<'_>, language: Language) -> Result<PackageName, RelationshipError> {
    let start = cursor.at;
    let text = cursor.take_while(|found| !is_blank(found) && !"(),:|<>=!~^[]{}$".contains(found));
    if text.is_empty() || text.starts_with('/') {
        cursor.at = start;
        return Err(missing_name(cursor));
    }
    let parsed = match language {
        Language::ControlFile => PackageName::parse_lenient(text),
        Language::Description => PackageName::parse(text),
    };
    parsed.map_err(|error| {
        let problem = format!("the package name {text:?} {error}");
        cursor.error(start, problem, error.hint())
    })
}

fn missing_name(cursor: &Cursor<'_>) -> RelationshipError {
    let (problem, hint) = match cursor.peek() {
        None => ("a package name is missing", "leave out the \",\" or \"|\" before it"),
        Some(',' | '|') => ("a package name is missing", "leave out one of the two separators"),
        Some('(') if is_rich(&cursor.text[cursor.at..]) => (
            "there is an RPM condition instead of a package name",
            "write alternatives as \"a | b\", and conditions for the .rpm under [rpm]",
        ),
        Some('/') => (
            "there is a path instead of a package name",
            "name the package that has the file: only an .rpm can require a file",
        ),
        Some('$') => {
            ("there is a substitution variable instead of a package name", "write its value")
        }
        Some(_) => ("a package name is missing", "write \"name (>= version)\""),
    };
    cursor.error(cursor.at, problem.to_owned(), Some(hint.to_owned()))
}

fn qualifier(cursor: &mut Cursor<'_>) -> Result<Box<str>, RelationshipError> {
    let start = cursor.at;
    let text = cursor.take_while(|found| !is_blank(found) && !"(),|<>=[]".contains(found));
    let is_architecture = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if is_architecture {
        return Ok(text.into());
    }
    let problem = format!("{text:?} is not an architecture qualifier");
    let hint = "write \"name:any\", \"name:amd64\" or only the name";
    Err(cursor.error(start, problem, Some(hint.to_owned())))
}

fn constraint(
    cursor: &mut Cursor<'_>,
    language: Language,
) -> Result<Constraint, RelationshipError> {
    cursor.skip_blanks();
    let operator = operator(cursor, language)?;
    cursor.skip_blanks();
    let start = cursor.at;
    let text = cursor.take_while(|found| !is_blank(found) && !"(),|<>=[]".contains(found));
    if text.is_empty() {
        let hint = "write \"name (>= version)\"".to_owned();
        return Err(cursor.error(start, "a version is missing".to_owned(), Some(hint)));
    }
    let version = Version::parse(text).map_err(|error| {
        cursor.error(start, format!("the version {text:?} {error}"), error.hint())
    })?;
    Ok(Constraint { operator, version })
}

fn operator(cursor: &mut Cursor<'_>, language: Language) -> Result<Operator, RelationshipError> {
    let start = cursor.at;
    let text = cursor.take_while(is_operator);
    let operator = match (text, language) {
        ("<<", _) | ("<", Language::Description) => Operator::Earlier,
        ("<=", _) | ("<", Language::ControlFile) => Operator::EarlierOrEqual,
        ("=", _) => Operator::Equal,
        (">=", _) | (">", Language::ControlFile) => Operator::LaterOrEqual,
        (">>", _) | (">", Language::Description) => Operator::Later,
        _ => return Err(wrong_operator(cursor, start, text)),
    };
    Ok(operator)
}

fn wrong_operator(cursor: &Cursor<'_>, start: usize, text: &str) -> RelationshipError {
    let problem = match text {
        "" => "a version operator is missing".to_owned(),
        text => format!("{text:?} is not a version operator"),
    };
    let hint = match text {
        "==" => "write \"=\"",
        "=>" => "write \">=\"",
        "=<" => "write \"<=\"",
        "!=" | "~" | "~=" | "~>" | "^" => {
            "Debian has no such operator; write a range: \"name (>= 1), name (<< 2~)\""
        }
        _ => "the operators are \"<<\", \"<=\", \"=\", \">=\" and \">>\"",
    };
    cursor.error(start, problem, Some(hint.to_owned()))
}

fn unclosed(cursor: &Cursor<'_>, opened: usize) -> RelationshipError {
    match cursor.peek() {
        None => {
            let problem = "this \"(\" is never closed".to_owned();
            cursor.error(opened, problem, Some("write \")\" after the version".to_owned()))
        }
        Some(found) => {
            let problem = format!("there is {found:?} instead of \")\"");
            cursor.error(cursor.at, problem, Some("a version cannot have blanks".to_owned()))
        }
    }
}

fn unexpected(cursor: &Cursor<'_>, found: char) -> RelationshipError {
    let hint = match found {
        '[' => {
            "a binary package has no architecture restrictions; leave the package out if it is \
             not needed"
        }
        '<' if cursor.starts_build_profile() => {
            "a binary package has no build profiles; leave them out"
        }
        '<' | '>' | '=' => "write the version in parentheses: \"name (>= version)\"",
        '(' => "a package can have only one version constraint: write the package twice",
        _ => behind_blank(cursor),
    };
    cursor.error(cursor.at, format!("there is {found:?} after a package"), Some(hint.to_owned()))
}

/// What was meant by a word after a package that no separator comes before: a version, or RPM's
/// word for a choice or condition, which may come before it too.
fn behind_blank(cursor: &Cursor<'_>) -> &'static str {
    let (before, behind) = cursor.text.split_at(cursor.at);
    let words = [
        before.split(is_separator).rfind(|word| !word.is_empty()),
        behind.split(is_separator).next(),
    ];
    for word in words.into_iter().flatten() {
        match &*word.to_ascii_lowercase() {
            "or" => return "write alternatives as \"a | b\"",
            "and" | "with" => return "separate packages that are all needed with \",\": \"a, b\"",
            "if" | "unless" | "else" | "without" => {
                return "Debian has no conditions: leave it out here, and write \"(a if b)\" under \
                        [rpm]";
            }
            _ => {}
        }
    }
    if behind.starts_with(|first: char| first.is_ascii_digit()) {
        return "write the version in parentheses: \"name (>= version)\"";
    }
    "separate packages with \",\" or \"|\""
}

fn is_separator(character: char) -> bool {
    is_blank(character) || ",|()".contains(character)
}

/// True when `text`, which starts with a parenthesis, is a rich dependency of RPM's.
fn is_rich(text: &str) -> bool {
    let words = ["and", "or", "if", "unless", "with", "without"];
    text.split(is_separator).any(|word| words.contains(&word))
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n')
}

fn is_operator(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '~' | '^')
}

struct Cursor<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.find(|found| !wanted(found)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_blanks(&mut self) {
        self.take_while(is_blank);
    }

    fn starts_operator(&self) -> bool {
        self.peek().is_some_and(is_operator) && !self.starts_build_profile()
    }

    /// Tells the build profiles `<nocheck>` and `<!nocheck>` from `< 1`.
    fn starts_build_profile(&self) -> bool {
        let behind =
            self.text[self.at..].strip_prefix('<').map(|rest| rest.trim_start_matches(is_blank));
        behind.is_some_and(|rest| {
            rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!')
        })
    }

    fn error(&self, at: usize, problem: String, hint: Option<String>) -> RelationshipError {
        RelationshipError { problem, column: self.text[..at].chars().count() + 1, hint }
    }
}
