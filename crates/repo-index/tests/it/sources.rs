//! Source packages beside apt-ftparchive's `Sources`.

use std::fs;
use std::path::{Path, PathBuf};

use repo_index::apt::{Packages, SourceFile, read_source};
use repo_index::codes;

use crate::tools::{ftparchive, run};

const CONTROL: &str = "Source: tool\nSection: contrib/net\nPriority: optional\n\
    Maintainer: A B <a@example.org>\nUploaders: C D <c@example.org>,\n E F <e@example.org>\n\
    Build-Depends: debhelper-compat (= 13), foo [amd64] | bar <!nocheck>\n\
    Build-Depends-Indep: docs\nStandards-Version: 4.6.2\nHomepage: https://example.org\n\
    Vcs-Git: https://example.org/x.git\nVcs-Browser: https://example.org/x\n\
    Testsuite: autopkgtest\nRules-Requires-Root: no\nXS-Other: 1\n\n\
    Package: tool\nArchitecture: any\nDescription: does things\n long\n\n\
    Package: libtool1\nArchitecture: all\nDescription: does more\n";

const CHANGELOG: &str = "tool (1:1.0-1) unstable; urgency=medium\n\n  * First.\n\n \
    -- A B <a@example.org>  Sat, 01 Jan 2022 00:00:00 +0000\n";

/// Builds a source package with dpkg-source below `root/pool`.
pub(crate) fn build(root: &Path) -> PathBuf {
    let pool = root.join("pool");
    let debian = pool.join("tool-1.0/debian");
    fs::create_dir_all(debian.join("source")).unwrap();
    for (name, text) in [
        ("control", CONTROL),
        ("changelog", CHANGELOG),
        ("rules", "#!/usr/bin/make -f\n"),
        ("source/format", "3.0 (quilt)\n"),
    ] {
        fs::write(debian.join(name), text).unwrap();
    }
    fs::write(pool.join("tool-1.0/file"), "hello\n").unwrap();
    let original = ["cJf", "tool_1.0.orig.tar.xz", "--exclude=debian", "tool-1.0"];
    run(&pool, "tar", &original);
    run(&pool, "dpkg-source", &["-b", "tool-1.0"]);
    fs::remove_dir_all(pool.join("tool-1.0")).unwrap();
    pool.join("tool_1.0-1.dsc")
}

#[test]
fn paragraphs_are_those_of_apt_ftparchive() {
    let folder = tempfile::tempdir().unwrap();
    let dsc = build(folder.path());
    let theirs = ftparchive(folder.path(), &["sources", "pool"]);
    let source = read_source(&dsc).unwrap();
    let record = source.record("pool").unwrap();
    let packages: Packages = [record.clone()].into_iter().collect();
    // apt-ftparchive repeats the SHA-1 digests of the .dsc file; they are of no use to anyone.
    let sha1 = theirs.find("Checksums-Sha1:").map(|start| {
        let end = start + theirs[start..].find("Checksums-Sha256:").unwrap();
        format!("{}{}", &theirs[..start], &theirs[end..])
    });
    assert_eq!(String::from_utf8(packages.to_bytes()).unwrap(), sha1.unwrap_or(theirs));
    assert_eq!(record.to_string(), "tool_1:1.0-1_source");
    assert_eq!(record.files().len(), 3);
    for file in record.files() {
        let length = fs::metadata(folder.path().join(&file.path)).unwrap().len();
        assert_eq!(length, file.size);
    }
    assert_eq!(
        source.component(&repo_index::apt::Archive::new("deb", &["amd64"])).as_deref(),
        Ok("contrib")
    );
    assert_eq!(source.pool_folder("contrib").as_deref(), Ok("pool/contrib/t/tool"));
}

#[test]
fn a_signature_is_taken_off() {
    let folder = tempfile::tempdir().unwrap();
    let dsc = build(folder.path());
    let plain = read_source(&dsc).unwrap();
    real_tools::run_script(folder.path(), SIGN);
    let signed = read_source(&folder.path().join("pool/signed.dsc")).unwrap();
    assert_eq!(signed.control, plain.control);
    assert_eq!(signed.files[1..], plain.files[1..]);
    assert!(signed.files[0].size > plain.files[0].size);
}

const SIGN: &str = "export GNUPGHOME=$PWD/gnupg && mkdir -m 700 $GNUPGHOME && \
    gpg -q --batch --passphrase '' --quick-gen-key 'T <t@example.org>' rsa2048 sign && \
    gpg -q --batch --clearsign -o pool/signed.dsc pool/tool_1.0-1.dsc; \
    status=$?; gpgconf --kill all; exit $status";

#[test]
fn every_file_is_there_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let dsc = build(folder.path());
    let pool = folder.path().join("pool");
    let found = || {
        let defects = read_source(&dsc).unwrap_err();
        defects.as_slice().iter().map(|defect| defect.code).collect::<Vec<_>>()
    };
    let original = pool.join("tool_1.0.orig.tar.xz");
    let mut bytes = fs::read(&original).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&original, &bytes).unwrap();
    fs::remove_file(pool.join("tool_1.0-1.debian.tar.xz")).unwrap();
    assert_eq!(found(), [codes::SOURCE_FILE_CHANGED, codes::SOURCE_FILE_MISSING]);
    fs::write(&original, b"short").unwrap();
    assert_eq!(found(), [codes::SOURCE_FILE_CHANGED, codes::SOURCE_FILE_MISSING]);
}

/// The text without the fields of these names.
fn without(text: &str, names: &[&str]) -> String {
    let mut is_left_out = false;
    let kept = text.split_inclusive('\n').filter(|line| {
        if !line.starts_with(' ') {
            is_left_out = names.iter().any(|name| line.starts_with(&format!("{name}:")));
        }
        !is_left_out
    });
    kept.collect()
}

#[test]
fn sha256_is_computed_where_a_dsc_lists_other_digests() {
    let folder = tempfile::tempdir().unwrap();
    let dsc = build(folder.path());
    let text = fs::read_to_string(&dsc).unwrap();
    let whole = read_source(&dsc).unwrap();
    assert!(whole.tolerated.is_empty());
    for names in [
        &["Checksums-Sha256"][..],
        &["Checksums-Sha256", "Files"],
        &["Checksums-Sha256", "Checksums-Sha1"],
    ] {
        fs::write(&dsc, without(&text, names)).unwrap();
        let weak = read_source(&dsc).unwrap();
        assert_eq!(weak.tolerated.as_slice()[0].code, codes::WEAK_DIGESTS);
        let sums = |files: &[SourceFile]| files.iter().map(|file| file.sha256).collect::<Vec<_>>();
        assert_eq!(sums(&weak.files[1..]), sums(&whole.files[1..]));
        let wrong = without(&text, names).replace("1.0.orig.tar.xz", "1.0-1.debian.tar.xz");
        fs::write(&dsc, wrong).unwrap();
        assert!(read_source(&dsc).is_err(), "{names:?}");
    }
    fs::write(&dsc, without(&text, &["Checksums-Sha256", "Checksums-Sha1", "Files"])).unwrap();
    let defects = read_source(&dsc).unwrap_err();
    assert!(defects.to_string().contains("lists no file"), "{defects}");
    let original = folder.path().join("pool/tool_1.0.orig.tar.xz");
    let mut bytes = fs::read(&original).unwrap();
    bytes[9] ^= 1;
    fs::write(&original, &bytes).unwrap();
    for (names, problem) in [
        (["Checksums-Sha256", "Files"], "has SHA-1 "),
        (["Checksums-Sha256", "Checksums-Sha1"], "has MD5 "),
    ] {
        fs::write(&dsc, without(&text, &names)).unwrap();
        let defects = read_source(&dsc).unwrap_err();
        assert!(defects.to_string().contains(problem), "{defects}");
    }
}

#[test]
fn defects_of_the_dsc_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let dsc = build(folder.path());
    let text = fs::read_to_string(&dsc).unwrap();
    for (from, to, problem) in [
        ("Source: tool", "Source: ../tool", "the field Source"),
        ("Version: 1:1.0-1", "Version: x", "the field Version"),
        ("Format: 3.0 (quilt)\n", "", "has no field Format"),
        (" tool_1.0.orig", " ../tool_1.0.orig", "not the name of a file"),
        ("Format:", "  Format:", "continuation line"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&dsc, text.replace(from, to)).unwrap();
        let defects = read_source(&dsc).unwrap_err();
        assert!(defects.to_string().contains(problem), "{problem}: {defects}");
        assert!(defects.as_slice().iter().all(|defect| defect.code == codes::SOURCE_PACKAGE));
    }
}
