//! Names and paths that are made with references, read backwards: which values made them.

use std::collections::BTreeMap;

use pkgterms::Architecture;
use regex::Regex;
use repo_index::name::{NAME_HINT, Name, NameError};
use repo_index::rpmmd::SOURCES;

/// The reference to the whole name.
pub(crate) const WHOLE: &str = "name";

/// The reference that stands for an architecture as RPM calls it.
pub(crate) const ARCHITECTURE: &str = "arch";

/// What references stand for.
pub(crate) type Values = BTreeMap<String, String>;

/// A text with references, such as `el{el}-{arch}` or `el${el}/${arch}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Reference(String),
}

impl Parts {
    /// Parses a text whose references are of letters, digits and `_`; `${el}` is the same as `{el}`.
    ///
    /// # Errors
    /// What is wrong with its braces or references.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some(brace) = rest.find(['{', '}']) {
            let literal = rest[..brace].strip_suffix('$').unwrap_or(&rest[..brace]);
            let Some(behind) = rest[brace..].strip_prefix('{') else {
                return Err("has a \"}\" without a \"{\" before it".to_owned());
            };
            let Some((reference, behind)) = behind.split_once('}') else {
                return Err("has a \"{\" without a \"}\" after it".to_owned());
            };
            let is_one = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if reference.is_empty() || !reference.chars().all(is_one) {
                let problem =
                    format!("has {{{reference}}}, and references are letters, digits and _");
                return Err(problem);
            }
            if !literal.is_empty() {
                parts.push(Part::Text(literal.to_owned()));
            }
            parts.push(Part::Reference(reference.to_owned()));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The references in it, in order.
    pub(crate) fn references(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Reference(name) => Some(name.as_str()),
        })
    }

    /// The text with `values`; what they do not have is left out.
    pub(crate) fn fill(&self, values: &Values) -> String {
        let value = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Reference(name) => values.get(name).cloned().unwrap_or_default(),
        };
        self.0.iter().map(value).collect()
    }

    /// What the references stand for in a whole text that was made of it. Of several ways, the one in
    /// which the first reference is longest.
    pub(crate) fn find(&self, text: &str) -> Option<Values> {
        let found = self.expression(text)?.captures(text)?;
        let named = self.references().enumerate();
        let values = named.map(|(at, name)| {
            found.get(at + 1).map(|value| (name.to_owned(), value.as_str().to_owned()))
        });
        let values: Values = values.collect::<Option<_>>()?;
        // One that is there twice stands for one value.
        (self.fill(&values) == text).then_some(values)
    }

    /// The expression that finds the references in `text`.
    fn expression(&self, text: &str) -> Option<Regex> {
        let expression = |part: &Part| match part {
            Part::Text(text) => regex::escape(text),
            Part::Reference(name) if name == ARCHITECTURE => {
                format!("({})", architectures(text).join("|"))
            }
            Part::Reference(_) => "([0-9A-Za-z][0-9A-Za-z._+~-]*)".to_owned(),
        };
        let all: String = self.0.iter().map(expression).collect();
        Regex::new(&format!("^(?:{all})$")).ok()
    }

    /// The same whatever its references are called.
    fn shape(&self) -> Vec<Option<&str>> {
        let literals = self.0.iter().map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Reference(name) if name == ARCHITECTURE => Some("{arch}"),
            Part::Reference(_) => None,
        });
        literals.collect()
    }

    fn has_neighbours(&self) -> bool {
        let is_reference = |part: &Part| matches!(part, Part::Reference(_));
        self.0.windows(2).any(|two| two.iter().all(is_reference))
    }
}

/// RPM's names of architectures, and of those of source packages, that are somewhere in `text`.
fn architectures(text: &str) -> Vec<&str> {
    let is_one = |part: &&str| {
        let known = || part.parse::<Architecture>().ok();
        SOURCES.contains(part)
            || known().is_some_and(|it| it != Architecture::NONE && it.rpm() == *part)
    };
    let ends = |start| (start + 1..=text.len()).filter_map(move |end| text.get(start..end));
    let mut found: Vec<&str> = (0..text.len()).flat_map(ends).filter(is_one).collect();
    // An alternative that no name has: without any, the group would match the empty text.
    found.push("/");
    found.sort_unstable();
    found.dedup();
    found
}

/// A pattern of the names of repositories, such as `el{el}-{arch}`: what a target of routes makes of a
/// package, read backwards. `{arch}` is an architecture as RPM calls it, `src` or `nosrc`; every other
/// reference is one or more characters of names, the first a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    text: String,
    parts: Parts,
}

impl NamePattern {
    /// Whether `text` is meant as a pattern: no name has such characters.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.contains(['{', '}', '*', '?', '[', ']'])
    }

    /// Parses a pattern.
    ///
    /// # Errors
    /// What is wrong, and how to mend it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        const FORM: &str =
            "write references as in the targets of routes, such as \"el{el}-{arch}\"";
        let error = |problem: String| Err((problem, FORM.to_owned()));
        if text.contains(['*', '?', '[', ']']) {
            return error(
                "has a wildcard, but repositories are created with references".to_owned(),
            );
        }
        let parts = match Parts::parse(text) {
            Ok(parts) => parts,
            Err(problem) => return error(problem),
        };
        let references: Vec<&str> = parts.references().collect();
        for (at, reference) in references.iter().enumerate() {
            if *reference == WHOLE {
                let hint = "call it otherwise, such as {package}: {name} is the whole name";
                return Err(("has the reference {name}".to_owned(), hint.to_owned()));
            }
            if references[..at].contains(reference) {
                return error(format!("has the reference {{{reference}}} twice"));
            }
        }
        if parts.has_neighbours() {
            return error("has two references with nothing between them".to_owned());
        }
        let sample = references.iter().map(|name| ((*name).to_owned(), "0".to_owned())).collect();
        match parts.fill(&sample).parse::<Name>() {
            Ok(_) => Ok(Self { text: text.to_owned(), parts }),
            Err(cause) => {
                let cause: NameError = cause;
                Err((format!("cannot be a name: it {}", cause.problem), NAME_HINT.to_owned()))
            }
        }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether both make the same names.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.parts.shape() == other.parts.shape()
    }

    pub(crate) fn references(&self) -> impl Iterator<Item = &str> {
        self.parts.references()
    }

    /// What the references stand for in a name that the pattern makes, with that name.
    pub(crate) fn find(&self, name: &str) -> Option<Values> {
        name.parse::<Name>().ok()?;
        let mut values = self.parts.find(name)?;
        values.insert(WHOLE.to_owned(), name.to_owned());
        Some(values)
    }

    /// The name that is made with `values`.
    pub(crate) fn fill(&self, values: &Values) -> String {
        self.parts.fill(values)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> NamePattern {
        NamePattern::parse(text).unwrap()
    }

    fn found(text: &str, name: &str) -> Option<String> {
        let values = pattern(text).find(name)?;
        let own = values.iter().filter(|(name, _)| *name != WHOLE);
        Some(own.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn names_are_read_backwards() {
        for (text, name, expected) in [
            ("el{el}-{arch}", "el9-x86_64", Some("arch=x86_64 el=9")),
            ("el{el}-{arch}", "el9-src", Some("arch=src el=9")),
            ("el{el}-{arch}", "el9-beta-aarch64", Some("arch=aarch64 el=9-beta")),
            ("el{el}-{arch}", "el9-sparrow", None),
            ("el{el}-{arch}", "el9-noarch", None),
            ("el{el}-{arch}", "el-x86_64", None),
            ("el{el}-{arch}", "el9-x86_64-x", None),
            ("el{el}", "fc42", None),
            ("{os}.{v}", "el.9.1", Some("os=el.9 v=1")),
            ("{repo}", "any+thing", Some("repo=any+thing")),
            ("{repo}", "a/b", None),
        ] {
            assert_eq!(found(text, name).as_deref(), expected, "{text} {name}");
        }
    }

    #[test]
    fn other_patterns_are_refused_with_a_hint() {
        for bad in
            ["el*", "el[89]", "{a}{b}", "{a}-{a}", "{name}", "{}", "{a", "a}", "-{a}", "{a b}"]
        {
            let (problem, hint) = NamePattern::parse(bad).unwrap_err();
            assert!(NamePattern::is_meant(bad) && !problem.is_empty() && !hint.is_empty(), "{bad}");
        }
        assert!(!NamePattern::is_meant("el9-x86_64"));
        assert!(pattern("el{a}-{arch}").is_like(&pattern("el{b}-{arch}")));
        assert!(!pattern("el{a}-{arch}").is_like(&pattern("el{a}-{b}")));
    }

    proptest! {
        #[test]
        fn any_text_is_a_pattern_or_not(text in r"[a{}$*./-]{0,10}", value in "[a-z0-9.-]{1,4}") {
            let Ok(pattern) = NamePattern::parse(&text) else { return Ok(()) };
            let values = pattern.references().map(|name| (name.to_owned(), value.clone()));
            let name = pattern.fill(&values.collect());
            if value.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.parse::<Name>().is_ok() {
                let found = pattern.find(&name);
                prop_assert_eq!(found.map(|found| pattern.fill(&found)), Some(name));
            }
        }

        #[test]
        fn what_is_made_is_found(el in "[0-9a-z][0-9a-z.~-]{0,3}", at in 0_usize..5) {
            let arch = ["x86_64", "aarch64", "i686", "src", "ppc64le"][at];
            let name = format!("el{el}-{arch}");
            let values = pattern("el{el}-{arch}").find(&name).unwrap();
            prop_assert_eq!((&*values["el"], &*values["arch"]), (&*el, arch));
            prop_assert_eq!(pattern("el{el}-{arch}").fill(&values), name);
        }
    }
}
