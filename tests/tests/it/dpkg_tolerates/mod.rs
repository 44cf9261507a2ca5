//! Packages that no tool of today makes, beside what dpkg of each supported release does with them: what
//! all install is read with a warning at most, what none installs is refused, and where releases differ
//! the warning names those that refuse. What is published of them, apt of each release installs.

mod cases;
mod known;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;

use conformance::chroot::{Chroot, Suite};
use conformance::program::mkrepo;
use conformance::tool::{command, outcome, require_root};
use debpkg::judge::{Finding, judge};
use debpkg::read::{self, Limits};
use pkgio::Algorithms;

use cases::Case;

/// What a release's dpkg says of each case by name: nothing of what it installs.
type Verdicts = BTreeMap<&'static str, Option<String>>;

/// Installs each case on an empty system below /root/odd/root, and keeps what dpkg says.
const INSTALL: &str = r#"
cd /odd
for package in *.deb; do
  rm -rf root
  mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates root/var/lib/dpkg/triggers
  : >root/var/lib/dpkg/status; : >root/var/lib/dpkg/available
  dpkg --root=/odd/root --force-unsafe-io --force-depends --force-script-chrootless \
    -i "$package" >"$package.log" 2>&1 && rm "$package.log"
done
:"#;

#[test]
fn what_every_dpkg_installs_is_taken_and_what_none_installs_is_refused() {
    require_root();
    let cases = cases::all();
    let verdicts: Vec<(Suite, Verdicts)> = thread::scope(|scope| {
        let cases = &cases;
        let run = |suite| scope.spawn(move || (suite, install(suite, cases)));
        let runs = Suite::ALL.map(run);
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let found: Vec<String> = cases.iter().filter_map(|case| difference(case, &verdicts)).collect();
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), cases.len(), found.join("\n"));
    let taken = cases.iter().filter(|case| ours(case).is_ok()).count();
    println!("{taken} of {} odd packages are taken, by {} releases", cases.len(), verdicts.len());
    assert!(taken > cases.len() / 2 && taken < cases.len() * 4 / 5, "{taken} of {}", cases.len());
}

fn install(suite: Suite, cases: &[Case]) -> Verdicts {
    let chroot = Chroot::new(suite);
    let folder = chroot.root().join("odd");
    fs::create_dir(&folder).unwrap();
    write(&folder, cases.iter());
    chroot.run("sh", &["-c", INSTALL]);
    let said = |case: &Case| fs::read_to_string(folder.join(format!("{}.deb.log", case.name))).ok();
    cases.iter().map(|case| (case.name, said(case))).collect()
}

fn write<'c>(folder: &Path, cases: impl Iterator<Item = &'c Case>) {
    for case in cases {
        fs::write(folder.join(format!("{}.deb", case.name)), &case.bytes).unwrap();
    }
}

/// What we say of a case: refusals, or what is tolerated.
fn ours(case: &Case) -> Result<Vec<String>, Vec<String>> {
    let text = |findings: &[Finding]| findings.iter().map(ToString::to_string).collect::<Vec<_>>();
    let contents = read::contents(&mut &case.bytes[..], Algorithms::NONE, &Limits::default());
    let contents = contents.map_err(|error| vec![error.to_string()])?;
    let verdict = judge(&contents);
    if !verdict.refusals.is_empty() {
        return Err(text(&verdict.refusals));
    }
    Ok([text(&verdict.tolerated), text(&verdict.warnings)].concat())
}

fn difference(case: &Case, verdicts: &[(Suite, Verdicts)]) -> Option<String> {
    let refusing = verdicts.iter().filter(|(_, verdicts)| verdicts[case.name].is_some());
    let refusing: Vec<Suite> = refusing.map(|(suite, _)| *suite).collect();
    let name = case.name;
    match ours(case) {
        Err(said) if refusing.len() == verdicts.len() => drop(said),
        Err(said) => {
            let is_known =
                |text: &String| known::STRICTER.iter().any(|(part, _)| text.contains(part));
            if !said.iter().all(is_known) {
                return Some(format!(
                    "{name} is refused: {said:?}, but by dpkg of {refusing:?} only"
                ));
            }
        }
        Ok(said) if refusing.is_empty() => drop(said),
        Ok(said) => {
            let is_told = |suite: &Suite| said.iter().any(|text| text.contains(version(*suite)));
            let is_known = known::ELSEWHERE.iter().any(|(known, _)| name.starts_with(known));
            if !is_known && !refusing.iter().all(is_told) {
                let log =
                    &verdicts.iter().find(|(suite, _)| *suite == refusing[0]).unwrap().1[name];
                return Some(format!(
                    "{name} is taken: {said:?}, but dpkg of {refusing:?} says {log:?}"
                ));
            }
        }
    }
    None
}

/// The release of dpkg in a suite, as warnings have it.
fn version(suite: Suite) -> &'static str {
    match suite {
        Suite::Bullseye => "dpkg 1.20",
        Suite::Bookworm => "dpkg 1.21",
        Suite::Trixie => "dpkg 1.22",
        Suite::Sid => "dpkg 1.23",
    }
}

const CONFIG: &str = "root = \"public\"\n[apt.deb]\narchitectures = [\"amd64\"]\n";

#[test]
fn odd_packages_are_published_and_apt_of_each_release_installs_them() {
    require_root();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mkrepo.toml"), CONFIG).unwrap();
    let is_taken = |case: &&Case| {
        ours(case).is_ok_and(|said| !said.iter().any(|text| text.contains("refuse")))
            && !known::ELSEWHERE.iter().any(|(known, _)| case.name.starts_with(known))
    };
    let cases = cases::all();
    let taken: Vec<&Case> = cases.iter().filter(is_taken).collect();
    assert!(taken.len() > cases.len() / 2, "{} of {}", taken.len(), cases.len());
    write(folder.path(), taken.iter().copied());
    let run = |arguments: &[&str]| {
        let mut mkrepo = mkrepo();
        outcome(mkrepo.args(arguments).current_dir(folder.path()))
    };
    let files: Vec<String> = taken.iter().map(|case| format!("{}.deb", case.name)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let added = run(&[&["add", "--to", "apt:deb/stable"], &files[..]].concat());
    let _ = added.succeeded();
    // What is added is read by the other commands too.
    let _ = run(&["verify", "--deep"]).succeeded();
    let names: Vec<String> = taken.iter().map(|case| package(case)).collect();
    thread::scope(|scope| {
        let (names, public) = (&names, folder.path().join("public"));
        for suite in Suite::ALL {
            let public = public.clone();
            scope.spawn(move || installs(suite, &public, names));
        }
    });
}

/// The name of the package as it is published.
fn package(case: &Case) -> String {
    let metadata = read::metadata(&mut &case.bytes[..], &Limits::default()).unwrap();
    metadata.package.to_string()
}

fn installs(suite: Suite, public: &Path, names: &[String]) {
    let chroot = Chroot::new(suite);
    let copied = chroot.root().join("public");
    let _ = outcome(command("cp").arg("-r").arg(public).arg(&copied)).succeeded();
    let sources = chroot.root().join("etc/apt/sources.list");
    fs::write(sources, "deb [trusted=yes] file:/public/deb stable main\n").unwrap();
    chroot.apt(&["update"]);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    chroot
        .apt(&[&["install", "-y", "-o", "DPkg::Options::=--force-unsafe-io"], &names[..]].concat());
    let query = chroot.run("dpkg-query", &["-W", "-f", "${Package} ${db:Status-Abbrev}\n"]);
    let query = String::from_utf8(query).unwrap();
    for name in names {
        assert!(query.contains(&format!("{name} ii")), "{suite:?}: {name} is not installed");
    }
    // What is installed is what the index lists: nothing is there to be installed again.
    let again = chroot.outcome("apt-get", &["-s", "-q", "upgrade"]).succeeded().text();
    assert!(again.contains("0 upgraded"), "{suite:?}: {again}");
}
