//! Which published packages a command is about.

use std::fmt;
use std::str::FromStr;

use debpkg::Version;
use debpkg::relationship::{Constraint, Operator, Relationships};

use super::glob::Glob;

/// A choice of published packages: `NAME[:ARCHITECTURE]`, then nothing, `=VERSION`, or
/// ` (OPERATOR VERSION)`, where the name, the architecture and what follows `=` may be globs.
///
/// Versions in parentheses are compared as dpkg compares them (deb-version(7)); a version after `=`
/// is compared as text.
#[derive(Clone, Debug)]
pub struct Spec {
    text: String,
    name: Glob,
    architecture: Option<Glob>,
    version: Versions,
}

#[derive(Clone, Debug)]
enum Versions {
    All,
    Like(Glob),
    Within(Constraint),
}

impl Spec {
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
                Versions::Within(constraint) => {
                    Version::parse(version).is_ok_and(|version| meets(&version, constraint))
                }
            }
    }
}

fn meets(version: &Version, constraint: &Constraint) -> bool {
    let order = version.cmp(&constraint.version);
    match constraint.operator {
        Operator::Earlier => order.is_lt(),
        Operator::EarlierOrEqual => order.is_le(),
        Operator::Equal => order.is_eq(),
        Operator::LaterOrEqual => order.is_ge(),
        Operator::Later => order.is_gt(),
    }
}

impl FromStr for Spec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let error = |problem: String| SpecError { spec: text.to_owned(), problem };
        let glob = |text: &str| text.parse::<Glob>().map_err(|cause| error(cause.to_string()));
        let trimmed = text.trim();
        let (package, version) = if let Some((package, constraint)) = trimmed.split_once('(') {
            let constraint = constraint
                .strip_suffix(')')
                .ok_or_else(|| error("the parenthesis is not closed".into()))?;
            (package.trim_end(), Versions::Within(parse_constraint(constraint).map_err(error)?))
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
            return Err(error(format!("{found:?} stands in no package's name")));
        }
        Ok(Self { text: trimmed.to_owned(), name: glob(name)?, architecture, version })
    }
}

/// `>= 1.0`, as it stands in the parentheses of a relationship.
fn parse_constraint(text: &str) -> Result<Constraint, String> {
    // The name is one that any package may have; what is read is the constraint behind it.
    let relationship = Relationships::parse(&format!("package ({text})"));
    let relationships = relationship.map_err(|cause| cause.to_string())?;
    let mut alternatives = relationships.0.into_iter().flat_map(|alternatives| alternatives.0);
    match (alternatives.next().and_then(|relation| relation.constraint), alternatives.next()) {
        (Some(constraint), None) => Ok(constraint),
        _ => Err(format!("\"({text})\" is not an operator and a version")),
    }
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
    pub const HINT: &'static str = "write a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards";
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
