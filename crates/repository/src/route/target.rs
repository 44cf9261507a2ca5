//! What a package is published into.

use std::fmt;
use std::str::FromStr;

use repo_index::name::{NAME_HINT, Name, NameError};

use super::name_path::{NAME_PATH_HINT, NamePath};

/// What is published into: a suite of an APT archive, or an RPM repository.
///
/// As text: `apt:ARCHIVE/SUITE`, `apt:ARCHIVE/SUITE/COMPONENT` or `rpm:NAME`. Suites and components may
/// have slashes in their names where they are [`Known`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetName {
    /// A suite of an APT archive.
    Apt {
        /// The archive's name in the configuration.
        archive: Name,
        /// The suite.
        suite: NamePath,
        /// The component; `None`: what the package says, or the archive's default.
        component: Option<NamePath>,
    },
    /// An RPM repository.
    Rpm {
        /// Its name in the configuration.
        repository: Name,
    },
}

/// Which suites and components there are: by these a suite is told from a component where names have
/// slashes.
pub trait Known {
    /// Whether an archive has the suite.
    fn has_suite(&self, archive: &Name, suite: &NamePath) -> bool;

    /// Whether a suite may have the component, whose name has a slash.
    fn has_component(&self, archive: &Name, suite: &NamePath, component: &NamePath) -> bool;
}

/// Nothing is known: a suite has one part, and so has a component.
impl Known for () {
    fn has_suite(&self, _: &Name, _: &NamePath) -> bool {
        false
    }

    fn has_component(&self, _: &Name, _: &NamePath, _: &NamePath) -> bool {
        false
    }
}

impl TargetName {
    /// The same without its component: what one transaction publishes.
    #[must_use]
    pub fn without_component(self) -> Self {
        match self {
            Self::Apt { archive, suite, .. } => Self::Apt { archive, suite, component: None },
            Self::Rpm { .. } => self,
        }
    }

    /// The target that `text` names where these suites and components are known. The longest known suite
    /// that it starts with is meant, and the rest is a component; one with a slash must be known.
    /// Where it starts with no known suite, its first part is a new one.
    ///
    /// # Errors
    /// What is no target; a suite or a component with a slash that is not known.
    pub fn resolve(text: &str, known: &dyn Known) -> Result<Self, TargetNameError> {
        let error = |problem: String, hint: &str| TargetNameError {
            hint: hint.to_owned(),
            ..TargetNameError::new(text, problem)
        };
        let name = |part: &str| -> Result<Name, TargetNameError> {
            part.parse().map_err(|cause: NameError| error(cause.to_string(), NAME_HINT))
        };
        match text.split_once(':') {
            Some(("apt", rest)) => {
                let Some((archive, path)) = rest.split_once('/') else {
                    return Err(error("is not a suite of an archive".into(), FORMS));
                };
                let archive = name(archive)?;
                let path: NamePath = path.parse().map_err(|cause: NameError| {
                    let hint = if path.contains('/') { NAME_PATH_HINT } else { NAME_HINT };
                    error(cause.to_string(), hint)
                })?;
                let (suite, component) = parted(&archive, &path, known)
                    .ok_or_else(|| undeclared(text, &archive, &path))?;
                if let Some(component) = component.as_ref().filter(|it| it.has_slash())
                    && !known.has_component(&archive, &suite, component)
                {
                    return Err(undeclared_component(text, &archive, &suite, component));
                }
                Ok(Self::Apt { archive, suite, component })
            }
            Some(("rpm", rest)) => Ok(Self::Rpm { repository: name(rest)? }),
            _ => Err(error("starts neither with \"apt:\" nor with \"rpm:\"".into(), FORMS)),
        }
    }
}

/// The suite and the component that `path` is of: `None` where more than two parts name no known suite.
fn parted(
    archive: &Name,
    path: &NamePath,
    known: &dyn Known,
) -> Option<(NamePath, Option<NamePath>)> {
    if known.has_suite(archive, path) {
        return Some((path.clone(), None));
    }
    let text = path.as_str();
    let split = |at: usize| {
        let (suite, component) = (text[..at].parse().ok()?, text[at + 1..].parse().ok()?);
        Some((suite, Some(component)))
    };
    let slashes: Vec<usize> = text.match_indices('/').map(|(at, _)| at).collect();
    let mut splits = slashes.iter().rev().filter_map(|&at| split(at));
    splits.find(|(suite, _)| known.has_suite(archive, suite)).or_else(|| match slashes[..] {
        [] => Some((path.clone(), None)),
        [at] => split(at),
        _ => None,
    })
}

fn undeclared(text: &str, archive: &Name, path: &NamePath) -> TargetNameError {
    let problem = format!(
        "apt:{archive} has no suite {path:?}, and no suite with which this starts",
        path = path.as_str()
    );
    let table = format!("[apt.{}.suites.{:?}]", toml_key(archive.as_str()), path.as_str());
    let hint = format!(
        "a suite with a slash in its name must be declared: add a table {table}, or that of the \
         suite without its component"
    );
    TargetNameError { hint, is_undeclared: true, ..TargetNameError::new(text, problem) }
}

fn undeclared_component(
    text: &str,
    archive: &Name,
    suite: &NamePath,
    component: &NamePath,
) -> TargetNameError {
    let problem = format!(
        "the suite {suite} of apt:{archive} has no component {:?}, and a component with a slash \
         in its name must be declared",
        component.as_str()
    );
    let archive = toml_key(archive.as_str());
    let hint = format!(
        "add a line components = [{:?}] to [apt.{archive}]; or, if it is a suite, a table \
         [apt.{archive}.suites.{:?}]",
        component.as_str(),
        format!("{suite}/{component}"),
    );
    TargetNameError { hint, is_undeclared: true, ..TargetNameError::new(text, problem) }
}

/// A name as a key of TOML, in quotes where it needs them.
#[must_use]
pub fn toml_key(name: &str) -> String {
    let is_bare = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if !name.is_empty() && name.chars().all(is_bare) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

impl FromStr for TargetName {
    type Err = TargetNameError;

    /// Where nothing is known: a suite and a component have one part each.
    fn from_str(text: &str) -> Result<Self, TargetNameError> {
        Self::resolve(text, &())
    }
}

const FORMS: &str = "write apt:ARCHIVE/SUITE, apt:ARCHIVE/SUITE/COMPONENT or rpm:NAME";

impl fmt::Display for TargetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apt { archive, suite, component: None } => write!(f, "apt:{archive}/{suite}"),
            Self::Apt { archive, suite, component: Some(component) } => {
                write!(f, "apt:{archive}/{suite}/{component}")
            }
            Self::Rpm { repository } => write!(f, "rpm:{repository}"),
        }
    }
}

/// Not the name of a target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{target:?}: {problem}")]
pub struct TargetNameError {
    /// What was given.
    pub target: String,
    /// What is wrong with it.
    pub problem: String,
    /// How to mend it.
    pub hint: String,
    /// Whether it is of the form of a target, whose suite or component has a slash and is not known.
    pub is_undeclared: bool,
}

impl TargetNameError {
    pub(super) fn new(target: &str, problem: String) -> Self {
        Self { target: target.to_owned(), problem, hint: String::new(), is_undeclared: false }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn targets_are_read_and_shown() {
        for good in ["apt:debian/stable", "apt:debian/stable/contrib", "rpm:rocky8"] {
            assert_eq!(good.parse().map(|name: TargetName| name.to_string()), Ok(good.to_owned()));
        }
        let bads = [
            "",
            "debian",
            "apt:",
            "apt:debian",
            "apt:/stable",
            "apt:a/../c",
            "apt:a/b/c/d",
            "apt:a/b//c",
            "apt:a/b/",
            "rpm:",
            "rpm:a/b",
            "RPM:a",
            "apt:a/b ",
            "deb:a/b",
        ];
        for bad in bads {
            let error = bad.parse::<TargetName>().unwrap_err();
            assert!(!error.hint.is_empty() && error.target == bad, "{error}");
        }
    }

    #[test]
    fn components_do_not_part_transactions() {
        let target: TargetName = "apt:a/b/c".parse().unwrap();
        assert_eq!(target.without_component().to_string(), "apt:a/b");
    }

    /// Suites and components of the archive `deb`.
    #[derive(Debug)]
    struct Deb(Vec<&'static str>, Vec<&'static str>);

    impl Known for Deb {
        fn has_suite(&self, archive: &Name, suite: &NamePath) -> bool {
            archive.as_str() == "deb" && self.0.contains(&suite.as_str())
        }

        fn has_component(&self, archive: &Name, _: &NamePath, component: &NamePath) -> bool {
            archive.as_str() == "deb" && self.1.contains(&component.as_str())
        }
    }

    #[test]
    fn the_longest_known_suite_is_meant() {
        let known = Deb(
            vec!["jammy", "jammy/vendor/7.0", "jammy/vendor", "stable/updates", "a/b/c"],
            vec!["updates/main", "main/x"],
        );
        for (path, suite, component) in [
            ("jammy", "jammy", None),
            ("jammy/main", "jammy", Some("main")),
            ("jammy/vendor", "jammy/vendor", None),
            ("jammy/vendor/main", "jammy/vendor", Some("main")),
            ("jammy/vendor/7.0", "jammy/vendor/7.0", None),
            ("jammy/vendor/7.0/main", "jammy/vendor/7.0", Some("main")),
            ("jammy/vendor/7.0/updates/main", "jammy/vendor/7.0", Some("updates/main")),
            ("jammy/vendor/7.1", "jammy/vendor", Some("7.1")),
            ("jammy/main/x", "jammy", Some("main/x")),
            ("jammy/updates/main", "jammy", Some("updates/main")),
            ("stable/updates/main", "stable/updates", Some("main")),
            ("a/b/c", "a/b/c", None),
            // Of what is not known, the first part is the suite.
            ("a/b", "a", Some("b")),
            ("stable", "stable", None),
            ("stable/main", "stable", Some("main")),
            ("noble", "noble", None),
        ] {
            let found = TargetName::resolve(&format!("apt:deb/{path}"), &known).unwrap();
            let TargetName::Apt { suite: its, component: of, .. } = &found else {
                panic!("{found}")
            };
            let of = of.as_ref().map(NamePath::as_str);
            assert_eq!((its.as_str(), of), (suite, component), "{path}");
            assert_eq!(found.to_string(), format!("apt:deb/{path}"));
        }
        for (path, hint) in [
            ("jammy/other/main", "components = [\"other/main\"]"),
            ("jammy/other/main", "[apt.deb.suites.\"jammy/other/main\"]"),
            ("jammy/vendor/7.0/updates/contrib", "components = [\"updates/contrib\"]"),
            ("noble/vendor/7.0", "add a table [apt.deb.suites.\"noble/vendor/7.0\"]"),
            ("noble/updates/main", "must be declared"),
            ("a/b/d", "[apt.deb.suites.\"a/b/d\"]"),
        ] {
            let error = TargetName::resolve(&format!("apt:deb/{path}"), &known).unwrap_err();
            assert!(error.is_undeclared && error.hint.contains(hint), "{path}: {}", error.hint);
        }
        // Another archive has none of these.
        assert!(
            TargetName::resolve("apt:a.b/jammy/vendor/7.0", &known)
                .unwrap_err()
                .hint
                .contains("[apt.\"a.b\".suites.")
        );
    }

    proptest! {
        #[test]
        fn the_meant_suite_is_the_longest(path in "[ab](/[ab]){0,4}", names in prop::collection::vec("[ab](/[ab]){0,3}", 0..4)) {
            #[derive(Debug)]
            struct Some<'a>(&'a [String]);
            impl Known for Some<'_> {
                fn has_suite(&self, _: &Name, suite: &NamePath) -> bool {
                    self.0.iter().any(|name| name == suite.as_str())
                }
                fn has_component(&self, _: &Name, _: &NamePath, _: &NamePath) -> bool {
                    true
                }
            }
            let is_around = |name: &&String| path == **name || path.starts_with(&format!("{name}/"));
            let longest = names.iter().filter(is_around).max_by_key(|name| name.len());
            match TargetName::resolve(&format!("apt:deb/{path}"), &Some(&names)) {
                Ok(target) => {
                    prop_assert_eq!(target.to_string(), format!("apt:deb/{path}"));
                    let TargetName::Apt { suite, .. } = &target else { panic!("{target}") };
                    let first = path.split('/').next().unwrap().to_owned();
                    prop_assert_eq!(suite.as_str(), longest.unwrap_or(&first).as_str());
                }
                Err(error) => {
                    prop_assert!(error.is_undeclared && longest.is_none());
                    prop_assert!(path.matches('/').count() > 1);
                }
            }
        }

        #[test]
        fn any_text_is_a_target_or_not(text in "(apt:|rpm:)?[a./: é~-]{0,12}") {
            if let Ok(target) = text.parse::<TargetName>() {
                prop_assert_eq!(target.to_string(), text);
            }
        }
    }
}
