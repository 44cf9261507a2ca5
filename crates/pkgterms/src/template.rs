//! The grammar of texts with references: manifests, names of outputs, targets of routes.
//!
//! `${name}` means another text; a reference stands on one line. `$${` is a literal `${`, and a
//! `$` before anything else is a `$`. What a name means is up to who reads the text.

use std::ops::Range;

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Taken as it is.
    Literal(&'a str),
    /// `${name}`, with where it is in the text.
    Reference(&'a str, Range<usize>),
    /// A `${` that nothing closes.
    Unclosed(Range<usize>),
}

/// The stretches of `text` in order.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(found) = text[start..].find("${") {
        let dollar = start + found;
        if dollar > start && text.as_bytes()[dollar - 1] == b'$' {
            // "$${": drop one of the dollars.
            pieces.push(Piece::Literal(&text[start..dollar - 1]));
            pieces.push(Piece::Literal("${"));
            start = dollar + 2;
            continue;
        }
        if dollar > start {
            pieces.push(Piece::Literal(&text[start..dollar]));
        }
        // A reference stands on one line; what a later line closes was not meant for this one.
        let rest = &text[dollar + 2..];
        let end = rest.find(['}', '\n']).unwrap_or(rest.len());
        if !rest[end..].starts_with('}') {
            // Nor does anything close a further one on this line.
            pieces.push(Piece::Unclosed(dollar..dollar + 2));
            start = dollar + 2 + end;
            continue;
        }
        pieces.push(Piece::Reference(&rest[..end], dollar..dollar + 2 + end + 1));
        start = dollar + 2 + end + 1;
    }
    if start < text.len() {
        pieces.push(Piece::Literal(&text[start..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_literals_and_what_is_not_closed() {
        use Piece::{Literal, Reference, Unclosed};
        for (text, expected) in [
            ("", vec![]),
            ("a", vec![Literal("a")]),
            ("${a}", vec![Reference("a", 0..4)]),
            ("x${a.b}y", vec![Literal("x"), Reference("a.b", 1..7), Literal("y")]),
            ("$${a}", vec![Literal(""), Literal("${"), Literal("a}")]),
            ("$a {b} $", vec![Literal("$a {b} $")]),
            ("${a", vec![Unclosed(0..2)]),
            ("${a\n}", vec![Unclosed(0..2), Literal("\n}")]),
        ] {
            assert_eq!(pieces(text), expected, "{text:?}");
        }
    }
}
