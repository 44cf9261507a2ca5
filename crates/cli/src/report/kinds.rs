//! Warnings of one kind as one message: how many there are, examples, and what all of them say.
//!
//! Two diagnostics are of one kind when code and sort of subject are the same, and their texts
//! differ only in values: numbers, paths, quoted texts.

use std::collections::HashMap;
use std::fmt::Write;

use diagnostic::{Code, Diagnostic, Printable, Subject};

/// So many subjects of a kind are named.
const EXAMPLES: usize = 3;

/// Diagnostics of one kind, in the order in which they were found; one at least.
#[derive(Debug)]
pub(super) struct Kind<'a>(Vec<&'a Diagnostic>);

/// The kinds of `diagnostics`, in the order of the first of each.
pub(super) fn kinds(diagnostics: &[Diagnostic]) -> Vec<Kind<'_>> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let place = *places.entry(Key::of(diagnostic)).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some(kind) => kind.0.push(diagnostic),
            None => kinds.push(Kind(vec![diagnostic])),
        }
    }
    kinds
}

impl<'a> Kind<'a> {
    /// The first.
    pub(super) fn first(&self) -> &'a Diagnostic {
        self.0[0]
    }

    /// The only one, when there is no other.
    pub(super) fn only(&self) -> Option<&'a Diagnostic> {
        match self.0[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// All of them in one line: `100 paths (/a, /b, /c and 97 more): problem; hint; -v shows all`.
    pub(super) fn line(&self) -> String {
        let problem = common(self.0.iter().map(|one| one.problem.as_str()));
        let hint = common(self.0.iter().map(|one| one.hint.as_deref().unwrap_or_default()));
        let shows_all = self.0.len() > EXAMPLES || !self.is_alike();
        let mut line = format!("{}: {}", self.subjects(), Printable(problem.as_bytes()));
        if !hint.is_empty() {
            let _ = write!(line, "; {}", Printable(hint.as_bytes()));
        }
        if shows_all {
            line.push_str("; -v shows all");
        }
        line
    }

    /// Whether they differ in their subjects alone.
    fn is_alike(&self) -> bool {
        let first = self.first();
        self.0.iter().all(|one| one.problem == first.problem && one.hint == first.hint)
    }

    /// `100 paths (/a, /b, /c and 97 more)`, or where there is one subject: `/a (100 times)`.
    fn subjects(&self) -> String {
        let count = self.0.len();
        let mut names: Vec<String> = Vec::new();
        for one in &self.0 {
            let name = one.subject.to_string();
            if names.len() <= EXAMPLES && !names.contains(&name) {
                names.push(name);
            }
        }
        if let [name] = &names[..] {
            return format!("{name} ({count} times)");
        }
        names.truncate(EXAMPLES);
        let noun = match self.first().subject {
            Subject::Entry(_) => "paths",
            Subject::File(_) => "files",
            Subject::Field { .. } => "places",
        };
        let more = match count - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{count} {noun} ({}{more})", names.join(", "))
    }
}

/// What diagnostics of one kind have in common.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    code: Code,
    subject: u8,
    problem: String,
    hint: String,
}

impl Key {
    fn of(diagnostic: &Diagnostic) -> Self {
        let subject = match diagnostic.subject {
            Subject::Entry(_) => 0,
            Subject::File(_) => 1,
            Subject::Field { .. } => 2,
        };
        Self {
            code: diagnostic.code,
            subject,
            problem: shape(&diagnostic.problem),
            hint: shape(diagnostic.hint.as_deref().unwrap_or_default()),
        }
    }
}

/// What means a value that is not the same in all.
const VALUE: &str = "…";

/// A text with all values masked.
fn shape(text: &str) -> String {
    let words: Vec<_> = words(text).into_iter().map(masked).collect();
    words.join(" ")
}

/// What all `texts`, which have one shape, say: values are masked where they differ.
fn common<'t>(mut texts: impl Iterator<Item = &'t str>) -> String {
    let Some(first) = texts.next() else { return String::new() };
    let first = words(first);
    let mut same = vec![true; first.len()];
    for text in texts {
        for (at, word) in words(text).into_iter().enumerate() {
            if first.get(at) != Some(&word)
                && let Some(same) = same.get_mut(at)
            {
                *same = false;
            }
        }
    }
    let shown = first.iter().zip(same);
    let shown = shown.map(|(word, same)| if same { (*word).to_owned() } else { masked(word) });
    shown.collect::<Vec<_>>().join(" ")
}

/// The words of a text; what is in quotes is one with them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words
}

/// The word, or where it is a value what means it, between its punctuation.
fn masked(word: &str) -> String {
    let is_punctuation = |character: char| "(),.:;".contains(character);
    let core = word.trim_matches(is_punctuation);
    let is_value = |character: char| character.is_ascii_digit() || "/\"`".contains(character);
    if core.is_empty() || !core.contains(is_value) {
        return word.to_owned();
    }
    let start = word.len() - word.trim_start_matches(is_punctuation).len();
    format!("{}{VALUE}{}", &word[..start], &word[start + core.len()..])
}

#[cfg(test)]
mod tests {
    use diagnostic::{Class, Source};

    use super::*;

    const CODE: Code = Code::new(7, Class::Input);
    const OTHER: Code = Code::new(8, Class::Input);

    fn entry(code: Code, path: &str, problem: &str) -> Diagnostic {
        Diagnostic::new(code, Subject::Entry(path.into()), problem)
    }

    fn lines(diagnostics: &[Diagnostic]) -> Vec<String> {
        kinds(diagnostics).iter().map(Kind::line).collect()
    }

    #[test]
    fn a_kind_is_a_count_and_three_examples() {
        let numbered = |number| entry(CODE, &format!("usr/{number:03}"), "is odd").hint("even it");
        let all: Vec<_> = (0..100).map(numbered).collect();
        assert_eq!(
            lines(&all),
            ["100 paths (/usr/000, /usr/001, /usr/002 and 97 more): is odd; even it; -v shows all"]
        );
        assert_eq!(lines(&all[..2]), ["2 paths (/usr/000, /usr/001): is odd; even it"]);
        assert!(kinds(&all[..1])[0].only().is_some());
        assert!(kinds(&all[..2])[0].only().is_none());
    }

    #[test]
    fn values_that_differ_are_masked_and_others_stay() {
        for (one, other, together) in [
            ("is setuid (4755), kept", "is setuid (4711), kept", "is setuid (…), kept"),
            ("is setuid (4755), kept", "is setuid (4755), kept", "is setuid (4755), kept"),
            ("differs from /a in case", "differs from /usr/b in case", "differs from … in case"),
            ("is of \"a b\", which", "is of \"c\\\" d e\", which", "is of …, which"),
            ("signed by 0ABC: bad", "signed by 1DEF: bad", "signed by …: bad"),
        ] {
            let all = [entry(CODE, "x", one), entry(CODE, "y", other)];
            let rest = if one == other { "" } else { "; -v shows all" };
            assert_eq!(lines(&all), [format!("2 paths (/x, /y): {together}{rest}")]);
        }
    }

    #[test]
    fn other_codes_subjects_and_words_are_other_kinds() {
        let file = Diagnostic::new(CODE, Subject::File("a".into()), "is odd");
        let all = [
            entry(CODE, "a", "is odd"),
            entry(OTHER, "b", "is odd"),
            file,
            entry(CODE, "c", "is even"),
            entry(CODE, "d", "is odd").hint("1 way"),
            entry(CODE, "e", "is odd"),
        ];
        let kinds = kinds(&all);
        // In the order of the first of each.
        let firsts: Vec<_> = kinds.iter().map(|kind| kind.first().subject.to_string()).collect();
        assert_eq!(firsts, ["/a", "/b", "a", "/c", "/d"]);
        assert_eq!(kinds[0].line(), "2 paths (/a, /e): is odd");
    }

    #[test]
    fn one_subject_is_named_once() {
        let subject = Subject::Field { name: "--depends".to_owned(), source: Source::Program };
        let one = |name| Diagnostic::new(CODE, subject.clone(), format!("\"{name}\" is odd"));
        assert_eq!(lines(&[one("a"), one("b")]), ["--depends (2 times): … is odd; -v shows all"]);
    }

    #[test]
    fn nothing_controls_a_terminal() {
        let all = [entry(CODE, "a\x1b", "is\x1b \x07odd"), entry(CODE, "b\x1b", "is\x1b \x07odd")];
        let line = &lines(&all)[0];
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}
