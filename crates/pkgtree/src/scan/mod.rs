//! Scanning a staged tree.
//!
//! In this order: walk the tree and what is added to it, put both together, set the modes that the
//! policy gives, apply the attribute rules, find hard links, check what came of it.

mod arrange;
mod attributes;
mod build_links;
mod check;
mod closed;
mod exclude;
mod findings;
mod folders;
mod links;
mod look_alike;
mod merge;
mod modes;
mod nearest;
#[cfg(test)]
mod tests;
mod visit;
mod walk;
mod xattrs;

use std::path::Path;

use crate::{Diagnostic, Diagnostics, Entry, Mode, Subject, Tree, TreeRules, codes};
use exclude::Excludes;
use findings::Findings;
use visit::Visitor;

/// Where an entry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Origin {
    /// The staged tree.
    Tree,
    /// The rule of that index in [`TreeRules::add`].
    Added(usize),
}

/// An entry with what only matters until the tree is complete.
#[derive(Clone, Debug)]
struct Found {
    entry: Entry,
    origin: Origin,
    /// The number of hard links that the file system counts.
    links: u64,
    /// The permissions that it has where it was found.
    staged: Mode,
    /// The bits of its permissions that a rule decided.
    named: u16,
}

/// [`Found::named`] of what was made here: nobody is to be told of its permissions.
const MADE: u16 = 0o7777;

impl Tree {
    /// Scans the staged tree at `root` once, without following symbolic links, and applies `rules`.
    /// The result does not depend on the order of directories, the user or the umask.
    ///
    /// Owners become `root:root` unless a rule names others. The root folder is `0755` unless a
    /// rule matches `/`. Modes are what [`TreeRules::modes`] makes of those of the tree, and the
    /// rules of that. Setuid, setgid and sticky bits are kept and warned of unless a rule names them.
    ///
    /// # Errors
    /// Every defect of the tree and the rules: unreadable files, sockets, names that cannot be
    /// installed, entries that collide, patterns that match nothing, `DEBIAN/` left in the tree, ...
    pub fn scan(root: &Path, rules: &TreeRules) -> Result<Tree, Diagnostics> {
        let mut findings = Findings::default();
        let mut excludes = Excludes::new(&rules.exclude, &mut findings);
        let mut visitor = Visitor::new(rules, findings);
        if let Err(defect) = walk::tree(root, &mut visitor, &mut excludes) {
            return Err(defect.into());
        }
        for (index, rule) in rules.add.iter().enumerate() {
            walk::added(Origin::Added(index), rule, &mut visitor, &mut excludes);
        }
        let (found, mut findings) = visitor.finish();
        excludes.finish(&rules.exclude, &found, &mut findings);
        let mut found = merge::merge(found, root, rules, &mut findings);
        let policy = rules.modes.unwrap_or_default();
        let staged = modes::apply(policy, &mut found);
        attributes::apply(&rules.attributes, &mut found, &mut findings);
        links::find(rules.hard_links.unwrap_or_default(), &mut found, &mut findings);
        modes::report(policy, staged, &found, &mut findings);
        let into_build = build_links::check(root, rules, &found, &mut findings);
        check::check(&found, &into_build, &mut findings);
        look_alike::check(&found, &mut findings);
        if found.len() <= 1 && !rules.allow_empty && findings.is_sound() {
            let subject = Subject::File(root.to_owned());
            let defect = Diagnostic::new(codes::EMPTY_TREE, subject, "has nothing to install");
            return Err(defect.hint("set allow-empty if that is meant").into());
        }
        let warnings = findings.finish()?;
        let mut entries: Vec<_> = found.into_iter().map(|found| found.entry).collect();
        entries.shrink_to_fit();
        Ok(Tree::from_parts(entries, warnings))
    }
}
