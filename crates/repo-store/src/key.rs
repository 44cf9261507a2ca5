//! Names of objects.

use std::fmt;

/// The name of an object: a path relative to the repository's root, of components separated by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// Not the name of an object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key:?} {problem}")]
pub struct KeyError {
    /// The name.
    pub key: String,
    /// What is wrong with it, as the rest of the sentence.
    pub problem: &'static str,
}

impl Key {
    /// A key.
    ///
    /// # Errors
    /// An empty name, an empty component, `.` or `..`, a component over 255 bytes, a control
    /// character, a backslash.
    pub fn new(key: impl Into<String>) -> Result<Self, KeyError> {
        let key = key.into();
        match problem(&key) {
            Some(problem) => Err(KeyError { key, problem }),
            None => Ok(Self(key)),
        }
    }

    /// A key that stands in the program.
    #[must_use]
    pub fn of(key: &'static str) -> Self {
        debug_assert!(problem(key).is_none(), "{key:?}");
        Self(key.to_owned())
    }

    /// The name below this one.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn join(&self, below: &str) -> Result<Self, KeyError> {
        Self::new(format!("{}/{below}", self.0))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn problem(key: &str) -> Option<&'static str> {
    if key.chars().any(char::is_control) || key.contains('\\') {
        return Some("has a character that no object's name has");
    }
    key.split('/').find_map(|component| match component {
        "" => Some("has an empty component"),
        "." | ".." => Some("has a component . or .."),
        long if long.len() > 255 => Some("has a component of more than 255 bytes"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_below_the_root() {
        for good in
            ["a", "dists/stable/InRelease", "pool/main/libs/libs++_1~2+b1_all.deb", ".hidden"]
        {
            assert_eq!(Key::new(good).map(|key| key.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "/", "/a", "a/", "a//b", "../a", "a/..", "a/./b", "a\nb", "a\\b"] {
            assert!(Key::new(bad).is_err(), "{bad:?}");
        }
        assert!(Key::new("x".repeat(256)).is_err());
    }
}
