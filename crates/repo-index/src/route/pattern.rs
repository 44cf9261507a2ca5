//! Patterns of targets.

use std::fmt;
use std::str::FromStr;

use super::glob::Glob;
use super::name::{NAME_HINT, Name, NameError};
use super::target::{TargetName, TargetNameError};

/// Several targets at once: `apt:ARCHIVE/SUITE`, `apt:ARCHIVE/SUITE/COMPONENT` or `rpm:NAME`, where
/// `*`, `?`, `[a-z]` and `{a,b}` stand for parts of the names of archives, suites and RPM
/// repositories. A component is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetPattern {
    text: String,
    parts: Parts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Parts {
    Apt { archive: Glob, suite: Glob, component: Option<Name> },
    Rpm { repository: Glob },
}

impl TargetPattern {
    /// Whether `text` is meant as a pattern: no name has such characters.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.contains(['*', '?', '[', ']', '{', '}', '\\'])
    }

    /// `target` as this pattern chooses it, in its component; `None` when it does not.
    #[must_use]
    pub fn choose(&self, target: &TargetName) -> Option<TargetName> {
        match (&self.parts, target) {
            (
                Parts::Apt { archive, suite, component },
                TargetName::Apt { archive: its_archive, suite: its_suite, .. },
            ) if archive.matches(its_archive.as_str()) && suite.matches(its_suite.as_str()) => {
                let (archive, suite) = (its_archive.clone(), its_suite.clone());
                Some(TargetName::Apt { archive, suite, component: component.clone() })
            }
            (Parts::Rpm { repository }, TargetName::Rpm { repository: its })
                if repository.matches(its.as_str()) =>
            {
                Some(target.clone())
            }
            _ => None,
        }
    }
}

/// The forms of a pattern.
const FORMS: &str =
    "write a pattern as apt:ARCHIVE/SUITE or rpm:NAME, such as 'apt:*/stable' or 'rpm:el9-*'";

impl FromStr for TargetPattern {
    type Err = TargetNameError;

    fn from_str(text: &str) -> Result<Self, TargetNameError> {
        let error =
            |problem: String, hint| TargetNameError { target: text.to_owned(), problem, hint };
        let glob = |part: &str| {
            part.parse::<Glob>().map_err(|cause| error(format!("the part {cause}"), FORMS))
        };
        let parts = match text.split_once(':') {
            Some(("apt", rest)) => {
                let parts: Vec<_> = rest.split('/').collect();
                let (archive, suite, component) = match parts[..] {
                    [archive, suite] => (archive, suite, None),
                    [archive, suite, component] => (archive, suite, Some(component)),
                    _ => return Err(error("is no pattern of suites".into(), FORMS)),
                };
                let component = component.map(|component| {
                    if Self::is_meant(component) {
                        let hint = "name the component, or leave it out";
                        return Err(error(
                            "has a pattern in the place of a component".into(),
                            hint,
                        ));
                    }
                    let name = component.parse();
                    name.map_err(|cause: NameError| error(cause.to_string(), NAME_HINT))
                });
                let component = component.transpose()?;
                Parts::Apt { archive: glob(archive)?, suite: glob(suite)?, component }
            }
            Some(("rpm", rest)) if !rest.contains('/') => Parts::Rpm { repository: glob(rest)? },
            Some(("rpm", _)) => {
                return Err(error("is no pattern of RPM repositories".into(), FORMS));
            }
            _ => return Err(error("starts neither with \"apt:\" nor with \"rpm:\"".into(), FORMS)),
        };
        Ok(Self { text: text.to_owned(), parts })
    }
}

impl fmt::Display for TargetPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chosen(pattern: &str) -> Vec<String> {
        let pattern: TargetPattern = pattern.parse().unwrap();
        let targets =
            ["apt:debian/stable", "apt:debian/testing", "apt:ubuntu/stable", "rpm:el8", "rpm:el9"];
        let chosen = targets.iter().filter_map(|target| pattern.choose(&target.parse().unwrap()));
        chosen.map(|target| target.to_string()).collect()
    }

    #[test]
    fn patterns_choose_targets() {
        assert_eq!(chosen("apt:ubuntu/*"), ["apt:ubuntu/stable"]);
        assert_eq!(chosen("apt:*/stable"), ["apt:debian/stable", "apt:ubuntu/stable"]);
        assert_eq!(chosen("apt:*/*").len(), 3);
        assert_eq!(
            chosen("apt:*/stable/main"),
            ["apt:debian/stable/main", "apt:ubuntu/stable/main"]
        );
        assert_eq!(chosen("apt:debian/{stable,testing}").len(), 2);
        assert_eq!(chosen("apt:debian/?table"), ["apt:debian/stable"]);
        assert_eq!(chosen("rpm:*"), ["rpm:el8", "rpm:el9"]);
        assert_eq!(chosen("rpm:el[0-8]"), ["rpm:el8"]);
        assert_eq!(chosen("apt:debian/old*"), [""; 0]);
        // A pattern is of whole names.
        assert_eq!(chosen("rpm:*l"), [""; 0]);
    }

    #[test]
    fn other_texts_are_refused_with_a_hint() {
        for bad in [
            "*",
            "apt:*",
            "apt:*/*/*",
            "apt:*/stable/m*",
            "apt:*/stable/",
            "apt:a/b/c/*",
            "apt:[/x",
            "apt:{a/b,c/d}",
            "apt:/*",
            "apt:*/",
            "rpm:",
            "rpm:*/x",
            "rpm:[",
            "deb:*",
        ] {
            let error = bad.parse::<TargetPattern>().unwrap_err();
            assert!(!error.hint.is_empty() && error.target == bad, "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_name_as_a_pattern_chooses_itself(text in "(apt:[a-z.~+_-]{1,3}/[a-z]{1,3}|rpm:[a-z]{1,3})") {
            if let Ok(name) = text.parse::<TargetName>() {
                let pattern: TargetPattern = text.parse().unwrap();
                prop_assert!(!TargetPattern::is_meant(&text));
                prop_assert_eq!(pattern.choose(&name), Some(name));
            }
        }

        #[test]
        fn any_text_is_a_pattern_or_not(text in r"(apt:|rpm:)?[a./:*?{}\[\],\\ é-]{0,12}") {
            if let Ok(pattern) = text.parse::<TargetPattern>() {
                prop_assert_eq!(pattern.to_string(), text);
                let _ = pattern.choose(&"apt:a/a".parse().unwrap());
            }
        }
    }
}
