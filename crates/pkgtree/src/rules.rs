//! How a scanned tree becomes the tree to install.

use diagnostic::{Source, Sourced};

use crate::{
    AddRule, Capabilities, ConfigKind, HardLinkPolicy, InstallPath, Kind, ModeChange, ModePolicy,
    Pattern, Roles, Verify,
};

/// Attributes for the entries that a pattern matches; the last rule that says something wins, each
/// attribute on its own.
#[derive(Clone, Debug)]
pub struct AttributeRule {
    /// Which entries. One that matches nothing is a defect.
    pub pattern: Sourced<Pattern>,
    /// Of these, the entries of some types only; `None` for those of every type.
    pub types: Option<EntryTypes>,
    /// Whether the rule may match nothing.
    pub may_match_nothing: bool,
    /// The permissions. Not applied to symbolic links. One that leaves a directory readable but
    /// takes away that it can be entered is a defect.
    pub mode: Option<ModeChange>,
    /// The permissions of what is no directory, in place of [`mode`](Self::mode).
    pub file_mode: Option<ModeChange>,
    /// The permissions of directories, in place of [`mode`](Self::mode), whatever they are.
    pub dir_mode: Option<ModeChange>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The group's name.
    pub group: Option<String>,
    /// Configuration or not, as in [`Roles::config`].
    pub config: Option<Option<ConfigKind>>,
    /// Further roles, added to those of earlier rules.
    pub roles: Roles,
    /// File capabilities.
    pub capabilities: Option<Capabilities>,
    /// The locale, as in [`Attributes::language`](crate::Attributes::language).
    pub language: Option<Box<str>>,
    /// What `rpm --verify` compares.
    pub verify: Option<Verify>,
    /// When given, only what certain rules add.
    pub added_by: Option<AddedBy>,
}

impl AttributeRule {
    /// A rule that says nothing yet of what `pattern` matches.
    #[must_use]
    pub fn new(pattern: Sourced<Pattern>) -> Self {
        Self {
            pattern,
            types: None,
            may_match_nothing: false,
            mode: None,
            file_mode: None,
            dir_mode: None,
            owner: None,
            group: None,
            config: None,
            roles: Roles::default(),
            capabilities: None,
            language: None,
            verify: None,
            added_by: None,
        }
    }
}

/// What an [`AddRule`] adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedBy {
    /// The [`origin`](AddRule::origin) of the rule.
    pub origin: Source,
    /// Whether what is in an added directory is meant too, and not its source itself alone.
    pub below: bool,
}

/// Types of entries, as the key `type` of a rule names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryTypes {
    /// Regular files, further names of them included.
    pub file: bool,
    /// Directories.
    pub directory: bool,
    /// Symbolic links.
    pub link: bool,
}

impl EntryTypes {
    /// True when `kind` is of one of these types. FIFOs and devices are of none.
    #[must_use]
    pub fn contain(self, kind: &Kind) -> bool {
        match kind {
            Kind::File(_) | Kind::HardLink { .. } => self.file,
            Kind::Directory => self.directory,
            Kind::Symlink { .. } => self.link,
            Kind::Fifo | Kind::CharacterDevice(_) | Kind::BlockDevice(_) => false,
        }
    }
}

/// An entry that is made, without a file on the build host. Its other attributes are those of the
/// [`AttributeRule`]s that match it; its time is that of the newest entry that has a file.
#[derive(Clone, Debug)]
pub struct MakeRule {
    /// Where it is installed.
    pub path: InstallPath,
    /// What it is.
    pub made: Made,
    /// Where the rule came from.
    pub origin: Source,
}

/// What a [`MakeRule`] makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// A directory, `0755` when no rule gives its mode. One that the tree has stays as it is.
    Directory,
    /// A symbolic link.
    Link {
        /// The text of the link.
        target: Box<[u8]>,
    },
    /// A file that the package owns and does not install ([`Roles::ghost`]), `0644` when no rule
    /// gives its mode.
    Ghost,
}

impl Made {
    /// The manifest's key for it.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Self::Directory => "directory.path",
            Self::Link { .. } => "link.path",
            Self::Ghost => "ghost.path",
        }
    }
}

/// How a scanned tree becomes the tree to install.
#[derive(Clone, Debug, Default)]
pub struct TreeRules {
    /// Attributes by pattern.
    pub attributes: Vec<AttributeRule>,
    /// Entries left out, with everything below them. A pattern that matches nothing is a defect.
    pub exclude: Vec<Sourced<Pattern>>,
    /// Entries from outside the tree.
    pub add: Vec<AddRule>,
    /// Entries that are made.
    pub make: Vec<MakeRule>,
    /// Accept a tree without entries.
    pub allow_empty: bool,
    /// Accept FIFOs and device nodes found in the tree.
    pub allow_special: bool,
    /// Accept names that are not UTF-8.
    pub allow_non_utf8: bool,
    /// Leave out extended attributes other than file capabilities (ACLs, `user.*`, labels) that the
    /// formats cannot carry, instead of refusing them.
    pub drop_xattrs: bool,
    /// What happens to modes that no rule gives; `None` means the default.
    pub modes: Option<ModePolicy>,
    /// What becomes of hard links; `None` means the default.
    pub hard_links: Option<HardLinkPolicy>,
}

impl TreeRules {
    /// Whether they name something to install without a staged tree.
    #[must_use]
    pub fn installs_anything(&self) -> bool {
        !self.add.is_empty() || !self.make.is_empty()
    }

    /// These rules with `further` ones after them: lists follow, so that of attributes the further
    /// ones win, what either accepts is accepted, and a policy of the further ones replaces these'.
    #[must_use]
    pub fn followed_by(&self, further: &Self) -> Self {
        Self {
            attributes: [&*self.attributes, &*further.attributes].concat(),
            exclude: [&*self.exclude, &*further.exclude].concat(),
            add: [&*self.add, &*further.add].concat(),
            make: [&*self.make, &*further.make].concat(),
            allow_empty: self.allow_empty || further.allow_empty,
            allow_special: self.allow_special || further.allow_special,
            allow_non_utf8: self.allow_non_utf8 || further.allow_non_utf8,
            drop_xattrs: self.drop_xattrs || further.drop_xattrs,
            modes: further.modes.or(self.modes),
            hard_links: further.hard_links.or(self.hard_links),
        }
    }
}
