//! A file larger than a plain tar header can say.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use conformance::program::{MINIMAL, Mkdeb};
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
