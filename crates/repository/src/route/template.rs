//! Targets with references: `apt:{os}/{codename}-{version.major}`.

use std::fmt;

use pkgterms::Architecture;
use repo_index::candidate::{Candidate, Field, Piece, TemplateError, pieces};
use repo_index::name::is_of_a_name;

use super::condition::Found;
use super::{Known, TargetName, TargetNameError};

/// A target whose name refers to fields of the package and to captures of its file name.
///
/// What a reference stands for is never more than a part of one name: a package cannot choose its
/// way out of the folder that a template gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    pieces: Vec<Piece>,
    is_apt: bool,
}

/// The text, or a NUL where a reference is.
fn pattern(piece: &Piece) -> &str {
    match piece {
        Piece::Text(text) => text,
        _ => "\0",
    }
}

/// Whether a part of a path, in which NULs stand for what is not known yet, could be `name`.
fn fits(part: &str, name: &str) -> bool {
    let mut literals = part.split('\0');
    let first = literals.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = literals.next_back() else { return rest.is_empty() };
    for literal in literals {
        match rest.find(literal) {
            Some(at) => rest = &rest[at + literal.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn is_apt(target: &TargetName) -> bool {
    matches!(target, TargetName::Apt { .. })
}

impl Template {
    /// Parses a template whose references may name `captures` besides the fields of a package. A
    /// capture hides a field of its name.
    ///
    /// # Errors
    /// Every defect: references to what there is not, a brace without its partner, and what is not
    /// the name of a target whatever the references stand for.
    pub fn parse(text: &str, captures: &[&str]) -> Result<Self, Vec<TemplateError>> {
        let pieces = pieces(text, captures)?;
        // Values are of names' characters: with any of them in place, the parts are the same.
        let stand_in = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            _ => "0".to_owned(),
        };
        let shape = pieces.iter().map(stand_in).collect::<String>();
        match TargetName::resolve(&shape, &()) {
            Ok(shape) => Ok(Self { text: text.to_owned(), pieces, is_apt: is_apt(&shape) }),
            // Whether there is such a suite is for the configuration to say.
            Err(cause) if cause.is_undeclared => {
                Ok(Self { text: text.to_owned(), pieces, is_apt: true })
            }
            Err(cause) => Err(vec![TemplateError {
                is_reference: false,
                problem: format!("is not a target: {}", cause.problem),
                hint: cause.hint,
            }]),
        }
    }

    /// True for `apt:`, false for `rpm:`.
    #[must_use]
    pub fn is_apt(&self) -> bool {
        self.is_apt
    }

    /// What keeps it from leading anywhere, whatever its references stand for: more parts than a suite
    /// and a component of one part have, and no known suite that they could be of. `suites` and
    /// `components` are those of its archive that are known.
    #[must_use]
    pub fn dead_end(&self, suites: &[&str], components: &[&str]) -> Option<TargetNameError> {
        let parts: String = self.pieces.iter().map(pattern).collect();
        let path = parts.strip_prefix("apt:")?.split_once('/')?.1;
        let could_be = |path: &[&str], name: &str| {
            let names: Vec<&str> = name.split('/').collect();
            names.len() == path.len() && path.iter().zip(names).all(|(part, name)| fits(part, name))
        };
        let path: Vec<&str> = path.split('/').collect();
        let leads = |suite: &str| {
            let length = suite.split('/').count();
            length <= path.len()
                && could_be(&path[..length], suite)
                && match path.len() - length {
                    0 | 1 => true,
                    _ => components.iter().any(|component| could_be(&path[length..], component)),
                }
        };
        if path.len() < 3 || suites.iter().any(|suite| leads(suite)) {
            return None;
        }
        let text = self.text.replace("${", "{");
        let plain = text.replace(['{', '}'], "");
        let error = TargetName::resolve(&plain, &()).err()?;
        let problem = format!("does not lead to a declared suite: {text}");
        Some(TargetNameError { target: text, problem, ..error })
    }

    /// The archive or the repository, when it does not depend on the package.
    #[must_use]
    pub fn holder(&self) -> Option<&str> {
        let (_, rest) = self.text.split_once(':')?;
        let holder = rest.split('/').next()?;
        (!holder.contains('{')).then_some(holder)
    }

    /// The target of a package, where these suites and components are known.
    pub(super) fn expand(
        &self,
        candidate: &Candidate<'_>,
        found: &Found<'_>,
        known: &dyn Known,
    ) -> Result<TargetName, TemplateError> {
        let text = self.fill(candidate, found, false)?.concat();
        TargetName::resolve(&text, known).map_err(|cause| {
            TemplateError::reference(
                format!("gives {text:?}, which is not a target: {}", cause.problem),
                cause.hint,
            )
        })
    }

    /// True when it refers to the package's architecture.
    pub(super) fn has_architecture(&self) -> bool {
        self.pieces.contains(&Piece::Field(Field::Architecture))
    }

    /// Those of `names`, which are of RPM repositories, that it gives for packages like this one, each
    /// of some architecture.
    pub(super) fn spread<'n>(
        &self,
        candidate: &Candidate<'_>,
        found: &Found<'_>,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<Vec<TargetName>, TemplateError> {
        let parts = self.fill(candidate, found, true)?;
        let fixed: usize = parts.iter().map(String::len).sum();
        let gives = |text: &str| {
            let (gaps, rest) = (parts.len() - 1, text.len().checked_sub(fixed)?);
            let length = rest.checked_div(gaps).filter(|length| length * gaps == rest)?;
            let start = parts.first()?.len();
            let architecture = text.get(start..start.checked_add(length)?)?;
            let known: Architecture = architecture.parse().ok()?;
            let is_one = known != Architecture::NONE && known.rpm() == architecture;
            (is_one && parts.join(architecture) == text).then_some(())
        };
        let texts = names.map(|name| format!("rpm:{name}"));
        let given = texts.filter(|text| gives(text).is_some());
        Ok(given.filter_map(|text| text.parse().ok()).collect())
    }

    /// The text with what its references stand for; in several parts where `is_open` leaves a gap for
    /// each architecture.
    fn fill(
        &self,
        candidate: &Candidate<'_>,
        found: &Found<'_>,
        is_open: bool,
    ) -> Result<Vec<String>, TemplateError> {
        let (mut parts, mut text) = (Vec::new(), String::new());
        for piece in &self.pieces {
            let (reference, value) = match piece {
                Piece::Text(literal) => {
                    text.push_str(literal);
                    continue;
                }
                Piece::Field(Field::Architecture) if is_open => {
                    parts.push(std::mem::take(&mut text));
                    continue;
                }
                Piece::Capture(name) => (name.as_str(), found.capture(name)),
                Piece::Field(field) => (field.reference(), field.of(candidate)),
            };
            text.push_str(checked(reference, value)?);
        }
        parts.push(text);
        Ok(parts)
    }
}

/// What a reference stands for, which is a part of one name.
fn checked<'v>(reference: &str, value: Option<&'v str>) -> Result<&'v str, TemplateError> {
    let value = value.filter(|value| !value.is_empty()).ok_or_else(|| {
        TemplateError::reference(
            format!("{{{reference}}} is not set for this package"),
            "write another route for such packages, before this one",
        )
    })?;
    match value.chars().find(|&wrong| !is_of_a_name(wrong)) {
        None => Ok(value),
        Some(wrong) => Err(TemplateError::reference(
            format!(
                "{{{reference}}} is {value:?}, but the name of a suite or repository cannot have \
                 {wrong:?}"
            ),
            match wrong {
                ':' => "refer to {version.upstream}, which has no epoch",
                _ => "capture a part of it from the file name instead",
            },
        )),
    }
}

impl fmt::Display for Template {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
