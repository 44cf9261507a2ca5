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
mod glob;
mod links;
mod look_alike;
mod made;
mod merge;
mod modes;
mod nearest;
#[cfg(test)]
mod tests;
mod visit;
mod walk;
mod xattrs;

use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics, Source, Subject};

use crate::{Entry, Mode, Tree, TreeRules, codes};
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
    /// The rule of that index in [`TreeRules::make`]; the root of a package without a staged tree
    /// has none.
    Made(usize),
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
    /// Owners become `root:root` unless a rule names others. The root directory is `0755` unless a
    /// rule matches `/`. Modes are what [`TreeRules::modes`] makes of those of the tree, and the
    /// rules of that. Setuid, setgid and sticky bits are kept and warned of unless a rule names
    /// them.
    ///
    /// # Errors
    /// Every defect of the tree and the rules: unreadable files, sockets, names that cannot be
    /// installed, entries that collide, patterns that match nothing, `DEBIAN/` left in the tree,
    /// ...
    pub fn scan(root: &Path, rules: &TreeRules) -> Result<Tree, Diagnostics> {
        scan(Some(root), rules)
    }

    /// What `rules` add and make, without a staged tree; otherwise as [`scan`](Self::scan).
    ///
    /// # Errors
    /// Every defect of the rules and what they add.
    pub fn of_rules(rules: &TreeRules) -> Result<Tree, Diagnostics> {
        scan(None, rules)
    }
}

fn scan(root: Option<&Path>, rules: &TreeRules) -> Result<Tree, Diagnostics> {
    let mut findings = Findings::default();
    let (add, patterns) = glob::expand(&rules.add, &mut findings);
    let rules = &TreeRules { add, ..rules.clone() };
    let mut excludes = Excludes::new(&rules.exclude, &mut findings);
    let mut visitor = Visitor::new(rules, findings);
    match root {
        Some(root) => walk::tree(root, &mut visitor, &mut excludes)?,
        None => visitor.add(made::root()),
    }
    for (index, rule) in rules.add.iter().enumerate() {
        walk::added(Origin::Added(index), rule, &mut visitor, &mut excludes);
    }
    let (mut found, mut findings) = visitor.finish();
    made::add(&rules.make, &mut found, &mut findings);
    excludes.finish(&rules.exclude, &found, &mut findings);
    let top = root.unwrap_or(Path::new(""));
    let mut found = merge::merge(found, top, rules, &mut findings);
    let policy = rules.modes.unwrap_or_default();
    let staged = modes::apply(policy, &mut found);
    attributes::apply(rules, &mut found, &mut findings);
    made::date(&mut found);
    links::find(rules.hard_links.unwrap_or_default(), &mut found, &mut findings);
    modes::report(policy, staged, &found, &mut findings);
    let into_build = build_links::check(top, rules, &found, &mut findings);
    check::check(&found, &into_build, &mut findings);
    look_alike::check(&found, &mut findings);
    if found.len() <= 1 && !rules.allow_empty && findings.is_sound() {
        return Err(empty(root).into());
    }
    let warnings = findings.finish()?;
    let mut entries: Vec<_> = found.into_iter().map(|found| found.entry).collect();
    entries.shrink_to_fit();
    Ok(Tree::from_parts(entries, warnings).with_patterns(patterns))
}

/// The defect of a package that installs nothing.
fn empty(root: Option<&Path>) -> Diagnostic {
    match root {
        Some(root) => {
            let subject = Subject::File(root.to_owned());
            Diagnostic::new(codes::EMPTY_TREE, subject, "has nothing to install")
                .hint("set allow-empty if this is intended")
        }
        None => {
            let subject = Subject::Field { name: "TREE".to_owned(), source: Source::Program };
            let problem = "is missing, and the description adds no files";
            Diagnostic::new(codes::EMPTY_TREE, subject, problem).hint(
                "give the staged tree, or add files with [[add]], [[directory]] or [[link]]; set \
                 allow-empty for a package without files",
            )
        }
    }
}
