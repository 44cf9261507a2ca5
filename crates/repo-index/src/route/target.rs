//! What a package is published into.

use std::fmt;
use std::str::FromStr;

use super::name::{NAME_HINT, Name, NameError};

/// What is published into: a suite of an APT archive, or an RPM repository.
///
/// As text: `apt:ARCHIVE/SUITE`, `apt:ARCHIVE/SUITE/COMPONENT` or `rpm:NAME`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetName {
    /// A suite of an APT archive.
    Apt {
        /// The archive's name in the configuration.
        archive: Name,
        /// The suite.
        suite: Name,
        /// The component; `None`: what the package says, or the archive's default.
        component: Option<Name>,
    },
    /// An RPM repository.
    Rpm {
        /// Its name in the configuration.
        repository: Name,
    },
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
}

impl FromStr for TargetName {
    type Err = TargetNameError;

    fn from_str(text: &str) -> Result<Self, TargetNameError> {
        let error =
            |problem: String, hint| TargetNameError { target: text.to_owned(), problem, hint };
        let name = |part: &str| -> Result<Name, TargetNameError> {
            part.parse().map_err(|cause: NameError| error(cause.to_string(), NAME_HINT))
        };
        match text.split_once(':') {
            Some(("apt", rest)) => {
                let parts: Vec<_> = rest.split('/').collect();
                let (archive, suite, component) = match parts[..] {
                    [archive, suite] => (archive, suite, None),
                    [archive, suite, component] => (archive, suite, Some(component)),
                    _ => return Err(error("is not a suite of an archive".into(), FORMS)),
                };
                Ok(Self::Apt {
                    archive: name(archive)?,
                    suite: name(suite)?,
                    component: component.map(name).transpose()?,
                })
            }
            Some(("rpm", rest)) => Ok(Self::Rpm { repository: name(rest)? }),
            _ => Err(error("starts neither with \"apt:\" nor with \"rpm:\"".into(), FORMS)),
        }
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
    pub hint: &'static str,
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

    proptest! {
        #[test]
        fn any_text_is_a_target_or_not(text in "(apt:|rpm:)?[a./: é~-]{0,12}") {
            if let Ok(target) = text.parse::<TargetName>() {
                prop_assert_eq!(target.to_string(), text);
            }
        }
    }
}
