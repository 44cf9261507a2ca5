//! Repositories that createrepo_c made are gone on with as they are found, and it reads what follows.

use std::collections::BTreeSet;

use pkgio::Timestamp;
use repo_index::publish::{PublishError, PublishOptions, Recovery, publish};
use repo_index::rpmmd::{Addition, Repository, RepositoryOptions, RepositoryState, RpmRepository};
use repo_index::verify::{Place, Stored, VerifyOptions, verify};
use repo_store::LocalStore;

use super::*;

const NOW: i64 = 1_800_000_000;

fn settings() -> RpmRepository {
    // What createrepo_c of Debian 12 reads.
    RpmRepository { compression: "gzip".parse().unwrap(), ..RpmRepository::new("test") }
}

/// Publishes what `change` makes of the repository in `folder`.
fn change(folder: &Path, at: i64, change: impl Fn(&mut RepositoryState)) -> RepositoryState {
    change_by(folder, at, &PublishOptions::default(), change)
}

fn change_by(
    folder: &Path,
    at: i64,
    options: &PublishOptions<'_>,
    change: impl Fn(&mut RepositoryState),
) -> RepositoryState {
    let publish_options = options;
    let (store, settings) = (LocalStore::open(folder).unwrap(), settings());
    let options = RepositoryOptions::new(Timestamp::clamped(NOW + at));
    let repository = Repository::new(&settings, options).unwrap();
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        change(&mut new);
        Ok(Some(new))
    };
    let published = publish(&store, &repository, apply, publish_options).unwrap();
    assert!(published.changed && published.warnings.is_empty(), "{}", published.warnings);
    assert_eq!(repository.history(&store, 99).unwrap()[0].serial, Some(1 + at.unsigned_abs()));
    let options = VerifyOptions {
        // The package that was made by hand has no payload.
        deep: !folder.join("incoming").exists(),
        whole: true,
        ..VerifyOptions::new(Timestamp::clamped(NOW + at))
    };
    let report = verify(&Stored(&store), &[Place::Rpm(None)], &options);
    assert_eq!(report.faults.to_string(), "");
    published.state
}

/// The packages of a repository as createrepo_c reads them, each with its place.
fn read_by_createrepo(folder: &Path) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let (from, to) = (format!("--repo={}", folder.display()), out.path().display().to_string());
    let merge = createrepo("mergerepo_c");
    run(out.path(), &merge, &["--all", "--no-database", &from, "--outputdir", &to]);
    let repomd = fs::read(out.path().join("repodata/repomd.xml")).unwrap();
    let repomd = Repomd::parse(&repomd).unwrap();
    let [primary, filelists, other] = List::ALL.map(|one| list(out.path(), &repomd, one));
    let merged = Metadata::parse(primary, filelists, other).unwrap();
    let mut names: Vec<String> = merged.records().iter().map(Record::nevra).collect();
    names.sort();
    names
}

fn one(options: &[&str], checksum: ChecksumKind) {
    let folder = sample();
    let comps = "<comps>\n  <group>\n    <id>tools</id>\n  </group>\n</comps>\n";
    fs::write(folder.path().join("comps.xml"), comps).unwrap();
    let mut arguments = vec!["--quiet", "-g", "comps.xml"];
    arguments.extend(options);
    arguments.push(".");
    run(folder.path(), &createrepo("createrepo_c"), &arguments);
    let before = read_by_createrepo(folder.path());
    assert!(before.len() > 5, "{before:?}");

    let new = folder.path().join("incoming");
    fs::write(&new, handmade::package(handmade::numbered(1))).unwrap();
    let mut intake_options = IntakeOptions::new(&[]);
    intake_options.checksum = checksum;
    let incoming = intake(std::slice::from_ref(&new), &intake_options).unwrap().packages.remove(0);
    let addition = Addition::new(&settings(), &incoming).unwrap();
    let old = change(folder.path(), 0, |state| {
        // Some are one package, compressed in several ways, and mergerepo_c takes one of them.
        let names: BTreeSet<String> = state.packages().iter().map(Record::nevra).collect();
        assert_eq!(names.len(), before.len());
        assert!(state.serial().is_none());
        let added = state.add_all(&settings(), std::slice::from_ref(&addition)).unwrap();
        assert_eq!(added.len(), 1);
    });
    assert!(old.documents.iter().any(|document| document.kind() == "group"));
    let mut expected = before.clone();
    expected.push(incoming.record.nevra());
    expected.sort();
    assert_eq!(read_by_createrepo(folder.path()), expected, "{options:?}");
    let mirrored = Repomd::parse(&fs::read(folder.path().join("repodata/repomd.xml")).unwrap());
    let kinds: Vec<String> = mirrored.unwrap().data.into_iter().map(|data| data.kind).collect();
    assert_eq!(kinds[..3], ["primary", "filelists", "other"]);
    let is_made_of_lists = |kind: &&String| !kind.starts_with("group");
    assert_eq!(kinds.iter().filter(is_made_of_lists).count(), 3, "{kinds:?}");
    // Its snapshot is a repository too, from which every package is found.
    let id = folder.path().join("snapshots").read_dir().unwrap().next().unwrap().unwrap().path();
    assert_eq!(read_by_createrepo(&id), expected, "{options:?}");
    let repomd = Repomd::parse(&fs::read(id.join("repodata/repomd.xml")).unwrap()).unwrap();
    let [primary, filelists, other] = List::ALL.map(|one| list(&id, &repomd, one));
    for record in Metadata::parse(primary, filelists, other).unwrap().records() {
        assert!(id.join(record.location()).is_file(), "{}", record.location());
    }
    // And back to what createrepo_c made.
    change(folder.path(), 1, |state| {
        state.remove(|record| record.nevra() == incoming.record.nevra());
    });
    assert_eq!(read_by_createrepo(folder.path()), before, "{options:?}");
}

#[test]
fn what_createrepo_made_is_gone_on_with() {
    one(&[], ChecksumKind::Sha256);
    one(&["--no-database", "--general-compress-type=xz"], ChecksumKind::Sha256);
    one(&["--simple-md-filenames"], ChecksumKind::Sha256);
    one(&["--checksum=sha512", "--revision=seven", "--content=x86_64"], ChecksumKind::Sha512);
    // What is made of the lists is not of the next ones. Not every version makes all of it.
    let help = run(Path::new("/"), &createrepo("createrepo_c"), &["--help"]);
    let help = text(&help);
    let extras = ["--database", "--zck", "--filelists-ext"];
    let extras = extras.into_iter().filter(|option| help.contains(option));
    one(&extras.chain(["--update"]).collect::<Vec<_>>(), ChecksumKind::Sha256);
}

/// createrepo_c makes a repository anew of what was published here, and that is gone on with too.
#[test]
fn what_createrepo_updates_is_gone_on_with() {
    let folder = sample();
    run(folder.path(), &createrepo("createrepo_c"), &["--quiet", "."]);
    change(folder.path(), 0, |state| {
        state.remove(|record| record.nevra() == "nothing");
    });
    let before = read_by_createrepo(folder.path());
    run(folder.path(), &createrepo("createrepo_c"), &["--quiet", "--update", "."]);
    // It is in no recorded history, so somebody has to say that it is meant.
    let (store, settings) = (LocalStore::open(folder.path()).unwrap(), settings());
    let options = RepositoryOptions::new(Timestamp::clamped(NOW));
    let repository = Repository::new(&settings, options).unwrap();
    let refused =
        publish(&store, &repository, |old| Ok(Some(old.clone())), &PublishOptions::default());
    assert!(matches!(refused, Err(PublishError::Contradicted(_))));
    let options = PublishOptions { recovery: Recovery::KeepCurrent, ..PublishOptions::default() };
    change_by(folder.path(), 1, &options, |state| {
        state.remove(|record| record.nevra() == "nothing");
    });
    assert_eq!(read_by_createrepo(folder.path()), before);
}
