//! dpkg's order of version parts (deb-version(7), "Sorting algorithm").

use std::cmp::Ordering;
use std::hash::Hasher;

/// Compares two upstream versions or two revisions.
pub(super) fn compare(mut left: &[u8], mut right: &[u8]) -> Ordering {
    while !left.is_empty() || !right.is_empty() {
        let text = compare_text(take_text(&mut left), take_text(&mut right));
        let order = text.then_with(|| {
            let (left, right) = (take_number(&mut left), take_number(&mut right));
            left.len().cmp(&right.len()).then_with(|| left.cmp(right))
        });
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Feeds `state` with what [`compare`] looks at, so that equal parts hash alike.
pub(super) fn hash<H: Hasher>(mut part: &[u8], state: &mut H) {
    while !part.is_empty() {
        let (text, number) = (take_text(&mut part), take_number(&mut part));
        if !text.is_empty() || !number.is_empty() {
            state.write(text);
            state.write_u8(b' ');
            state.write(number);
            state.write_u8(b' ');
        }
    }
    state.write_u8(b'\n');
}

/// Takes the leading non-digits.
fn take_text<'a>(part: &mut &'a [u8]) -> &'a [u8] {
    take_while(part, |byte| !byte.is_ascii_digit())
}

/// Takes the leading digits and drops their leading zeros, so that numbers of any length compare
/// by length and then by text.
fn take_number<'a>(part: &mut &'a [u8]) -> &'a [u8] {
    take_while(part, |byte| byte == b'0');
    take_while(part, |byte| byte.is_ascii_digit())
}

fn take_while<'a>(part: &mut &'a [u8], wanted: impl Fn(u8) -> bool) -> &'a [u8] {
    let length = part.iter().take_while(|&&byte| wanted(byte)).count();
    let (taken, rest) = part.split_at(length);
    *part = rest;
    taken
}

/// Compares two runs of non-digits; the end of a run sorts after `~` and before all else.
fn compare_text(left: &[u8], right: &[u8]) -> Ordering {
    let weight_at = |run: &[u8], at: usize| run.get(at).map_or(END, |&byte| weight(byte));
    (0..left.len().max(right.len()))
        .map(|at| weight_at(left, at).cmp(&weight_at(right, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The weight of a run's end.
const END: u16 = 1;

fn weight(byte: u8) -> u16 {
    match byte {
        b'~' => END - 1,
        byte if byte.is_ascii_alphabetic() => u16::from(byte),
        byte => u16::from(byte) + 256,
    }
}
