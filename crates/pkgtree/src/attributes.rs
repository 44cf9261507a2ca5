//! What few entries have.

use crate::{Capabilities, Verify};

/// Attributes of an entry that few have, in one word where it has none of them: a tree has many
/// entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Option<Box<Given>>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Given {
    owner: Option<Box<str>>,
    group: Option<Box<str>>,
    capabilities: Option<Capabilities>,
    language: Option<Box<str>>,
    verify: Option<Verify>,
}

impl Attributes {
    /// The owner's name; `root` unless a rule says otherwise.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.of(|given| given.owner.as_deref()).unwrap_or("root")
    }

    /// The group's name; `root` unless a rule says otherwise.
    #[must_use]
    pub fn group(&self) -> &str {
        self.of(|given| given.group.as_deref()).unwrap_or("root")
    }

    /// File capabilities, as the file system or a rule gave them.
    #[must_use]
    pub fn capabilities(&self) -> Option<&Capabilities> {
        self.of(|given| given.capabilities.as_ref())
    }

    /// The locale that the file is for, or several separated by `|` (`%lang`); empty when it was said
    /// to be for all, `None` when nothing was said. Not in a `.deb`.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.of(|given| given.language.as_deref())
    }

    /// What `rpm --verify` compares (`%verify`); `None` when nothing was said. Not in a `.deb`.
    #[must_use]
    pub fn verify(&self) -> Option<Verify> {
        self.of(|given| given.verify.as_ref()).copied()
    }

    /// Gives it an owner.
    pub fn set_owner(&mut self, owner: &str) {
        if owner != self.owner() {
            self.given().owner = Some(owner.into());
        }
    }

    /// Gives it a group.
    pub fn set_group(&mut self, group: &str) {
        if group != self.group() {
            self.given().group = Some(group.into());
        }
    }

    /// Gives it file capabilities.
    pub fn set_capabilities(&mut self, capabilities: Capabilities) {
        self.given().capabilities = Some(capabilities);
    }

    /// Says which locale it is for.
    pub fn set_language(&mut self, language: &str) {
        self.given().language = Some(language.into());
    }

    /// Says what `rpm --verify` compares.
    pub fn set_verify(&mut self, verify: Verify) {
        self.given().verify = Some(verify);
    }

    fn of<'a, T: ?Sized>(
        &'a self,
        attribute: impl FnOnce(&'a Given) -> Option<&'a T>,
    ) -> Option<&'a T> {
        self.0.as_deref().and_then(attribute)
    }

    fn given(&mut self) -> &mut Given {
        self.0.get_or_insert_default()
    }
}
