//! The arrays of dependencies.

use pkgio::Codec;

use super::Format;
use crate::header::{Header, Tag, Value, tag};
use crate::package::Dependencies;
use crate::{Dependency, Sense};

/// What a package needs of rpm to be read, by how it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needs {
    pub(super) format: Format,
    pub(super) codec: Codec,
    pub(super) has_files: bool,
    pub(super) has_large_files: bool,
    pub(super) has_hard_links: bool,
}

/// Inserts all lists.
pub(super) fn insert_into(header: &mut Header, of: &Dependencies, needs: Needs) {
    use tag::{
        CONFLICTFLAGS, CONFLICTNAME, CONFLICTVERSION, ENHANCEFLAGS, ENHANCENAME, ENHANCEVERSION,
        OBSOLETEFLAGS, OBSOLETENAME, OBSOLETEVERSION, ORDERFLAGS, ORDERNAME, ORDERVERSION,
        PROVIDEFLAGS, PROVIDENAME, PROVIDEVERSION, RECOMMENDFLAGS, RECOMMENDNAME, RECOMMENDVERSION,
        REQUIREFLAGS, REQUIRENAME, REQUIREVERSION, SUGGESTFLAGS, SUGGESTNAME, SUGGESTVERSION,
        SUPPLEMENTFLAGS, SUPPLEMENTNAME, SUPPLEMENTVERSION,
    };
    let features = needs.features();
    let requires = of.requires.iter().chain(&features);
    insert(header, requires, [REQUIRENAME, REQUIREVERSION, REQUIREFLAGS]);
    insert(header, &of.provides, [PROVIDENAME, PROVIDEVERSION, PROVIDEFLAGS]);
    insert(header, &of.conflicts, [CONFLICTNAME, CONFLICTVERSION, CONFLICTFLAGS]);
    insert(header, &of.obsoletes, [OBSOLETENAME, OBSOLETEVERSION, OBSOLETEFLAGS]);
    insert(header, &of.recommends, [RECOMMENDNAME, RECOMMENDVERSION, RECOMMENDFLAGS]);
    insert(header, &of.suggests, [SUGGESTNAME, SUGGESTVERSION, SUGGESTFLAGS]);
    insert(header, &of.supplements, [SUPPLEMENTNAME, SUPPLEMENTVERSION, SUPPLEMENTFLAGS]);
    insert(header, &of.enhances, [ENHANCENAME, ENHANCEVERSION, ENHANCEFLAGS]);
    insert(header, &of.order_with_requires, [ORDERNAME, ORDERVERSION, ORDERFLAGS]);
}

/// Inserts one list as rpmbuild does: sorted, each dependency once.
fn insert<'a>(
    header: &mut Header,
    list: impl IntoIterator<Item = &'a Dependency>,
    [name, version, flags]: [Tag; 3],
) {
    let mut list: Vec<&Dependency> = list.into_iter().collect();
    list.sort();
    list.dedup();
    header.insert(name, Value::texts(list.iter().map(|one| &one.name)));
    header.insert(version, Value::texts(list.iter().map(|one| &one.evr)));
    header.insert(flags, Value::int32(list.iter().map(|one| one.sense.0)));
}

impl Needs {
    /// The features of rpm (`rpm --showrc`, its `lib/rpmds.c`) that reading the package takes. Those
    /// that every rpm has that reads format 6 are not asked for in it.
    fn features(self) -> Vec<Dependency> {
        let is_old = self.format == Format::V4;
        let has_files = self.has_files;
        [
            ("CompressedFileNames", "3.0.4-1", has_files && is_old),
            ("FileDigests", "4.6.0-1", has_files && is_old),
            ("LargeFiles", "4.12.0-1", self.has_large_files),
            ("PartialHardlinkSets", "4.0.4-1", self.has_hard_links && is_old),
            ("PayloadFilesHavePrefix", "4.0-1", has_files && is_old),
            ("PayloadIsXz", "5.2-1", self.codec == Codec::Xz),
            ("PayloadIsZstd", "5.4.18-1", self.codec == Codec::Zstd),
        ]
        .into_iter()
        .filter(|(.., is_needed)| *is_needed)
        .map(|(name, since, _)| feature(name, since))
        .collect()
    }
}

/// `rpmlib(NAME) <= SINCE`.
fn feature(name: &str, since: &str) -> Dependency {
    /// `RPMSENSE_RPMLIB` of rpm's `rpmds.h`.
    const RPMLIB: Sense = Sense(1 << 24);
    Dependency {
        name: format!("rpmlib({name})"),
        evr: since.to_owned(),
        sense: RPMLIB.and(Sense::LESS).and(Sense::EQUAL),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{numbers, texts};
    use super::*;

    fn dependency(name: &str, evr: &str, sense: u32) -> Dependency {
        Dependency { name: name.to_owned(), evr: evr.to_owned(), sense: Sense(sense) }
    }

    const PLAIN: Needs = Needs {
        format: Format::V4,
        codec: Codec::Gzip,
        has_files: true,
        has_large_files: false,
        has_hard_links: false,
    };

    /// The order of rpmbuild 4.18, which compares flags as numbers.
    #[test]
    fn lists_are_sorted_and_without_duplicates() {
        let mut header = Header::new();
        let requires = vec![
            dependency("b", "1", 8),
            dependency("/bin/sh", "", 1280),
            dependency("(a if b)", "", 0),
            dependency("/bin/sh", "", 256),
            dependency("b", "1", 8),
            dependency("b", "", 0),
        ];
        let of = Dependencies { requires, ..Dependencies::default() };
        insert_into(&mut header, &of, Needs { has_files: false, ..PLAIN });
        let names = texts(&header, tag::REQUIRENAME);
        assert_eq!(names, ["(a if b)", "/bin/sh", "/bin/sh", "b", "b"]);
        assert_eq!(texts(&header, tag::REQUIREVERSION), ["", "", "", "", "1"]);
        assert_eq!(numbers(&header, tag::REQUIREFLAGS), [0, 256, 1280, 0, 8]);
        assert!(header.value(tag::PROVIDENAME).is_none());
    }

    #[test]
    fn features_are_those_that_reading_takes() {
        let of = |needs: Needs| {
            let mut header = Header::new();
            insert_into(&mut header, &Dependencies::default(), needs);
            texts(&header, tag::REQUIRENAME).join(" ").replace("rpmlib", "")
        };
        let usual = "(CompressedFileNames) (FileDigests) (PayloadFilesHavePrefix)";
        assert_eq!(of(PLAIN), usual);
        assert_eq!(of(Needs { codec: Codec::None, ..PLAIN }), usual);
        assert_eq!(of(Needs { codec: Codec::Xz, ..PLAIN }), format!("{usual} (PayloadIsXz)"));
        assert_eq!(of(Needs { has_files: false, ..PLAIN }), "");
        let all = Needs { has_large_files: true, has_hard_links: true, ..PLAIN };
        assert_eq!(
            of(Needs { codec: Codec::Zstd, ..all }),
            "(CompressedFileNames) (FileDigests) (LargeFiles) (PartialHardlinkSets) \
             (PayloadFilesHavePrefix) (PayloadIsZstd)"
        );
        let new = Needs { format: Format::V6, ..all };
        assert_eq!(of(new), "(LargeFiles)");
    }
}
