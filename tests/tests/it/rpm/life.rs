//! Installed, upgraded and erased by the rpm of every release, side by side with the twin.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::chroot::Suite;
use conformance::fixtures;
use conformance::model::set_mtime;
use conformance::rpm::{Life, Rpmbuild, Twin, base_package, system};
use conformance::tool::{copy_tree, require_root, workspace};
use tempfile::TempDir;

use super::{CLAMP, FOREIGN};

/// One version of a fixture, by mkrpm and by rpmbuild.
struct Pair {
    ours: PathBuf,
    theirs: PathBuf,
}

/// Versions of fixtures, and what stands around them.
struct Workshop {
    folder: TempDir,
    rpmbuild: Rpmbuild,
}

impl Workshop {
    /// With the rpmbuild of `suite`.
    fn new(suite: Suite) -> Self {
        require_root();
        let folder = TempDir::new().unwrap();
        copy_tree(&workspace().join("fixtures/manifests"), &folder.path().join("manifests"));
        Self { folder, rpmbuild: Rpmbuild::of(suite) }
    }

    /// `version` of the fixture `name` with the tree `tree` after `change`.
    fn pair(
        &self,
        name: &str,
        tree: &str,
        version: &str,
        compression: &str,
        change: impl Fn(&Path),
    ) -> Pair {
        let folder = self.folder.path().join(format!("{name}-{version}-{compression}"));
        let (staged, output) = (folder.join("tree"), folder.join("theirs"));
        fs::create_dir_all(&output).unwrap();
        copy_tree(&fixtures::tree(tree), &staged);
        change(&staged);
        let text = fs::read_to_string(fixtures::manifest(name)).unwrap();
        let manifest = self.folder.path().join("manifests").join(format!("{name}-{version}.toml"));
        let renamed = text.replacen("version = \"1.0\"", &format!("version = \"{version}\""), 1);
        fs::write(&manifest, renamed).unwrap();
        let twin = Twin {
            manifest: &manifest,
            tree: &staged,
            timestamp: CLAMP,
            compression,
            foreign: FOREIGN,
        };
        let theirs = self.rpmbuild.build(&twin, 4, &output);
        Pair { ours: twin.ours(&folder, &[]), theirs }
    }

    /// A package of rpmbuild's that provides what others need.
    fn base(&self, provides: &[&str]) -> PathBuf {
        base_package(&self.rpmbuild, provides, self.folder.path())
    }

    /// A package of rpmbuild's with files below `/usr/share/watched`.
    fn partner(&self, version: &str) -> PathBuf {
        let spec = format!(
            "Name: partner\nVersion: {version}\nRelease: 1\nSummary: partner\nLicense: MIT\n\
             BuildArch: noarch\n%description\npartner\n%install\n\
             mkdir -p %{{buildroot}}/usr/share/watched\n\
             echo {version} > %{{buildroot}}/usr/share/watched/file\n\
             echo {version} > %{{buildroot}}/usr/share/watched/only-{version}\n\
             %files\n/usr/share/watched\n"
        );
        self.rpmbuild.package(&spec, self.folder.path())
    }
}

/// Compares two lives step by step.
#[track_caller]
fn assert_same(what: &str, ours: &Life, theirs: &Life) {
    for (ours, theirs) in ours.states().iter().zip(theirs.states()) {
        let step = &ours.step;
        assert_eq!(ours.code, theirs.code, "{what}: {step}: exit code\n{}", ours.said);
        assert_eq!(ours.said, theirs.said, "{what}: {step}: what rpm said");
        assert_eq!(ours.log, theirs.log, "{what}: {step}: what scriptlets said");
        let differences = theirs.disk.differences(&ours.disk);
        assert!(differences.is_empty(), "{what}: {step}: on disk\n{differences}");
    }
    assert_eq!(ours.states().len(), theirs.states().len());
}

/// Runs rpm, which must succeed.
#[track_caller]
fn rpm(life: &mut Life, step: &str, actions: &[&str], package: Option<&Path>) -> String {
    life.rpm(step, actions, package).succeeded().text()
}

/// Appends to a file.
fn edit(life: &Life, path: &str) {
    let path = life.system().root().join(path);
    let text = fs::read_to_string(&path).unwrap() + "edited\n";
    fs::write(&path, text).unwrap();
    set_mtime(&path, CLAMP + 1000);
}

fn text(life: &Life, path: &str) -> String {
    let path = life.system().root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fixture `roles`: its files, its configuration edited, upgraded, erased.
fn configuration(suite: Suite, base: &Path, old: &Path, new: &Path) -> Life {
    let mut life = Life::in_system(system(suite));
    rpm(&mut life, "base", &["-i"], Some(base));
    rpm(&mut life, "install", &["-ivh"], Some(old));
    assert_eq!(rpm(&mut life, "verify", &["-V", "roles"], None), "");
    for path in ["etc/roles/plain.conf", "etc/roles/kept.conf", "var/lib/roles/state"] {
        edit(&life, path);
    }
    let said = life.rpm("verify the edited", &["-V", "roles"], None).text();
    let changed = said.lines().map(|line| line.rsplit_once(' ').unwrap().1).collect::<Vec<_>>();
    assert_eq!(changed, ["/etc/roles/kept.conf", "/etc/roles/plain.conf"], "{said}");
    rpm(&mut life, "upgrade", &["-U"], Some(new));
    assert_eq!(text(&life, "etc/roles/kept.conf"), "level = 2\nedited\n");
    assert_eq!(text(&life, "etc/roles/kept.conf.rpmnew"), "level = 20\n");
    assert_eq!(text(&life, "etc/roles/plain.conf"), "level = 10\n");
    assert_eq!(text(&life, "etc/roles/plain.conf.rpmsave"), "level = 1\nedited\n");
    assert_eq!(text(&life, "etc/roles/optional.conf"), "level = 30\n");
    life.rpm("verify the upgraded", &["-V", "roles"], None);
    rpm(&mut life, "erase", &["-e", "roles"], None);
    let root = life.system().root();
    assert!(root.join("etc/roles/kept.conf.rpmsave").is_file(), "{}", suite.name());
    for gone in ["usr/lib/roles", "usr/lib64/roles", "usr/share/roles", "var/cache/roles"] {
        assert!(!root.join(gone).exists(), "{gone} on {}", suite.name());
    }
    life
}

#[test]
fn configuration_survives_as_with_rpmbuild() {
    let workshop = Workshop::new(Suite::Bookworm);
    let base = workshop.base(&["/bin/sh"]);
    let old = workshop.pair("roles", "roles", "1.0", "zstd:3", |_| {});
    let new = workshop.pair("roles", "roles", "2.0", "xz:1", |tree| {
        for (name, level) in [("plain", 10), ("kept", 20), ("optional", 30)] {
            let path = tree.join(format!("etc/roles/{name}.conf"));
            fs::write(path, format!("level = {level}\n")).unwrap();
        }
        fs::remove_file(tree.join("usr/share/doc/roles/manual.txt")).unwrap();
    });
    for suite in Suite::ALL {
        let ours = configuration(suite, &base, &old.ours, &new.ours);
        let theirs = configuration(suite, &base, &old.theirs, &new.theirs);
        assert_same(suite.name(), &ours, &theirs);
    }
}

/// The lines without those of `%preuntrans` and `%postuntrans` where rpm, before 4.19, passes over
/// these.
fn known_to<'a>(suite: Suite, lines: &[&'a str]) -> Vec<&'a str> {
    let knows = matches!(suite, Suite::Trixie | Suite::Sid);
    lines.iter().copied().filter(|line| knows || !line.contains("untrans ")).collect()
}

/// The fixture `rpm-scripts`: which scripts run, in which order, and what they are told.
fn scripts(suite: Suite, packages: [&Path; 5]) -> Life {
    let [base, old, new, partner, later_partner] = packages;
    let mut life = Life::in_system(system(suite));
    rpm(&mut life, "base", &["-i"], Some(base));
    rpm(&mut life, "install", &["-i"], Some(old));
    let log = |life: &Life| life.states().last().unwrap().log.clone();
    let installed = log(&life);
    assert_eq!(
        installed,
        ["pretrans 1", "pre 1", "post 1 on linux", "posttrans 1"],
        "{}",
        suite.name()
    );
    rpm(&mut life, "verify", &["-V", "rpm-scripts"], None);
    assert_eq!(log(&life)[4..], ["verify 1"], "{}", suite.name());
    rpm(&mut life, "upgrade", &["-U"], Some(new));
    // rpm 4.16 counts what will be there, later ones what is.
    let posttrans = if suite == Suite::Bullseye { "posttrans 1" } else { "posttrans 2" };
    let expected = [
        "pretrans 2",
        "preuntrans 1",
        "pre 2",
        "post 2 on linux",
        "preun 1",
        "postun 1 of rpm-scripts",
        posttrans,
        "postuntrans 1 of rpm-scripts",
    ];
    let expected = known_to(suite, &expected);
    assert_eq!(log(&life)[5..], expected, "{}", suite.name());
    let upgraded = log(&life).len();
    rpm(&mut life, "install the partner", &["-i"], Some(partner));
    let of_partner = log(&life)[upgraded..].to_vec();
    for name in ["triggerprein 1 0", "triggerin 1 1", "filetriggerin ", "transfiletriggerin "] {
        let ran = of_partner.iter().any(|line| line.starts_with(name));
        assert!(ran, "{name} on {}: {of_partner:?}", suite.name());
    }
    rpm(&mut life, "upgrade the partner", &["-U"], Some(later_partner));
    rpm(&mut life, "erase the partner", &["-e", "partner"], None);
    let whole = log(&life);
    for name in ["triggerun", "triggerpostun", "filetriggerun", "filetriggerpostun"] {
        let ran = whole.iter().any(|line| line.starts_with(name));
        assert!(ran, "{name} on {}: {whole:?}", suite.name());
    }
    rpm(&mut life, "erase", &["-e", "rpm-scripts"], None);
    let expected =
        ["preuntrans 0", "preun 0", "postun 0 of rpm-scripts", "postuntrans 0 of rpm-scripts"];
    assert_eq!(log(&life)[whole.len()..], known_to(suite, &expected), "{}", suite.name());
    life
}

#[test]
fn scripts_run_as_with_rpmbuild() {
    let workshop = Workshop::new(Suite::Trixie);
    let base = workshop.base(&["/bin/sh"]);
    let old = workshop.pair("rpm-scripts", "minimal", "1.0", "gzip:1", |_| {});
    let new = workshop.pair("rpm-scripts", "minimal", "2.0", "none", |_| {});
    let (partner, later_partner) = (workshop.partner("1"), workshop.partner("2"));
    for suite in Suite::ALL {
        let lives = [[&old.ours, &new.ours], [&old.theirs, &new.theirs]]
            .map(|[old, new]| scripts(suite, [&base, old, new, &partner, &later_partner]));
        assert_same(suite.name(), &lives[0], &lives[1]);
    }
}
