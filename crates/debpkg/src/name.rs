//! Package names.

use std::fmt;

/// The name of a Debian package: at least two of `a-z0-9+.-`, the first a letter or digit
/// (deb-control(5)); one that was read from a package may be one that only dpkg takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(Box<str>);

impl PackageName {
    /// Parses a name.
    ///
    /// # Errors
    /// dpkg itself accepts some wrong names (upper case is folded, `_` is taken); this does not.
    pub fn parse(text: &str) -> Result<Self, PackageNameError> {
        if let Some((at, found)) = wrong_character(text) {
            let suggestion = suggestion(text);
            return Err(PackageNameError::Character { found, position: at + 1, suggestion });
        }
        if text.len() < 2 {
            return Err(PackageNameError::TooShort);
        }
        Ok(Self(text.into()))
    }

    /// Parses a name as dpkg does: one character is enough, `_` may be there, and upper case is
    /// folded.
    ///
    /// # Errors
    /// What dpkg refuses too.
    pub fn parse_lenient(text: &str) -> Result<Self, PackageNameError> {
        let folded = text.to_ascii_lowercase();
        let rest = folded.replace('_', "-");
        match Self::parse(&rest) {
            Ok(_) => Ok(Self(folded.into())),
            Err(PackageNameError::TooShort) if !rest.is_empty() => Ok(Self(folded.into())),
            Err(PackageNameError::Character { .. }) => {
                Err(Self::parse(text).err().unwrap_or(PackageNameError::TooShort))
            }
            Err(error) => Err(error),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a name is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageNameError {
    /// Fewer than two characters.
    #[error("is shorter than two characters")]
    TooShort,
    /// A character that a name may not have there.
    #[error(
        "has {found:?} at position {position}; only a-z, 0-9, \"+\", \"-\" and \".\" are allowed, \
         and the first must be a letter or digit"
    )]
    Character {
        /// The character.
        found: char,
        /// Its position in characters, from 1.
        position: usize,
        /// The nearest name that is one.
        suggestion: Option<String>,
    },
}

impl PackageNameError {
    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooShort => None,
            Self::Character { suggestion, .. } => {
                suggestion.as_ref().map(|name| format!("write {name:?}"))
            }
        }
    }
}

fn wrong_character(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|&(at, found)| !is_allowed(at, found))
}

fn is_allowed(at: usize, character: char) -> bool {
    match character {
        'a'..='z' | '0'..='9' => true,
        '+' | '-' | '.' => at > 0,
        _ => false,
    }
}

/// Lower case, with `-` for blanks and `_`; `None` when that is no name either.
fn suggestion(text: &str) -> Option<String> {
    let name: String = text
        .trim_start_matches(|first: char| !first.is_ascii_alphanumeric())
        .trim_end()
        .chars()
        .map(|found| match found {
            '_' | ' ' | '/' => '-',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    (name.len() >= 2 && wrong_character(&name).is_none()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_deb_control_allows() {
        for name in ["ab", "0ad", "libstdc++6", "a.b-c+d", "4ti2", "r-base"] {
            assert_eq!(PackageName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_what_is_too_short() {
        assert_eq!(PackageName::parse(""), Err(PackageNameError::TooShort));
        assert_eq!(PackageName::parse("a"), Err(PackageNameError::TooShort));
    }

    #[test]
    fn takes_what_dpkg_takes_where_asked_to() {
        for (text, name) in [("Tool", "tool"), ("my_tool", "my_tool"), ("a", "a"), ("0", "0")] {
            assert_eq!(PackageName::parse_lenient(text).unwrap().as_str(), name);
        }
        for text in ["", "_a", "+a", ".a", "a~b", "a:b", "a/b", "a@b", "a b", "\u{e9}a"] {
            assert!(PackageName::parse_lenient(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_the_character_its_place_and_the_mend() {
        for (name, found, position, suggestion) in [
            ("BadX", 'B', 1, Some("badx")),
            ("my_tool", '_', 3, Some("my-tool")),
            ("-ab", '-', 1, Some("ab")),
            (".ab", '.', 1, Some("ab")),
            ("naïve", 'ï', 3, None),
            ("a b", ' ', 2, Some("a-b")),
            ("ab\n", '\n', 3, Some("ab")),
            ("X", 'X', 1, None),
        ] {
            let suggestion = suggestion.map(String::from);
            let error = PackageName::parse(name).unwrap_err();
            assert_eq!(error, PackageNameError::Character { found, position, suggestion });
        }
    }

    #[test]
    fn the_hint_offers_the_mended_name() {
        let error = PackageName::parse("My_Tool").unwrap_err();
        assert_eq!(error.hint().as_deref(), Some("write \"my-tool\""));
    }
}
