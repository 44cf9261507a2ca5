//! Lists of dependencies.

use super::tags::{Numbers, Texts, utf8};
use super::{Metadata, ReadError};
use crate::header::{Header, Tag, tag};
use crate::{Dependency, Sense};

/// The lists of dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DependencyKind {
    /// `Requires`
    Requires,
    /// `Provides`
    Provides,
    /// `Conflicts`
    Conflicts,
    /// `Obsoletes`
    Obsoletes,
    /// `Recommends`
    Recommends,
    /// `Suggests`
    Suggests,
    /// `Supplements`
    Supplements,
    /// `Enhances`
    Enhances,
    /// `OrderWithRequires`
    OrderWithRequires,
}

impl DependencyKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Requires,
        Self::Provides,
        Self::Conflicts,
        Self::Obsoletes,
        Self::Recommends,
        Self::Suggests,
        Self::Supplements,
        Self::Enhances,
        Self::OrderWithRequires,
    ];

    /// Its name as spec files spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Requires => "Requires",
            Self::Provides => "Provides",
            Self::Conflicts => "Conflicts",
            Self::Obsoletes => "Obsoletes",
            Self::Recommends => "Recommends",
            Self::Suggests => "Suggests",
            Self::Supplements => "Supplements",
            Self::Enhances => "Enhances",
            Self::OrderWithRequires => "OrderWithRequires",
        }
    }

    /// The tags of names, flags and versions.
    pub(crate) fn tags(self) -> [Tag; 3] {
        match self {
            Self::Requires => [tag::REQUIRENAME, tag::REQUIREFLAGS, tag::REQUIREVERSION],
            Self::Provides => [tag::PROVIDENAME, tag::PROVIDEFLAGS, tag::PROVIDEVERSION],
            Self::Conflicts => [tag::CONFLICTNAME, tag::CONFLICTFLAGS, tag::CONFLICTVERSION],
            Self::Obsoletes => [tag::OBSOLETENAME, tag::OBSOLETEFLAGS, tag::OBSOLETEVERSION],
            Self::Recommends => [tag::RECOMMENDNAME, tag::RECOMMENDFLAGS, tag::RECOMMENDVERSION],
            Self::Suggests => [tag::SUGGESTNAME, tag::SUGGESTFLAGS, tag::SUGGESTVERSION],
            Self::Supplements => {
                [tag::SUPPLEMENTNAME, tag::SUPPLEMENTFLAGS, tag::SUPPLEMENTVERSION]
            }
            Self::Enhances => [tag::ENHANCENAME, tag::ENHANCEFLAGS, tag::ENHANCEVERSION],
            Self::OrderWithRequires => [tag::ORDERNAME, tag::ORDERFLAGS, tag::ORDERVERSION],
        }
    }
}

impl Metadata {
    /// A list of dependencies, in the header's order.
    ///
    /// What rpm 3 and older wrote provides itself, as rpm has it too.
    ///
    /// # Errors
    /// Arrays of different lengths, names or versions that are not UTF-8.
    pub fn dependencies(&self, kind: DependencyKind) -> Result<Vec<Dependency>, ReadError> {
        let mut all = Vec::new();
        self.each_dependency(kind, |dependency| all.push(dependency))?;
        Ok(all)
    }

    /// Gives every dependency of a list to `each`, as [`dependencies`](Self::dependencies) lists them:
    /// of a package with very many, without the memory of all of them.
    ///
    /// # Errors
    /// As [`dependencies`](Self::dependencies); `each` may have had some by then.
    pub fn each_dependency(
        &self,
        kind: DependencyKind,
        mut each: impl FnMut(Dependency),
    ) -> Result<(), ReadError> {
        if kind == DependencyKind::Provides && !self.is_source && !self.has_region() {
            let own = Dependency {
                name: self.name.clone(),
                evr: self.evr.to_string(),
                sense: Sense::EQUAL,
            };
            let mut is_there = false;
            rows(&self.header, kind.tags(), |dependency| {
                is_there |= dependency == own;
                each(dependency);
            })?;
            if !is_there {
                each(own);
            }
            return Ok(());
        }
        rows(&self.header, kind.tags(), each)
    }
}

/// The rows of three parallel arrays. Flags and versions are absent together, where rpm 3 knew none.
pub(crate) fn table(header: &Header, tags: [Tag; 3]) -> Result<Vec<Dependency>, ReadError> {
    let mut all = Vec::new();
    rows(header, tags, |dependency| all.push(dependency))?;
    Ok(all)
}

/// Gives every row of three parallel arrays to `each`.
fn rows(
    header: &Header,
    [name, flags, version]: [Tag; 3],
    mut each: impl FnMut(Dependency),
) -> Result<(), ReadError> {
    let names = Texts::all(header, name)?;
    let rows = names.len();
    let senses = Numbers::rows(header, flags, rows)?;
    let versions = Texts::rows(header, version, rows)?;
    for (row, text) in names.iter().enumerate() {
        each(Dependency {
            name: utf8(name, text)?,
            evr: utf8(version, versions.at(row))?,
            sense: Sense(senses.get(row, 0)?),
        });
    }
    Ok(())
}
