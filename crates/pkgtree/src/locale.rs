//! Names of locales.

/// Checks the name of a locale, as rpm compares it with `%_install_langs` and gettext with `LANG`:
/// a language, then perhaps a country, a character set and a variant: `de`, `pt_BR`,
/// `sr_RS.UTF-8@latin`. `C`, the locale of what is not translated, is refused.
///
/// # Errors
/// It is not the name of one.
pub fn check_locale(name: &str) -> Result<(), LocaleError> {
    let word = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let (rest, variant) = split(name, '@');
    let (rest, charset) = split(rest, '.');
    let (language, country) = split(rest, '_');
    let is_language = (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && language != "POSIX";
    let others = [(country, 1..=8), (charset, 1..=20), (variant, 1..=20)];
    let are_words =
        others.into_iter().all(|(part, lengths)| part.is_none_or(|part| word(part, lengths)));
    if is_language && are_words { Ok(()) } else { Err(LocaleError { name: name.to_owned() }) }
}

/// What comes before the first `separator`, and after it.
fn split(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Not the name of a locale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not the name of a locale")]
pub struct LocaleError {
    /// What was given.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_pass() {
        for name in ["de", "pt_BR", "zh_Hans", "sr@latin", "sr_RS.UTF-8@latin", "en_US.utf8", "ast"]
        {
            assert_eq!(check_locale(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for name in [
            "",
            "C",
            "POSIX",
            "d",
            "de ",
            "de|fr",
            "de,fr",
            "de_",
            "_DE",
            "de.",
            "de@",
            "de/DE",
            "dé",
            "de_DE_DE",
            "deutschland",
        ] {
            assert!(check_locale(name).is_err(), "{name:?}");
        }
    }
}
