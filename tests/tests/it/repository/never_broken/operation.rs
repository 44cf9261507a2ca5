//! What publishers do, to be disturbed.

use std::process::Command;
use std::sync::OnceLock;

use conformance::repository::{Key, Seen, Settings, Site, Small};
use pkgsign::key::KeyKind;

/// Something that a publisher does to a repository.
#[derive(Debug)]
pub(super) struct Operation {
    /// The repository before.
    pub(super) site: Site,
    /// The arguments of `mkrepo`.
    arguments: Vec<String>,
    /// What a reader sees before.
    pub(super) old: Option<Seen>,
}

/// Makes a repository in which an operation is to be tried.
type Prepare = fn() -> Operation;

/// When it all begins.
const START: u64 = 1_750_000_000;
const DAY: u64 = 86_400;

/// Stands in every repository but the empty one: adding it again changes nothing.
const BASE: Small<'static> =
    Small { name: "base", version: "1.0", architecture: "all", depends: &[] };

pub(super) const STABLE: &str = "apt:deb/stable";

impl Operation {
    pub(super) const ALL: [(&'static str, Prepare); 8] = [
        ("the first publication", Self::first),
        ("add", Self::add),
        ("remove", Self::remove),
        ("rollback", Self::rollback),
        ("a second key", Self::second_key),
        ("the first key left out", Self::one_key),
        ("prune, first pass", Self::mark),
        ("prune, second pass", Self::prune),
    ];

    fn new(site: Site, arguments: &[&str], time: u64) -> Self {
        let old = site.seen().unwrap();
        let mut arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        arguments.extend(["--timestamp".to_owned(), time.to_string()]);
        Self { site, arguments, old }
    }

    pub(super) fn first() -> Self {
        let site = described(vec![Key::quick()]);
        let package = site.package(&BASE);
        Self::new(site, &["add", "--to", STABLE, package.to_str().unwrap()], START)
    }

    pub(super) fn add() -> Self {
        let site = published(1);
        let package = site.package(&Small::new("added", "2.0", "amd64"));
        Self::new(site, &["add", "--to", STABLE, package.to_str().unwrap()], START + DAY)
    }

    fn remove() -> Self {
        Self::new(published(2), &["remove", "added", "--from", STABLE], START + DAY)
    }

    fn rollback() -> Self {
        Self::new(published(3), &["rollback", STABLE, "1"], START + DAY)
    }

    fn second_key() -> Self {
        let mut site = published(1);
        site.describe(&Settings { keys: vec![Key::quick(), other_key()], ..settings() });
        Self::new(site, &["refresh", STABLE], START + DAY)
    }

    fn one_key() -> Self {
        let mut site = described(vec![Key::quick(), other_key()]);
        let package = site.package(&BASE);
        let time = START.to_string();
        site.run(&["add", "--to", STABLE, "--timestamp", &time, package.to_str().unwrap()]);
        site.describe(&Settings { keys: vec![other_key()], ..settings() });
        Self::new(site, &["refresh", STABLE], START + DAY)
    }

    fn mark() -> Self {
        Self::new(superseded(), &["prune", "--yes"], START + 100 * DAY)
    }

    fn prune() -> Self {
        let site = superseded();
        site.run(&["prune", "--yes", "--timestamp", &(START + 100 * DAY).to_string()]);
        Self::new(site, &["prune", "--yes"], START + 200 * DAY)
    }

    /// A repository to try it on, as it was before.
    pub(super) fn copy(&self) -> Site {
        self.site.copy()
    }

    /// It, in a repository.
    pub(super) fn command(&self, site: &Site) -> Command {
        let here = |argument: &String| {
            argument.replace(self.site.folder().to_str().unwrap(), site.folder().to_str().unwrap())
        };
        site.command(&self.arguments.iter().map(here).collect::<Vec<_>>())
    }

    /// What a reader sees after it, and how the run went.
    pub(super) fn undisturbed(&self) -> (Option<Seen>, conformance::trace::Traced) {
        let site = self.copy();
        let mut traced = conformance::trace::run(&self.command(&site), |_, _| None);
        traced.outcome = traced.outcome.succeeded();
        healthy(&site, "undisturbed");
        (site.seen().unwrap(), traced)
    }

    /// What is seen in a repository that was disturbed: the old state or the new one. The next
    /// publication then leaves the new state, and nothing else.
    #[track_caller]
    pub(super) fn judge(&self, site: &Site, new: Option<&Seen>, what: &str) -> Judged {
        let seen = site.seen().unwrap_or_else(|faults| panic!("{what}: {faults:#?}"));
        let judged = if seen.as_ref() == new && seen != self.old {
            Judged::New
        } else {
            assert_eq!(seen, self.old, "{what}: neither the old nor the new state");
            Judged::Old
        };
        // Who sees that it was done does not do it again, but something else.
        let mut next = if judged == Judged::New {
            let package = site.package(&BASE);
            site.command(&["add", "--to", STABLE, package.to_str().unwrap()])
        } else {
            self.command(site)
        };
        let next = conformance::tool::outcome(&mut next);
        assert!(next.status.success(), "after {what}: {next}");
        let healed = site.seen().unwrap_or_else(|faults| panic!("after {what}: {faults:#?}"));
        let packages = |seen: Option<&Seen>| seen.map(|seen| seen.packages.clone());
        assert_eq!(packages(healed.as_ref()), packages(new), "after {what}, healed");
        healthy(site, what);
        judged
    }
}

/// Which state a reader saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    Old,
    New,
}

/// Nothing is left behind, everything is as it must be, and `mkrepo verify` says so too.
#[track_caller]
pub(super) fn healthy(site: &Site, what: &str) {
    assert_eq!(site.mirrors(), Ok(()), "after {what}");
    assert_eq!(site.leftovers(), [""; 0].map(std::path::PathBuf::from), "after {what}");
    let verified = site.attempt(&["verify", STABLE]);
    assert!(verified.status.success(), "after {what}: {verified}");
}

/// A key to change to; made once.
fn other_key() -> Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::new(KeyKind::Ed25519, START - DAY, None)).clone()
}

fn settings() -> Settings<'static> {
    Settings {
        keys: vec![Key::quick()],
        architectures: &["amd64", "arm64"],
        archive: "contents = true",
        ..Settings::default()
    }
}

fn described(keys: Vec<Key>) -> Site {
    Site::new(&Settings { keys, ..settings() })
}

/// Publications as many as asked for, a minute after each other.
fn published(count: u64) -> Site {
    let site = described(vec![Key::quick()]);
    let added = Small::new("added", "1.0", "amd64");
    let other = Small::new("other", "1.0", "arm64");
    for (package, at) in [BASE, added, other].iter().zip(0..count) {
        let (package, time) = (site.package(package), (START + 60 * at).to_string());
        site.run(&["add", "--to", STABLE, "--timestamp", &time, package.to_str().unwrap()]);
    }
    site
}

/// A repository with indexes and a package that were superseded long ago.
fn superseded() -> Site {
    let site = published(3);
    let time = (START + DAY).to_string();
    site.run(&["remove", "added", "--from", STABLE, "--timestamp", &time]);
    site
}
