//! A store that was changed by something else between two runs: nothing is published on an old state, on
//! another target's, or on none where there was one.

use std::fs;
use std::path::Path;

use crate::repository::{Package, Repository, now};

const DESCRIPTION: &str = "root = \"public\"\n[signing]\nkey = \"file:signing.asc\"\n[apt.deb]\n\
     architectures = [\"amd64\"]\n[apt.deb.suites.stable]\n[apt.deb.suites.testing]\n[rpm.el9]\n\
     [rpm.testing]\n";

/// A target, and what its commit consists of.
struct Target {
    name: &'static str,
    /// The file of each package, by its version.
    rpm: bool,
    /// The directory of the target.
    folder: &'static str,
    /// What is current, relative to the directory.
    commit: &'static [&'static str],
}

const TARGETS: [Target; 2] = [
    Target {
        name: "apt:deb/stable",
        rpm: false,
        folder: "deb/dists/stable",
        commit: &["InRelease", "Release", "Release.gpg"],
    },
    Target {
        name: "rpm:el9",
        rpm: true,
        folder: "el9",
        commit: &["repodata/repomd.xml", "repodata/repomd.xml.asc"],
    },
];

impl Target {
    /// A repository with `hello` 1.0 as publication 1 and 1.1 as publication 2, and what the first
    /// publication's commit was.
    fn two(&self) -> (Repository, Vec<Vec<u8>>) {
        let repository = Repository::signed();
        repository.describe(|_| DESCRIPTION.to_owned());
        self.add(&repository, "hello", "1.0").done();
        let old = self.commit.iter().map(|file| repository.published(&self.at(file))).collect();
        self.add(&repository, "hello", "1.1").done();
        (repository, old)
    }

    fn at(&self, file: &str) -> String {
        format!("{}/{file}", self.folder)
    }

    fn add(&self, repository: &Repository, name: &str, version: &str) -> crate::support::Run {
        self.add_with(repository, name, version, &[])
    }

    fn add_with(
        &self,
        repository: &Repository,
        name: &str,
        version: &str,
        further: &[&str],
    ) -> crate::support::Run {
        let package = Package::new(name, version);
        let file = if self.rpm { repository.build_rpm(package) } else { repository.build(package) };
        repository.run(&[&["add", &file, "--to", self.name][..], further].concat())
    }

    /// Puts an older commit back.
    fn put_back(&self, repository: &Repository, old: &[Vec<u8>]) {
        for (file, bytes) in self.commit.iter().zip(old) {
            fs::write(repository.path("public").join(self.at(file)), bytes).unwrap();
        }
    }

    fn remove(&self, repository: &Repository) {
        for file in self.commit {
            fs::remove_file(repository.path("public").join(self.at(file))).unwrap();
        }
    }

    fn listed(&self, repository: &Repository) -> Vec<String> {
        let listed = repository.run(&["list", self.name, "--json"]).json();
        let packages = listed["packages"].as_array().unwrap().iter();
        packages
            .map(|one| format!("{} {}", one["package"], one["version"]).replace('"', ""))
            .collect()
    }

    fn serials(&self, repository: &Repository) -> Vec<u64> {
        let history = repository.run(&["history", self.name, "--json"]).json();
        let all = history["publications"].as_array().unwrap().iter();
        all.map(|one| one["serial"].as_u64().unwrap()).collect()
    }
}

/// Copies a directory with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn a_state_that_was_put_back_is_refused_and_recovered_from() {
    for target in &TARGETS {
        let (repository, old) = target.two();
        target.put_back(&repository, &old);
        let before = repository.tree();
        let name = target.name;
        for run in [
            target.add(&repository, "other", "1.0"),
            repository.run(&["refresh", name]),
            repository.run(&["remove", "hello", "--from", name]),
            repository.run(&["prune"]),
            repository.run(&["add", "dist", "--to", name, "--dry-run"]),
        ] {
            let said = run.failed(7);
            assert!(said.contains("error[E960]") && said.contains("publication 1 was put back"));
            assert!(said.contains(&format!("mkrepo recover {name}")), "{said}");
        }
        let said = repository.run(&["verify", "--repair"]);
        assert_eq!(said.code, Some(7));
        assert!(said.stdout.contains("fault[E960]"), "{}", said.stdout);
        let run = repository.run(&["list", name]);
        assert!(run.done().contains("hello 1.0") || run.stdout.contains("1.0"), "{}", run.stdout);
        assert!(run.stderr.contains("warning[E960]"), "{}", run.stderr);
        let after = repository.tree();
        let changed: Vec<_> =
            after.iter().filter(|(path, digest)| before.get(*path) != Some(digest)).collect();
        let is_built = |path: &str| path.starts_with("dist/");
        assert!(changed.iter().all(|(path, _)| is_built(path)), "{changed:?}");

        let dry = repository.run(&["recover", name, "--dry-run"]);
        assert!(dry.done().contains("would add hello"), "{}", dry.stdout);
        let run = repository.run(&["recover", name]);
        assert!(run.done().contains("added hello"), "{}", run.stdout);
        assert_eq!(
            target.listed(&repository),
            ["hello 1.0", "hello 1.1"].map(|one| version(target, one))
        );
        assert_eq!(target.serials(&repository), [3, 2, 1]);
        repository.run(&["verify", "--deep"]).done();
        target.add(&repository, "other", "1.0").done();
        let run = repository.run(&["recover", name]);
        assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    }
}

/// As it is listed: RPM has a release.
fn version(target: &Target, text: &str) -> String {
    if target.rpm { format!("{text}-1") } else { text.to_owned() }
}

#[test]
fn the_state_that_is_there_can_be_gone_on_with() {
    for target in &TARGETS {
        let (repository, old) = target.two();
        target.put_back(&repository, &old);
        repository.run(&["recover", target.name, "--keep-current"]).done();
        assert_eq!(target.listed(&repository), [version(target, "hello 1.0")]);
        assert_eq!(target.serials(&repository), [3, 2, 1]);
        target.add(&repository, "other", "1.0").done();
        repository.run(&["verify"]).done();
    }
}

#[test]
fn another_targets_state_is_refused() {
    for target in &TARGETS {
        let (repository, _) = target.two();
        let other = if target.rpm { "rpm:testing" } else { "apt:deb/testing" };
        let file = match target.rpm {
            true => repository.build_rpm(Package::new("test", "9")),
            false => repository.build(Package::new("test", "9")),
        };
        repository.run(&["add", &file, "--to", other]).done();
        let public = repository.path("public");
        let from = if target.rpm { "testing/repodata" } else { "deb/dists/testing" };
        let to = if target.rpm { "el9/repodata" } else { "deb/dists/stable" };
        copy(&public.join(from), &public.join(to));
        let run = target.add(&repository, "other", "1.0");
        let said = run.failed(7);
        assert!(said.contains("error[E962]") && said.contains(other), "{said}");
        let run = repository.run(&["verify", target.name]);
        assert!(run.stdout.contains("E962"), "{}", run.stdout);
        assert_eq!(run.code, Some(7));
        repository.run(&["recover", target.name]).done();
        let [one, two] = ["hello 1.0", "hello 1.1"].map(|one| version(target, one));
        assert_eq!(target.listed(&repository), [one, two]);
        target.add(&repository, "other", "1.0").done();
        repository.run(&["verify", target.name]).done();
    }
}

#[test]
fn a_target_that_was_renamed_is_gone_on_with() {
    let repository = Repository::signed();
    for target in &TARGETS {
        repository.describe(|_| DESCRIPTION.to_owned());
        target.add(&repository, "hello", "1.0").done();
    }
    repository.describe(|text| {
        text.replace("[apt.deb]", "[apt.debian]\npath = \"deb\"")
            .replace("[apt.deb.", "[apt.debian.")
            .replace("[rpm.el9]", "[rpm.rocky]\npath = \"el9\"")
    });
    for (old, new) in [("apt:deb/stable", "apt:debian/stable"), ("rpm:el9", "rpm:rocky")] {
        let run = repository.run(&["refresh", new]);
        assert!(run.failed(7).contains(&format!("--renamed-from {old}")), "{}", run.stderr);
        repository.run(&["recover", new, "--renamed-from", old]).done();
        repository.run(&["refresh", new]).done();
    }
    repository.run(&["verify"]).done();
}

#[test]
fn a_target_that_was_emptied_is_not_a_new_one() {
    for target in &TARGETS {
        let (repository, _) = target.two();
        let name = target.name;
        target.remove(&repository);
        let run = target.add(&repository, "other", "1.0");
        let said = run.failed(7);
        assert!(said.contains("error[E961]") && said.contains("--start-over"), "{said}");
        for arguments in [&["verify"][..], &["verify", name]] {
            let run = repository.run(arguments);
            assert!(run.stdout.contains("E961"), "{arguments:?}: {}", run.stdout);
            assert_eq!(run.code, Some(7));
        }
        assert!(repository.run(&["prune"]).failed(7).contains("E961"));
        repository.run(&["recover", name]).done();
        assert_eq!(target.serials(&repository), [3, 2, 1]);
        repository.run(&["verify", "--deep"]).done();

        target.remove(&repository);
        let run = target.add_with(&repository, "other", "1.0", &["--start-over"]);
        assert!(run.done().contains("other"), "{}", run.stdout);
        assert_eq!(target.listed(&repository), [version(target, "other 1.0")]);
        assert_eq!(target.serials(&repository), [4, 3, 2, 1]);
        target.add(&repository, "third", "1.0").done();
        repository.run(&["verify"]).done();
        // Once more.
        target.remove(&repository);
        assert!(target.add(&repository, "more", "1.0").failed(7).contains("E961"));
    }
}

#[test]
fn what_was_never_published_is_a_note_and_no_fault() {
    let repository = Repository::signed();
    repository.describe(|_| DESCRIPTION.to_owned());
    // Where nothing at all is, it may be a wrong mount.
    assert!(repository.run(&["verify"]).stdout.contains("E840"));
    // A second suite of an archive that has one.
    let hello = repository.build(Package::new("hello", "1.0"));
    repository.run(&["add", &hello, "--to", "apt:deb/stable"]).done();
    let run = repository.run(&["verify"]);
    let said = "deb/dists/testing: nothing is published here yet";
    assert!(run.done().contains("0 faults, 0 warnings"), "{}", run.stdout);
    assert!(run.stdout.contains(said), "{}", run.stdout);
    let run = repository.run(&["verify", "-q"]);
    assert_eq!((run.done(), run.stderr.as_str()), ("", ""));
    repository.run(&["add", &hello, "--to", "apt:deb/testing"]).done();
    repository.run(&["verify", "apt:deb"]).done();
}

#[test]
fn a_store_that_was_set_back_as_a_whole_is_seen_by_the_mark_outside() {
    for target in &TARGETS {
        let (repository, _) = target.two();
        let kept = repository.path("kept");
        copy(&repository.path("public"), &kept);
        repository.describe(|text| format!("state = \"file:seen\"\n{text}"));
        target.add(&repository, "hello", "1.2").done();
        let set_back = || {
            fs::remove_dir_all(repository.path("public")).unwrap();
            copy(&kept, &repository.path("public"));
        };
        set_back();
        let run = target.add(&repository, "other", "1.0");
        let said = run.failed(7);
        assert!(said.contains("error[E963]") && said.contains("3 was seen"), "{said}");
        // By the number alone, too.
        repository.describe(|text| text.replace("state = \"file:seen\"\n", ""));
        let run = target.add_with(&repository, "other", "1.0", &["--expect-serial", "3"]);
        assert!(run.failed(7).contains("error[E963]"), "{}", run.stderr);
        repository.describe(|text| format!("state = \"file:seen\"\n{text}"));
        repository.run(&["recover", target.name, "--keep-current"]).done();
        let run = target.add_with(&repository, "other", "1.0", &["--expect-serial", "4"]);
        assert!(run.done().contains("other"), "{}", run.stdout);
        assert_eq!(target.serials(&repository)[..2], [5, 4]);
        // Another history of the same length is another.
        set_back();
        repository.describe(|text| text.replace("state = \"file:seen\"\n", ""));
        for version in ["2.0", "2.1", "2.2", "2.3"] {
            target.add(&repository, "fork", version).done();
        }
        repository.describe(|text| format!("state = \"file:seen\"\n{text}"));
        let run = target.add(&repository, "more", "1.0");
        assert!(run.failed(7).contains("error[E963]"), "{}", run.stderr);
    }
}

#[test]
fn a_mark_below_the_root_is_refused() {
    let repository = Repository::signed();
    for place in ["file:public/seen", "file:./public/../public/a/seen", "seen", "file:"] {
        repository.describe(|text| format!("state = \"{place}\"\n{text}"));
        let run = repository.run(&["refresh"]);
        assert!(run.failed(3).contains("state"), "{place}: {}", run.stderr);
        repository.describe(|text| text.split_once('\n').unwrap().1.to_owned());
    }
}

#[test]
fn a_clock_that_was_wrong_once_is_got_over() {
    const IN_2105: u64 = 4_260_000_000;
    for target in &TARGETS {
        let (repository, _) = target.two();
        let at = |seconds: u64| format!("--timestamp={seconds}");
        let (later, forced) = (at(IN_2105), "--force-date");
        // A clock that is wrong by years is seen.
        let run = target.add_with(&repository, "hello", "2.0", &[&later]);
        assert_eq!(run.code, Some(8), "{}", run.stderr);
        target.add_with(&repository, "hello", "2.0", &[&later, forced]).done();
        let run = target.add(&repository, "hello", "2.1");
        let said = run.failed(8);
        assert!(said.contains("--date now"), "{said}");
        repository.run(&["recover", target.name, "--date", "now"]).done();
        assert_eq!(target.listed(&repository).len(), 3);
        target.add(&repository, "hello", "2.1").done();
        let run = repository.run(&["verify"]);
        assert_eq!(run.code, Some(0), "{}", run.stdout);
        assert!(now() < IN_2105);
    }
}

#[test]
fn an_idle_year_ends_with_a_recent_package_or_by_force() {
    for target in &TARGETS {
        let repository = Repository::unsigned();
        let unsigned = DESCRIPTION.replace("[signing]\nkey = \"file:signing.asc\"\n", "");
        repository.describe(|_| unsigned);
        let past = now() - 3 * 365 * 86_400;
        let build = |version: &str, time: u64| {
            let command = |tool: &str, further: &[&str]| {
                let date = format!("--timestamp={time}");
                let further = [further, &[date.as_str()]].concat();
                repository.build_by(tool, Package::new("hello", version), &further)
            };
            match target.rpm {
                true => command(env!("CARGO_BIN_EXE_mkrpm"), &["--license=MIT"]),
                false => command(env!("CARGO_BIN_EXE_mkdeb"), &[]),
            }
        };
        let first = build("1.0", past);
        let then = format!("--timestamp={past}");
        repository.run(&["add", &first, "--to", target.name, &then]).done();
        let run = repository.run(&["refresh", target.name]);
        assert!(run.failed(8).contains("--force-date"), "{}", run.stderr);
        let old = build("1.1", past);
        let run = repository.run(&["add", &old, "--to", target.name]);
        assert!(run.failed(8).contains("--force-date"), "{}", run.stderr);
        let recent = build("1.2", now() - 1000);
        repository.run(&["add", &recent, "--to", target.name]).done();
        repository.run(&["refresh", target.name]).done();
    }
}

#[test]
fn secrets_are_neither_published_nor_overlooked() {
    let folder = Repository::unsigned();
    for (root, exit) in [(".", 3), ("..", 3), ("public", 0)] {
        let run = folder.run(&["init", "sub", "--root", root, "--generate-key"]);
        assert_eq!(run.code, Some(exit), "{root}: {}", run.stderr);
        assert_eq!(run.stderr.contains("is below the root"), exit != 0, "{}", run.stderr);
        let _ = fs::remove_dir_all(folder.path("sub"));
    }
    let repository = Repository::signed();
    let hello = repository.build(Package::new("hello", "1.0"));
    repository.run(&["add", &hello]).done();
    repository.run(&["verify"]).done();
    for name in ["signing.asc", "deb/my.key"] {
        let left = repository.path("public").join(name);
        fs::copy(repository.path("signing.asc"), &left).unwrap();
        for arguments in [&["verify"][..], &["verify", "public"]] {
            let run = repository.run(arguments);
            assert!(run.stdout.contains("fault[E983]"), "{arguments:?}: {}", run.stdout);
        }
        fs::remove_file(left).unwrap();
    }
}

#[test]
fn hidden_places_and_hidden_characters_are_refused_or_shown() {
    let repository = Repository::unsigned();
    repository.describe(|_| {
        "root = \"public\"\n[apt.deb]\npath = \".mkrepo/tmp\"\narchitectures = [\"amd64\"]\n"
            .to_owned()
    });
    assert!(repository.run(&["list"]).failed(3).contains("starts with a dot"));
}

#[test]
fn what_has_no_end_is_not_read() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(Package::new("hello", "1.0"))]).done();
    let rpm = repository.build_rpm(Package::new("hello", "1.0"));
    fifo(&repository.path("fifo"));
    for arguments in [
        &["verify", "--key", "/dev/zero"][..],
        &["verify", "--key", "fifo"],
        &["key", "inspect", "fifo"],
    ] {
        let run = repository.run(arguments);
        assert!(run.code.is_some_and(|code| code > 2), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("regular file"), "{arguments:?}: {}", run.stderr);
    }
    for (tool, package) in
        [(env!("CARGO_BIN_EXE_mkdeb"), "fifo"), (env!("CARGO_BIN_EXE_mkrpm"), "fifo")]
    {
        let mut inspect = real_tools::ours(tool);
        inspect.current_dir(repository.path("")).args(["inspect", package]);
        let run = crate::support::Run::of(&mut inspect);
        assert!(run.stderr.contains("regular file"), "{}", run.stderr);
    }
    let mut verify = real_tools::ours(env!("CARGO_BIN_EXE_mkrpm"));
    verify.current_dir(repository.path("")).args(["verify", "--key", "/dev/zero", &rpm]);
    let run = crate::support::Run::of(&mut verify);
    assert!(run.stderr.contains("regular file"), "{}", run.stderr);
}

fn fifo(path: &Path) {
    let mut mkfifo = real_tools::command("mkfifo");
    assert!(mkfifo.arg(path).status().unwrap().success());
}

#[test]
fn a_publication_that_no_earlier_signer_signs_is_warned_of() {
    for target in &TARGETS {
        let repository = Repository::signed();
        let keys = |keys: &str| {
            let signing = format!("key = {keys}\ncertificates = \"file:old.pub.asc\"\n");
            repository.describe(|_| DESCRIPTION.replace("key = \"file:signing.asc\"\n", &signing));
        };
        repository.describe(|_| DESCRIPTION.to_owned());
        target.add(&repository, "hello", "1.0").done();
        repository.run(&["key", "export", "-o", "old.pub.asc"]).done();
        repository.key("new.asc", "rsa4096");
        let told = || {
            let run = repository.run(&["refresh", target.name]);
            run.done();
            run.stderr.contains("warning[E981]")
        };
        assert!(!told());
        // Both sign the metadata of APT; the first alone signs that of RPM.
        keys("[\"file:signing.asc\", \"file:new.asc\"]");
        assert!(!told());
        keys("\"file:new.asc\"");
        assert_eq!(told(), target.rpm);
        assert!(!told());
        // The other way there is no publication that both sign.
        repository.run(&["key", "export", "-o", "new.pub.asc"]).done();
        repository.describe(|text| text.replace("old.pub", "new.pub"));
        keys("\"file:signing.asc\"");
        repository.describe(|text| text.replace("old.pub", "new.pub"));
        assert!(told());
    }
}
