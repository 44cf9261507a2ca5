//! How many versions of a package are kept.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use crate::route::{Candidate, Grouping};

/// The newest versions of each package and architecture that a suite or an RPM repository keeps, when
/// packages are added: `keep-versions` and `per`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How many.
    pub versions: NonZeroUsize,
    /// By what they are grouped besides, such as `${version.major}`: so many of each group. `None`: not at
    /// all.
    pub per: Option<Grouping>,
}

/// What is listed, as retention sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed<'a, R> {
    pub(crate) candidate: Candidate<'a>,
    pub(crate) record: &'a R,
}

/// What tells packages apart whose versions are counted together.
type Group = (&'static str, String, String, String);

impl Retention {
    /// Those of `listed` that are too old to be kept, by their names, versions and architectures.
    /// `compare` is the order of the versions of one package.
    pub(crate) fn outdated<R>(
        &self,
        listed: &[Listed<'_, R>],
        compare: impl Fn(&R, &R) -> Ordering,
    ) -> BTreeSet<(String, String, String)> {
        let mut groups = BTreeMap::<Group, Vec<&Listed<'_, R>>>::new();
        for one in listed {
            let Candidate { format, name, architecture, .. } = one.candidate;
            let per = self.per.as_ref().map(|per| per.of(&one.candidate)).unwrap_or_default();
            let group = (format.name(), name.to_owned(), architecture.to_owned(), per);
            groups.entry(group).or_default().push(one);
        }
        let mut outdated = BTreeSet::new();
        for mut group in groups.into_values() {
            group.sort_by(|left, right| compare(right.record, left.record));
            // One version may stand in several components.
            group.dedup_by(|right, left| right.candidate.version == left.candidate.version);
            outdated.extend(group.into_iter().skip(self.versions.get()).map(|one| {
                let Candidate { name, version, architecture, .. } = one.candidate;
                (name.to_owned(), version.to_owned(), architecture.to_owned())
            }));
        }
        outdated
    }
}
