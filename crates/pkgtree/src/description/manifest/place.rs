//! Where the values of a description come from, by the keys of a manifest.

use diagnostic::Source;

use super::keys::{COMMON, DEB, Field, Key, RPM};
use crate::description::Description;

impl Description {
    /// Where the value of `key` comes from: of the first that is given, in `section` (`deb` or `rpm`)
    /// or at the top. [`Source::Program`] where none is given, and for keys of tables.
    #[must_use]
    pub fn source_of(&self, section: &str, key: &str) -> Source {
        // The tables of keys lead to places that can be written to.
        let mut copy = self.clone();
        let own = match section {
            "deb" => source(DEB, key, &mut copy.deb),
            "rpm" => source(RPM, key, &mut copy.rpm),
            _ => None,
        };
        own.or_else(|| source(COMMON, key, &mut copy)).unwrap_or_default()
    }
}

fn source<T>(keys: &[Key<T>], name: &str, it: &mut T) -> Option<Source> {
    match keys.iter().find(|key| key.name == name)?.field {
        Field::Line(slot) | Field::Number(slot) | Field::Paragraphs(slot) => {
            slot(it).as_ref().map(|text| text.source.clone())
        }
        Field::Lines(slot) => slot(it).first().map(|text| text.source.clone()),
        Field::Path(slot) => slot(it).as_ref().map(|path| path.source.clone()),
        Field::Flag(slot) => slot(it).as_ref().map(|flag| flag.source.clone()),
        Field::Texts(_, _, slot) => slot(it).first().map(|(name, _)| name.source.clone()),
        Field::Lists(_, slot) => slot(it).first().map(|(name, _)| name.source.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_those_of_the_section_before_the_common_ones() {
        let mut it = Description::default();
        let flag = |flag: &str| Source::Flag(flag.to_owned());
        it.name = Some(diagnostic::Sourced::new("a".to_owned(), flag("--name")));
        it.depends = vec![diagnostic::Sourced::new("b".to_owned(), flag("--depends"))];
        it.deb.depends = vec![diagnostic::Sourced::new("c".to_owned(), flag("--deb-depends"))];
        assert_eq!(it.source_of("deb", "name"), flag("--name"));
        assert_eq!(it.source_of("deb", "depends"), flag("--deb-depends"));
        assert_eq!(it.source_of("rpm", "depends"), flag("--depends"));
        assert_eq!(it.source_of("deb", "tag"), Source::Program);
    }
}
