//! rpm's order of versions (`rpmio/rpmvercmp.c`).

use std::cmp::Ordering;

/// The order of two versions or two releases: equal to rpm's `rpmvercmp`, `~` and `^` included.
///
/// Runs of digits compare as numbers, runs of letters as texts; a number is above letters. What is
/// neither only separates. `~` is below everything, even the end; `^` is above the end and below
/// all else. Where one ends and the other continues, the longer is above.
#[must_use]
pub fn vercmp(mut one: &[u8], mut other: &[u8]) -> Ordering {
    loop {
        let (left, right) = (Segment::take(&mut one), Segment::take(&mut other));
        match left.cmp(&right) {
            Ordering::Equal if left == Segment::End => return Ordering::Equal,
            Ordering::Equal => {}
            order => return order,
        }
    }
}

/// A piece of a version; the kinds are in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment<'a> {
    Tilde,
    End,
    Caret,
    Letters(&'a [u8]),
    /// The number of digits without leading zeros, and these digits: numbers of any length compare.
    Number(usize, &'a [u8]),
}

impl<'a> Segment<'a> {
    /// Takes the next piece after what only separates.
    fn take(version: &mut &'a [u8]) -> Self {
        take_while(version, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'~' | b'^'));
        match version.split_first() {
            None => Self::End,
            Some((b'~', rest)) => {
                *version = rest;
                Self::Tilde
            }
            Some((b'^', rest)) => {
                *version = rest;
                Self::Caret
            }
            Some((byte, _)) if byte.is_ascii_digit() => {
                take_while(version, |byte| byte == b'0');
                let digits = take_while(version, |byte| byte.is_ascii_digit());
                Self::Number(digits.len(), digits)
            }
            Some(_) => Self::Letters(take_while(version, |byte| byte.is_ascii_alphabetic())),
        }
    }
}

fn take_while<'a>(version: &mut &'a [u8], wanted: impl Fn(u8) -> bool) -> &'a [u8] {
    let length = version.iter().take_while(|&&byte| wanted(byte)).count();
    let (taken, rest) = version.split_at(length);
    *version = rest;
    taken
}
