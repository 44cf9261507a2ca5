//! Patterns of targets.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use repo_index::name::Name;

use super::glob::Glob;
use super::name_path::NamePath;
use super::target::{Known, TargetName, TargetNameError};

/// Several targets at once: `apt:ARCHIVE/SUITE`, `apt:ARCHIVE/SUITE/COMPONENT` or `rpm:NAME`, where
/// `*`, `?`, `[a-z]` and `{a,b}` stand for parts of the names of archives, suites and RPM
/// repositories. In the place of a suite `*` and `?` stand for slashes, too: `apt:deb/*` is every suite of
/// an archive. A component is a name.
///
/// The suites of an archive are chosen whose whole names are what the pattern says. Where there are none,
/// its last part is a component, and what stands before it chooses the suites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetPattern {
    text: String,
    parts: Parts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Parts {
    /// The ways to read what stands behind the archive: as a suite alone, then as one with a component,
    /// the shorter ones first.
    Apt {
        archive: Glob,
        ways: Vec<(Glob, Option<NamePath>)>,
    },
    Rpm {
        repository: Glob,
    },
}

impl TargetPattern {
    /// Whether `text` is meant as a pattern: no name has such characters.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.contains(['*', '?', '[', ']', '{', '}', '\\'])
    }

    /// Those of `targets` that this pattern chooses, in their order, each in its component. A component
    /// with a slash must be `known`.
    #[must_use]
    pub fn choose<'t>(
        &self,
        targets: impl IntoIterator<Item = &'t TargetName>,
        known: &dyn Known,
    ) -> Vec<TargetName> {
        let targets: Vec<&TargetName> = targets.into_iter().collect();
        // For each archive the first way that chooses any of its suites.
        let mut chosen_ways = BTreeMap::<&Name, usize>::new();
        for target in &targets {
            if let TargetName::Apt { archive, suite, .. } = target
                && let Some(way) = self.first_way(archive, suite, known)
            {
                let first = chosen_ways.entry(archive).or_insert(way);
                *first = way.min(*first);
            }
        }
        let choose = |target: &&TargetName| match (&self.parts, *target) {
            (Parts::Apt { ways, .. }, TargetName::Apt { archive, suite, .. }) => {
                let (glob, component) = ways.get(*chosen_ways.get(archive)?)?;
                let is_one = glob.matches(suite.as_str())
                    && component.as_ref().is_none_or(|it| may_be(archive, suite, it, known));
                let (archive, suite) = (archive.clone(), suite.clone());
                is_one.then(|| TargetName::Apt { archive, suite, component: component.clone() })
            }
            (Parts::Rpm { repository }, TargetName::Rpm { repository: its }) => {
                repository.matches(its.as_str()).then(|| (*target).clone())
            }
            _ => None,
        };
        targets.iter().filter_map(choose).collect()
    }

    fn first_way(&self, archive: &Name, suite: &NamePath, known: &dyn Known) -> Option<usize> {
        let Parts::Apt { archive: archives, ways } = &self.parts else { return None };
        if !archives.matches(archive.as_str()) {
            return None;
        }
        ways.iter().position(|(glob, component)| {
            glob.matches(suite.as_str())
                && component.as_ref().is_none_or(|it| may_be(archive, suite, it, known))
        })
    }
}

/// Whether a suite may have a component: one with a slash must be known.
fn may_be(archive: &Name, suite: &NamePath, component: &NamePath, known: &dyn Known) -> bool {
    !component.has_slash() || known.has_component(archive, suite, component)
}

/// The ways to read the `path` behind an archive.
fn ways(path: &str) -> Result<Vec<(Glob, Option<NamePath>)>, super::GlobError> {
    let mut ways = vec![(path.parse::<Glob>()?, None)];
    for (at, _) in path.rmatch_indices('/') {
        // Where the component has a wildcard, or the slash is one of a choice in braces, it is no way.
        let Ok(component) = path[at + 1..].parse::<NamePath>() else { break };
        if let Ok(suite) = path[..at].parse::<Glob>() {
            ways.push((suite, Some(component)));
        }
    }
    Ok(ways)
}

/// The forms of a pattern.
const FORMS: &str =
    "write a pattern as apt:ARCHIVE/SUITE or rpm:NAME, such as 'apt:*/stable' or 'rpm:el9-*'";

impl FromStr for TargetPattern {
    type Err = TargetNameError;

    fn from_str(text: &str) -> Result<Self, TargetNameError> {
        let error = |problem: String, hint: &str| TargetNameError {
            hint: hint.to_owned(),
            ..TargetNameError::new(text, problem)
        };
        let not_one = |cause: super::GlobError| error(format!("the part {cause}"), FORMS);
        let parts = match text.split_once(':') {
            Some(("apt", rest)) => match rest.split_once('/') {
                Some((archive, path)) if !path.split('/').any(str::is_empty) => Parts::Apt {
                    archive: archive.parse().map_err(not_one)?,
                    ways: ways(path).map_err(not_one)?,
                },
                _ => return Err(error("is not a pattern of suites".into(), FORMS)),
            },
            Some(("rpm", rest)) if !rest.contains('/') => {
                Parts::Rpm { repository: rest.parse().map_err(not_one)? }
            }
            Some(("rpm", _)) => {
                return Err(error("is not a pattern of RPM repositories".into(), FORMS));
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
        let targets = targets.map(|target| target.parse().unwrap());
        pattern.choose(&targets, &()).iter().map(ToString::to_string).collect()
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

    /// `SUITE` or `SUITE COMPONENT` of each that is chosen.
    fn chosen_of(pattern: &str, suites: &[&str]) -> Vec<String> {
        #[derive(Debug)]
        struct Updates;
        impl Known for Updates {
            fn has_suite(&self, _: &Name, _: &NamePath) -> bool {
                true
            }
            fn has_component(&self, _: &Name, _: &NamePath, component: &NamePath) -> bool {
                component.as_str() == "updates/main"
            }
        }
        let pattern: TargetPattern = pattern.parse().unwrap();
        let target = |suite: &&str| TargetName::resolve(&format!("apt:deb/{suite}"), &Updates);
        let targets: Vec<_> = suites.iter().map(target).collect::<Result<_, _>>().unwrap();
        let chosen = pattern.choose(&targets, &Updates).into_iter();
        let shown = chosen.map(|target| match target {
            TargetName::Apt { suite, component: Some(component), .. } => {
                format!("{suite} {component}")
            }
            TargetName::Apt { suite, .. } => suite.to_string(),
            TargetName::Rpm { .. } => panic!("{target}"),
        });
        shown.collect()
    }

    #[test]
    fn wildcards_stand_for_slashes_in_the_place_of_a_suite() {
        const SUITES: [&str; 4] = ["jammy", "jammy/vendor/7.0", "jammy/vendor/8.0", "noble"];
        for (pattern, expected) in [
            ("apt:deb/*", &SUITES[..]),
            ("apt:*/*", &SUITES),
            ("apt:deb/jammy*", &["jammy", "jammy/vendor/7.0", "jammy/vendor/8.0"]),
            ("apt:deb/jammy/*", &["jammy/vendor/7.0", "jammy/vendor/8.0"]),
            ("apt:deb/*/7.0", &["jammy/vendor/7.0"]),
            ("apt:deb/*/vendor/*", &["jammy/vendor/7.0", "jammy/vendor/8.0"]),
            ("apt:deb/jammy?vendor/[7-8].0", &["jammy/vendor/7.0", "jammy/vendor/8.0"]),
            ("apt:deb/{jammy/vendor/8.0,noble}", &["jammy/vendor/8.0", "noble"]),
            ("apt:deb/{jammy/vendor/8.0,noble}/main", &["jammy/vendor/8.0 main", "noble main"]),
            (
                "apt:deb/*/main",
                &["jammy main", "jammy/vendor/7.0 main", "jammy/vendor/8.0 main", "noble main"],
            ),
            ("apt:deb/jammy/*/main", &["jammy/vendor/7.0 main", "jammy/vendor/8.0 main"]),
            ("apt:deb/n*/updates/main", &["noble updates/main"]),
            ("apt:deb/n*/updates/contrib", &[]),
            ("apt:deb/jammy/vendor/?", &[]),
            ("apt:deb/jammy/v*/7.0/x*", &[]),
        ] {
            assert_eq!(chosen_of(pattern, &SUITES), expected, "{pattern}");
        }
        // Whole names of suites go before components.
        assert_eq!(chosen_of("apt:deb/*/main", &["a", "b/main", "c"]), ["b/main"]);
        assert_eq!(chosen_of("apt:deb/*/x", &["a", "b/main"]), ["a x", "b/main x"]);
    }

    #[test]
    fn other_texts_are_refused_with_a_hint() {
        for bad in [
            "*",
            "apt:*",
            "apt:*/stable/",
            "apt:*//stable",
            "apt:a/b/[",
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
                prop_assert_eq!(pattern.choose([&name], &()), vec![name.clone()]);
            }
        }

        #[test]
        fn any_text_is_a_pattern_or_not(text in r"(apt:|rpm:)?[a./:*?{}\[\],\\ é-]{0,12}") {
            if let Ok(pattern) = text.parse::<TargetPattern>() {
                prop_assert_eq!(pattern.to_string(), text);
                let _ = pattern.choose(&["apt:a/a".parse().unwrap()], &());
            }
        }
    }
}
