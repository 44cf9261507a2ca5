//! Packages that were made, installed by the real tools on empty systems.

use std::fs;
use std::thread;

use conformance::chroot::{Chroot, Suite};
use conformance::rpm;
use conformance::tool::{command, outcome};

/// Packages by the number of their description.
type Packages = [(usize, Vec<u8>)];

/// Installs each `.deb` in its folder inside, and says its number and what dpkg said where it failed.
/// Scripts run outside of the empty system, which has no shell.
const DEBS: &str = r#"
one() {
    root=$(mktemp -d)/root
    mkdir -p $root/var/lib/dpkg/info $root/var/lib/dpkg/updates $root/var/lib/dpkg/triggers
    : >$root/var/lib/dpkg/status; : >$root/var/lib/dpkg/available
    dpkg="timeout -s KILL 60 dpkg --root=$root --force-unsafe-io --force-depends --force-architecture
        --force-script-chrootless"
    said=$($dpkg -i $1 2>&1 </dev/null && $dpkg --configure -a 2>&1) || echo ${1%.deb} $said
    rm -rf ${root%/root}
}
"#;

/// The same for each `.rpm`.
const RPMS: &str = r#"
one() {
    root=$(mktemp -d)
    mkdir -p $root/opt
    said=$(timeout -s KILL 60 rpm --root $root --dbpath /db -i --nodeps --noscripts --notriggers \
        --ignorearch $1 2>&1 </dev/null) || echo ${1%.rpm} $said
    rm -rf $root
}
"#;

/// What dpkg of each release says of packages that it does not install.
pub(super) fn debs(packages: &Packages, suites: &[Suite]) -> Vec<(usize, String)> {
    each(suites, |suite| {
        // Of what only later releases read, the manual says so.
        let readable =
            |bytes: &[u8]| suite.reads_zstd() || !bytes.windows(9).any(|at| at == b".tar.zst ");
        let packages = packages.iter().filter(|(_, bytes)| readable(bytes));
        run(Chroot::new(suite), suite, ("deb", DEBS), packages)
    })
}

/// What rpm of each release says of packages that it does not install.
pub(super) fn rpms(packages: &Packages, suites: &[Suite]) -> Vec<(usize, String)> {
    each(suites, |suite| {
        // Major version 4 in the lead: format 6, which rpm 4.18 and later read.
        let readable = |bytes: &[u8]| suite != Suite::Bullseye || bytes[4] == 3;
        let packages = packages.iter().filter(|(_, bytes)| readable(bytes));
        run(rpm::system(suite), suite, ("rpm", RPMS), packages)
    })
}

fn each(
    suites: &[Suite],
    of: impl Fn(Suite) -> Vec<(usize, String)> + Sync,
) -> Vec<(usize, String)> {
    thread::scope(|scope| {
        let of = &of;
        let running: Vec<_> = suites.iter().map(|suite| scope.spawn(move || of(*suite))).collect();
        running.into_iter().flat_map(|one| one.join().unwrap()).collect()
    })
}

fn run<'a>(
    chroot: Chroot,
    suite: Suite,
    (extension, script): (&str, &str),
    packages: impl Iterator<Item = &'a (usize, Vec<u8>)>,
) -> Vec<(usize, String)> {
    let folder = chroot.root().join("tmp");
    let mut mount = command("mount");
    let _ = outcome(mount.args(["-t", "tmpfs", "tmpfs"]).arg(&folder)).succeeded();
    fs::create_dir(folder.join("cases")).unwrap();
    let mut count = 0;
    for (number, bytes) in packages {
        fs::write(folder.join(format!("cases/{number}.{extension}")), bytes).unwrap();
        count += 1;
    }
    let all = "export -f one\nls | xargs -P 2 -I{} bash -c 'one {}'; echo done";
    let mut bash = chroot.command("bash");
    let run = outcome(bash.args(["-c", &format!("cd /tmp/cases\n{script}{all}")])).succeeded();
    let text = run.text();
    assert!(count > 0 && text.trim_end().ends_with("done"), "{count} {text}");
    let line = |line: &str| {
        let (number, said) = line.split_once(' ')?;
        Some((number.parse().ok()?, format!("{suite:?} says: {said}")))
    };
    text.lines().filter_map(line).collect()
}
