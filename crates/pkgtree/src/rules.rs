//! How a scanned tree becomes the tree to install.

use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::{
    Capabilities, ConfigKind, HardLinkPolicy, InstallPath, InstallPathError, Kind, ModeChange,
    ModePolicy, Pattern, Roles, Source, Sourced, Verify,
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
    /// The locale, as in [`Entry::language`](crate::Entry::language).
    pub language: Option<Box<str>>,
    /// What `rpm --verify` compares.
    pub verify: Option<Verify>,
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
        }
    }
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

/// A file, symbolic link or folder from outside the tree.
#[derive(Clone, Debug)]
pub struct AddRule {
    /// The file, or folder with everything in it, on the building machine.
    pub source: PathBuf,
    /// Where it, or for a folder what is in it, is installed.
    pub target: InstallPath,
    /// Where the rule came from.
    pub origin: Source,
}

impl AddRule {
    /// A rule whose target was written as `target`: one that ends in `/` takes the source's name
    /// below it, as for cp(1). So a folder's content is added to the root by `/.`.
    ///
    /// # Errors
    /// As for [`InstallPath::parse`].
    pub fn new(
        source: impl Into<PathBuf>,
        target: &[u8],
        origin: Source,
    ) -> Result<Self, InstallPathError> {
        let source = source.into();
        let folder = InstallPath::parse(target)?;
        let target = match source.file_name() {
            Some(name) if target.ends_with(b"/") => folder.join(name.as_bytes())?,
            _ => folder,
        };
        Ok(Self { source, target, origin })
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
    /// Accept a tree without entries.
    pub allow_empty: bool,
    /// Accept FIFOs and device nodes found in the tree.
    pub allow_special: bool,
    /// Accept names that are not UTF-8.
    pub allow_non_utf8: bool,
    /// Leave out extended attributes other than file capabilities (ACLs, `user.*`, labels) that the
    /// formats cannot carry, instead of refusing them.
    pub drop_xattrs: bool,
    /// What happens to modes that no rule gives; `None` stands for the default.
    pub modes: Option<ModePolicy>,
    /// What becomes of hard links; `None` stands for the default.
    pub hard_links: Option<HardLinkPolicy>,
}

impl TreeRules {
    /// These rules with `further` ones after them: lists follow, so that of attributes the further
    /// ones win, what either accepts is accepted, and a policy of the further ones replaces these'.
    #[must_use]
    pub fn followed_by(&self, further: &Self) -> Self {
        Self {
            attributes: [&*self.attributes, &*further.attributes].concat(),
            exclude: [&*self.exclude, &*further.exclude].concat(),
            add: [&*self.add, &*further.add].concat(),
            allow_empty: self.allow_empty || further.allow_empty,
            allow_special: self.allow_special || further.allow_special,
            allow_non_utf8: self.allow_non_utf8 || further.allow_non_utf8,
            drop_xattrs: self.drop_xattrs || further.drop_xattrs,
            modes: further.modes.or(self.modes),
            hard_links: further.hard_links.or(self.hard_links),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_ends_in_a_slash_is_a_folder() {
        for (source, target, installed) in [
            (
                "packaging/x.service",
                "/usr/lib/systemd/system/",
                "/usr/lib/systemd/system/x.service",
            ),
            ("packaging/x.service", "/lib/y.service", "/lib/y.service"),
            ("packaging/site", "/usr/share/x/", "/usr/share/x/site"),
            ("packaging/site/", "/usr/share/x", "/usr/share/x"),
            ("x", "/", "/x"),
            (".", "/usr/", "/usr"),
        ] {
            let rule = AddRule::new(source, target.as_bytes(), Source::Program).unwrap();
            assert_eq!(rule.target.to_string(), installed);
        }
        assert!(AddRule::new("x", b"/usr/../x", Source::Program).is_err());
    }
}
