//! Evidence that what is published is not the newest state of its target.

use std::path::PathBuf;

use diagnostic::{Diagnostic, Subject};

use super::Link;
use crate::codes;

/// Evidence that the commit of a target is not its newest one. Nothing is published on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contradiction {
    /// The commit was followed by another, and is current again.
    PutBack {
        /// The target.
        target: String,
        /// The commit.
        commit: Link,
        /// The newest publication that is known.
        newest: Option<Link>,
    },
    /// Another publication followed the commit's parent, or the target has publications and this
    /// commit is none of them.
    Astray {
        /// The target.
        target: String,
        /// The commit.
        commit: Link,
        /// The newest publication that is known.
        newest: Option<Link>,
    },
    /// There is no commit, and there was one.
    Emptied {
        /// The target.
        target: String,
        /// The newest publication that is known.
        newest: Option<Link>,
    },
    /// The commit is for another target.
    OtherTarget {
        /// The target.
        target: String,
        /// The target that the commit names.
        named: String,
    },
    /// The store has an older state than was seen before.
    BelowMark {
        /// The target.
        target: String,
        /// The number of the publication that is there; `None`: none is.
        found: Option<u64>,
        /// The number that was seen.
        seen: u64,
    },
    /// The store has another publication than was seen before, or one that does not follow it.
    OtherThanMark {
        /// The target.
        target: String,
        /// The commit.
        commit: Link,
        /// What was seen.
        seen: Link,
    },
}

impl Contradiction {
    /// The target that it is about.
    #[must_use]
    pub fn target(&self) -> &str {
        match self {
            Self::PutBack { target, .. }
            | Self::Astray { target, .. }
            | Self::Emptied { target, .. }
            | Self::OtherTarget { target, .. }
            | Self::BelowMark { target, .. }
            | Self::OtherThanMark { target, .. } => target,
        }
    }

    /// The same as a diagnostic with its code and the way out.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let target = self.target();
        let recover = |text: &str| {
            format!(
                "find out who changed the store; then `mkrepo recover {target}` publishes {text}"
            )
        };
        let (code, problem, hint) = match self {
            Self::PutBack { commit, newest, .. } => (
                codes::PUT_BACK,
                format!(
                    "publication {} was put back: it was followed by {}",
                    commit.serial,
                    named(newest.as_ref())
                ),
                recover("the newest signed state again"),
            ),
            Self::Astray { commit, newest, .. } => (
                codes::PUT_BACK,
                format!(
                    "publication {} ({}) is not in the recorded history, whose newest is {}",
                    commit.serial,
                    commit.id,
                    named(newest.as_ref())
                ),
                format!(
                    "{}, or continues from the current publication with --keep-current",
                    recover("the newest signed state of that history")
                ),
            ),
            Self::Emptied { newest, .. } => (
                codes::EMPTIED,
                format!(
                    "nothing is published here, and there was: {} is the newest that is known",
                    named(newest.as_ref())
                ),
                format!(
                    "check that the right directory is mounted; `mkrepo recover {target}` \
                     publishes the newest signed state that is kept, and --start-over an empty one"
                ),
            ),
            Self::OtherTarget { named, .. } => (
                codes::OTHER_TARGET,
                format!("the current publication was published as {named}"),
                format!(
                    "if you renamed it, `mkrepo recover {target} --renamed-from {named}` \
                     continues from it; else find out who changed the store, and publish the \
                     newest publication of {target} again with `mkrepo recover {target}`"
                ),
            ),
            Self::BelowMark { found, seen, .. } => {
                let found = found.map_or_else(
                    || "nothing is published".to_owned(),
                    |serial| format!("publication {serial} is published"),
                );
                let hint = format!(
                    "the whole store was reset: restore it, or continue from the current \
                     publication with `mkrepo recover {target} --keep-current`"
                );
                (codes::BELOW_MARK, format!("{found}, and {seen} was seen before"), hint)
            }
            Self::OtherThanMark { commit, seen, .. } => (
                codes::BELOW_MARK,
                format!(
                    "publication {} ({}) does not follow publication {} ({}), which was seen \
                     before",
                    commit.serial, commit.id, seen.serial, seen.id
                ),
                format!(
                    "restore the store, or continue from the current publication with `mkrepo \
                     recover {target} --keep-current`"
                ),
            ),
        };
        Diagnostic::new(code, Subject::File(PathBuf::from(target)), problem).hint(hint)
    }
}

fn named(link: Option<&Link>) -> String {
    match link {
        Some(Link { id, serial, .. }) => format!("publication {serial} ({id})"),
        None => "a publication that is not known".to_owned(),
    }
}
