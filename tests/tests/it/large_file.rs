//! Files larger than a plain tar header and a plain cpio header can say.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use conformance::program::{MINIMAL, Mkdeb, Mkrpm};
use conformance::tool::{cache, call, command, require_root, run};
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
    let mut pipeline = command("sh");
    pipeline
        .arg("-c")
        .arg("set -e; dpkg-deb --fsys-tarfile \"$1\" | tar -xO ./var/lib/sparse | md5sum");
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
    let mut shell = conformance::program::plain(command("sh"));
    shell.arg("-c").arg("ulimit -v 1048576; exec \"$@\"").arg("sh").arg(Mkrpm.path());
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
