//! Scanning a staged tree.
//!
//! In this order: walk the tree and what is added to it, put both together, apply the attribute
//! rules, find hard links, check what came of it.

mod attributes;
mod check;
mod exclude;
mod findings;
mod folders;
mod links;
mod look_alike;
mod merge;
#[cfg(test)]
mod tests;
mod visit;
mod walk;
mod xattrs;

use std::path::Path;

use crate::{Diagnostic, Diagnostics, Entry, Subject, Tree, TreeRules, codes};
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
    /// Whether a rule gave its permissions.
    mode_given: bool,
}

impl Tree {
    /// Scans the staged tree at `root` once, without following symbolic links, and applies `rules`.
    /// The result does not depend on the order of directories, the user or the umask.
    ///
    /// Owners become `root:root` unless a rule names others. The root folder is `0755` unless a
    /// rule matches `/`. Setuid and setgid bits are kept and warned of unless a rule gives the mode.
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
        excludes.finish(&rules.exclude, &mut findings);
        let mut found = merge::merge(found, root, rules, &mut findings);
        attributes::apply(&rules.attributes, &mut found, &mut findings);
        links::find(&mut found, &mut findings);
        check::check(&found, &mut findings);
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
