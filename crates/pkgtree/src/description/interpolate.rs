//! What `${name}` in a manifest's text refers to, and what comes in its place.
//!
//! A reference names a text of the description (`${version}`, `${deb.section}`), a value given with
//! `--set` (`${KEY}`), an environment variable (`${env:NAME}`), or a part of a version
//! (`${version.major}`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diagnostic::{Code, nearest};
use pkgterms::NATIVE;
use pkgterms::template::{Piece, pieces};

use super::manifest::ManifestOptions;
use super::{codes, offer};

/// The length in bytes that no resolved text may reach.
const MAX_RESOLVED: usize = (1 << 20) + 1;
/// The length in bytes of all resolved texts of a manifest together.
const MAX_TOTAL: usize = 16 << 20;
/// How deep references nest.
const MAX_DEPTH: usize = 32;
/// The defects that are told.
const MAX_DEFECTS: usize = 1000;
/// Parts of a version by the number of dots before them.
const PARTS: [&str; 3] = ["major", "minor", "patch"];

/// A text of the manifest before its references are resolved.
#[derive(Clone, Debug)]
pub(super) struct Template<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Where it is in the manifest: a range of bytes of the file, quotes included.
    pub(super) span: Range<usize>,
    /// Where its first byte stands, when it is written without escapes.
    pub(super) start: Option<usize>,
}

/// What a name means.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// A text to resolve.
    Template(Template<'a>),
    /// A text taken as it is: a flag's.
    Literal(&'a str),
    /// A value of a wrong type, reported elsewhere.
    Broken,
}

/// A defect of a reference.
#[derive(Debug)]
pub(super) struct Defect {
    pub(super) code: Code,
    /// The name of the text that refers.
    pub(super) field: String,
    /// Where: the reference, or the whole text where that cannot be told.
    pub(super) place: Range<usize>,
    pub(super) problem: String,
    pub(super) hint: Option<String>,
}

/// The text could not be resolved; the reason has been reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unresolved;

/// Everything that texts of one manifest may refer to.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// Texts of the description by their dotted names.
    fields: BTreeMap<String, Value<'a>>,
    /// Texts of the description that could be set.
    settable: Vec<String>,
    set: &'a BTreeMap<String, String>,
    environment: &'a BTreeMap<String, String>,
    /// What `arch = "native"` means.
    native: Option<&'a str>,
    resolved: BTreeMap<String, Result<String, Unresolved>>,
    /// The fields being resolved, outermost first.
    active: Vec<String>,
    total: usize,
    defects: Vec<Defect>,
}

impl<'a> Scope<'a> {
    /// A scope of `fields`, which are some of those that are `settable`.
    pub(super) fn new(
        fields: BTreeMap<String, Value<'a>>,
        settable: Vec<String>,
        options: &'a ManifestOptions,
    ) -> Self {
        Self {
            fields,
            settable,
            set: &options.set,
            environment: &options.environment,
            native: options.native.as_deref(),
            resolved: BTreeMap::new(),
            active: Vec::new(),
            total: 0,
            defects: Vec::new(),
        }
    }

    /// True for the name of a text of the description that was set.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The value of the text of the description called `name`.
    pub(super) fn field(&mut self, name: &str) -> Result<String, Unresolved> {
        if let Some(known) = self.resolved.get(name) {
            return known.clone();
        }
        let value = match self.fields.get(name) {
            None | Some(Value::Broken) => Err(Unresolved),
            Some(Value::Literal(text)) => Ok((*text).to_owned()),
            Some(Value::Template(template)) => {
                let template = template.clone();
                self.active.push(name.to_owned());
                let value = self.text(name, &template);
                self.active.pop();
                value
            }
        };
        let value = value.map(|value| match self.native {
            Some(native) if value == NATIVE && is_field(name, "arch") => native.to_owned(),
            _ => value,
        });
        self.resolved.insert(name.to_owned(), value.clone());
        value
    }

    /// `template` with every reference replaced. `name` is what defects call it.
    pub(super) fn text(
        &mut self,
        name: &str,
        template: &Template<'_>,
    ) -> Result<String, Unresolved> {
        let mut text = String::new();
        let mut outcome = Ok(());
        for piece in pieces(template.text) {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Reference(reference, part) => match self.reference(reference) {
                    Ok(value) => text.push_str(&value),
                    Err(reason) => {
                        self.report(name, template, Some(part), reason);
                        outcome = Err(Unresolved);
                    }
                },
                Piece::Unclosed(part) => {
                    let reason = Reason::new(
                        codes::UNCLOSED_REFERENCE,
                        "\"${\" without its \"}\"",
                        "use \"$${\" for a literal \"${\"",
                    );
                    self.report(name, template, Some(part), Some(reason));
                    outcome = Err(Unresolved);
                }
            }
            if text.len() > MAX_RESOLVED || self.total + text.len() > MAX_TOTAL {
                let reason = Reason {
                    code: codes::TOO_LONG,
                    problem: "with its references it is longer than a description may be".into(),
                    hint: Some("shorten it".into()),
                };
                self.report(name, template, None, Some(reason));
                return Err(Unresolved);
            }
        }
        self.total += text.len();
        outcome.map(|()| text)
    }

    /// All defects so far.
    pub(super) fn into_defects(self) -> Vec<Defect> {
        self.defects
    }

    /// What `${name}` means, or why for nothing; no reason when that was reported elsewhere.
    fn reference(&mut self, name: &str) -> Result<String, Option<Reason>> {
        if self.defects.len() >= MAX_DEFECTS {
            return Err(None);
        }
        if let Some(variable) = name.strip_prefix("env:") {
            return self.environment.get(variable).cloned().ok_or_else(|| {
                Some(Reason::new(
                    codes::UNKNOWN_REFERENCE,
                    format!("the environment variable {variable:?} is not set"),
                    format!("set it, or use ${{{variable}}} and pass --set {variable}=..."),
                ))
            });
        }
        if let Some(value) = self.set.get(name) {
            return Ok(value.clone());
        }
        if self.fields.contains_key(name) {
            return self.nested(name);
        }
        if let Some((field, part)) = version_part(name) {
            if self.fields.contains_key(field) {
                let version = self.nested(field)?;
                return match version.split('.').nth(part) {
                    Some(text) if !text.is_empty() => Ok(text.to_owned()),
                    _ => Err(Some(Reason {
                        code: codes::UNSET_REFERENCE,
                        problem: format!(
                            "{field} is {version:?}, which has no {} part",
                            PARTS[part]
                        ),
                        hint: None,
                    })),
                };
            }
            return Err(Some(self.unknown(field)));
        }
        Err(Some(self.unknown(name)))
    }

    /// The value of the field `name`, referred to by another.
    fn nested(&mut self, name: &str) -> Result<String, Option<Reason>> {
        let circular = |problem: String| {
            let hint = "use the value itself in one of them";
            Some(Reason::new(codes::CIRCULAR_REFERENCE, problem, hint))
        };
        if let Some(start) = self.active.iter().position(|active| active == name) {
            let mut circle = self.active[start..].to_vec();
            circle.push(name.to_owned());
            return Err(circular(format!("refers to itself: {}", circle.join(" -> "))));
        }
        if self.active.len() >= MAX_DEPTH {
            return Err(circular(format!("references nest more than {MAX_DEPTH} deep")));
        }
        let value = self.field(name).map_err(|Unresolved| None)?;
        Ok(match offer::without_v(&value) {
            // As the package is called, whatever tag the version came from.
            Some(version) if is_field(name, "version") => version.to_owned(),
            _ => value,
        })
    }

    /// Why there is no `name`.
    fn unknown(&self, name: &str) -> Reason {
        if self.settable.iter().any(|field| field == name) {
            return Reason::new(
                codes::UNSET_REFERENCE,
                format!("refers to {name}, which is not set"),
                format!("set {name}, or pass --set {name}=..."),
            );
        }
        let problem = format!("there is no key or variable {name:?}");
        let known: BTreeSet<&str> = self
            .fields
            .keys()
            .chain(self.set.keys())
            .chain(&self.settable)
            .map(String::as_str)
            .collect();
        let hint = if let Some(near) = nearest(name, known.iter().copied()) {
            format!("did you mean \"${{{near}}}\"?")
        } else if name.is_empty() {
            "use the name of a key between the braces, or \"$${\" for a literal \"${\"".into()
        } else if is_variable(name) {
            format!("for an environment variable use \"${{env:{name}}}\", or pass --set {name}=...")
        } else {
            "use the name of a key, of a --set value, or \"env:\" and a variable".to_owned()
                + "; \"$${\" is a literal \"${\""
        };
        Reason::new(codes::UNKNOWN_REFERENCE, problem, hint)
    }

    fn report(
        &mut self,
        field: &str,
        template: &Template<'_>,
        part: Option<Range<usize>>,
        reason: impl Into<Option<Reason>>,
    ) {
        if let Some(Reason { code, problem, hint }) = reason.into() {
            let place = match (template.start, part) {
                (Some(start), Some(part)) => start + part.start..start + part.end,
                _ => template.span.clone(),
            };
            self.defects.push(Defect { code, field: field.to_owned(), place, problem, hint });
        }
    }
}

/// What is wrong with a reference.
struct Reason {
    code: Code,
    problem: String,
    hint: Option<String>,
}

impl Reason {
    fn new(code: Code, problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, problem: problem.into(), hint: Some(hint.into()) }
    }
}

/// True for the field `key` of the top or of a section.
fn is_field(name: &str, key: &str) -> bool {
    name == key || name.strip_suffix(key).is_some_and(|section| section.ends_with('.'))
}

/// `version` and 1 for `version.minor`; `deb.version` and 0 for `deb.version.major`.
fn version_part(name: &str) -> Option<(&str, usize)> {
    let (field, part) = name.rsplit_once('.')?;
    let is_version = is_field(field, "version");
    let part = PARTS.iter().position(|&known| known == part)?;
    is_version.then_some((field, part))
}

/// True for what looks like the name of an environment variable.
fn is_variable(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
