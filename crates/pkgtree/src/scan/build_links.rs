//! Symbolic links into the directory where the package is built, which lead nowhere once it is
//! installed: `ln -s $DESTDIR/usr/bin/hello-2 $DESTDIR/usr/bin/hello`.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use diagnostic::{Diagnostic, Printable, Subject};

use super::findings::Findings;
use super::{Found, Origin};
use crate::{InstallPath, Kind, TreeRules, codes, normal};

/// Refuses links into the trees that the package is made of, and into what is next to the staged
/// tree; their indices are returned.
pub(super) fn check(
    root: &Path,
    rules: &TreeRules,
    found: &[Found],
    findings: &mut Findings,
) -> BTreeSet<usize> {
    let mut refused = BTreeSet::new();
    let mut tops = None;
    for (index, it) in found.iter().enumerate() {
        let Kind::Symlink { target } = &it.entry.kind else { continue };
        let tops = tops.get_or_insert_with(|| Tops::new(root, rules));
        let link = Link { found: it, target: Path::new(OsStr::from_bytes(target)) };
        let Some(lead) = tops.lead(&link) else { continue };
        // By chance the tree installs the very path that the link names.
        let installed = installed(&link).and_then(|path| InstallPath::parse(&path).ok());
        if installed.is_some_and(|path| has(found, &path)) {
            continue;
        }
        findings.defect_at(it.entry.path.as_bytes(), link.defect(&lead));
        refused.insert(index);
    }
    refused
}

fn has(found: &[Found], path: &InstallPath) -> bool {
    found.binary_search_by(|found| found.entry.path.cmp(path)).is_ok()
}

/// A symbolic link of the package.
struct Link<'a> {
    found: &'a Found,
    target: &'a Path,
}

/// Where a link leads on the build host.
enum Lead {
    /// To what is installed at that path.
    Inside(PathBuf),
    /// To a file that the package does not have.
    Beside,
}

/// A directory that becomes part of the package.
#[derive(Debug)]
struct Top {
    origin: Origin,
    given: PathBuf,
    /// The same, without symbolic links on the way.
    resolved: PathBuf,
    identity: (u64, u64),
    /// Where it is installed.
    base: PathBuf,
}

#[derive(Debug)]
struct Tops {
    tops: Vec<Top>,
    identities: HashMap<PathBuf, Option<(u64, u64)>>,
}

impl Tops {
    fn new(root: &Path, rules: &TreeRules) -> Self {
        let added = rules.add.iter().enumerate().map(|(index, rule)| {
            (Origin::Added(index), rule.source.as_path(), rule.target.as_bytes())
        });
        let all = std::iter::once((Origin::Tree, root, &b""[..])).chain(added);
        let tops = all.filter_map(|(origin, given, base)| {
            let resolved = fs::canonicalize(given).ok()?;
            let metadata = fs::metadata(&resolved).ok().filter(fs::Metadata::is_dir)?;
            // A whole system as a tree: all of its links lead into it.
            (resolved != Path::new("/")).then(|| Top {
                origin,
                given: normal(given),
                resolved,
                identity: (metadata.dev(), metadata.ino()),
                base: Path::new("/").join(OsStr::from_bytes(base)),
            })
        });
        Self { tops: tops.collect(), identities: HashMap::new() }
    }

    /// Where `link` leads, if that is into the build directory.
    fn lead(&mut self, link: &Link<'_>) -> Option<Lead> {
        if link.target.is_absolute() {
            let target = normal(link.target);
            return self.inside(&target).or_else(|| self.beside(&target));
        }
        if let Some(lead) = self.as_given(link) {
            return Some(lead);
        }
        // What stays in its own tree is as right there as it is when installed.
        let folder = self.folder(link).filter(|_| climbs(link))?;
        let target = normal(&folder.join(link.target));
        self.inside(&target).or_else(|| self.beside(&target))
    }

    /// The directory of `link` on the build host.
    fn folder(&self, link: &Link<'_>) -> Option<PathBuf> {
        let top = self.tops.iter().find(|top| top.origin == link.found.origin)?;
        let below = link.path().strip_prefix(&top.base).ok()?.to_owned();
        Some(top.resolved.join(below).parent()?.to_owned())
    }

    /// A relative target that starts with the top as it was named: `stage/usr/bin/hello`.
    fn as_given(&self, link: &Link<'_>) -> Option<Lead> {
        let target = normal(link.target);
        let starts = |top: &&Top| {
            top.given.is_relative()
                && matches!(top.given.components().next(), Some(Component::Normal(_)))
                && target.starts_with(&top.given)
        };
        let top = self.tops.iter().find(starts)?;
        let rest = target.strip_prefix(&top.given).ok()?;
        let exists = fs::symlink_metadata(top.resolved.join(rest)).is_ok();
        exists.then(|| Lead::Inside(top.base.join(rest)))
    }

    /// A path that starts with a top, by whatever name.
    fn inside(&mut self, target: &Path) -> Option<Lead> {
        let starts = |top: &&Top| {
            target.starts_with(&top.resolved)
                || top.given.is_absolute() && target.starts_with(&top.given)
        };
        if let Some(top) = self.tops.iter().find(starts) {
            let rest =
                target.strip_prefix(&top.resolved).or_else(|_| target.strip_prefix(&top.given));
            return Some(Lead::Inside(top.base.join(rest.ok()?)));
        }
        for above in target.ancestors() {
            let Some(identity) = self.identity(above) else { continue };
            if let Some(top) = self.tops.iter().find(|top| top.identity == identity) {
                return Some(Lead::Inside(top.base.join(target.strip_prefix(above).ok()?)));
            }
        }
        None
    }

    /// A path that exists where the staged tree was built.
    fn beside(&self, target: &Path) -> Option<Lead> {
        let staged = self.tops.iter().find(|top| top.origin == Origin::Tree)?;
        let area = work_area(&staged.resolved)?;
        let is_beside = target.starts_with(area) && target != area;
        (is_beside && fs::symlink_metadata(target).is_ok()).then_some(Lead::Beside)
    }

    fn identity(&mut self, path: &Path) -> Option<(u64, u64)> {
        if let Some(known) = self.identities.get(path) {
            return *known;
        }
        let metadata = fs::metadata(path).ok();
        let identity = metadata.map(|metadata| (metadata.dev(), metadata.ino()));
        self.identities.insert(path.to_owned(), identity);
        identity
    }
}

impl Link<'_> {
    /// Where it is installed.
    fn path(&self) -> PathBuf {
        Path::new("/").join(OsStr::from_bytes(self.found.entry.path.as_bytes()))
    }

    fn defect(&self, lead: &Lead) -> Diagnostic {
        let shown = |path: &Path| Printable(path.as_os_str().as_bytes()).to_string();
        let problem =
            format!("is a symbolic link to {}, in the build directory", shown(self.target));
        let subject = Subject::from(&self.found.entry.path);
        let defect = Diagnostic::new(codes::LINK_INTO_BUILD, subject, problem);
        match lead {
            Lead::Inside(installed) => {
                let relative = relative(&self.path(), installed);
                defect.hint(format!(
                    "link to the installed path: {} or {}",
                    shown(installed),
                    shown(&relative)
                ))
            }
            Lead::Beside => defect.hint(
                "link to a path that the package installs, and stage the file there; or replace \
                 the link with the file",
            ),
        }
    }
}

/// The directory around the staged tree at `root` that is of the build and of nothing that is
/// installed: where users and builders work, all of it below a directory that systems do not have;
/// elsewhere what holds the tree, unless every system has it.
fn work_area(root: &Path) -> Option<&Path> {
    const WORKPLACES: [&str; 6] = ["/home", "/media", "/mnt", "/root", "/tmp", "/var/tmp"];
    let parent = root.parent()?;
    let path = |path: &Path| InstallPath::parse(path.as_os_str().as_bytes()).ok();
    let is_usual = |directory: &Path| {
        path(directory).is_none_or(|it| it.is_root() || super::modes::standard(&it).is_some())
    };
    let mut above: Vec<_> = parent.ancestors().collect();
    above.reverse();
    let base = WORKPLACES.iter().rev().map(Path::new).find(|base| parent.starts_with(base));
    match base {
        Some(base) => above.into_iter().find(|it| it.starts_with(base) && *it != base),
        None if above.get(1).is_some_and(|top| !is_usual(top)) => above.get(1).copied(),
        None => Some(parent).filter(|parent| !is_usual(parent)),
    }
}

/// The installed path that the text of a link names.
fn installed(link: &Link<'_>) -> Option<Vec<u8>> {
    let path = normal(&link.path().parent()?.join(link.target));
    Some(path.into_os_string().into_vec())
}

/// True when `link` leads above the root on its way.
fn climbs(link: &Link<'_>) -> bool {
    let mut depth = link.path().components().count().saturating_sub(2);
    for component in link.target.components() {
        match component {
            Component::ParentDir if depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    false
}

/// The text of a link at `from` that leads to `to`; both are absolute.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let folder: Vec<_> = from.parent().into_iter().flat_map(Path::components).collect();
    let to: Vec<_> = to.components().collect();
    let common = folder.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n(Component::ParentDir, folder.len() - common);
    let path: PathBuf = up.chain(to[common..].iter().copied()).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

#[cfg(test)]
mod tests {
    use diagnostic::Source;

    use super::*;
    use crate::scratch::{Scratch, lines};
    use crate::{AddRule, Tree};

    /// The errors of a tree `stage` in a directory with a file `src`, scanned with links added.
    fn refused(links: &[(&str, &str)]) -> Vec<String> {
        let build = Scratch::with_files(&["stage/usr/bin/x", "stage/opt/y", "src"]);
        for (path, target) in links {
            let target = target.replace("BUILD", build.path().to_str().unwrap());
            build.link(&target, &format!("stage/{path}"));
        }
        match Tree::scan(&build.at("stage"), &TreeRules::default()) {
            Ok(_) => Vec::new(),
            Err(defects) => {
                let shown = lines(&defects).into_iter();
                shown.map(|line| line.replace(build.path().to_str().unwrap(), "BUILD")).collect()
            }
        }
    }

    #[test]
    fn links_into_the_staged_tree_are_refused_with_the_installed_target() {
        let defects = refused(&[
            ("usr/bin/a", "BUILD/stage/usr/bin/x"),
            ("usr/lib/b/c", "BUILD//stage/./opt/../opt/y"),
            ("usr/d", "BUILD/stage"),
            ("usr/bin/e", "../../../stage/opt/y"),
        ]);
        assert_eq!(
            defects,
            [
                "E218: /usr/bin/a: is a symbolic link to BUILD/stage/usr/bin/x, in the build \
                 directory; link to the installed path: /usr/bin/x or x",
                "E218: /usr/bin/e: is a symbolic link to ../../../stage/opt/y, in the build \
                 directory; link to the installed path: /opt/y or ../../opt/y",
                "E218: /usr/d: is a symbolic link to BUILD/stage, in the build directory; link to \
                 the installed path: / or ..",
                "E218: /usr/lib/b/c: is a symbolic link to BUILD//stage/./opt/../opt/y, in the \
                 build directory; link to the installed path: /opt/y or ../../../opt/y",
            ]
        );
    }

    #[test]
    fn links_to_files_beside_the_staged_tree_are_refused() {
        for target in ["BUILD/src", "../../../src"] {
            let defects = refused(&[("usr/bin/a", target)]);
            assert!(defects[0].starts_with("E218: /usr/bin/a: "), "{defects:?}");
            assert!(defects[0].contains("replace the link with the file"), "{defects:?}");
        }
    }

    #[test]
    fn links_that_are_right_once_installed_are_taken() {
        let links = [
            ("usr/bin/a", "x"),
            ("usr/bin/b", "/usr/bin/x"),
            ("usr/bin/c", "../../opt/y"),
            ("usr/bin/d", "/etc/alternatives/x"),
            ("usr/bin/e", "/tmp"),
            ("usr/bin/f", "../../../none"),
            ("usr/bin/g", "BUILD/none"),
            ("usr/bin/h", "stage/none"),
            ("usr/bin/i", "../../../../../../../../../etc/passwd"),
        ];
        assert_eq!(refused(&links), [""; 0]);
    }

    #[test]
    fn a_tree_that_installs_the_path_of_the_build_is_taken() {
        let build = Scratch::new();
        let tree = build.path().join("stage");
        let below = tree.join(tree.strip_prefix("/").unwrap());
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("x"), "x").unwrap();
        build.link(tree.join("x").to_str().unwrap(), "stage/link");
        Tree::scan(&tree, &TreeRules::default()).unwrap();
    }

    #[test]
    fn another_name_of_the_tree_is_known() {
        let build = Scratch::with_files(&["stage/usr/bin/x"]);
        build.link("stage", "alias");
        let target = build.at("alias/usr/bin/x");
        build.link(target.to_str().unwrap(), "stage/usr/bin/a");
        for root in ["stage", "alias"] {
            let defects = Tree::scan(&build.at(root), &TreeRules::default()).unwrap_err();
            assert!(lines(&defects)[0].ends_with(": /usr/bin/x or x"), "{defects}");
        }
    }

    #[test]
    fn links_into_an_added_directory_are_refused() {
        let build = Scratch::with_files(&["stage/usr/x", "assets/css/y"]);
        let target = build.at("assets/css/y");
        build.link(target.to_str().unwrap(), "assets/y");
        let add = AddRule::new(build.at("assets"), b"/srv/www", Source::Program).unwrap();
        let rules = TreeRules { add: vec![add], ..TreeRules::default() };
        let defects = lines(&Tree::scan(&build.at("stage"), &rules).unwrap_err());
        assert!(defects[0].ends_with(": /srv/www/css/y or css/y"), "{defects:?}");
    }

    #[test]
    fn the_work_area_is_what_no_package_installs_to() {
        for (root, area) in [
            ("/home/jo/hello/build/stage", Some("/home/jo")),
            ("/root/hello/stage", Some("/root/hello")),
            ("/tmp/build/x/stage", Some("/tmp/build")),
            ("/var/tmp/build/stage", Some("/var/tmp/build")),
            ("/builds/group/hello/stage", Some("/builds")),
            ("/work/stage", Some("/work")),
            ("/opt/hello/stage", Some("/opt/hello")),
            ("/usr/src/hello/stage", Some("/usr/src/hello")),
            ("/opt/stage", None),
            ("/tmp/stage", None),
            ("/stage", None),
            ("/usr/src/stage", None),
        ] {
            assert_eq!(work_area(Path::new(root)), area.map(Path::new), "{root}");
        }
    }

    #[test]
    fn relative_texts() {
        for (from, to, text) in [
            ("/usr/bin/a", "/usr/bin/b", "b"),
            ("/a", "/b/c", "b/c"),
            ("/usr/bin/a", "/opt", "../../opt"),
            ("/usr/a", "/usr", "."),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), Path::new(text));
        }
    }
}
