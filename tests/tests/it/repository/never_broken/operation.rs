//! What publishers do, to be disturbed.

use std::process::Command;

use conformance::repository::{Key, Seen, Settings, Site, Small};

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
    pub(super) const ALL: [(&'static str, Prepare); 3] =
        [("the first publication", Self::first), ("add", Self::add), ("a new key", Self::rotate)];

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

    fn rotate() -> Self {
        let mut site = published(1);
        let old = Key::quick();
        let new = Key::new(pkgsign::key::KeyKind::Ed25519, START - DAY, None);
        site.describe(&Settings { keys: vec![old, new], ..settings() });
        let package = site.package(&Small::new("added", "2.0", "amd64"));
        Self::new(site, &["add", "--to", STABLE, package.to_str().unwrap()], START + DAY)
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

/// Nothing is left behind, and everything is as it must be.
#[track_caller]
pub(super) fn healthy(site: &Site, what: &str) {
    assert_eq!(site.mirrors(), Ok(()), "after {what}");
    assert_eq!(site.leftovers(), [""; 0].map(std::path::PathBuf::from), "after {what}");
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
