//! Symbolic links: to packages that are taken in, and within what is published.

use std::fs;
use std::os::unix::fs::symlink;

use crate::repository::{Package, Repository};

/// Two packages of each format below `dist`, and a directory `linked` with nothing but links to
/// them.
fn linked(broken: &[&str]) -> Repository {
    let repository = Repository::signed();
    for name in ["one", "two"] {
        repository.build(Package::new(name, "1.0"));
        repository.build_rpm(Package::new(name, "1.0"));
    }
    fs::create_dir_all(repository.path("dist/below")).unwrap();
    for entry in fs::read_dir(repository.path("dist")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("two") {
            fs::rename(&path, repository.path("dist/below").join(name)).unwrap();
        }
    }
    fs::create_dir(repository.path("linked")).unwrap();
    for entry in fs::read_dir(repository.path("dist")).unwrap() {
        let path = entry.unwrap().path();
        symlink(&path, repository.path("linked").join(path.file_name().unwrap())).unwrap();
    }
    symlink(".", repository.path("linked/again")).unwrap();
    for name in broken {
        symlink(name, repository.path("linked").join(name)).unwrap();
        symlink("gone", repository.path("linked").join(format!("gone-{name}"))).unwrap();
    }
    repository
}

#[test]
fn links_to_packages_and_folders_are_followed_by_add() {
    let repository = linked(&[]);
    repository.run(&["add", "linked", "--to", "apt:deb/stable", "--to", "rpm:rpm"]).done();
    for index in ["deb/dists/stable/main/binary-amd64/Packages.gz", "rpm/repodata/repomd.xml"] {
        assert!(repository.path("public").join(index).is_file(), "{index}");
    }
    let listed = repository.run(&["list", "apt:deb/stable"]);
    let listed = listed.done();
    assert!(listed.contains("one") && listed.contains("two"), "{listed}");
    repository.run(&["verify", "--deep"]).done();
    // One that is named itself, and a directory that is a link.
    let repository = linked(&[]);
    symlink("dist", repository.path("to-folder")).unwrap();
    let file = "linked/one_1.0_amd64.deb";
    repository.run(&["add", file, "--to", "apt:deb/stable"]).done();
    repository.run(&["add", "to-folder", "--to", "apt:deb/stable", "--to", "rpm:rpm"]).done();
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn links_to_packages_and_folders_are_followed_by_index() {
    let repository = linked(&[]);
    for _ in 0..2 {
        repository.run(&["index", "linked"]).done();
        let packages = fs::read_to_string(repository.path("linked/Packages")).unwrap();
        assert!(
            packages.contains("Package: one") && packages.contains("Package: two"),
            "{packages}"
        );
    }
    assert!(repository.path("linked/repodata/repomd.xml").is_file());
    // What lies outside is not read by verify, which names the link.
    let run = repository.run(&["verify", "linked"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert!(run.stdout.contains("leads out of the repository"), "{}", run.stdout);
}

#[test]
fn links_that_lead_nowhere_are_named_and_nothing_is_written() {
    for suffix in ["deb", "rpm"] {
        let broken = format!("round.{suffix}");
        let repository = linked(&[&broken]);
        // The directory of the lock may be made.
        let is_ours = |entry: &fs::DirEntry| entry.file_name() != ".mkrepo";
        let names = || {
            let entries =
                |folder: &str| fs::read_dir(repository.path(folder)).into_iter().flatten();
            ["linked", "public"].map(|folder| entries(folder).flatten().filter(is_ours).count())
        };
        let before = names();
        let target = if suffix == "deb" { "apt:deb/stable" } else { "rpm:rpm" };
        for arguments in [&["add", "linked", "--to", target][..], &["index", "linked"]] {
            let run = repository.run(arguments);
            assert_eq!(run.code, Some(4), "{}", run.stderr);
            for part in [
                format!("linked/{broken}: is a symbolic link to {broken}, which leads back to it"),
                format!("linked/gone-{broken}: is a symbolic link to gone, which does not exist"),
            ] {
                assert!(run.stderr.contains(&part), "{arguments:?}: {}", run.stderr);
            }
            assert_eq!(names(), before, "{arguments:?}");
        }
    }
}

#[test]
fn a_published_root_is_not_left_by_a_link() {
    let repository = Repository::signed();
    let one = repository.build(Package::new("one", "1.0"));
    let two = repository.build(Package::new("two", "1.0"));
    repository.run(&["add", &one, "--to", "apt:deb/stable"]).done();
    fs::rename(repository.path("public/deb/pool"), repository.path("outside")).unwrap();
    symlink("../../outside", repository.path("public/deb/pool")).unwrap();
    let run = repository.run(&["verify"]);
    assert_eq!(run.code, Some(4), "{}", run.stdout);
    assert!(run.stdout.contains("public/deb/pool leads out of the repository"), "{}", run.stdout);
    let before = repository.tree();
    let run = repository.run(&["add", &two, "--to", "apt:deb/stable"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert!(run.stderr.contains("public/deb/pool leads out of the repository"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    // Within the root it is followed.
    fs::remove_file(repository.path("public/deb/pool")).unwrap();
    fs::rename(repository.path("outside"), repository.path("public/packages")).unwrap();
    symlink("../packages", repository.path("public/deb/pool")).unwrap();
    repository.run(&["verify", "--deep"]).done();
    repository.run(&["add", &two, "--to", "apt:deb/stable"]).done();
    repository.run(&["verify", "--deep"]).done();
}
