//! Putting the tree and what is added to it together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;

use super::findings::Findings;
use super::{Found, MADE, Origin};
use crate::tree::folder;
use crate::{InstallPath, Kind, TreeRules, codes};

/// Sorts `found` by path, makes missing parents, and reports what cannot stand together.
pub(super) fn merge(
    mut found: Vec<Found>,
    root: &Path,
    rules: &TreeRules,
    findings: &mut Findings,
) -> Vec<Found> {
    // Nothing else is compared: a path is met once in the tree and once in each rule.
    let order = |one: &Found, other: &Found| {
        (&one.entry.path, one.origin).cmp(&(&other.entry.path, other.origin))
    };
    // Each walk's are in order already, which this sort makes use of.
    found.sort_by(order);
    let context = Context { root, rules };
    found.dedup_by(|next, first| {
        let same = next.entry.path == first.entry.path;
        let folders = [&*next, &*first].map(|found| found.entry.kind == Kind::Directory);
        if same && folders != [true, true] {
            findings.defect(context.collision(first, next));
        }
        same
    });
    if !rules.installs_anything() {
        return found;
    }
    let missing = context.missing_parents(&found, findings);
    found.extend(missing.into_iter().map(|(path, (mtime, origin))| {
        let entry = folder(path, mtime);
        Found { staged: entry.mode, entry, origin, links: 1, named: MADE }
    }));
    found.sort_by(order);
    found
}

struct Context<'a> {
    root: &'a Path,
    rules: &'a TreeRules,
}

impl Context<'_> {
    /// The parents that added and made entries need and nobody has, each as new as the newest of
    /// the added ones, and made when there are none; and a defect for each rule whose target would
    /// stand below something else than a directory.
    fn missing_parents(
        &self,
        found: &[Found],
        findings: &mut Findings,
    ) -> BTreeMap<InstallPath, (Timestamp, Origin)> {
        let at = |path: &InstallPath| {
            let index = found.binary_search_by(|found| found.entry.path.cmp(path)).ok()?;
            Some(&found[index])
        };
        let mut missing = BTreeMap::new();
        let added = self.rules.add.iter().enumerate();
        let added = added.map(|(index, rule)| (Origin::Added(index), &rule.target));
        let made = self.rules.make.iter().enumerate();
        let made = made.map(|(index, rule)| (Origin::Made(index), &rule.path));
        for (origin, target) in added.chain(made) {
            let Some(added) = at(target) else { continue };
            for parent in std::iter::successors(target.parent(), InstallPath::parent) {
                match at(&parent) {
                    None => {
                        // What is added means its parents before what is made does.
                        let of_parent = match origin {
                            Origin::Made(_) => origin,
                            _ => Origin::Tree,
                        };
                        let newest =
                            missing.entry(parent).or_insert((added.entry.mtime, of_parent));
                        newest.0 = added.entry.mtime.max(newest.0);
                    }
                    Some(found) if found.entry.kind == Kind::Directory => break,
                    Some(obstacle) => {
                        findings.defect(self.below(origin, target, obstacle));
                        break;
                    }
                }
            }
        }
        missing
    }

    fn collision(&self, first: &Found, second: &Found) -> Diagnostic {
        let path = &first.entry.path;
        let problem = format!(
            "the {} {} cannot be installed as {path}: the {} {} is already there",
            second.entry.kind.describe(),
            self.source(second).display(),
            first.entry.kind.describe(),
            self.source(first).display(),
        );
        Diagnostic::new(codes::TARGET_EXISTS, self.subject(second.origin), problem)
            .hint("exclude the existing one, or choose another target")
    }

    fn below(&self, origin: Origin, target: &InstallPath, obstacle: &Found) -> Diagnostic {
        let (kind, path) = (obstacle.entry.kind.describe(), &obstacle.entry.path);
        let problem = format!("{target} would be below the {kind} {path}");
        let defect = Diagnostic::new(codes::BELOW_NON_FOLDER, self.subject(origin), problem);
        match &obstacle.entry.kind {
            Kind::Symlink { target } => defect.hint(format!(
                "install it below the target of the link, \"{}\"",
                String::from_utf8_lossy(target)
            )),
            _ => defect.hint("choose another target, or exclude the existing entry"),
        }
    }

    fn subject(&self, origin: Origin) -> Subject {
        let (name, source) = match origin {
            Origin::Tree => ("add.target", diagnostic::Source::Program),
            Origin::Added(index) => ("add.target", self.rules.add[index].origin.clone()),
            Origin::Made(index) => match self.rules.make.get(index) {
                Some(rule) => (rule.made.field(), rule.origin.clone()),
                None => ("directory.path", diagnostic::Source::Program),
            },
        };
        Subject::Field { name: name.to_owned(), source }
    }

    /// The file on the build host.
    fn source(&self, found: &Found) -> PathBuf {
        let path = &found.entry.path;
        let (top, base) = match found.origin {
            Origin::Tree => (self.root, InstallPath::root()),
            Origin::Added(index) => {
                let rule = &self.rules.add[index];
                (rule.source.as_path(), rule.target.clone())
            }
            Origin::Made(_) => return PathBuf::from(format!("{path} of the description")),
        };
        let below = path.as_bytes().get(base.as_bytes().len()..).unwrap_or_default();
        let below = below.strip_prefix(b"/").unwrap_or(below);
        match below {
            b"" => top.to_owned(),
            _ => top.join(super::walk::as_path(below)),
        }
    }
}
