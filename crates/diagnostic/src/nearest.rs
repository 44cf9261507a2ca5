//! What was probably meant.

/// The one of `known` that is nearest to `given`, when any is near: at most a third of its letters
/// are other ones. The first of several.
#[must_use]
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // The distance takes time in proportion to both lengths, and nothing so long is near a key.
    if given.len() > 64 {
        return None;
    }
    let distance = |name: &str| strsim::damerau_levenshtein(given, name);
    let (best, name) = known.map(|name| (distance(name), name)).min_by_key(|found| found.0)?;
    let most = (given.chars().count().max(name.chars().count()) / 3).max(1);
    (best <= most && best < name.chars().count()).then_some(name)
}
