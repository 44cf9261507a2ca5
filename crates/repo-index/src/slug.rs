//! Names made of other names.

use unicode_normalization::UnicodeNormalization;

/// The longest that a name gets in bytes.
const LONGEST: usize = 48;

/// A name of ASCII letters in lower case, digits and single hyphens, made of `text`: `Müller & Co.` is
/// `muller-co`. Empty when nothing of it is left.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.nfkd() {
        match character {
            '\u{300}'..='\u{36f}' => {}
            _ if slug.len() == LONGEST => break,
            letter if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for (text, expected) in [
            ("Example Ltd", "example-ltd"),
            ("  Müller & Co. ", "muller-co"),
            ("ACME", "acme"),
            ("a--b__c", "a-b-c"),
            ("packages.example.org", "packages-example-org"),
            ("株式会社", ""),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
        assert_eq!(slug(&"a".repeat(100)).len(), LONGEST);
    }
}
