//! Indexes that other tools made.

use std::path::Path;

use repo_index::apt::{Format, Packages};

use crate::tools::{build, control, ftparchive, run};

#[test]
fn indexes_of_other_tools_keep_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (name, version) in [("tool", "1:1.0-1"), ("libtool1", "2~rc1+b1"), ("tool", "1:1.0-2")] {
        let text = control(name, version, "amd64", "Task: odd\nX-Other: line\n more\n");
        build(root, &format!("{name}_{}.deb", version.replace(':', "")), &text, &[]);
    }
    let scanned = run(root, "dpkg-scanpackages", &["-m", "."]);
    let archived = ftparchive(root, &["packages", "."]).into_bytes();
    for index in [scanned, archived] {
        let packages = Packages::parse(index.clone(), Format::Packages).unwrap();
        assert_eq!(packages.records().len(), 3);
        assert!(packages.records().iter().all(|record| !record.path().starts_with("./")));
        assert_eq!(
            String::from_utf8(packages.to_bytes()).unwrap(),
            String::from_utf8(index).unwrap()
        );
    }
    let md5_only = run(root, "dpkg-scanpackages", &["-m", "-h", "md5", "."]);
    let error = Packages::parse(md5_only, Format::Packages).unwrap_err();
    assert!(error.problem.contains("no field SHA256"), "{error}");
    assert!(error.hint.is_some());
}

#[test]
#[ignore = "needs Debian's indexes: apt-get update"]
fn debians_indexes_keep_their_bytes() {
    let list = ["indextargets", "--format", "$(FILENAME)", "Created-By: Packages"];
    let files = String::from_utf8(run(Path::new("/"), "apt-get", &list)).unwrap();
    let mut count = 0;
    for file in files.lines() {
        let text = run(Path::new("/"), "/usr/lib/apt/apt-helper", &["cat-file", file]);
        let copy = text.clone();
        let started = std::time::Instant::now();
        let mut packages = Packages::parse(copy, Format::Packages).unwrap();
        let parsed = started.elapsed();
        assert!(packages.to_bytes() == text, "{file}");
        let printed = started.elapsed() - parsed;
        let length = packages.records().len();
        println!("{file}: {length} packages, {parsed:?} to parse, {printed:?} to print");
        let started = std::time::Instant::now();
        let mut added = packages.clone();
        assert_eq!(added.add(packages.records().to_vec()), Ok(0));
        println!("ordered after {:?}", started.elapsed());
        let names: Vec<String> = added.records().iter().map(ToString::to_string).collect();
        let moved = packages.records().iter().zip(&names);
        let moved = moved.filter(|(record, name)| record.to_string() != **name).count();
        println!("{moved} of them stand elsewhere in our order");
        assert!(packages.remove(|record| record.package() == "bash").len() <= 2);
        count += length;
    }
    assert!(count > 10_000, "{count} packages");
}
