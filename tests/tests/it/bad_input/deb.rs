//! `.deb` files of others: `mkdeb inspect` and `mkrepo add` refuse what dpkg refuses, and more.

use std::fs;
use std::path::Path;

use conformance::forge::deb::{
    CONTROL, TarEntry, ar, ar_header, control_tar, data_tar, package, tar,
};
use conformance::program::{MINIMAL, Mkdeb, mkrepo};
use conformance::tool::{Outcome, command, outcome, require_root, shell};
use tempfile::TempDir;

use super::case::check_messages;

fn inspect(deb: &Path) -> Outcome {
    outcome(Mkdeb.command().arg("inspect").arg(deb))
}

fn inspect_bytes(bytes: &[u8]) -> Outcome {
    let folder = TempDir::new().unwrap();
    let deb = folder.path().join("forged.deb");
    fs::write(&deb, bytes).unwrap();
    inspect(&deb)
}

/// Whether `mkrepo add` takes or refuses it too, and then leaves nothing behind. `Contents` makes it
/// read all of the package.
fn publish(bytes: &[u8], exit: i32, says: &[&str]) -> Result<(), String> {
    const REPOSITORY: &str = "root = \"public\"\n[apt.deb]\narchitectures = [\"amd64\"]\n\
                              contents = true\n[apt.deb.suites.stable]\n";
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("mkrepo.toml"), REPOSITORY).unwrap();
    fs::write(folder.path().join("forged.deb"), bytes).unwrap();
    let outcome = outcome(mkrepo().args(["add", "forged.deb"]).current_dir(folder.path()));
    check_messages(&outcome, exit, says)?;
    let is_published = folder.path().join("public").exists();
    if is_published != (exit == 0) {
        return Err(format!("published: {is_published}"));
    }
    Ok(())
}

/// Tries all and reports all that fail; an empty text list means that it must be accepted.
#[track_caller]
fn try_all(cases: &[(&str, Vec<u8>, &[&str])]) {
    require_root();
    let mut failures = Vec::new();
    for (name, bytes, says) in cases {
        let exit = if says.is_empty() { 0 } else { 3 };
        if let Err(failure) = check_messages(&inspect_bytes(bytes), exit, says) {
            failures.push(format!("* {name}: {failure}"));
        }
        if let Err(failure) = publish(bytes, exit, says) {
            failures.push(format!("* {name}, published: {failure}"));
        }
    }
    let count = format!("{} of {} cases fail", failures.len(), cases.len());
    assert!(failures.is_empty(), "{count}\n{}", failures.join("\n"));
}

/// A package of these members after `debian-binary`.
fn members(members: &[(&str, &[u8])]) -> Vec<u8> {
    ar(&[&[("debian-binary", &b"2.0\n"[..])], members].concat())
}

fn with_control(entries: &[TarEntry<'_>]) -> Vec<u8> {
    members(&[("control.tar", &tar(entries)), ("data.tar", &data_tar())])
}

fn with_data(entries: &[TarEntry<'_>]) -> Vec<u8> {
    members(&[("control.tar", &control_tar()), ("data.tar", &tar(entries))])
}

#[test]
fn members_of_the_archive() {
    let (control, data) = (control_tar(), data_tar());
    let (control, data) = (("control.tar", &control[..]), ("data.tar", &data[..]));
    try_all(&[
        ("in order", package(), &[]),
        ("member of others, ignored", members(&[("_gpg", b"x"), control, data]), &[]),
        ("empty file", Vec::new(), &["forged.deb"]),
        ("not an archive", b"PK\x03\x04".to_vec(), &["forged.deb"]),
        ("an rpm", [&b"\xed\xab\xee\xdb"[..], &[0; 200]].concat(), &["forged.deb"]),
        ("no control", members(&[data]), &["control.tar"]),
        ("no data", members(&[control]), &["data.tar"]),
        ("data first", members(&[data, control]), &["data.tar"]),
        ("two controls", members(&[control, control, data]), &["control.tar"]),
        ("two datas", members(&[control, data, data]), &[]),
        ("strange member", members(&[control, ("strange", b"x"), data]), &["strange"]),
        ("strange member at the end", members(&[control, data, ("strange", b"x")]), &[]),
        ("unknown compressor", members(&[("control.tar.rar", b"x"), data]), &["control.tar.rar"]),
        ("control in bzip2", members(&[("control.tar.bz2", b"x"), data]), &["control.tar.bz2"]),
        ("control in lzma", members(&[("control.tar.lzma", b"x"), data]), &["control.tar.lzma"]),
        ("version 2.1", ar(&[("debian-binary", b"2.1\nfoo\n"), control, data]), &[]),
        ("version 3", ar(&[("debian-binary", b"3.0\n"), control, data]), &["3.0"]),
        ("no version", ar(&[control, data]), &["debian-binary"]),
        ("bytes behind the end", [package(), b"garbage".to_vec()].concat(), &[]),
    ]);
}

#[test]
fn headers_of_the_archive() {
    let start = ar(&[("debian-binary", b"2.0\n")]);
    let after = |header: Vec<u8>| [start.clone(), header, control_tar()].concat();
    let mut magic = package();
    magic[66] = b'x';
    try_all(&[
        ("size of letters", after(ar_header("control.tar", "many")), &["length", "offset 72"]),
        ("size below 0", after(ar_header("control.tar", "-1")), &["length", "offset 72"]),
        ("size with a sign", after(ar_header("control.tar", "+512")), &["length", "offset 72"]),
        ("size beyond the end", after(ar_header("control.tar", "9999999999")), &["control.tar"]),
        ("no size", after(ar_header("control.tar", "")), &["length", "offset 72"]),
        ("name in BSD's way", after(ar_header("#1/20", "100")), &["#1/20"]),
        ("name table in GNU's way", after(ar_header("//", "100")), &["//"]),
        ("no end mark", magic, &["forged.deb"]),
        (
            "no padding",
            {
                let mut bytes = b"!<arch>\n".to_vec();
                bytes.extend(ar_header("debian-binary", "5"));
                bytes.extend(b"2.0\n\n");
                bytes.extend(&members(&[("control.tar", &control_tar())])[72..]);
                bytes
            },
            &["forged.deb"],
        ),
    ]);
}

#[test]
fn control_members() {
    let root = TarEntry::directory("./");
    let control = TarEntry::file("./control", CONTROL);
    let text = |text: &'static str| with_control(&[TarEntry::file("./control", text.as_bytes())]);
    try_all(&[
        ("no control file", with_control(std::slice::from_ref(&root)), &["control"]),
        ("link", with_control(&[TarEntry::symlink("./control", "/etc/passwd")]), &["control"]),
        ("twice", with_control(&[control.clone(), TarEntry::file("control", b"x")]), &["control"]),
        (
            "in a folder",
            with_control(&[control.clone(), TarEntry::file("/etc/x", b"x")]),
            &["/etc/x"],
        ),
        ("above", with_control(&[control.clone(), TarEntry::file("../x", b"x")]), &["../x"]),
        ("no fields", text(""), &["control"]),
        ("not a field", text("Package fixture\n"), &["control"]),
        ("field twice", text("Package: aa\nPackage: bb\nVersion: 1\n"), &["Package"]),
        ("continuation first", text(" x\nPackage: aa\n"), &["control"]),
        ("two paragraphs", text("Package: aa\nVersion: 1\n\nPackage: bb\n"), &["control"]),
        ("no package field", text("Version: 1\nArchitecture: all\n"), &["Package"]),
    ]);
}

#[test]
fn data_members() {
    let pax = TarEntry { kind: b'x', ..TarEntry::file("./x", b"20 path=usr/x\n") };
    let global = TarEntry { kind: b'g', ..TarEntry::file("./x", b"20 comment=x\n") };
    let unknown = TarEntry { kind: b'Q', ..TarEntry::file("./x", b"") };
    let root = TarEntry::directory("./");
    let mut checksum = data_tar();
    checksum[150] ^= 1;
    let truncated = &data_tar()[..1000];
    let with_bytes =
        |bytes: &[u8]| members(&[("control.tar", &control_tar()), ("data.tar", bytes)]);
    try_all(&[
        ("PAX header", with_data(&[root.clone(), pax]), &["data.tar"]),
        ("global PAX header", with_data(&[root.clone(), global]), &["data.tar"]),
        ("unknown kind", with_data(&[root.clone(), unknown]), &["data.tar"]),
        ("checksum", with_bytes(&checksum), &["data.tar", "checksum"]),
        ("truncated", with_bytes(truncated), &["data.tar"]),
        ("not a tar", with_bytes(&[b'x'; 1024]), &["data.tar"]),
        ("above", with_data(&[root.clone(), TarEntry::file("./../x", b"x")]), &["../x"]),
    ]);
}

/// Compresses with a real tool.
fn compressed(program: &[&str], bytes: &[u8]) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, bytes).unwrap();
    conformance::tool::run(command(program[0]).args(&program[1..]).arg(file))
}

#[test]
fn compressed_members() {
    let control = control_tar();
    let xz = compressed(&["xz", "-c"], &data_tar());
    let zst = compressed(&["zstd", "-q", "-c"], &data_tar());
    let gz = compressed(&["gzip", "-c"], &data_tar());
    let junk = |bytes: &[u8]| [bytes, b"junk"].concat();
    let with = |name: &str, bytes: &[u8]| members(&[("control.tar", &control), (name, bytes)]);
    let mut flipped = xz.clone();
    flipped[40] ^= 0x10;
    try_all(&[
        ("xz", with("data.tar.xz", &xz), &[]),
        ("zstd", with("data.tar.zst", &zst), &[]),
        ("gzip", with("data.tar.gz", &gz), &[]),
        ("bzip2", with("data.tar.bz2", &compressed(&["bzip2", "-c"], &data_tar())), &[]),
        (
            "lzma",
            with("data.tar.lzma", &compressed(&["xz", "--format=lzma", "-c"], &data_tar())),
            &[],
        ),
        ("damaged xz", with("data.tar.xz", &flipped), &["data.tar.xz"]),
        ("truncated xz", with("data.tar.xz", &xz[..xz.len() - 9]), &["data.tar.xz"]),
        ("truncated zstd", with("data.tar.zst", &zst[..zst.len() - 5]), &["data.tar.zst"]),
        ("truncated gzip", with("data.tar.gz", &gz[..gz.len() - 4]), &["data.tar.gz"]),
        ("junk after xz", with("data.tar.xz", &junk(&xz)), &[]),
        ("junk after zstd", with("data.tar.zst", &junk(&zst)), &[]),
        ("junk after gzip", with("data.tar.gz", &junk(&gz)), &[]),
        ("gzip named xz", with("data.tar.xz", &gz), &["data.tar.xz"]),
    ]);
}

#[test]
fn bombs_are_stopped_early() {
    require_root();
    let control = tar(&[
        TarEntry::file("./control", CONTROL),
        TarEntry::file("./md5sums", &vec![b'0'; 80 << 20]),
    ]);
    for (name, program) in [
        ("control.tar.xz", ["xz", "-1c"]),
        ("control.tar.gz", ["gzip", "-9c"]),
        ("control.tar.zst", ["zstd", "-qc"]),
    ] {
        let bomb = members(&[(name, &compressed(&program, &control)), ("data.tar", &data_tar())]);
        let folder = TempDir::new().unwrap();
        let deb = folder.path().join("bomb.deb");
        fs::write(&deb, bomb).unwrap();
        // 512 MiB of address space are enough to say no.
        let mut shell = conformance::program::plain(shell("ulimit -v 524288; exec \"$@\""));
        shell.arg("sh");
        let outcome = outcome(shell.arg(Mkdeb.path()).arg("inspect").arg(deb));
        check_messages(&outcome, 3, &[name]).unwrap();
    }
}

#[test]
fn every_truncation_is_refused() {
    require_root();
    let folder = TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("usr")).unwrap();
    fs::write(tree.join("usr/file"), "content").unwrap();
    let deb = Mkdeb.build(&tree, folder.path(), &MINIMAL);
    assert!(inspect(&deb).status.success());
    let whole = fs::read(&deb).unwrap();
    let short = folder.path().join("short.deb");
    for length in 0..whole.len() {
        fs::write(&short, &whole[..length]).unwrap();
        let outcome = inspect(&short);
        // The padding after the last member is missing: dpkg-deb takes that, and so may we.
        let padding = length == whole.len() - 1 && outcome.status.success();
        assert!(padding || outcome.status.code() == Some(3), "{length} bytes: {outcome}");
    }
}

#[test]
fn files_that_are_not_there() {
    require_root();
    check_messages(&inspect("/nonexistent/x.deb".as_ref()), 4, &["/nonexistent/x.deb"]).unwrap();
    check_messages(&inspect("/".as_ref()), 4, &["/"]).unwrap();
}
