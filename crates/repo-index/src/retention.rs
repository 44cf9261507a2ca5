//! How many versions of a package are kept.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use crate::candidate::{Candidate, Grouping};

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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::candidate::PackageFormat;

    /// A name, an architecture and the numbers of a version.
    type Given = (&'static str, &'static str, (u8, u8));

    fn given() -> impl Strategy<Value = Given> {
        (select(vec!["a", "b"]), select(vec!["amd64", "all"]), (0_u8..3, 0_u8..12))
    }

    proptest! {
        /// Of each name, architecture and group as many versions stay as are to be kept, or all; and none
        /// that is older than one that goes.
        #[test]
        fn the_newest_of_each_group_stay(
            packages in vec(given(), 0..40),
            versions in 1_usize..4,
            is_grouped in any::<bool>(),
        ) {
            let per = is_grouped.then(|| Grouping::parse("${version.major}").unwrap());
            let retention = Retention { versions: NonZeroUsize::new(versions).unwrap(), per };
            let texts: Vec<String> =
                packages.iter().map(|(_, _, (major, minor))| format!("{major}.{minor}")).collect();
            let listed: Vec<_> = packages
                .iter()
                .zip(&texts)
                .map(|((name, architecture, numbers), version)| Listed {
                    candidate: Candidate {
                        format: PackageFormat::Deb,
                        file_name: "",
                        name,
                        version,
                        architecture,
                        component: None,
                        source: None,
                    },
                    record: numbers,
                })
                .collect();
            let outdated = retention.outdated(&listed, |left: &(u8, u8), right| left.cmp(right));
            let mut groups = BTreeMap::<_, BTreeSet<(u8, u8)>>::new();
            for (name, architecture, numbers) in &packages {
                let major = is_grouped.then_some(numbers.0);
                groups.entry((*name, *architecture, major)).or_default().insert(*numbers);
            }
            let mut gone = 0;
            for ((name, architecture, _), all) in groups {
                for (place, (major, minor)) in all.iter().rev().enumerate() {
                    let version = format!("{major}.{minor}");
                    let key = (name.to_owned(), version, architecture.to_owned());
                    prop_assert_eq!(outdated.contains(&key), place >= versions, "{:?}", key);
                    gone += usize::from(place >= versions);
                }
            }
            prop_assert_eq!(outdated.len(), gone);
        }
    }
}
