//! `.changes` files, as dpkg-genchanges(1) makes them.

use std::fs;
use std::path::{Path, PathBuf};

use pkgio::{Algorithms, Hasher, Hex};
use repo_index::apt::read_changes;
use repo_index::codes;

/// MD5, SHA-1 and SHA-256 in hex.
fn digests(file: &Path) -> [String; 3] {
    let all = Algorithms { md5: true, sha1: true, sha256: true, ..Algorithms::NONE };
    let mut hasher = Hasher::new(all);
    hasher.update(&fs::read(file).unwrap());
    let found = hasher.finish();
    [
        Hex(&found.md5.unwrap()).to_string(),
        Hex(&found.sha1.unwrap()).to_string(),
        Hex(&found.sha256.unwrap()).to_string(),
    ]
}

/// A directory with what a `.changes` file lists.
fn upload(folder: &Path) -> PathBuf {
    for (name, text) in [
        ("tool_1.0_all.deb", "deb"),
        ("tool-udeb_1.0_all.udeb", "udeb"),
        ("tool_1.0.dsc", "dsc"),
        ("tool_1.0.tar.xz", "tar"),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let names = ["tool_1.0_all.deb", "tool-udeb_1.0_all.udeb", "tool_1.0.dsc", "tool_1.0.tar.xz"];
    let lines = |at: usize, columns: &str| {
        let listed = names.map(|name| {
            let length = fs::metadata(folder.join(name)).unwrap().len();
            (digests(&folder.join(name))[at].clone(), length, name)
        });
        // It is listed by every build, and stands there seldom.
        let other = ("0".repeat(listed[0].0.len()), 1, "tool_1.0_amd64.buildinfo");
        let all = listed.into_iter().chain([other]);
        all.map(|(digest, length, name)| format!("\n {digest} {length} {columns}{name}"))
            .collect::<String>()
    };
    let text = format!(
        "Format: 1.8\nSource: tool\nDistribution: unstable\nChecksums-Sha1:{}\nChecksums-Sha256:{}\n\
         Files:{}\n",
        lines(1, ""),
        lines(2, ""),
        lines(0, "misc optional ")
    );
    let changes = folder.join("tool_1.0_amd64.changes");
    fs::write(&changes, text).unwrap();
    changes
}

#[test]
fn packages_that_are_listed_are_found_and_what_tells_of_the_build_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let changes = upload(folder.path());
    let expected = ["tool_1.0_all.deb", "tool-udeb_1.0_all.udeb", "tool_1.0.dsc"];
    let expected = expected.map(|name| folder.path().join(name));
    assert_eq!(read_changes(&changes).unwrap().packages, expected);
    let text = fs::read_to_string(&changes).unwrap();
    real_tools::run_script(folder.path(), SIGN);
    assert_eq!(read_changes(&folder.path().join("signed.changes")).unwrap().packages, expected);
    for field in ["Checksums-Sha1", "Checksums-Sha256", "Files"] {
        let renamed = text.replace(&format!("{field}:"), &format!("X-{field}:"));
        fs::write(&changes, renamed).unwrap();
        assert_eq!(read_changes(&changes).unwrap().packages, expected, "{field}");
    }
}

const SIGN: &str = "export GNUPGHOME=$PWD/gnupg && mkdir -m 700 $GNUPGHOME && \
    gpg -q --batch --passphrase '' --quick-gen-key 'T <t@example.org>' rsa2048 sign && \
    gpg -q --batch --clearsign -o signed.changes tool_1.0_amd64.changes; \
    status=$?; gpgconf --kill all; exit $status";

#[test]
fn files_that_are_missing_or_changed_are_named_with_what_lists_them() {
    for (name, bytes, code) in [
        ("tool_1.0_all.deb", None, codes::SOURCE_FILE_MISSING),
        ("tool_1.0.tar.xz", None, codes::SOURCE_FILE_MISSING),
        ("tool_1.0_all.deb", Some("bed"), codes::SOURCE_FILE_CHANGED),
        ("tool_1.0.tar.xz", Some("longer"), codes::SOURCE_FILE_CHANGED),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let changes = upload(folder.path());
        let file = folder.path().join(name);
        match bytes {
            None => fs::remove_file(file).unwrap(),
            Some(bytes) => fs::write(file, bytes).unwrap(),
        }
        let defects = read_changes(&changes).unwrap_err();
        assert_eq!(defects.as_slice()[0].code, code);
        let text = defects.to_string();
        assert!(text.contains(name) && text.contains("tool_1.0_amd64.changes"), "{text}");
    }
}

#[test]
fn each_digest_is_checked() {
    for at in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let changes = upload(folder.path());
        let sum = digests(&folder.path().join("tool_1.0_all.deb"))[at].clone();
        let text = fs::read_to_string(&changes).unwrap();
        fs::write(&changes, text.replace(&sum, &"1".repeat(sum.len()))).unwrap();
        let defects = read_changes(&changes).unwrap_err();
        assert_eq!(defects.as_slice()[0].code, codes::SOURCE_FILE_CHANGED, "{at}");
    }
}

#[test]
fn what_is_no_changes_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let changes = upload(folder.path());
    let text = fs::read_to_string(&changes).unwrap();
    for (from, to, problem) in [
        (" tool_1.0.dsc", " ../tool_1.0.dsc", "is not the name of a file"),
        (" tool_1.0.dsc", " /tool_1.0.dsc", "is not the name of a file"),
        ("misc optional tool_1.0.dsc", "tool_1.0.dsc", "is not a digest, a length and a name"),
        ("3 misc optional tool_1.0.dsc", "4 misc optional tool_1.0.dsc", "differs between two"),
        ("Files:", "Files:\n 00 1 misc optional x", "is not a digest of 32"),
        ("misc optional tool_1.0.dsc", "misc optional other.dsc", "does not list"),
        ("Format:", " Format:", "continuation line"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&changes, text.replace(from, to)).unwrap();
        let defects = read_changes(&changes).unwrap_err();
        assert!(defects.to_string().contains(problem), "{problem}: {defects}");
        assert_eq!(defects.as_slice()[0].code, codes::CHANGES_FILE);
    }
    fs::write(&changes, "Format: 1.8\nFiles:\n").unwrap();
    assert!(read_changes(&changes).unwrap_err().to_string().contains("lists no file"));
}
