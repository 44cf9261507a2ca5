//! Finished packages that nobody would make, beside what `rpm -i` of the supported releases does with
//! them: what all refuse, `mkrepo add` and `mkrepo verify --deep` refuse, and nothing else but what
//! [`known`] lists; what only some refuse is warned of.

mod cases;
mod known;

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use conformance::chroot::{Chroot, Suite};
use conformance::rpm;
use conformance::tool::{command, outcome, require_root};
use pkgio::Algorithms;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use rpmpkg::judge::judge;
use rpmpkg::read::{self, Limits};

use cases::Case;

#[test]
fn rpm_installs_what_is_published_and_refuses_what_is_refused() {
    let count = std::env::var("CONFORMANCE_CASES");
    let count = count.map_or(200, |text| text.parse().expect("CONFORMANCE_CASES is a number"));
    compare(count, &[Suite::Bullseye, Suite::Sid]);
}

#[test]
#[ignore = "the long form: 5,000 packages on four releases"]
fn rpm_installs_what_is_published_and_refuses_what_is_refused_of_5000() {
    compare(5_000, &Suite::ALL);
}

/// What is said of a package: nothing, when it is taken.
type Said = Option<String>;

/// Judges so many packages, and installs each on an empty system by the rpm of each release.
fn compare(count: usize, suites: &[Suite]) {
    require_root();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let strategy = cases::case();
    let all: Vec<Case> =
        (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let packages: Vec<Vec<u8>> = all.iter().map(cases::bytes).collect();
    let theirs: Vec<BTreeMap<usize, Said>> = thread::scope(|scope| {
        let start = |suite: &Suite| {
            let (suite, packages) = (*suite, &packages);
            scope.spawn(move || install(suite, packages))
        };
        let running: Vec<_> = suites.iter().map(start).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (mut refused, mut differences) = (0, Vec::new());
    for (number, (case, bytes)) in all.iter().zip(&packages).enumerate() {
        let said: Vec<&Said> = theirs.iter().map(|all| &all[&number]).collect();
        let (refusals, warnings) = ours(bytes);
        refused += usize::from(!refusals.is_empty());
        differences.extend(difference(case, &refusals, &warnings, &said));
    }
    println!("{count} packages, of which {refused} are refused");
    assert!(refused > count / 10 && refused < count * 9 / 10, "{refused} of {count}");
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// How rpm differs from us in a way that is not known.
fn difference(
    case: &Case,
    refusals: &[String],
    warnings: &[String],
    said: &[&Said],
) -> Option<String> {
    let knows = |list: &[(&str, &str)], text: &str| list.iter().any(|part| text.contains(part.0));
    let of_system = |said: &&Said| said.as_ref().is_some_and(|it| knows(known::OF_SYSTEM, it));
    let refuse = said.iter().filter(|said| said.is_some()).count();
    match (refusals.is_empty(), warnings.is_empty()) {
        _ if said.iter().any(of_system) => None,
        (true, _) if refuse == said.len() => {
            Some(format!("{case:?}\nis taken, but rpm says: {said:?}"))
        }
        (true, true) if refuse > 0 => {
            Some(format!("{case:?}\nis taken without a warning, but some rpm says: {said:?}"))
        }
        (false, _) if refuse == 0 => {
            let is_unknown = !refusals.iter().all(|text| knows(known::STRICTER, text));
            is_unknown.then(|| format!("{case:?}\nis installed, but refused here: {refusals:?}"))
        }
        _ => None,
    }
}

/// What we refuse of the package, and what we warn of.
fn ours(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    match read::contents(&mut &bytes[..], Algorithms::NONE, &Limits::default()) {
        Ok(contents) => {
            let verdict = judge(&contents);
            let texts =
                |all: &[rpmpkg::judge::Finding]| all.iter().map(ToString::to_string).collect();
            (texts(&verdict.refusals), texts(&verdict.warnings))
        }
        Err(error) => (vec![error.to_string()], Vec::new()),
    }
}

/// Installs each package in its folder inside, and says `number`, the exit code and what rpm said.
const SCRIPT: &str = r#"
one() {
    root=$(mktemp -d)
    mkdir -p $root/opt
    said=$(timeout -s KILL 20 rpm --root $root --dbpath /db -i $1 2>&1 </dev/null)
    code=$?
    printf '%s %s %s\n' "${1%.rpm}" $code "$(echo $said)"
    rm -rf $root
}
export -f one
ls | xargs -P 2 -I{} bash -c 'one {}'
"#;

/// What the rpm of a release says of each package.
fn install(suite: Suite, packages: &[Vec<u8>]) -> BTreeMap<usize, Said> {
    let chroot: Chroot = rpm::system(suite);
    let folder = chroot.root().join("tmp");
    let mut mount = command("mount");
    let _ = outcome(mount.args(["-t", "tmpfs", "tmpfs"]).arg(&folder)).succeeded();
    fs::create_dir(folder.join("cases")).unwrap();
    for (number, bytes) in packages.iter().enumerate() {
        fs::write(folder.join(format!("cases/{number}.rpm")), bytes).unwrap();
    }
    let mut run = chroot.command("bash");
    let run = outcome(run.args(["-c", &format!("cd /tmp/cases\n{SCRIPT}")])).succeeded();
    let line = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let number = words.next()?.parse().ok()?;
        let code = words.next()?;
        Some((number, (code != "0").then(|| words.next().unwrap_or_default().to_owned())))
    };
    run.text().lines().filter_map(line).collect()
}
