//! Reading what dpkg-deb, ar and the compressors' own tools make.

use std::fs;
use std::path::{Path, PathBuf};

use debpkg::read::{Contents, DataKind, Limits, contents, metadata};
use pkgio::{Algorithms, Encoding, Hex};

use crate::tools::{run, run_in, text};

const CONTROL: &str = "Package: sample\nVersion: 1:2.0-3\nArchitecture: all\n\
    Maintainer: Jane Doe <jane@example.org>\nDescription: sample\n With text.\n";

/// A tree with its control files, built by dpkg-deb.
fn build(folder: &Path, compressor: &str) -> PathBuf {
    let tree = folder.join("tree");
    let long = format!("tree/usr/share/{}", "d".repeat(200));
    for made in ["tree/DEBIAN", "tree/usr/bin", "tree/etc", &long] {
        fs::create_dir_all(folder.join(made)).unwrap();
    }
    fs::write(tree.join("DEBIAN/control"), CONTROL).unwrap();
    fs::write(tree.join("DEBIAN/conffiles"), "/etc/sample.conf\n").unwrap();
    fs::write(tree.join("etc/sample.conf"), "a = b\n").unwrap();
    fs::write(tree.join("usr/bin/sample"), vec![7; 100_000]).unwrap();
    fs::write(folder.join(long).join("f".repeat(200)), "long").unwrap();
    fs::hard_link(tree.join("usr/bin/sample"), tree.join("usr/bin/same")).unwrap();
    std::os::unix::fs::symlink("sample", tree.join("usr/bin/link")).unwrap();
    run_in(folder, "chmod", &["-R", "u=rwX,go=rX", "tree"]);
    let compression = format!("-Z{compressor}");
    run_in(folder, "dpkg-deb", &["--root-owner-group", &compression, "-b", "tree", "sample.deb"]);
    folder.join("sample.deb")
}

fn read(deb: &Path) -> Contents {
    let md5 = Algorithms { md5: true, ..Algorithms::default() };
    contents(&mut fs::File::open(deb).unwrap(), md5, &Limits::default()).unwrap()
}

/// Checks what was read against what dpkg-deb says of the same file.
fn agrees(deb: &Path) -> Contents {
    let path = deb.to_str().unwrap();
    let contents = read(deb);
    assert_eq!(contents.metadata.control.to_string(), CONTROL);
    assert_eq!(text("dpkg-deb", &["-f", path]), CONTROL);
    let paths: Vec<_> = contents
        .entries
        .iter()
        .map(|entry| String::from_utf8(entry.path.to_vec()).unwrap())
        .collect();
    let list = deb.with_extension("list");
    fs::write(&list, run("dpkg-deb", &["--fsys-tarfile", path])).unwrap();
    let listed = text("tar", &["-tf", list.to_str().unwrap()]);
    let expected: Vec<_> =
        listed.lines().map(|line| line.trim_start_matches("./").trim_end_matches('/')).collect();
    assert_eq!(paths, expected);
    contents
}

#[test]
fn reads_what_dpkg_deb_builds_with_every_compressor() {
    for (compressor, encoding) in [
        ("gzip", Encoding::Gzip),
        ("xz", Encoding::Xz),
        ("zstd", Encoding::Zstd),
        ("none", Encoding::None),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let deb = build(folder.path(), compressor);
        let contents = agrees(&deb);
        assert_eq!(contents.data_encoding, encoding);
        let metadata = metadata(&mut fs::File::open(&deb).unwrap(), &Limits::default()).unwrap();
        assert_eq!(metadata.version.to_string(), "1:2.0-3");
        assert_eq!(metadata.files[0].name, b"conffiles");
        assert_eq!(metadata.files[0].bytes, b"/etc/sample.conf\n");
        digests_agree(folder.path(), &contents);
    }
}

fn digests_agree(folder: &Path, contents: &Contents) {
    let mut files = 0;
    for entry in &contents.entries {
        let DataKind::File { length, digests } = &entry.kind else { continue };
        let path = folder.join("tree").join(String::from_utf8(entry.path.to_vec()).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().len(), *length);
        let printed = text("md5sum", &["--", path.to_str().unwrap()]);
        let digest = Hex(&digests.to_digests().md5.unwrap()).to_string();
        assert!(printed.starts_with(&digest), "{printed}");
        files += 1;
    }
    assert_eq!(files, 3);
    let links = contents.entries.iter().filter(|entry| matches!(entry.kind, DataKind::HardLink(_)));
    assert_eq!(links.count(), 1);
}

#[test]
fn reads_members_of_older_compressors_and_archives_by_ar() {
    for (program, arguments, suffix, encoding) in [
        ("bzip2", &["-k"][..], "bz2", Encoding::Bzip2),
        ("xz", &["-k", "--format=lzma"], "lzma", Encoding::Lzma),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let deb = build(folder.path(), "none");
        let at = folder.path();
        run_in(at, "ar", &["x", "sample.deb"]);
        run_in(at, program, &[arguments, &["data.tar"]].concat());
        let data = format!("data.tar.{suffix}");
        run_in(at, "rm", &["sample.deb"]);
        run_in(at, "ar", &["rc", "sample.deb", "debian-binary", "control.tar", &data]);
        assert_eq!(agrees(&deb).data_encoding, encoding);
    }
}
