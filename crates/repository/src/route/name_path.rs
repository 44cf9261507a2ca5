//! Names of suites and components, which may have several parts.

use std::fmt;
use std::str::FromStr;

use repo_index::name::{LONGEST, Name, NameError};

/// The name of a suite or of a component: one [`Name`], or several with `/` between them, as in
/// `jammy/vendor/7.0`. 128 bytes at most. Each part is one component of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePath(String);

impl NamePath {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has more than one part.
    #[must_use]
    pub fn has_slash(&self) -> bool {
        self.0.contains('/')
    }
}

impl FromStr for NamePath {
    type Err = NameError;

    /// # Errors
    /// A part that is no [`Name`], an empty one among them; more than 128 bytes.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = |problem: String| NameError { name: text.to_owned(), problem };
        if text.len() > LONGEST {
            return Err(error(format!("is longer than {LONGEST} bytes")));
        }
        for part in text.split('/') {
            if part.is_empty() && !text.is_empty() {
                let problem = if text.ends_with('/') && !text.starts_with('/') {
                    "ends with a slash"
                } else {
                    "has an empty part"
                };
                return Err(error(problem.to_owned()));
            }
            part.parse::<Name>().map_err(|cause| match text.contains('/') {
                true => error(format!("has the part {part:?}, which {}", cause.problem)),
                false => cause,
            })?;
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Name> for NamePath {
    fn from(name: Name) -> Self {
        Self(name.as_str().to_owned())
    }
}

impl fmt::Display for NamePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What to say to what is not the name of a suite or a component.
pub(crate) const NAME_PATH_HINT: &str = "write letters, digits, \".\", \"_\", \"+\", \"~\" and \"-\", the first a \
     letter or a digit; and \"/\" between parts, as in \"jammy/vendor\"";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use repo_store::Key;

    use super::*;

    #[test]
    fn parts_are_names() {
        for good in
            ["stable", "jammy/vendor/7.0", "updates/main", "a/b/c/d/e", &"x/".repeat(63)[..125]]
        {
            assert_eq!(good.parse().map(|name: NamePath| name.to_string()), Ok(good.to_owned()));
        }
        for (bad, problem) in [
            ("", "is empty"),
            ("/", "empty part"),
            ("/a", "empty part"),
            ("a/", "ends with a slash"),
            ("a//b", "empty part"),
            ("a/../b", "has the part \"..\", which starts with '.'"),
            ("a/./b", "has the part \".\""),
            ("a/.b", "has the part \".b\""),
            ("a/-b", "starts with '-'"),
            ("a/b c", "has ' '"),
            ("a\\b", "has '\\\\'"),
            ("a/b:c", "has ':'"),
            ("a/ä", "has 'ä'"),
            (&"x/".repeat(65)[..129], "longer than 128"),
        ] {
            let error = bad.parse::<NamePath>().unwrap_err();
            assert!(error.to_string().contains(problem), "{bad:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_name_stays_below_its_folder(text in "[a.~/]{0,9}|.{0,8}") {
            if let Ok(name) = text.parse::<NamePath>() {
                let key = Key::new("dists").unwrap().join(name.as_str()).unwrap();
                prop_assert_eq!(key.as_str(), format!("dists/{text}"));
                prop_assert_eq!(name.has_slash(), text.parse::<Name>().is_err());
            }
        }
    }
}
