//! Comparing lists of things that have names.

use std::collections::HashMap;

use super::{Attribute, Change, Difference, Place};

/// An attribute that differs, with its values on the left and on the right.
pub type Values = Option<(Attribute, String, String)>;

/// The differences found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report(Vec<Difference>);

impl Report {
    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, place: Place, change: Change) {
        self.0.push(Difference { place, change });
    }

    /// Adds those of `values` that differ.
    pub fn attributes(&mut self, place: &Place, values: impl IntoIterator<Item = Values>) {
        for (attribute, left, right) in values.into_iter().flatten() {
            self.push(place.clone(), Change::Changed { attribute, left, right });
        }
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// All of them.
    #[must_use]
    pub fn into_vec(self) -> Vec<Difference> {
        self.0
    }

    /// Compares what both sides have by `compare`, and tells what only one has, and the order.
    ///
    /// The differences come in the order of the left; what is only on the right follows.
    pub fn items<T>(
        &mut self,
        (left, right): (&[T], &[T]),
        key: impl Fn(&T) -> &[u8],
        place: impl Fn(&T) -> Place,
        compare: impl Fn(&T, &T) -> Vec<Values>,
    ) {
        let index = |items: &[T]| -> HashMap<Vec<u8>, usize> {
            items.iter().enumerate().map(|(at, item)| (key(item).to_vec(), at)).collect()
        };
        let (in_left, in_right) = (index(left), index(right));
        for item in left {
            let Some(&other) = in_right.get(key(item)) else {
                self.push(place(item), Change::Removed);
                continue;
            };
            self.attributes(&place(item), compare(item, &right[other]));
        }
        let added = right.iter().filter(|item| !in_left.contains_key(key(item)));
        self.0.extend(added.map(|item| Difference { place: place(item), change: Change::Added }));
        let left_common = left.iter().filter(|item| in_right.contains_key(key(item)));
        let right_common = right.iter().filter(|item| in_left.contains_key(key(item)));
        let moved = left_common.zip(right_common).find(|(left, right)| key(left) != key(right));
        if let Some((left, right)) = moved {
            let shown = |item: &T| key(item).escape_ascii().to_string();
            let (attribute, left_name, right_name) = (Attribute::Order, shown(left), shown(right));
            let change = Change::Changed { attribute, left: left_name, right: right_name };
            self.push(place(left), change);
        }
    }
}

/// The values, when they differ.
pub fn values<V: PartialEq>(
    attribute: Attribute,
    left: V,
    right: V,
    show: impl Fn(&V) -> String,
) -> Values {
    (left != right).then(|| (attribute, show(&left), show(&right)))
}
