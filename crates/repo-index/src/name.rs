//! Names that become folders of a repository.

use std::fmt;
use std::str::FromStr;

/// The name of an archive, a suite, a component or a repository: letters, digits and `._+~-`, the
/// first a letter or a digit. It is one component of a path, whatever it is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// The longest name in bytes.
pub const LONGEST: usize = 128;

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    /// # Errors
    /// The first character that no name has, an empty name, one of more than 128 bytes.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = |problem: String| NameError { name: text.to_owned(), problem };
        let Some(first) = text.chars().next() else { return Err(error("is empty".into())) };
        if text.len() > LONGEST {
            return Err(error(format!("is longer than {LONGEST} bytes")));
        }
        if let Some(found) = text.chars().find(|&found| !is_of_a_name(found)) {
            return Err(error(format!("has {found:?}, which no name has")));
        }
        if !first.is_ascii_alphanumeric() {
            return Err(error(format!("starts with {first:?}, not with a letter or a digit")));
        }
        Ok(Self(text.to_owned()))
    }
}

/// True for the characters of names.
#[must_use]
pub fn is_of_a_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "._+~-".contains(character)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} {problem}")]
pub struct NameError {
    /// What was given.
    pub name: String,
    /// What is wrong with it, as the rest of the sentence.
    pub problem: String,
}

/// What to say to what is not a name.
pub const NAME_HINT: &str =
    "write letters, digits, \".\", \"_\", \"+\", \"~\" and \"-\", the first a letter or a digit";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use repo_store::Key;

    use super::*;

    #[test]
    fn names_are_one_component() {
        for good in ["stable", "bookworm-esl-erlang-26", "el8", "3.0", "a~b+c_d", &"x".repeat(128)]
        {
            assert_eq!(good.parse().map(|name: Name| name.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "/",
            "a/b",
            "..",
            ".",
            ".a",
            "-a",
            "a b",
            " a",
            "a\n",
            "a:b",
            "ä",
            &"x".repeat(129),
        ] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_one_component_of_a_key(text in ".{0,8}") {
            if let Ok(name) = text.parse::<Name>() {
                let key = Key::new("dists").unwrap().join(name.as_str()).unwrap();
                prop_assert_eq!(key.as_str().split('/').count(), 2);
            }
        }
    }
}
