//! What is written, as the real rpm and the `rpm` crate see it.

use std::fs;
use std::os::unix::fs::MetadataExt;

use rpmpkg::Format;

use crate::staged::{How, Rpm, Staged, hello, package, tree, write};
use crate::tools::{run, run_in, text};

const ALL: [(&str, Format); 6] = [
    ("zstd:3", Format::V4),
    ("xz:1", Format::V4),
    ("gzip:6", Format::V4),
    ("none", Format::V4),
    ("zstd:3", Format::V6),
    ("xz:1", Format::V6),
];

fn hello_rpm(compression: &'static str, format: Format) -> Rpm {
    let staged = tree();
    let how = How { compression, format, ..How::default() };
    Rpm::new(&write(&package(staged.root(), &hello()), how).0)
}

/// The arguments that keep rpm within a root of the test's own.
fn rooted<'a>(root: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    [&["--root", root, "--dbpath", "/var/lib/rpm"], arguments].concat()
}

#[test]
fn rpm_finds_every_digest_right() {
    for (compression, format) in ALL {
        let rpm = hello_rpm(compression, format);
        let shown = text("rpm", &["--checksig", "--verbose", "--nosignature", &rpm.path()]);
        assert!(!shown.contains("BAD") && !shown.contains("NOT OK"), "{compression}: {shown}");
        let expected: &[&str] = match format {
            Format::V4 => &[
                "Header SHA256 digest: OK",
                "Header SHA1 digest: OK",
                "Payload SHA256 digest: OK",
                "MD5 digest: OK",
            ],
            Format::V6 => &["Header SHA256 digest: OK", "Payload SHA256 digest: OK"],
        };
        for line in expected {
            assert!(shown.contains(line), "{compression}: {line} in {shown}");
        }
    }
}

#[test]
fn rpm_installs_what_was_staged_verifies_it_and_leaves_nothing() {
    let staged = tree();
    for (compression, format) in ALL {
        let how = How { compression, format, ..How::default() };
        let rpm = Rpm::new(&write(&package(staged.root(), &hello()), how).0);
        let root = tempfile::tempdir().unwrap();
        let at = root.path().to_str().unwrap();
        run("rpm", &rooted(at, &["--install", "--nodeps", &rpm.path()]));
        for name in ["usr", "etc"] {
            let [from, to] = [staged.path(name), root.path().join(name)];
            let [from, to] = [from.to_str().unwrap(), to.to_str().unwrap()];
            run("diff", &["--recursive", "--no-dereference", from, to]);
        }
        let inode = |path: &str| fs::metadata(root.path().join(path)).unwrap().ino();
        let [one, other] = ["usr/share/hello/a/x", "usr/share/hello.d/z"].map(inode);
        assert_ne!(one, other);
        assert_eq!(one, inode("usr/share/hello.d/linked"));
        assert_eq!(one, inode("usr/share/hello/z"));
        assert_eq!(other, inode("usr/share/hello/y"));
        assert_eq!(text("rpm", &rooted(at, &["--verify", "--nodeps", "hello"])), "");
        run("rpm", &rooted(at, &["--erase", "--nodeps", "hello"]));
        assert!(!root.path().join("usr/share/hello").exists(), "{compression}");
    }
}

#[test]
fn rpm_lists_the_files_in_its_own_order() {
    let rpm = hello_rpm("gzip:1", Format::V4);
    let listed = text("rpm", &["--query", "--list", "--package", &rpm.path()]);
    let lines: Vec<_> = listed.lines().collect();
    assert!(lines.contains(&"/usr/share/hello/gr\u{f6}\u{df}e"), "{listed}");
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(lines, sorted);
}

#[test]
fn cpio_lists_the_payload_with_links_at_the_end() {
    for compression in ["zstd:3", "none"] {
        let rpm = hello_rpm(compression, Format::V4);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("archive"), run("rpm2cpio", &[&rpm.path()])).unwrap();
        let listed = run_in(folder.path(), "cpio", &["--list", "--quiet", "--file=archive"]);
        let listed = String::from_utf8(listed).unwrap();
        let lines: Vec<_> = listed.lines().collect();
        let end = [
            "./usr/share/hello.d/linked",
            "./usr/share/hello/a/x",
            "./usr/share/hello/z",
            "./usr/share/hello.d/z",
            "./usr/share/hello/y",
        ];
        assert!(lines.ends_with(&end), "{listed}");
        assert!(lines.contains(&"./usr/bin/greet"), "{listed}");
    }
}

#[test]
fn rpm_reads_the_tags() {
    let rpm = hello_rpm("zstd:3", Format::V4);
    let query =
        |format: &str| text("rpm", &["--query", "--package", "--queryformat", format, &rpm.path()]);
    let single = "%{NEVRA}|%{SUMMARY}|%{LICENSE}|%{OS}|%{PLATFORM}|%{BUILDTIME}|%{BUILDHOST}|\
                  %{SOURCERPM}|%{PAYLOADFORMAT}|%{PAYLOADCOMPRESSOR}|%{PAYLOADFLAGS}|%{ENCODING}";
    assert_eq!(
        query(single),
        "hello-2.10-3.x86_64|friendly greeter|MIT|linux|x86_64-linux|1700000000|localhost|\
         hello-2.10-3.src.rpm|cpio|zstd|3|utf-8"
    );
    let features = query("[%{REQUIRENAME} %{REQUIREFLAGS:depflags} %{REQUIREVERSION}\n]");
    for line in [
        "rpmlib(CompressedFileNames) <= 3.0.4-1",
        "rpmlib(FileDigests) <= 4.6.0-1",
        "rpmlib(PartialHardlinkSets) <= 4.0.4-1",
        "rpmlib(PayloadFilesHavePrefix) <= 4.0-1",
        "rpmlib(PayloadIsZstd) <= 5.4.18-1",
    ] {
        assert!(features.lines().any(|found| found == line), "{line} in {features}");
    }
    assert!(!features.contains("LargeFiles"), "{features}");
    let modes = query("[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME} %{FILECLASS}\n]");
    for line in [
        "/usr/bin/hello -rwxr-xr-x root POSIX shell script, ASCII text executable",
        "/etc/hello.conf -rw-r----- root ASCII text",
        "/usr/share/hello drwxr-xr-x root directory",
    ] {
        assert!(modes.lines().any(|found| found == line), "{line} in {modes}");
    }
}

#[test]
fn the_rpm_crate_reads_the_same() {
    for (compression, format) in ALL {
        let staged = tree();
        let how = How { compression, format, ..How::default() };
        let (bytes, written) = write(&package(staged.root(), &hello()), how);
        let read = rpm::Package::parse(&mut &bytes[..]).unwrap();
        read.verify_digests().unwrap();
        let metadata = &read.metadata;
        assert_eq!(metadata.get_name().unwrap(), "hello");
        assert_eq!(metadata.get_installed_size().unwrap(), written.installed_size);
        let files = metadata.get_file_entries().unwrap();
        for file in files.iter().filter(|file| file.digest().is_some()) {
            let path = file.path();
            let staged = staged.root().join(path.strip_prefix("/").unwrap());
            let length = fs::metadata(staged).unwrap().len();
            assert_eq!(file.size() as u64, length, "{}", path.display());
        }
    }
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_the_order_of_folders() {
    let staged = tree();
    let copy = Staged::new();
    let to = copy.root().to_str().unwrap().to_owned();
    let archive = staged.root().with_extension("tar");
    let file = archive.to_str().unwrap();
    run_in(staged.root(), "tar", &["--create", "--sort=name", "--file", file, "."]);
    run("tar", &["--extract", "--preserve-permissions", "--file", file, "--directory", &to]);
    fs::remove_file(&archive).unwrap();
    for (compression, format) in ALL {
        let made =
            |root, threads| write(&package(root, &hello()), How { compression, threads, format }).0;
        let one = made(staged.root(), 1);
        for threads in [2, 5] {
            assert!(one == made(staged.root(), threads), "{compression} on {threads}");
        }
        assert!(one == made(copy.root(), 3), "{compression} of a copy");
    }
}
