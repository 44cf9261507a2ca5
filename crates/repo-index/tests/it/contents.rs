//! `Contents` and `Translation-en` beside apt-ftparchive's.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use repo_index::apt::{Incoming, contents, translation};

use crate::tools::{build, by_field, control, ftparchive, options, take};

const CONFIGURATION: &str = r#"
Dir { ArchiveDir "."; CacheDir "cache"; };
Default { Packages::Compress "."; Contents::Compress "."; Translation::Compress "."; };
TreeDefault {
  Directory "pool"; SrcDirectory "pool";
  Packages "Packages"; Contents "Contents"; Translation "Translation-en"; Contents::Header "";
};
Tree "dists" { Sections "main"; Architectures "amd64"; LongDescription "false"; };
"#;

/// Compares the indexes of `root`'s folder `pool`.
fn compare(root: &Path) {
    for folder in ["cache", "dists"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    fs::write(root.join("configuration"), CONFIGURATION).unwrap();
    ftparchive(root, &["generate", "configuration"]);
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    let mut options = options();
    options.payload = true;
    options.threads = NonZeroUsize::new(2).unwrap();
    let packages = take(&root.join("pool"), &options).packages;
    contents_agree(&packages, &fs::read(root.join("Contents")).unwrap());
    let (index, translations) = (read("Packages"), read("Translation-en"));
    let index = by_field(&index, "SHA256");
    for package in &packages {
        let name = package.file.strip_prefix(root).unwrap().to_string_lossy();
        let record = package.record(&name, true).unwrap();
        let text = String::from_utf8(record.paragraph().to_vec()).unwrap();
        assert_eq!(text.trim_end(), index[package.sha256.to_string().as_str()]);
    }
    let added = packages.iter().filter_map(translation::paragraph);
    let ours = translation::merge("", added, |_, _| true);
    let key = "Description-md5";
    assert_eq!(by_field(&ours, key), by_field(&translations, key));
}

/// Lines are equal but for the order of names, which is that of the files there and sorted here.
fn contents_agree(packages: &[Incoming], theirs: &[u8]) {
    let names: Vec<String> = packages
        .iter()
        .map(|package| {
            contents::qualified_name(package.control.field("Section"), package.package())
        })
        .collect();
    let lists = names.iter().map(String::as_str);
    let lists = lists.zip(packages.iter().filter_map(|package| package.files.as_ref()));
    let ours = contents::merge(lists);
    let lines = |index: &[u8]| -> Vec<Vec<u8>> {
        let lines = index.split(|&byte| byte == b'\n');
        lines
            .map(|line| {
                let names = line.iter().rposition(|&byte| byte == b' ').map_or(0, |at| at + 1);
                let mut sorted: Vec<&[u8]> = line[names..].split(|&byte| byte == b',').collect();
                sorted.sort_unstable();
                [&line[..names], &sorted.join(b",".as_slice())].concat()
            })
            .collect()
    };
    let (ours, theirs) = (lines(&ours), lines(theirs));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
    }
    assert_eq!(ours.len(), theirs.len());
}

// apt-ftparchive finds the packages of an architecture by their names.
#[test]
fn indexes_are_those_of_apt_ftparchive() {
    let folder = tempfile::tempdir().unwrap();
    let pool = folder.path().join("pool");
    fs::create_dir(&pool).unwrap();
    let long = " of\n many\n .\n lines\n";
    let deep = format!("usr/share/{}/x", "deep/".repeat(12));
    let files: Vec<String> = (50..62).map(|length| "x".repeat(length)).chain([deep]).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let common = ["usr/share/common", "usr/share-x", "usr/share/with blank/ü", "etc/Z", "etc/a"];
    let section = "Section: contrib/net\n";
    build(&pool, "one_1_amd64.deb", &control("one", "1", "amd64", long), &files);
    build(&pool, "two_1_amd64.deb", &control("two", "1", "amd64", section), &common);
    build(&pool, "three_1_amd64.deb", &control("three", "1", "amd64", "Section: x\n"), &common);
    compare(folder.path());
}

#[test]
#[ignore = "needs a folder of packages for amd64 in DEB_CORPUS"]
fn indexes_of_a_corpus_are_those_of_apt_ftparchive() {
    let corpus = PathBuf::from(std::env::var_os("DEB_CORPUS").expect("DEB_CORPUS"));
    let folder = tempfile::tempdir().unwrap();
    let pool = folder.path().join("pool");
    fs::create_dir(&pool).unwrap();
    let files = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path());
    for file in files.take(60) {
        std::os::unix::fs::symlink(&file, pool.join(file.file_name().unwrap())).unwrap();
    }
    compare(folder.path());
}
