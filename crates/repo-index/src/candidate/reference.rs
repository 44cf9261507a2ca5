//! Texts with references to fields of a package: `{codename}-{version.major}`.

use diagnostic::nearest;

use super::Candidate;

/// A part of a text with references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A reference to what was captured under a name.
    Capture(String),
    /// A reference to a field of the package.
    Field(Field),
}

/// The fields that references name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The package's name.
    Name,
    /// The whole version.
    Version,
    /// The first number of the upstream version.
    Major,
    /// The second number of the upstream version.
    Minor,
    /// The version without epoch, and without revision or release.
    Upstream,
    /// The epoch; 0 where there is none.
    Epoch,
    /// The architecture as the format names it.
    Architecture,
    /// The component that the package says it belongs to.
    Component,
    /// The source package's name.
    Source,
    /// The format.
    Format,
}

const FIELDS: [(&str, Field); 10] = [
    ("name", Field::Name),
    ("version", Field::Version),
    ("version.major", Field::Major),
    ("version.minor", Field::Minor),
    ("version.upstream", Field::Upstream),
    ("epoch", Field::Epoch),
    ("arch", Field::Architecture),
    ("component", Field::Component),
    ("source", Field::Source),
    ("format", Field::Format),
];

/// The parts of a text whose references may name `captures` besides the fields of a package.
///
/// # Errors
/// Every defect: references to what there is not, a brace without its partner.
pub fn pieces(text: &str, captures: &[&str]) -> Result<Vec<Piece>, Vec<TemplateError>> {
    let mut errors = Vec::new();
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let brace = rest.find(['{', '}']).unwrap_or(rest.len());
        // `${name}`, as in manifests, is the same as `{name}`.
        let literal = match rest[brace..].starts_with('{') {
            true => rest[..brace].strip_suffix('$').unwrap_or(&rest[..brace]),
            false => &rest[..brace],
        };
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal.to_owned()));
        }
        rest = &rest[brace..];
        let Some(behind) = rest.strip_prefix('{') else {
            if let Some(behind) = rest.strip_prefix('}') {
                errors.push(TemplateError::syntax("has a \"}\" without a \"{\" before it"));
                rest = behind;
            }
            continue;
        };
        let Some(end) = behind.find('}') else {
            errors.push(TemplateError::syntax("has a \"{\" without a \"}\" after it"));
            break;
        };
        match reference(&behind[..end], captures) {
            Ok(piece) => pieces.push(piece),
            Err(error) => errors.push(error),
        }
        rest = &behind[end + 1..];
    }
    if errors.is_empty() { Ok(pieces) } else { Err(errors) }
}

impl Field {
    /// Its name in references.
    #[must_use]
    pub fn reference(self) -> &'static str {
        FIELDS.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// What it is of a package; `None` where that is not set.
    #[must_use]
    pub fn of<'a>(self, candidate: &Candidate<'a>) -> Option<&'a str> {
        match self {
            Self::Name => Some(candidate.name),
            Self::Version => Some(candidate.version),
            Self::Major => candidate.number(0),
            Self::Minor => candidate.number(1),
            Self::Upstream => Some(candidate.upstream()),
            Self::Epoch => Some(candidate.epoch().unwrap_or("0")),
            Self::Architecture => Some(candidate.architecture),
            Self::Component => candidate.component,
            Self::Source => Some(candidate.source.unwrap_or(candidate.name)),
            Self::Format => Some(candidate.format.name()),
        }
    }
}

fn reference(name: &str, captures: &[&str]) -> Result<Piece, TemplateError> {
    if captures.contains(&name) {
        return Ok(Piece::Capture(name.to_owned()));
    }
    if let Some((_, field)) = FIELDS.iter().find(|(field, _)| *field == name) {
        return Ok(Piece::Field(*field));
    }
    let known = || captures.iter().copied().chain(FIELDS.iter().map(|(field, _)| *field));
    let hint = match nearest(name, known()) {
        Some(near) => format!("did you mean {{{near}}}?"),
        None => format!(
            "valid references: {}; and the named groups (?<name>...) of filename",
            known().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ")
        ),
    };
    Err(TemplateError::reference(format!("refers to {{{name}}}, which there is not"), hint))
}

/// What is wrong with a template, or with what it makes of a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct TemplateError {
    /// True when it is about what a reference names or stands for.
    pub is_reference: bool,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub hint: String,
}

impl TemplateError {
    fn syntax(problem: &str) -> Self {
        let hint = "write references as {name}".to_owned();
        Self { is_reference: false, problem: problem.to_owned(), hint }
    }

    /// One about what a reference names or stands for.
    #[must_use]
    pub fn reference(problem: String, hint: impl Into<String>) -> Self {
        Self { is_reference: true, problem, hint: hint.into() }
    }
}
