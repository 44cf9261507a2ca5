//! Additions to the records of an index, which stand in an order.

use std::cmp::Ordering;

/// How records are ordered and told apart.
pub(crate) struct Rules<R, C> {
    /// The order; equal only for records of one package, in one version, for one architecture.
    pub(crate) compare: fn(&R, &R) -> Ordering,
    /// Whether two records are of the same content.
    pub(crate) is_same: fn(&R, &R) -> bool,
    /// What to say when they are not: of what is published, and of what is given.
    pub(crate) conflict: fn(&R, &R) -> C,
}

/// Sorts `records` and adds those of `given` that are not there. Returns how many are new.
///
/// # Errors
/// Every record that is there, or given twice, with other content; nothing is added then.
pub(crate) fn add<R, C>(
    records: &mut Vec<R>,
    given: impl IntoIterator<Item = R>,
    rules: &Rules<R, C>,
) -> Result<usize, Vec<C>> {
    let compare = rules.compare;
    let mut given: Vec<R> = given.into_iter().collect();
    given.sort_by(compare);
    // What is sorted already takes one comparison for each record.
    records.sort_by(compare);
    let (mut conflicts, mut new) = (Vec::new(), Vec::<R>::new());
    for record in given {
        let twins = match new.last() {
            Some(last) if compare(last, &record).is_eq() => std::slice::from_ref(last),
            _ => twins(records, &record, compare),
        };
        if twins.iter().any(|twin| (rules.is_same)(twin, &record)) {
            continue;
        }
        match twins.first() {
            None => new.push(record),
            Some(published) => conflicts.push((rules.conflict)(published, &record)),
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let count = new.len();
    insert(records, new, compare);
    Ok(count)
}

/// Inserts `new`, which are sorted, and none of which is equal to one of `records`.
fn insert<R>(records: &mut Vec<R>, new: Vec<R>, compare: fn(&R, &R) -> Ordering) {
    let mut published = std::mem::take(records).into_iter();
    records.reserve(published.len() + new.len());
    for record in new {
        let before =
            published.as_slice().partition_point(|published| compare(published, &record).is_lt());
        records.extend(published.by_ref().take(before));
        records.push(record);
    }
    records.extend(published);
}

/// Those of `records` that are none of `others`, and where these are in another order some more.
pub(crate) fn unlike<'a, R>(
    records: &'a [R],
    others: &[R],
    is_same: impl Fn(&R, &R) -> bool,
    compare: fn(&R, &R) -> Ordering,
) -> Vec<&'a R> {
    let mut others = others.iter().peekable();
    let mut is_unlike = |record: &R| {
        loop {
            match others.peek() {
                Some(other) if is_same(other, record) => break others.next().is_none(),
                Some(other) if compare(other, record).is_lt() => others.next(),
                _ => break true,
            };
        }
    };
    records.iter().filter(|record| is_unlike(record)).collect()
}

/// The records that are equal to `record`; one, unless others wrote the index.
fn twins<'a, R>(records: &'a [R], record: &R, compare: fn(&R, &R) -> Ordering) -> &'a [R] {
    let start = records.partition_point(|published| compare(published, record).is_lt());
    let length = records[start..].partition_point(|published| compare(published, record).is_eq());
    &records[start..start + length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inserted_stands_in_its_place() {
        for (records, new) in [
            (&[][..], &[][..]),
            (&[], &[1, 3]),
            (&[1, 3], &[]),
            (&[2, 4, 6], &[1, 3, 5, 7, 8]),
            (&[1, 2, 8, 9], &[3, 4, 5]),
        ] {
            let mut inserted: Vec<i32> = records.to_vec();
            insert(&mut inserted, new.to_vec(), i32::cmp);
            let mut expected = [records, new].concat();
            expected.sort_unstable();
            assert_eq!(inserted, expected);
        }
    }

    #[test]
    fn what_is_unlike_is_found_in_one_pass() {
        let unlike = |records: &[u8], others: &[u8]| -> Vec<u8> {
            // The tens are the order, the rest is content.
            let compare = |one: &u8, other: &u8| (one / 10).cmp(&(other / 10));
            unlike(records, others, u8::eq, compare).into_iter().copied().collect()
        };
        assert!(unlike(&[10, 20, 30], &[10, 20, 30]).is_empty());
        assert_eq!(unlike(&[10, 20, 25, 30], &[10, 20, 30]), [25]);
        assert_eq!(unlike(&[20, 31, 40], &[10, 20, 30, 35, 40]), [31]);
        assert_eq!(unlike(&[10], &[]), [10]);
        assert!(unlike(&[], &[10]).is_empty());
        assert_eq!(unlike(&[10, 20, 30], &[30, 10, 20]), [10, 20]);
    }
}
