//! A place in a text.

use super::DependencyError;

/// A text and how far it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// All of the text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// What was read.
    pub(super) fn before(&self) -> &'a str {
        &self.text[..self.at]
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn is_at(&self, character: char) -> bool {
        self.rest().starts_with(character)
    }

    /// Reads `text` if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Reads while `holds`.
    pub(super) fn take_while(&mut self, holds: impl FnMut(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.len() - rest.trim_start_matches(holds).len()];
        self.at += taken.len();
        taken
    }

    pub(super) fn skip_blanks(&mut self) {
        self.take_while(is_blank);
    }

    /// Reads a comparison, as long as it is: `>=`, also `<>`.
    pub(super) fn operator(&mut self) -> &'a str {
        self.take_while(|character| matches!(character, '<' | '>' | '=' | '!'))
    }

    /// A fault at this place.
    pub(super) fn fault(&self, problem: impl Into<String>) -> DependencyError {
        let column = self.text[..self.at].chars().count() + 1;
        DependencyError { column, problem: problem.into(), hint: None }
    }
}

impl DependencyError {
    /// The same with a hint.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// What separates words; a line break does too, so that a list may be written on several lines.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n')
}
