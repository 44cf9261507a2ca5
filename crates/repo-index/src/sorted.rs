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
    // What is sorted but for a tail takes one comparison for each record.
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
    records.append(&mut new);
    records.sort_by(compare);
    Ok(count)
}

/// The records that are equal to `record`; one, unless others wrote the index.
fn twins<'a, R>(records: &'a [R], record: &R, compare: fn(&R, &R) -> Ordering) -> &'a [R] {
    let start = records.partition_point(|published| compare(published, record).is_lt());
    let length = records[start..].partition_point(|published| compare(published, record).is_eq());
    &records[start..start + length]
}
