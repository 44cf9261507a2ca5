//! Which published packages a command is about.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use debpkg::Version;
use debpkg::relationship::{Constraint, Operator, Relationships};
use rpmpkg::{Evr, vercmp};

use super::glob::Glob;

/// A choice of published packages: `NAME[:ARCHITECTURE]`, then nothing, `=VERSION`, or
/// ` (OPERATOR VERSION)`, where the name, the architecture and what follows `=` may be globs.
///
/// Versions in parentheses are compared as the [`Versioning`] says; a version after `=` is compared as
/// text.
#[derive(Clone, Debug)]
pub struct Spec {
    text: String,
    name: Glob,
    architecture: Option<Glob>,
    version: Versions,
}

/// By whose rules versions are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versioning {
    /// dpkg's (deb-version(7)), with its operators `<<`, `<=`, `=`, `>=` and `>>`.
    #[default]
    Dpkg,
    /// rpm's (`rpmvercmp`), with its operators `<`, `<=`, `=`, `>=` and `>`, or those of dpkg. A choice
    /// without a release is one of any release.
    Rpm,
}

#[derive(Clone, Debug)]
enum Versions {
    All,
    Like(Glob),
    Debian(Constraint),
    Rpm(Operator, Evr),
}

impl Spec {
    /// Parses a choice.
    ///
    /// # Errors
    /// What is none, as a version is not one by these rules.
    pub fn parse(text: &str, versioning: Versioning) -> Result<Self, SpecError> {
        let error = |problem: String| SpecError { spec: text.to_owned(), problem };
        let glob = |text: &str| text.parse::<Glob>().map_err(|cause| error(cause.to_string()));
        let trimmed = text.trim();
        let (package, version) = if let Some((package, constraint)) = trimmed.split_once('(') {
            let constraint = constraint
                .strip_suffix(')')
                .ok_or_else(|| error("the parenthesis is not closed".into()))?;
            let versions = match versioning {
                Versioning::Dpkg => debian(constraint),
                Versioning::Rpm => rpm(constraint),
            };
            (package.trim_end(), versions.map_err(error)?)
        } else if let Some((package, version)) = trimmed.split_once('=') {
            (package, Versions::Like(glob(version)?))
        } else {
            (trimmed, Versions::All)
        };
        let (name, architecture) = match package.split_once(':') {
            Some((name, architecture)) => (name, Some(glob(architecture)?)),
            None => (package, None),
        };
        let odd =
            |found: char| found.is_whitespace() || found.is_control() || "/<>()".contains(found);
        if let Some(found) = package.chars().find(|&found| odd(found)) {
            return Err(error(format!("{found:?} cannot be in a package name")));
        }
        Ok(Self { text: trimmed.to_owned(), name: glob(name)?, architecture, version })
    }

    /// True when it chooses the package of that name, version and architecture.
    #[must_use]
    pub fn matches(&self, name: &str, version: &str, architecture: &str) -> bool {
        self.name.matches(name)
            && self.architecture.as_ref().is_none_or(|glob| {
                glob.as_str() == "any" || glob.matches_architecture(architecture)
            })
            && match &self.version {
                Versions::All => true,
                Versions::Like(glob) => glob.matches(version),
                Versions::Debian(Constraint { operator, version: asked }) => {
                    Version::parse(version)
                        .is_ok_and(|version| meets(version.cmp(asked), *operator))
                }
                Versions::Rpm(operator, asked) => Evr::parse(version)
                    .is_ok_and(|version| meets(order(&version, asked), *operator)),
            }
    }
}

fn meets(order: Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Earlier => order.is_lt(),
        Operator::EarlierOrEqual => order.is_le(),
        Operator::Equal => order.is_eq(),
        Operator::LaterOrEqual => order.is_ge(),
        Operator::Later => order.is_gt(),
    }
}

/// rpm's order, in which what is asked for without a release is of any.
fn order(version: &Evr, asked: &Evr) -> Ordering {
    if asked.release.is_some() {
        return version.compare(asked);
    }
    let epochs = version.epoch.unwrap_or(0).cmp(&asked.epoch.unwrap_or(0));
    epochs.then_with(|| vercmp(version.version.as_bytes(), asked.version.as_bytes()))
}

impl FromStr for Spec {
    type Err = SpecError;

    /// By dpkg's rules.
    fn from_str(text: &str) -> Result<Self, SpecError> {
        Self::parse(text, Versioning::Dpkg)
    }
}

/// `>= 1.0`, as it stands in the parentheses of a relationship.
fn debian(text: &str) -> Result<Versions, String> {
    // The name is one that any package may have; what is read is the constraint behind it.
    let relationship = Relationships::parse(&format!("package ({text})"));
    let relationships = relationship.map_err(|cause| cause.to_string())?;
    let mut alternatives = relationships.0.into_iter().flat_map(|alternatives| alternatives.0);
    match (alternatives.next().and_then(|relation| relation.constraint), alternatives.next()) {
        (Some(constraint), None) => Ok(Versions::Debian(constraint)),
        _ => Err(no_constraint(text)),
    }
}

/// The same with an operator and a version of rpm.
fn rpm(text: &str) -> Result<Versions, String> {
    let trimmed = text.trim();
    let length = trimmed.bytes().take_while(|byte| b"<=>".contains(byte)).count();
    let (operator, version) = trimmed.split_at(length);
    let operator = match operator {
        "<" | "<<" => Operator::Earlier,
        "<=" => Operator::EarlierOrEqual,
        "=" | "==" => Operator::Equal,
        ">=" => Operator::LaterOrEqual,
        ">" | ">>" => Operator::Later,
        _ => return Err(no_constraint(text)),
    };
    let version = version.trim_start();
    let version = Evr::parse(version).map_err(|cause| format!("{version:?} {cause}"))?;
    Ok(Versions::Rpm(operator, version))
}

fn no_constraint(text: &str) -> String {
    format!("\"({text})\" is not an operator and a version")
}

impl fmt::Display for Spec {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Not a choice of packages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{spec:?} chooses no packages: {problem}")]
pub struct SpecError {
    /// What was given.
    pub spec: String,
    /// What is wrong with it.
    pub problem: String,
}

impl SpecError {
    /// How to mend it.
    pub const HINT: &'static str = "write a name, name=version, \"name (>= version)\" or \
                                    name:architecture; * and ? are wildcards";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(spec: &str, name: &str, version: &str, architecture: &str) -> bool {
        spec.parse::<Spec>().unwrap().matches(name, version, architecture)
    }

    #[test]
    fn names_versions_and_architectures() {
        assert!(matches("erlang", "erlang", "1:26.2", "amd64"));
        assert!(!matches("erlang", "erlang-base", "1:26.2", "amd64"));
        assert!(matches("erlang*", "erlang-base", "1:26.2", "amd64"));
        assert!(matches("erlang=1:26.2", "erlang", "1:26.2", "amd64"));
        assert!(!matches("erlang=26.2", "erlang", "1:26.2", "amd64"));
        assert!(matches("erlang=1:26.*", "erlang", "1:26.2", "amd64"));
        assert!(matches("erlang:amd64=1:26.*", "erlang", "1:26.2", "amd64"));
        assert!(!matches("erlang:arm64", "erlang", "1:26.2", "amd64"));
        assert!(matches("erlang:x86_64", "erlang", "1:26.2", "amd64"));
        assert!(matches("erlang:a*", "erlang", "1:26.2", "amd64"));
        assert!(matches("erlang:any", "erlang", "1:26.2", "amd64"));
        assert!(matches("libstdc++6", "libstdc++6", "12", "amd64"));
    }

    #[test]
    fn versions_are_compared_as_dpkg_compares_them() {
        for (spec, expected) in [
            ("x (>= 1.9)", true),
            ("x(>= 1.10)", true),
            ("x (>> 1.10)", false),
            ("x (<< 1.10~rc1)", false),
            ("x (<= 1.10-0)", true),
            ("x:amd64 (= 1.10)", true),
            ("x (= 1:1.10)", false),
        ] {
            assert_eq!(matches(spec, "x", "1.10", "amd64"), expected, "{spec}");
        }
        assert!(!matches("x (>= 1)", "x", "not a version", "amd64"));
    }

    #[test]
    fn versions_are_compared_as_rpm_compares_them() {
        let chosen = |text: &str, version: &str| {
            Spec::parse(text, Versioning::Rpm).unwrap().matches("x", version, "x86_64")
        };
        for (spec, expected) in [
            ("x (>= 1.9)", true),
            ("x (= 1.10)", true),
            ("x (= 1.10-2)", true),
            ("x(= 1.10-1)", false),
            ("x (> 1.10)", false),
            ("x (>> 1.10-1)", true),
            ("x (< 1.10^git1)", true),
            ("x (<< 1.10~rc1)", false),
            ("x:amd64 (>=1.10-2)", true),
            ("x (< 1:0.1)", true),
            ("x=1.10-2", true),
            ("x=1.10", false),
            ("x=1.10-*", true),
        ] {
            assert_eq!(chosen(spec, "1.10-2"), expected, "{spec}");
        }
        assert!(chosen("x (>= 0:1)", "1.10-2"));
        assert!(!chosen("x (>= 1)", "not a version"));
        for bad in ["x ()", "x (1.0)", "x (>=)", "x (>= 1-2-)", "x (=> 1)", "x (>= a b)", "x (<>1)"]
        {
            assert!(Spec::parse(bad, Versioning::Rpm).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_no_choice_is_refused() {
        let bads = [
            "",
            " ",
            "x (",
            "x (>= 1",
            "x ()",
            "x (1.0)",
            "x (>= 1) y",
            "x (>= )",
            "a b",
            "x=",
            ":amd64",
            "x:",
            "[a",
            "{a",
            "a/b",
            "x (>= 1), y (>= 2)",
            "x (>= 1) | y (>= 2)",
        ];
        for bad in bads {
            assert!(bad.parse::<Spec>().is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in r"[a-b*?\[\]{}\\:=() <>~.1é]{0,14}", version in ".{0,6}") {
            if let Ok(spec) = text.parse::<Spec>() {
                let _ = spec.matches("a", &version, "amd64");
                prop_assert!(spec.to_string().parse::<Spec>().is_ok());
            }
            if let Ok(spec) = Spec::parse(&text, Versioning::Rpm) {
                let _ = spec.matches("a", &version, "x86_64");
                prop_assert!(Spec::parse(&spec.to_string(), Versioning::Rpm).is_ok());
            }
        }

        #[test]
        fn a_package_is_chosen_by_what_it_is(
            name in "[a-z0-9][a-z0-9+.-]{1,8}", version in "[0-9][0-9a-z.+~]{0,6}",
        ) {
            for text in [
                name.clone(),
                format!("{name}={version}"),
                format!("{name}:amd64={version}"),
                format!("{name} (= {version})"),
                format!("{name}:amd64 (>= {version})"),
            ] {
                prop_assert!(matches(&text, &name, &version, "amd64"), "{}", text);
                prop_assert!(!matches(&text, &format!("{name}x"), &version, "amd64"), "{}", text);
            }
        }
    }
}
