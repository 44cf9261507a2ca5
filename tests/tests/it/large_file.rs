//! Files larger than a plain tar header and a plain cpio header can say.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use conformance::program::{MINIMAL, Mkdeb, Mkrpm};
use conformance::tool::{cache, call, command, require_root, run, shell};
use tempfile::TempDir;

const LENGTH: u64 = 9 << 30;

#[test]
fn nine_gibibytes_go_through() {
    require_root();
    let folder = TempDir::new_in(cache()).unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("var/lib")).unwrap();
    let file = tree.join("var/lib/sparse");
    let sparse = File::create(&file).unwrap();
    sparse.set_len(LENGTH).unwrap();
    sparse.write_all_at(b"first", 0).unwrap();
    sparse.write_all_at(b"after 8 GiB", (8 << 30) + 1).unwrap();
    sparse.write_all_at(b"last", LENGTH - 4).unwrap();
    drop(sparse);
    let arguments = [&MINIMAL[..], &["--compression=zstd:1"]].concat();
    let deb = Mkdeb.build(&tree, folder.path(), &arguments);

    let listed = String::from_utf8(call("dpkg-deb", &["-c".as_ref(), deb.as_os_str()])).unwrap();
    assert!(listed.contains(&format!(" {LENGTH} ")), "{listed}");
    let sums = call("dpkg-deb", &["-I".as_ref(), deb.as_os_str(), "md5sums".as_ref()]);
    let sums = String::from_utf8(sums).unwrap();
    let mut pipeline =
        shell("set -e; dpkg-deb --fsys-tarfile \"$1\" | tar -xO ./var/lib/sparse | md5sum");
    let unpacked = String::from_utf8(run(pipeline.arg("sh").arg(&deb))).unwrap();
    let staged = String::from_utf8(run(command("md5sum").arg(&file))).unwrap();
    assert_eq!(unpacked[..32], staged[..32], "what dpkg-deb unpacks");
    assert_eq!(sums, format!("{}  var/lib/sparse\n", &staged[..32]), "md5sums");
    let size = call("dpkg-deb", &["-f".as_ref(), deb.as_os_str(), "Installed-Size".as_ref()]);
    let folders = 2 + 1; // ./, var, var/lib
    let expected = (LENGTH >> 10) + folders;
    assert_eq!(String::from_utf8(size).unwrap().trim(), expected.to_string());
}

/// Over 4 GiB: a payload of stripped entries, sizes of 64 bits.
#[test]
fn five_gibibytes_go_through_an_rpm() {
    const LENGTH: u64 = 5 << 30;
    require_root();
    let folder = TempDir::new_in(cache()).unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("opt/large")).unwrap();
    let file = tree.join("opt/large/sparse");
    let sparse = File::create(&file).unwrap();
    sparse.set_len(LENGTH).unwrap();
    sparse.write_all_at(b"first", 0).unwrap();
    sparse.write_all_at(b"after 4 GiB", (4 << 30) + 1).unwrap();
    sparse.write_all_at(b"last", LENGTH - 4).unwrap();
    drop(sparse);
    let arguments = [&MINIMAL[..], &["--compression=zstd:1"]].concat();
    // A GiB of address space: memory must not grow with the package.
    let mut shell = conformance::program::plain(shell("ulimit -v 1048576; exec \"$@\""));
    shell.arg("sh").arg(Mkrpm.path());
    shell.arg(&tree).arg("--output").arg(folder.path()).args(arguments);
    let rpm = conformance::program::built(conformance::tool::outcome(&mut shell));

    call("rpm", &["-K".as_ref(), "--nosignature".as_ref(), rpm.as_os_str()]);
    let query = ["-qp", "--qf", "[%{LONGFILESIZES} ]%{LONGSIZE} [%{REQUIRENAME} ]"];
    let said = String::from_utf8(run(command("rpm").args(query).arg(&rpm))).unwrap();
    assert!(said.contains(&format!(" {LENGTH} ")), "{said}");
    assert!(said.contains("rpmlib(LargeFiles)"), "{said}");
    let root = folder.path().join("root");
    fs::create_dir(&root).unwrap();
    let mut install = command("rpm");
    install.arg("--root").arg(&root).args(["--dbpath", "/.rpmdb", "-i"]).arg(&rpm);
    run(&mut install);
    run(command("cmp").arg(&file).arg(root.join("opt/large/sparse")));
}

/// Many files in an `.rpm`, packed and read in memory that does not grow with them.
#[test]
fn many_files_go_through_an_rpm() {
    many_files(24, 8 << 20);
}

#[test]
#[ignore = "packs 4 GiB"]
fn many_files_of_four_gibibytes_go_through_an_rpm() {
    many_files(512, 8 << 20);
}

/// Packs `count` sparse files of `length` bytes, and lists them.
fn many_files(count: u64, length: u64) {
    require_root();
    let folder = TempDir::new_in(cache()).unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("opt/many")).unwrap();
    for index in 0..count {
        let sparse = File::create(tree.join(format!("opt/many/{index:04}"))).unwrap();
        sparse.set_len(length).unwrap();
        sparse.write_all_at(&index.to_be_bytes(), length / 2).unwrap();
    }
    // gzip takes next to no memory of its own.
    let mut build = Mkrpm.command();
    build.arg(&tree).arg("--output").arg(folder.path()).args(MINIMAL);
    build.args(["--compression=gzip:1", "--threads=2"]);
    let peak = peak(&mut build);
    assert!(peak < MOST_MEMORY, "packing takes {peak} KiB");
    let rpm = folder.path().join(Mkrpm.minimal_file());
    let peak = self::peak(Mkrpm.command().arg("inspect").arg(&rpm));
    assert!(peak < MOST_MEMORY, "reading takes {peak} KiB");

    let mut pipeline = shell("rpm2cpio \"$1\" | cpio -t --quiet");
    let listed = String::from_utf8(run(pipeline.arg("sh").arg(&rpm))).unwrap();
    let files = (0..count).map(|index| format!("./opt/many/{index:04}"));
    let files = files.collect::<Vec<_>>();
    assert_eq!(listed.lines().filter(|line| *line != "./opt/many").collect::<Vec<_>>(), files);
    call("rpm", &["-K".as_ref(), "--nosignature".as_ref(), Path::new(&rpm).as_os_str()]);
}

/// 64 MiB, in KiB.
const MOST_MEMORY: u64 = 64 << 10;

/// The most memory that a command, which must succeed, ever has, in KiB; asked for again and again.
fn peak(command: &mut Command) -> u64 {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(number.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success(), "{command:?}");
    assert!(peak > 0, "{command:?} was never seen");
    peak
}
