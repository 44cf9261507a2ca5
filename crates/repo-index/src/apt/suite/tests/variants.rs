//! Suites with builds for the newer processors of an architecture.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::apt::{Addition, PackageKind, SuitePackage};

const LEVELS: [&str; 5] = ["amd64", "amd64v2", "amd64v3", "amd64v4", "all"];

/// A build of a version of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Build {
    name: &'static str,
    version: &'static str,
    level: &'static str,
    component: &'static str,
}

impl Build {
    fn addition(self) -> Addition {
        let Self { name, version, level, component } = self;
        let path = format!("pool/{component}/{name}_{version}_{level}.deb");
        let object = Object::of(archive().key(&path).unwrap(), format!("{self:?}").into_bytes());
        let architecture = match level {
            "all" | "amd64" => format!("Architecture: {level}"),
            variant => format!("Architecture: amd64\nArchitecture-Variant: {variant}"),
        };
        let text = format!(
            "Package: {name}\nVersion: {version}\n{architecture}\nFilename: {path}\nSize: {}\n\
             SHA256: {}\n",
            object.length, object.sha256
        );
        let record = Record::parse(text.into_bytes(), Format::Packages).unwrap();
        assert_eq!(record.architecture(), level);
        Addition {
            file: path.into(),
            package: SuitePackage {
                component: component.to_owned(),
                kind: PackageKind::Binary,
                record,
            },
            objects: vec![object],
            time: None,
            files: None,
            translation: None,
        }
    }
}

/// What is done to a suite, each in a publication of its own.
#[derive(Clone, Debug)]
enum Step {
    Add(Vec<Build>),
    Remove(Build),
}

fn build() -> impl Strategy<Value = Build> {
    let component = |name: &str| if name == "a" { "main" } else { "contrib" };
    (select(vec!["a", "b"]), select(vec!["1", "2"]), select(LEVELS.to_vec())).prop_map(
        move |(name, version, level)| Build { name, version, level, component: component(name) },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => vec(build(), 1..4).prop_map(Step::Add),
        1 => build().prop_map(Step::Remove),
    ]
}

/// What a system of `level` is to find, by the rule as it is written for people: of each version the
/// best build that it runs.
fn expected(
    builds: &BTreeSet<Build>,
    level: &str,
) -> BTreeMap<(&'static str, &'static str), String> {
    let mut found = BTreeMap::new();
    for one in builds.iter().filter(|one| one.level == "all" || one.level <= level) {
        let best: &mut String = found.entry((one.name, one.version)).or_default();
        if best.is_empty() || one.level > best.as_str() {
            *best = one.level.to_owned();
        }
    }
    found
}

fn levels(state: &SuiteState, level: &str) -> Vec<((String, String), String)> {
    let of_level = state.indexes.iter().filter(|(id, _)| id.kind.architecture() == Some(level));
    let records = of_level.flat_map(|(_, index)| index.records());
    let of = |record: &Record| {
        let build = (record.package().to_owned(), record.version().to_owned());
        (build, record.architecture().to_owned())
    };
    let mut found: Vec<_> = records.map(of).collect();
    found.sort();
    found
}

fn setup(architectures: &[&str]) -> Setup {
    let mut setup = Setup::new();
    setup.archive.architectures = architectures.iter().map(|&one| one.to_owned()).collect();
    setup
}

fn change(setup: &Setup, at: Timestamp, change: impl Fn(&mut SuiteState)) -> SuiteState {
    let changed = |old: &SuiteState| {
        let mut new = old.clone();
        change(&mut new);
        Ok(Some(new))
    };
    publish(&setup.store, &setup.suite(at), changed, &PublishOptions::default()).unwrap();
    setup.state("stable", at)
}

fn add(setup: &Setup, time: Timestamp, builds: &[Build]) -> SuiteState {
    let additions: Vec<_> = builds.iter().map(|build| build.addition()).collect();
    change(setup, time, |state| {
        state.add_all(&setup.archive, &additions).unwrap();
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is added and removed in whatever order, the index of each level has each version once,
    /// as the best build that such a system runs.
    #[test]
    fn a_system_of_each_level_finds_the_best_build_of_each_version(
        steps in vec(step(), 1..6),
    ) {
        let setup = setup(&LEVELS[..4]);
        let mut builds = BTreeSet::new();
        for (at_step, step) in (1..).zip(&steps) {
            let time = at(at_step * 60);
            let state = match step {
                Step::Add(given) => {
                    // A package for all and one for an architecture are two contents of one version.
                    let is_beside = |one: &Build, other: &Build| {
                        (one.name, one.version) != (other.name, other.version)
                            || (one.level == "all") == (other.level == "all")
                    };
                    let mut new = Vec::<Build>::new();
                    for one in given {
                        if builds.iter().chain(&new).all(|other| is_beside(one, other)) {
                            new.push(*one);
                        }
                    }
                    builds.extend(new.iter().copied());
                    add(&setup, time, &new)
                }
                Step::Remove(gone) => {
                    builds.remove(gone);
                    change(&setup, time, |state| {
                        state.remove(|_, record| {
                            let found = (record.package(), record.version(), record.architecture());
                            found == (gone.name, gone.version, gone.level)
                        });
                    })
                }
            };
            for level in &LEVELS[..4] {
                let expected: Vec<_> = expected(&builds, level)
                    .into_iter()
                    .map(|((name, version), level)| ((name.to_owned(), version.to_owned()), level))
                    .collect();
                prop_assert_eq!(levels(&state, level), expected, "{} after {:?}", level, &steps);
            }
            prop_assert_eq!(state.packages().len(), builds.len());
        }
    }
}

const fn of(version: &'static str, level: &'static str) -> Build {
    Build { name: "a", version, level, component: "main" }
}

#[test]
fn a_variant_that_is_described_later_gets_a_whole_index() {
    let mut setup = setup(&["amd64"]);
    add(&setup, at(0), &[of("1", "amd64"), of("2", "all")]);
    assert!(!setup.text("debian/dists/stable/InRelease").contains("amd64v3"));
    setup.archive.architectures.push("amd64v3".to_owned());
    let state = change(&setup, at(60), |_| {});
    let build =
        |version: &str, level: &str| (("a".to_owned(), version.to_owned()), level.to_owned());
    assert_eq!(levels(&state, "amd64v3"), [build("1", "amd64"), build("2", "all")]);
    assert!(
        setup.text("debian/dists/stable/InRelease").contains("\nArchitectures: amd64 amd64v3\n")
    );
}

#[test]
fn what_is_not_changed_keeps_its_bytes() {
    let setup = setup(&["amd64", "amd64v3"]);
    add(&setup, at(0), &[of("1", "amd64"), of("2", "amd64"), of("2", "amd64v3")]);
    let index = "debian/dists/stable/main/binary-amd64v3/Packages";
    let listed = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("binary-amd64v3/Packages"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = listed(&setup.text("debian/dists/stable/InRelease"));
    assert!(!before.is_empty(), "{index}");
    let state = change(&setup, at(60), |_| {});
    assert_eq!(listed(&setup.text("debian/dists/stable/InRelease")), before);
    assert!(matches!(state.with_whole_variants(), std::borrow::Cow::Borrowed(_)));
}

/// As Launchpad has it: what there is no build of stands in the variant's index, and so does what the
/// index of the architecture does not have any more.
#[test]
fn what_another_tool_listed_stays() {
    let mut state = SuiteState::default();
    let archive = Archive::new("deb", &["amd64", "amd64v3"]);
    state.add_all(&archive, &[of("1", "amd64").addition()]).unwrap();
    let kind = IndexKind::Binary("amd64v3".to_owned());
    let id = IndexId { component: "main".to_owned(), kind };
    let stale = of("0", "amd64").addition().package.record;
    state.indexes.get_mut(&id).unwrap().add([stale]).unwrap();
    let whole = state.with_whole_variants();
    let versions: Vec<_> = whole.indexes[&id].records().iter().map(Record::version).collect();
    assert_eq!(versions, ["0", "1"]);
}
