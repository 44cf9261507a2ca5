//! What is written, as dpkg and GNU tar see it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use debpkg::WriteError;
use pkgtree::{AttributeRule, Pattern, Roles};

use crate::staged::{Deb, How, NEWEST, Staged, hello, package, tree, write};
use crate::tools::{run, run_in, text};

const CODECS: [&str; 4] = ["xz:1", "zstd:3", "gzip:6", "none"];

/// The data member that GNU tar makes of `root`, in the order of `package`.
fn gnu_tar(root: &Path, package: &debpkg::Package) -> Vec<u8> {
    let list = tempfile::NamedTempFile::new().unwrap();
    let names = package.tree().entries().iter().flat_map(|entry| {
        let name = if entry.path.is_root() { &b"./"[..] } else { entry.path.as_bytes() };
        let start = if entry.path.is_root() { &b""[..] } else { b"./" };
        [start, name, b"\0"].concat()
    });
    fs::write(list.path(), names.collect::<Vec<u8>>()).unwrap();
    let files = format!("--files-from={}", list.path().display());
    let time = format!("--mtime=@{}", NEWEST - 600);
    run_in(
        root,
        "tar",
        &[
            "--create",
            "--format=gnu",
            "--owner=root:0",
            "--group=root:0",
            "--no-recursion",
            "--null",
            &time,
            "--clamp-mtime",
            &files,
        ],
    )
}

#[test]
fn the_data_member_is_what_gnu_tar_makes() {
    let staged = tree();
    let package = package(staged.root(), &hello());
    let theirs = gnu_tar(staged.root(), &package);
    for compression in CODECS {
        let how = How { compression, timestamp: Some(NEWEST - 600), ..How::default() };
        let deb = Deb::new(&write(&package, how).0);
        let ours = run("dpkg-deb", &["--fsys-tarfile", &deb.path()]);
        let differs = ours.iter().zip(&theirs).position(|(a, b)| a != b);
        assert_eq!((differs, ours.len()), (None, theirs.len()), "{compression}");
    }
}

#[test]
fn the_archive_is_what_dpkg_deb_makes() {
    let staged = tree();
    let (bytes, _) = write(&package(staged.root(), &hello()), How::default());
    let deb = Deb::new(&bytes);
    let members = text("ar", &["t", &deb.path()]);
    assert_eq!(members, "debian-binary\ncontrol.tar.zst\ndata.tar.zst\n");
    let first = b"!<arch>\ndebian-binary   1700000000  0     0     100644  4         `\n2.0\n";
    assert!(bytes.starts_with(first));
    assert_eq!(bytes.len() % 2, 0);
}

#[test]
fn dpkg_unpacks_what_was_staged() {
    let staged = tree();
    let deb = Deb::new(&write(&package(staged.root(), &hello()), How::default()).0);
    let unpacked = tempfile::tempdir().unwrap();
    run("dpkg-deb", &["--extract", &deb.path(), unpacked.path().to_str().unwrap()]);
    let list = |root: &Path| {
        let format = "%P %y %m %n %l %s\\n";
        let listed = run_in(root, "find", &[".", "-not", "-type", "d", "-printf", format]);
        let folders = run_in(root, "find", &[".", "-type", "d", "-printf", "%P %m\\n"]);
        let all = [listed, folders].concat();
        let mut lines: Vec<_> = all.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines.sort();
        lines
    };
    assert_eq!(list(unpacked.path()), list(staged.root()));
    run(
        "diff",
        &[
            "--recursive",
            "--no-dereference",
            staged.root().to_str().unwrap(),
            unpacked.path().to_str().unwrap(),
        ],
    );
}

/// The files of the control member, unpacked by dpkg-deb.
fn control_files(bytes: &[u8]) -> tempfile::TempDir {
    let deb = Deb::new(bytes);
    let folder = tempfile::tempdir().unwrap();
    run("dpkg-deb", &["--control", &deb.path(), folder.path().to_str().unwrap()]);
    folder
}

#[test]
fn the_control_member_has_all_its_files() {
    let staged = tree();
    let script = Staged::new();
    script.file("postinst", b"#!/bin/sh\nexit 0\n", 0o600);
    let mut description = hello();
    description.scripts.push(("postinst".into(), script.path("postinst").into()));
    description.deb.triggers.push("interest-noawait /usr/share/hello".into());
    let package = package(staged.root(), &description);
    for compression in CODECS {
        let folder = control_files(&write(&package, How { compression, ..How::default() }).0);
        let listed = run_in(folder.path(), "find", &[".", "-printf", "%P %m\\n"]);
        let mut listed: Vec<_> = std::str::from_utf8(&listed).unwrap().lines().collect();
        listed.sort_unstable();
        let files =
            [" 755", "conffiles 644", "control 644", "md5sums 644", "postinst 755", "triggers 644"];
        assert_eq!(listed, files);
        let conffiles = fs::read_to_string(folder.path().join("conffiles")).unwrap();
        assert_eq!(conffiles, "/etc/hello/hello.conf\n/etc/hello/secret key\n");
    }
}

#[test]
fn md5sums_hold_for_all_files_but_the_conffiles() {
    let staged = tree();
    let (bytes, _) = write(&package(staged.root(), &hello()), How::default());
    let folder = control_files(&bytes);
    let sums = fs::read_to_string(folder.path().join("md5sums")).unwrap();
    // A name with a backslash is escaped by md5sum(1) alone.
    let checkable: String = sums
        .lines()
        .filter(|line| !line.contains('\\'))
        .fold(String::new(), |text, line| text + line + "\n");
    fs::write(folder.path().join("md5sums"), checkable).unwrap();
    let list = folder.path().join("md5sums");
    run_in(staged.root(), "md5sum", &["--check", "--strict", list.to_str().unwrap()]);
    let files = run_in(staged.root(), "find", &[".", "-type", "f", "-printf", "%P\\n"]);
    let mut expected: Vec<_> = std::str::from_utf8(&files)
        .unwrap()
        .lines()
        .filter(|path| !path.starts_with("etc/"))
        .collect();
    expected.sort_unstable();
    let names: Vec<_> = sums.lines().map(|line| &line[34..]).collect();
    assert_eq!(names, expected);
}

#[test]
fn dpkg_deb_reads_the_fields() {
    let staged = tree();
    let mut description = hello();
    description.epoch = Some("1".into());
    description.description = Some("Greets.\n\n  verbatim".into());
    let (bytes, written) = write(&package(staged.root(), &description), How::default());
    let deb = Deb::new(&bytes);
    let field = |name: &str| text("dpkg-deb", &["--field", &deb.path(), name]);
    assert_eq!(field("Version"), "1:2.10-3\n");
    assert_eq!(field("Description"), "friendly greeter\n Greets.\n .\n   verbatim\n");
    assert_eq!(field("Installed-Size"), format!("{}\n", written.installed_size));
    let info = text("dpkg-deb", &["--info", &deb.path()]);
    assert!(info.contains("new Debian package, version 2.0."), "{info}");
    let contents = text("dpkg-deb", &["--contents", &deb.path()]);
    assert!(contents.contains("root/root"), "{contents}");
    assert!(contents.contains("./usr/bin/hi link to ./usr/bin/hello"), "{contents}");
}

#[test]
fn the_installed_size_is_that_of_dpkg_gencontrol() {
    let staged = tree();
    let source = Staged::new();
    let control = "Source: hello\nMaintainer: J <j@x.org>\n\nPackage: hello\n\
                   Architecture: all\nDescription: x\n";
    source.file("debian/control", control.as_bytes(), 0o644);
    let log = "hello (1) unstable; urgency=low\n\n  * x\n\n \
               -- J <j@x.org>  Mon, 01 Jan 2024 00:00:00 +0000\n";
    source.file("debian/changelog", log.as_bytes(), 0o644);
    let stage = format!("-P{}", staged.root().display());
    let fields = run_in(source.root(), "dpkg-gencontrol", &[&stage, "-O", "-f/dev/null"]);
    let fields = String::from_utf8(fields).unwrap();
    let theirs = fields.lines().find_map(|line| line.strip_prefix("Installed-Size: ")).unwrap();
    let (_, written) = write(&package(staged.root(), &hello()), How::default());
    assert_eq!(written.installed_size.to_string(), theirs);
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_the_order_of_folders() {
    let staged = tree();
    let copy = Staged::new();
    let to = copy.root().to_str().unwrap().to_owned();
    // tar unpacks in its own order, so the directories' orders differ.
    let archive = staged.root().with_extension("tar");
    let file = archive.to_str().unwrap();
    run_in(staged.root(), "tar", &["--create", "--sort=name", "--file", file, "."]);
    run("tar", &["--extract", "--preserve-permissions", "--file", file, "--directory", &to]);
    fs::remove_file(&archive).unwrap();
    for compression in ["xz:0", "zstd:3", "gzip:1", "none"] {
        let made = |root: &Path, threads| {
            write(&package(root, &hello()), How { compression, threads, timestamp: None }).0
        };
        let one = made(staged.root(), 1);
        for threads in [2, 8] {
            assert!(one == made(staged.root(), threads), "{compression} on {threads}");
        }
        assert!(one == made(copy.root(), 3), "{compression} of a copy");
    }
}

#[test]
fn the_newest_time_is_the_default_clamp() {
    let staged = tree();
    let how = How { timestamp: None, ..How::default() };
    let (bytes, written) = write(&package(staged.root(), &hello()), how);
    // The tree's symbolic links are as new as the test.
    assert!(written.timestamp.seconds() > NEWEST);
    assert!(
        bytes.starts_with(format!("!<arch>\ndebian-binary   {}", written.timestamp).as_bytes())
    );
}

#[test]
fn ghosts_are_left_out_and_modes_and_owners_set() {
    let staged = Staged::new();
    staged.file("var/log/hello.log", b"x", 0o644);
    staged.file("usr/bin/hello", b"x", 0o755);
    let rule =
        |pattern: &str, mode: Option<&str>, group: Option<&str>, ghost: bool| AttributeRule {
            mode: mode.map(|mode| mode.parse().unwrap()),
            group: group.map(str::to_owned),
            roles: Roles { ghost, ..Roles::default() },
            ..AttributeRule::new(Pattern::parse(pattern).unwrap().into())
        };
    let mut description = hello();
    description.tree.attributes = vec![
        rule("/var/log/hello.log", None, None, true),
        rule("/usr/bin/hello", Some("2755"), Some("games"), false),
        rule("/var/log", None, Some("hello"), false),
    ];
    let package = package(staged.root(), &description);
    let warnings = package.warnings().to_string();
    assert!(warnings.contains("E353: /var/log: belongs to the group \"hello\""), "{warnings}");
    let deb = Deb::new(&write(&package, How::default()).0);
    let contents = text("dpkg-deb", &["--contents", &deb.path()]);
    assert!(!contents.contains("hello.log"), "{contents}");
    assert!(contents.contains("-rwxr-sr-x root/games "), "{contents}");
    assert!(contents.contains("drwxr-xr-x root/hello "), "{contents}");
}

/// The head of an ELF file for 64-bit little-endian `machine`.
fn elf(machine: u8) -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(64, 0);
    bytes[18] = machine;
    bytes
}

#[test]
fn machine_code_of_another_architecture_is_told() {
    let staged = Staged::new();
    staged.file("usr/bin/amd64", &elf(62), 0o755);
    staged.file("usr/bin/arm64", &elf(183), 0o755);
    staged.file("usr/bin/short", b"\x7fELF", 0o755);
    let warnings = |arch: &str| {
        let mut description = hello();
        description.arch = Some(arch.into());
        let (_, written) = write(&package(staged.root(), &description), How::default());
        written.warnings.to_string()
    };
    assert!(warnings("amd64").starts_with("E256: /usr/bin/arm64: "));
    assert_eq!(warnings("amd64").lines().count(), 1);
    assert_eq!(warnings("all").lines().count(), 2);
}

#[test]
fn a_file_that_changes_stops_the_package() {
    let staged = tree();
    let package = package(staged.root(), &hello());
    staged.file("usr/bin/hello", b"#!/bin/sh\necho changed meanwhile\n", 0o755);
    let spool = tempfile::tempdir().unwrap();
    let options = debpkg::WriteOptions {
        compression: "xz:0".parse().unwrap(),
        threads: 2.try_into().unwrap(),
        timestamp: None,
        spool_folder: spool.path(),
        meter: None,
        sign: None,
    };
    let mut out = Vec::new();
    let error = debpkg::write(&package, &options, &mut out).unwrap_err();
    assert!(matches!(error, WriteError::Content(_)), "{error:?}");
    assert!(error.to_string().contains("usr/bin/hello"), "{error}");
    assert!(out.is_empty());
    assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 0);
}

#[test]
fn nothing_to_install_is_a_package_when_it_was_asked_for() {
    let staged = Staged::new();
    fs::set_permissions(staged.root(), PermissionsExt::from_mode(0o755)).unwrap();
    let mut description = hello();
    assert!(debpkg::Package::from_staged(staged.root(), &description).is_err());
    description.tree.allow_empty = true;
    let deb = Deb::new(&write(&package(staged.root(), &description), How::default()).0);
    let contents = text("dpkg-deb", &["--contents", &deb.path()]);
    assert!(contents.ends_with(" ./\n") && contents.lines().count() == 1, "{contents}");
}
