//! RPM repositories that were damaged in every way that comes to mind, beside what dnf makes of them:
//! where dnf fails, `mkrepo verify` says no, and where it says no, dnf fails, but for what [`known`]
//! lists.

mod cases;
mod client;
mod known;
mod repo;

use std::fs;
use std::sync::Mutex;
use std::thread;

use conformance::chroot::Suite;
use conformance::repository::{Key, Nginx, Settings, Site, Small};
use conformance::tool::{copy_tree, require_root};

use super::apt_judges::Ours;
use cases::CASES;
use client::{Program, Verdict, judge};
use repo::Repo;

#[test]
fn verify_says_no_where_dnf_does() {
    compare(&[Program::Dnf5]);
}

#[test]
#[ignore = "the long form: dnf 4 of two releases, and dnf 5"]
fn verify_says_no_where_every_dnf_does() {
    compare(&[Program::Dnf(Suite::Bookworm), Program::Dnf(Suite::Sid), Program::Dnf5]);
}

fn compare(programs: &[Program]) {
    require_root();
    let site = Site::new(&Settings::rpm());
    let good = site.folder().join("good");
    fs::create_dir(&good).unwrap();
    let tool = Small::new("tool", "1.0", "all");
    let _ = tool.write_rpm(&good, Some(&Key::usual()), |_| {});
    site.run(&["index", "--sign-key=signing-0.asc", "good"]);
    // What the clients go by.
    fs::write(good.join("test.repo"), "[test]\ngpgcheck=1\nrepo_gpgcheck=1\n").unwrap();
    let folder = site.folder().join("damaged");
    fs::create_dir(&folder).unwrap();
    for case in CASES {
        let path = folder.join(case.name);
        copy_tree(&good, &path);
        let mut repo = Repo::open(&path);
        let before = repo.repomd.clone();
        (case.damage)(&mut repo);
        if repo.repomd != before {
            repo.sign();
        }
    }
    fs::write(site.folder().join("key.asc"), &Key::usual().armored).unwrap();
    let (next, ours) = (Mutex::new(CASES.iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(case) = { next.lock().unwrap().next() } {
            let found = Ours::of(&site, &format!("damaged/{}", case.name));
            ours.lock().unwrap().push((case.name, found));
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let ours = ours.into_inner().unwrap();
    let nginx = Nginx::serve(&folder);
    let names: Vec<&str> = CASES.iter().map(|case| case.name).collect();
    let theirs: Vec<(Program, Vec<Verdict>)> = thread::scope(|scope| {
        let start = |&program: &Program| {
            let (names, url) = (&names, nginx.url());
            let work = move || judge(program, &Key::usual().armored, &url, names);
            (program, scope.spawn(work))
        };
        let running: Vec<_> = programs.iter().map(start).collect();
        running.into_iter().map(|(program, running)| (program, running.join().unwrap())).collect()
    });
    let mut differences = Vec::new();
    let mut fails = 0;
    for (at, name) in names.iter().enumerate() {
        let (_, ours) = ours.iter().find(|(other, _)| other == name).unwrap();
        let refusing: Vec<_> = theirs.iter().filter(|(_, verdicts)| !verdicts[at].works).collect();
        fails += usize::from(!refusing.is_empty());
        let who: Vec<_> = refusing.iter().map(|(program, _)| program).collect();
        println!("{name}: fails in {who:?}, verify {} {:?}", ours.code, ours.faults);
        let is_known = |list: &[(&str, &str)]| list.iter().any(|(known, _)| known == name);
        differences.push(match (ours.code != 0, refusing.first()) {
            (false, Some((program, verdicts))) if !is_known(known::DNF_ALONE) => {
                format!("{name}: verify says yes, {program:?} says: {}", verdicts[at].said)
            }
            (true, None) if !is_known(known::STRICTER) => {
                format!("{name}: dnf works, verify says: {:?}", ours.faults)
            }
            _ => continue,
        });
    }
    println!("{} repositories, {fails} of which some dnf fails at", names.len());
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}
