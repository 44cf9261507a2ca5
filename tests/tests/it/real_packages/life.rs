//! A package's whole life in a chroot, the original's beside the rebuilt one's: installed, upgraded
//! to a version with a changed conffile, removed, purged.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::chroot::{Chroot, Suite};
use conformance::model::Listing;
use conformance::rebuild::{Unpacked, fields, repack};
use conformance::tool::{outcome, require_root};
use tempfile::TempDir;

use super::{PACKAGES, Twins, build};

/// What the packages need besides each other.
const NEEDED: [&str; 13] = [
    "adduser",
    "cron-daemon-common",
    "libaudit1",
    "libcap2-bin",
    "libidn2-0",
    "libncurses6",
    "libselinux1",
    "libsystemd0",
    "libpam-runtime",
    "libpam-modules",
    "lsb-base",
    "procps",
    "sensible-utils",
];

/// Two versions of one package.
struct Versions {
    old: PathBuf,
    new: PathBuf,
}

/// The system after one step of a life: what dpkg said, what it wrote down, what is on disk.
#[derive(Debug)]
struct Snapshot {
    step: &'static str,
    said: String,
    status: String,
    records: Vec<(String, String)>,
    disk: Listing,
}

/// Another version of `unpacked`, with a line more in each conffile; whether it has any.
fn next_version(unpacked: &Unpacked) -> Vec<String> {
    let control = unpacked.control.join("control");
    let version = fields(&control).into_iter().find(|(name, _)| name == "Version").unwrap().1;
    let text = fs::read_to_string(&control).unwrap();
    let next = format!("Version: {version}.1");
    fs::write(&control, text.replace(&format!("Version: {version}"), &next)).unwrap();
    let conffiles = fs::read_to_string(unpacked.control.join("conffiles")).unwrap_or_default();
    let conffiles = conffiles.lines().filter(|line| line.starts_with('/')).map(str::to_owned);
    let conffiles = conffiles.collect::<Vec<_>>();
    for conffile in &conffiles {
        let file = unpacked.tree.join(&conffile[1..]);
        let mut text = fs::read_to_string(&file).unwrap();
        text.push_str("# a line of the newer version\n");
        fs::write(&file, text).unwrap();
    }
    conffiles
}

fn snapshot(chroot: &Chroot, name: &str, step: &'static str, said: String) -> Snapshot {
    let status = chroot.outcome("dpkg", &["-s", name]);
    let info = chroot.root().join("var/lib/dpkg/info");
    let mut records = Vec::new();
    for entry in fs::read_dir(info).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if file.starts_with(&format!("{name}.")) {
            let bytes = fs::read(&path).unwrap();
            let mut lines = String::from_utf8(bytes).unwrap();
            // The order of the archive's entries, which dpkg-deb takes from the file system.
            if file.ends_with(".list") || file.ends_with(".md5sums") {
                let mut sorted = lines.lines().collect::<Vec<_>>();
                sorted.sort_unstable();
                lines = sorted.join("\n");
            }
            // debhelper leaves comments in it.
            if file.ends_with(".triggers") {
                let kept = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
                lines = kept.collect::<Vec<_>>().join("\n");
            }
            records.push((file, lines));
        }
    }
    records.sort();
    let volatile = |path: &[u8]| {
        ["var/log/", "var/lib/dpkg/", "var/cache/", "packages/"]
            .iter()
            .any(|folder| path.starts_with(folder.as_bytes()))
    };
    let mut disk = chroot.changes().without(volatile);
    disk.0.values_mut().for_each(|item| item.mtime = None);
    // Named in the comparison of the archives: it differs.
    let status = status.text();
    let status = status.lines().filter(|line| !line.starts_with("Installed-Size: "));
    let status = status.collect::<Vec<_>>().join("\n");
    Snapshot { step, said, status, records, disk }
}

/// Lives through all of it; the user edits the first conffile before the upgrade.
fn live(chroot: &Chroot, name: &str, versions: &Versions, conffiles: &[String]) -> Vec<Snapshot> {
    let packages = chroot.root().join("packages");
    fs::create_dir(&packages).unwrap();
    fs::copy(&versions.old, packages.join("old.deb")).unwrap();
    fs::copy(&versions.new, packages.join("new.deb")).unwrap();
    let mut snapshots = Vec::new();
    let mut dpkg = |step: &'static str, arguments: &[&str]| {
        let said = outcome(chroot.command("dpkg").args(arguments).env("SUDO_FORCE_REMOVE", "yes"))
            .succeeded();
        snapshots.push(snapshot(chroot, name, step, said.text() + &said.errors()));
    };
    dpkg("unpack", &["--unpack", "/packages/old.deb"]);
    dpkg("configure", &["--configure", name]);
    if let Some(conffile) = conffiles.first() {
        let file = chroot.root().join(&conffile[1..]);
        let text = fs::read_to_string(&file).unwrap() + "# a line of the user\n";
        fs::write(&file, text).unwrap();
    }
    dpkg("upgrade", &["--force-confdef", "--force-confold", "-i", "/packages/new.deb"]);
    dpkg("verify", &["--verify", name]);
    dpkg("remove", &["-r", name]);
    dpkg("purge", &["-P", name]);
    snapshots
}

/// What the maintainer scripts may do to a name: run setcap, as iputils-ping does.
fn capabilities(chroot: &Chroot, tree: &Path) -> String {
    let ping = chroot.root().join("bin/ping");
    if !tree.join("bin/ping").is_file() {
        return String::new();
    }
    outcome(conformance::tool::command("getcap").arg(ping)).succeeded().text()
}

fn compare(system: &dyn Fn() -> Chroot, name: &str) {
    let twins = Twins::of(name);
    let folder = TempDir::new().unwrap();
    let conffiles = next_version(&twins.unpacked);
    let new = folder.path().join("new.deb");
    repack(&twins.unpacked, &new);
    let original = Versions { old: twins.original.clone(), new: new.clone() };
    // Owners and modes by name from the original's listing: the repacked one has this machine's.
    let rebuilt = build(&twins.original, &twins.unpacked, folder.path());
    let rebuilt = Versions { old: twins.rebuilt.clone(), new: rebuilt };
    let lives = [&original, &rebuilt].map(|versions| {
        let chroot = system();
        live(&chroot, name, versions, &conffiles)
    });
    let [original, rebuilt] = lives;
    for (original, rebuilt) in original.iter().zip(&rebuilt) {
        let step = original.step;
        assert_eq!(original.said, rebuilt.said, "{name}: {step}: what dpkg said");
        assert_eq!(original.status, rebuilt.status, "{name}: {step}: dpkg -s");
        assert_eq!(
            original.records.len(),
            rebuilt.records.len(),
            "{name}: {step}: var/lib/dpkg/info"
        );
        for (original, rebuilt) in original.records.iter().zip(&rebuilt.records) {
            assert_eq!(original, rebuilt, "{name}: {step}: var/lib/dpkg/info");
        }
        let differences = original.disk.differences(&rebuilt.disk);
        assert!(differences.is_empty(), "{name}: {step}: on disk\n{differences}");
    }
    let upgrade = &rebuilt[2];
    if let Some(conffile) = conffiles.first() {
        let kept = format!("{}.dpkg-dist", &conffile[1..]);
        assert!(
            upgrade.disk.0.contains_key(kept.as_bytes()),
            "{name}: no {kept} after the upgrade"
        );
    }
}

#[test]
fn rebuilt_packages_live_like_the_originals() {
    require_root();
    let system = || Chroot::with_packages(Suite::Bookworm, "life", &NEEDED);
    for name in PACKAGES {
        compare(&system, name);
    }
}

#[test]
fn a_script_that_sets_capabilities_sets_them() {
    require_root();
    let twins = Twins::of("iputils-ping");
    let set = [&twins.original, &twins.rebuilt].map(|deb| {
        let chroot = Chroot::with_packages(Suite::Bookworm, "life", &NEEDED);
        let deb = chroot.put(deb);
        chroot.run("dpkg", &["-i", &deb]);
        capabilities(&chroot, &twins.unpacked.tree).replace(chroot.root().to_str().unwrap(), "")
    });
    assert!(set[0].contains("cap_net_raw"), "the original sets none: {set:?}");
    assert_eq!(set[0], set[1]);
}
