//! Byte for byte against GNU tar.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use pkgio::Timestamp;

use super::*;
use crate::static_ids::Owner;

const TIME: Timestamp = Timestamp::MAX;

fn header<'a>(path: &'a [u8], kind: EntryKind<'a>, mode: u16) -> Header<'a> {
    Header { path, kind, mode, user: Owner::ROOT, group: Owner::ROOT, mtime: TIME }
}

/// One entry of a test: on disk and in our archive.
struct Planned {
    path: String,
    kind: Plan,
}

enum Plan {
    Directory,
    File(Vec<u8>),
    HardLink(String),
    Symlink(String),
}

fn gnu_tar(root: &Path) -> Vec<u8> {
    let output = real_tools::command("tar")
        .args(["--create", "--format=gnu", "--sort=name", "--owner=root:0", "--group=root:0"])
        .arg(format!("--mtime=@{TIME}"))
        .arg("--directory")
        .arg(root)
        .arg(".")
        .output()
        .expect("GNU tar is missing: apt-get install tar");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn lay_out(root: &Path, plan: &[Planned]) {
    fs::set_permissions(root, PermissionsExt::from_mode(0o755)).unwrap();
    for entry in plan {
        let path = root.join(&entry.path);
        match &entry.kind {
            Plan::Directory => {
                fs::create_dir(&path).unwrap();
                fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
            }
            Plan::File(bytes) => {
                fs::write(&path, bytes).unwrap();
                fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
            }
            Plan::HardLink(target) => fs::hard_link(root.join(target), &path).unwrap(),
            Plan::Symlink(target) => symlink(target, &path).unwrap(),
        }
    }
}

fn headers(plan: &[Planned]) -> Vec<Header<'_>> {
    let mut headers = vec![header(b"", EntryKind::Directory, 0o755)];
    headers.extend(plan.iter().map(|entry| {
        let path = entry.path.as_bytes();
        match &entry.kind {
            Plan::Directory => header(path, EntryKind::Directory, 0o755),
            Plan::File(bytes) => header(path, EntryKind::File(bytes.len() as u64), 0o644),
            Plan::HardLink(target) => header(path, EntryKind::HardLink(target.as_bytes()), 0o644),
            Plan::Symlink(target) => header(path, EntryKind::Symlink(target.as_bytes()), 0o777),
        }
    }));
    headers
}

fn our_tar(plan: &[Planned]) -> Vec<u8> {
    let mut writer = TarWriter::new(Vec::new());
    for (index, header) in headers(plan).iter().enumerate() {
        writer.begin(header).unwrap();
        if index > 0
            && let Plan::File(bytes) = &plan[index - 1].kind
        {
            for part in bytes.chunks(1000) {
                writer.data(part).unwrap();
            }
        }
    }
    writer.finish().unwrap()
}

/// A path of `length` bytes below `folders` that exist, with components that fit.
fn long_path(plan: &mut Vec<Planned>, start: &str, length: usize) -> String {
    let mut path = start.to_owned();
    while length - path.len() > 200 {
        path.push_str(&"d".repeat(100));
        plan.push(Planned { path: path.clone(), kind: Plan::Directory });
        path.push('/');
    }
    let rest = "f".repeat(length - path.len());
    path + &rest
}

fn path_lengths() -> Vec<Planned> {
    let mut plan = Vec::new();
    // With `./` in front these are names of 99, 100, 101, ... bytes; directories add a slash.
    let starts = ["a", "b", "c", "e", "g", "h", "i", "j", "k", "l"];
    let lengths = [96, 97, 98, 99, 100, 101, 246, 509, 510, 511];
    for (start, length) in starts.into_iter().zip(lengths) {
        let folder = format!("{start}-{length}");
        let start = format!("{folder}/");
        plan.push(Planned { path: folder, kind: Plan::Directory });
        let file = long_path(&mut plan, &start, length);
        let slash = file.rfind('/').unwrap() + 1;
        let other =
            |letter: &str| format!("{}{}", &file[..slash], letter.repeat(file.len() - slash));
        let bytes = vec![b'x'; length * 7];
        plan.push(Planned { path: file.clone(), kind: Plan::File(bytes) });
        plan.push(Planned { path: other("h"), kind: Plan::HardLink(file.clone()) });
        plan.push(Planned { path: other("s"), kind: Plan::Symlink(file.clone()) });
        plan.push(Planned { path: other("t"), kind: Plan::Directory });
    }
    plan
}

#[test]
fn equals_gnu_tar_at_every_length_of_path() {
    let folder = tempfile::tempdir().unwrap();
    let plan = path_lengths();
    lay_out(folder.path(), &plan);
    let (ours, theirs) = (our_tar(&plan), gnu_tar(folder.path()));
    let differs = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    assert_eq!(differs, None, "first difference");
    assert_eq!(ours.len(), theirs.len());
    assert_eq!(archive_length(headers(&plan).into_iter()), ours.len() as u64);
}

#[test]
fn equals_gnu_tar_at_every_length_of_content() {
    let folder = tempfile::tempdir().unwrap();
    let lengths = [0, 1, 511, 512, 513, 1024, 8 * 512, 10_240, 10_241];
    let plan: Vec<_> = lengths
        .iter()
        .map(|length| Planned {
            path: format!("f{length:05}"),
            kind: Plan::File((0..*length).map(|byte| byte as u8).collect()),
        })
        .collect();
    for end in 0..=plan.len() {
        let part = &plan[..end];
        lay_out(folder.path(), part);
        assert!(our_tar(part) == gnu_tar(folder.path()), "{end} files");
        assert_eq!(archive_length(headers(part).into_iter()), our_tar(part).len() as u64);
    }
}

#[test]
fn equals_gnu_tar_around_8_gib() {
    let folder = tempfile::tempdir().unwrap();
    for length in [(8 << 30) - 1, 8 << 30, 9 << 30_u64] {
        let file = File::create(folder.path().join("f")).unwrap();
        file.set_permissions(PermissionsExt::from_mode(0o644)).unwrap();
        file.set_len(length).unwrap();
        let mut tar = real_tools::command("tar")
            .args(["--create", "--format=gnu", "--owner=root:0", "--group=root:0"])
            .arg(format!("--mtime=@{TIME}"))
            .arg("--directory")
            .arg(folder.path())
            .arg("./f")
            .stdout(Stdio::piped())
            .spawn()
            .expect("GNU tar is missing: apt-get install tar");
        let mut theirs = [0; 512];
        tar.stdout.take().unwrap().read_exact(&mut theirs).unwrap();
        tar.wait().unwrap();
        let ours = header(b"f", EntryKind::File(length), 0o644).blocks();
        assert!(ours == theirs, "{length} bytes");
    }
}

#[test]
fn gnu_tar_reads_devices_owners_and_modes() {
    let mut writer = TarWriter::new(Vec::new());
    let owned = Header {
        user: Owner::user("www-data"),
        group: Owner::group("adm"),
        ..header(b"pipe", EntryKind::Fifo, 0o4640)
    };
    writer.begin(&header(b"c", EntryKind::CharacterDevice(1, 300), 0o666)).unwrap();
    writer.begin(&header(b"b", EntryKind::BlockDevice(4095, 1_048_575), 0o1660)).unwrap();
    writer.begin(&owned).unwrap();
    let archive = tempfile::NamedTempFile::new().unwrap();
    fs::write(archive.path(), writer.finish().unwrap()).unwrap();
    let list = |numeric: &[&str]| {
        let output = real_tools::command("tar")
            .args(["--list", "--verbose", "--utc", "--file"])
            .arg(archive.path())
            .args(numeric)
            .output()
            .expect("GNU tar is missing: apt-get install tar");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        list(&[]),
        "crw-rw-rw- root/root 1,300 2242-03-16 12:56 ./c \
         brw-rw---T root/root 4095,1048575 2242-03-16 12:56 ./b \
         prwSr----- www-data/adm 0 2242-03-16 12:56 ./pipe"
    );
    assert!(list(&["--numeric-owner"]).ends_with("prwSr----- 33/4 0 2242-03-16 12:56 ./pipe"));
}

#[test]
fn content_must_be_as_long_as_announced() {
    let mut writer = TarWriter::new(Vec::new());
    writer.begin(&header(b"f", EntryKind::File(3), 0o644)).unwrap();
    assert!(writer.data(b"four").is_err());
    let mut writer = TarWriter::new(Vec::new());
    writer.begin(&header(b"f", EntryKind::File(3), 0o644)).unwrap();
    writer.data(b"ab").unwrap();
    assert!(writer.finish().is_err());
}
