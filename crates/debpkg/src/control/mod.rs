//! The control fields of a binary package (deb-control(5)).

mod known;
mod long_description;
mod paragraph;

use std::fmt;

use crate::relationship::Relationships;
use crate::{PackageName, Version};

pub(crate) use known::{SetBy, is_revision, known, read_as};

/// The control fields of a binary package, each checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Control {
    /// `Package`.
    pub package: PackageName,
    /// `Source`, when it differs from the package's name and version.
    pub source: Option<String>,
    /// `Version`.
    pub version: Version,
    /// `Architecture`: a Debian architecture, or `all`.
    pub architecture: String,
    /// `Architecture-Variant`: which of the architecture's processors it is for, such as `amd64v3`, when
    /// it is not for all of them.
    pub architecture_variant: Option<String>,
    /// `Maintainer`.
    pub maintainer: String,
    /// `Essential: yes`.
    pub essential: bool,
    /// `Protected: yes`.
    pub protected: bool,
    /// `Build-Essential: yes`.
    pub build_essential: bool,
    /// `Multi-Arch`.
    pub multi_arch: Option<MultiArch>,
    /// `Section`.
    pub section: String,
    /// `Priority`.
    pub priority: Priority,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Bugs`.
    pub bugs: Option<String>,
    /// `Homepage`.
    pub homepage: Option<String>,
    /// `Tag`.
    pub tag: Option<String>,
    /// `Pre-Depends`.
    pub pre_depends: Relationships,
    /// `Depends`.
    pub depends: Relationships,
    /// `Recommends`.
    pub recommends: Relationships,
    /// `Suggests`.
    pub suggests: Relationships,
    /// `Enhances`.
    pub enhances: Relationships,
    /// `Breaks`.
    pub breaks: Relationships,
    /// `Conflicts`.
    pub conflicts: Relationships,
    /// `Provides`.
    pub provides: Relationships,
    /// `Replaces`.
    pub replaces: Relationships,
    /// `Built-Using`.
    pub built_using: Relationships,
    /// `Static-Built-Using`.
    pub static_built_using: Relationships,
    /// The first line of `Description`.
    pub summary: String,
    /// The rest of `Description`: plain text. Empty lines separate paragraphs, lines that start with
    /// a blank are shown as they are.
    pub description: String,
    /// Further fields by name, in order.
    pub further: Vec<(String, String)>,
}

impl Control {
    /// What files and indexes of the package are named by: its variant, or else its architecture.
    #[must_use]
    pub fn specific_architecture(&self) -> &str {
        self.architecture_variant.as_ref().unwrap_or(&self.architecture)
    }
}

/// `Multi-Arch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MultiArch {
    /// `no`
    No,
    /// `same`
    Same,
    /// `foreign`
    Foreign,
    /// `allowed`
    Allowed,
}

/// `Priority` (Policy 2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Priority {
    /// `required`
    Required,
    /// `important`
    Important,
    /// `standard`
    Standard,
    /// `optional`
    #[default]
    Optional,
    /// `extra`, which Policy has deprecated.
    Extra,
}

impl MultiArch {
    const ALL: [Self; 4] = [Self::No, Self::Same, Self::Foreign, Self::Allowed];

    /// All values, as they are written.
    #[cfg(feature = "write")]
    pub(crate) fn names() -> [String; 4] {
        Self::ALL.map(|value| value.to_string())
    }

    /// The value that dpkg reads `text` as, in whatever case.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.to_string().eq_ignore_ascii_case(text))
    }
}

impl Priority {
    const ALL: [Self; 5] =
        [Self::Required, Self::Important, Self::Standard, Self::Optional, Self::Extra];

    /// All priorities, as they are written.
    pub(crate) fn names() -> [String; 5] {
        Self::ALL.map(|value| value.to_string())
    }

    /// The priority that dpkg reads `text` as, in whatever case.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.to_string().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for MultiArch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "no",
            Self::Same => "same",
            Self::Foreign => "foreign",
            Self::Allowed => "allowed",
        })
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Required => "required",
            Self::Important => "important",
            Self::Standard => "standard",
            Self::Optional => "optional",
            Self::Extra => "extra",
        })
    }
}
