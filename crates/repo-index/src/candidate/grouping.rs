//! What packages are grouped by: `${version.major}`.

use std::fmt;

use super::Candidate;
use super::reference::{Piece, TemplateError, pieces};

/// A text with references to fields of a package, as targets of routes have them: packages for which it is the
/// same are of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    text: String,
    pieces: Vec<Piece>,
}

impl Grouping {
    /// Parses a text with references.
    ///
    /// # Errors
    /// Every defect: references to what there is not, a brace without its partner; a text without any
    /// reference, which would be one group.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let pieces = pieces(text, &[])?;
        if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            return Err(vec![TemplateError {
                is_reference: false,
                problem: "refers to nothing of a package".to_owned(),
                hint: "write a reference such as ${version.major}".to_owned(),
            }]);
        }
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// The group of a package. What a reference stands for that is not set is empty.
    #[must_use]
    pub fn of(&self, candidate: &Candidate<'_>) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => field.of(candidate).unwrap_or_default().to_owned(),
            Piece::Capture(_) => String::new(),
        };
        self.pieces.iter().map(one).collect()
    }
}

impl fmt::Display for Grouping {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidate::PackageFormat;

    #[test]
    fn packages_are_grouped_by_their_fields() {
        let candidate = Candidate {
            format: PackageFormat::Deb,
            file_name: "",
            name: "erlang",
            version: "1:27.2.1-1",
            architecture: "amd64",
            component: Some("main"),
            source: None,
        };
        for (text, group) in [
            ("${version.major}", "27"),
            ("{version.major}.{version.minor}", "27.2"),
            ("${component}-${source}", "main-erlang"),
        ] {
            assert_eq!(Grouping::parse(text).unwrap().of(&candidate), group);
        }
        let date = Candidate { version: "git", component: None, ..candidate };
        assert_eq!(Grouping::parse("{version.major}{component}").unwrap().of(&date), "");
        for odd in ["", "major", "${version.mayor}", "${version.major", "}", "{filename}"] {
            assert!(Grouping::parse(odd).is_err(), "{odd}");
        }
    }
}
