//! Putting what a walk found into the order of paths, without comparing them.
//!
//! The names in each directory are read in order, so that what was found there is a sorted run. A
//! directory comes right before everything below it: going through the runs from the top, into the
//! run of each directory that comes, is the order of the tree.

use std::collections::HashMap;
use std::ops::Range;

use super::Found;
use crate::Kind;

/// What was found in one directory, in order.
#[derive(Debug)]
pub(super) struct Run {
    /// Where the directory would be installed.
    pub(super) folder: Vec<u8>,
    /// The places of its entries among all that was found.
    pub(super) places: Range<usize>,
}

/// Arranges `found`, all of it from one walk of the directory `top`. What is not below a directory
/// that was found comes last.
pub(super) fn arrange(found: &mut [Found], runs: Vec<Run>, top: &[u8]) {
    let mut runs: HashMap<Vec<u8>, Range<usize>> =
        runs.into_iter().map(|run| (run.folder, run.places)).collect();
    let mut order = Vec::with_capacity(found.len());
    let mut is_placed = vec![false; found.len()];
    let mut open: Vec<Range<usize>> = runs.remove(top).into_iter().collect();
    while let Some(run) = open.last_mut() {
        let Some(place) = run.next() else {
            open.pop();
            continue;
        };
        order.push(place);
        is_placed[place] = true;
        let entry = &found[place].entry;
        if entry.kind == Kind::Directory {
            open.extend(runs.remove(entry.path.as_bytes()));
        }
    }
    order.extend((0..found.len()).filter(|place| !is_placed[*place]));
    permute(found, order);
}

/// Moves to each place what is at the place that `order` has there: each place once.
fn permute<T>(items: &mut [T], mut order: Vec<usize>) {
    for start in 0..items.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut order[place], place);
            if from == start || from == place {
                break;
            }
            items.swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_go_where_they_are_asked_for(
            order in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(),
        ) {
            let mut items: Vec<usize> = (0..40).map(|item| item * 10).collect();
            let expected: Vec<usize> = order.iter().map(|from| items[*from]).collect();
            permute(&mut items, order);
            prop_assert_eq!(items, expected);
        }
    }
}
