//! What publishers do, to be disturbed.

use std::process::Command;
use std::sync::OnceLock;

use conformance::repository::{Key, Kind, Seen, Settings, Site, Small};
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
type Prepare = fn(Kind) -> Operation;

/// When it all begins.
const START: u64 = 1_750_000_000;
const DAY: u64 = 86_400;

/// Stands in every repository but the empty one: adding it again changes nothing.
const BASE: Small<'static> =
    Small { name: "base", version: "1.0", architecture: "all", depends: &[] };

impl Operation {
    pub(super) const ALL: [(&'static str, Prepare); 11] = [
        ("the first publication", Self::first),
        ("add", Self::add),
        ("replace", Self::replace),
        ("resign", Self::resign),
        ("remove", Self::remove),
        ("rollback", Self::rollback),
        ("drop", Self::drop),
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

    /// All of them, for both kinds of repositories.
    pub(super) fn all() -> impl Iterator<Item = (String, Kind, Prepare)> {
        let of_kind = |kind: Kind| {
            Self::ALL.map(move |(name, prepare)| (format!("{kind:?}, {name}"), kind, prepare))
        };
        Kind::ALL.into_iter().flat_map(of_kind)
    }

    pub(super) fn first(kind: Kind) -> Self {
        let site = described(kind, vec![Key::quick()]);
        let package = site.package(&BASE);
        Self::new(site, &["add", "--to", kind.target(), package.to_str().unwrap()], START)
    }

    pub(super) fn add(kind: Kind) -> Self {
        let site = published(kind, 1);
        let package = site.package(&Small::new("added", "2.0", "amd64"));
        Self::new(site, &["add", "--to", kind.target(), package.to_str().unwrap()], START + DAY)
    }

    fn replace(kind: Kind) -> Self {
        let mut site = published(kind, 2);
        let stable = if kind == Kind::Apt { "replace = true" } else { "" };
        let archive = if kind == Kind::Apt { settings(kind).archive } else { "replace = true" };
        site.describe(&Settings { suites: &[("stable", stable)], archive, ..settings(kind) });
        let package = Small { depends: &["base"], ..Small::new("added", "1.0", "amd64") };
        let package = site.package(&package);
        let arguments = ["add", "--replace", "--to", kind.target(), package.to_str().unwrap()];
        Self::new(site, &arguments, START + DAY)
    }

    fn resign(kind: Kind) -> Self {
        let archive = match kind {
            Kind::Apt => "contents = true\nsign-packages = \"unsigned\"",
            Kind::Rpm => "sign-packages = \"unsigned\"",
        };
        let mut site = Site::new(&Settings { archive, ..settings(kind) });
        let packages = [BASE, Small::new("added", "1.0", "amd64")];
        let packages = packages.map(|one| site.package(&one).to_str().unwrap().to_owned());
        let time = START.to_string();
        let add = ["add", "--to", kind.target(), "--timestamp", &time, &packages[0], &packages[1]];
        site.run(&add);
        let keys = vec![other_key(), Key::quick()];
        site.describe(&Settings { keys, archive, ..settings(kind) });
        Self::new(site, &["resign", kind.target()], START + DAY)
    }

    fn remove(kind: Kind) -> Self {
        let arguments = ["remove", "added", "--from", kind.target()];
        Self::new(published(kind, 2), &arguments, START + DAY)
    }

    fn rollback(kind: Kind) -> Self {
        Self::new(published(kind, 3), &["rollback", kind.target(), "1"], START + DAY)
    }

    fn drop(kind: Kind) -> Self {
        Self::new(published(kind, 2), &["drop", kind.target()], START + DAY)
    }

    fn second_key(kind: Kind) -> Self {
        let mut site = published(kind, 1);
        site.describe(&Settings { keys: vec![Key::quick(), other_key()], ..settings(kind) });
        Self::new(site, &["refresh", kind.target()], START + DAY)
    }

    fn one_key(kind: Kind) -> Self {
        let mut site = described(kind, vec![Key::quick(), other_key()]);
        let package = site.package(&BASE);
        let time = START.to_string();
        let package = package.to_str().unwrap();
        site.run(&["add", "--to", kind.target(), "--timestamp", &time, package]);
        // Of an RPM repository the first key alone signs, and what it follows must be known.
        let keys = match kind {
            Kind::Apt => vec![other_key()],
            Kind::Rpm => vec![other_key(), Key::quick()],
        };
        site.describe(&Settings { keys, ..settings(kind) });
        Self::new(site, &["refresh", kind.target()], START + DAY)
    }

    fn mark(kind: Kind) -> Self {
        Self::new(superseded(kind), &["prune", "--yes"], START + 100 * DAY)
    }

    fn prune(kind: Kind) -> Self {
        let site = superseded(kind);
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
        // Whoever begins elsewhere may be a publication behind, and sees that one whole.
        let otherwise = site.seen_otherwise();
        let otherwise = otherwise.unwrap_or_else(|faults| panic!("{what}: {faults:#?}"));
        let known = otherwise == self.old || otherwise.as_ref() == new;
        assert!(known, "{what}: neither the old nor the new state, by the list of mirrors");
        // Who sees that it was done does not do it again, but something else.
        let is_dropped = self.arguments.first().is_some_and(|command| command == "drop");
        let mut next = if judged == Judged::New && !is_dropped {
            let package = site.package(&BASE);
            site.command(&["add", "--to", site.target(), package.to_str().unwrap()])
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
    let verified = site.attempt(&["verify", site.target()]);
    assert!(verified.status.success(), "after {what}: {verified}");
}

/// A key to change to; made once.
fn other_key() -> Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::new(KeyKind::Ed25519, START - DAY, None)).clone()
}

fn settings(kind: Kind) -> Settings<'static> {
    Settings {
        kind,
        keys: vec![Key::quick()],
        architectures: &["amd64", "arm64"],
        archive: if kind == Kind::Apt { "contents = true" } else { "" },
        ..Settings::default()
    }
}

fn described(kind: Kind, keys: Vec<Key>) -> Site {
    Site::new(&Settings { keys, ..settings(kind) })
}

/// Publications as many as asked for, a minute after each other.
fn published(kind: Kind, count: u64) -> Site {
    let site = described(kind, vec![Key::quick()]);
    let added = Small::new("added", "1.0", "amd64");
    let other = Small::new("other", "1.0", "arm64");
    for (package, at) in [BASE, added, other].iter().zip(0..count) {
        let (package, time) = (site.package(package), (START + 60 * at).to_string());
        site.run(&["add", "--to", kind.target(), "--timestamp", &time, package.to_str().unwrap()]);
    }
    site
}

/// A repository with indexes and a package that were superseded long ago.
fn superseded(kind: Kind) -> Site {
    let site = published(kind, 3);
    let time = (START + DAY).to_string();
    site.run(&["remove", "added", "--from", kind.target(), "--timestamp", &time]);
    site
}
