use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::process::Stdio;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::testing::rpmbuild;

fn member(path: &str, mode: u32, length: u64) -> Member<'_> {
    Member {
        index: 0,
        path: path.as_bytes(),
        is_rooted: false,
        inode: 1,
        mode,
        links: 1,
        mtime: 1_700_000_000,
        length,
        device: (0, 0),
    }
}

fn write(members: &[(Member<'_>, &[u8])], dialect: Dialect) -> Vec<u8> {
    let mut writer = CpioWriter::new(Vec::new(), dialect);
    for (member, data) in members {
        writer.begin(member).unwrap();
        data.chunks(3).for_each(|bytes| writer.data(bytes).unwrap());
    }
    let archive = writer.finish().unwrap();
    let announced = archive_length(members.iter().map(|(member, _)| *member), dialect);
    assert_eq!(archive.len() as u64, announced);
    archive
}

/// All members with their content, or the error's text.
fn read(
    archive: &[u8],
    length_of: &dyn Fn(u32) -> Option<u64>,
) -> Result<Vec<(Found, Vec<u8>)>, String> {
    let mut reader = CpioReader::new(archive);
    let mut all = Vec::new();
    while let Some(found) = reader.next(length_of).map_err(|error| error.to_string())? {
        let mut content = Vec::new();
        let mut buffer = [0; 5];
        loop {
            match reader.read(&mut buffer).map_err(|error| error.to_string())? {
                0 => break,
                length => content.extend_from_slice(&buffer[..length]),
            }
        }
        all.push((found, content));
    }
    assert_eq!(reader.next(length_of).unwrap(), None);
    reader.end().map_err(|error| error.to_string())?.map_or(Ok(()), Err)?;
    Ok(all)
}

fn no_index(_: u32) -> Option<u64> {
    None
}

/// What rpm2cpio(1) gives of a package.
fn rpm2cpio(package: &[u8]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), package).unwrap();
    let output = real_tools::command("rpm2cpio")
        .arg(file.path())
        .output()
        .expect("rpm2cpio is missing: apt-get install rpm2cpio");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Lets cpio(1) unpack `archive` into a directory.
fn cpio(archive: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut process = real_tools::command("cpio")
        .args(["-idm", "--quiet"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cpio is missing: apt-get install cpio");
    process.stdin.take().unwrap().write_all(archive).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

const SPEC: &str = "\
Name: files
Version: 1
Release: 1
Summary: Files of every kind
License: MIT
%description
Text
%install
mkdir -p %{buildroot}/opt/files/empty
cd %{buildroot}/opt/files
printf hello > one
ln one two
ln one three
ln -s one link
: > nothing
printf 'four bytes at a time' > long
%files
/opt/files
%dev(c 5 1) %attr(600, root, root) /opt/files/console
";

/// A package's files as rpmbuild wrote them.
fn real_archive() -> Vec<u8> {
    let packages = rpmbuild(SPEC, &["-bb"]);
    rpm2cpio(&packages[0].1)
}

#[test]
fn reads_and_writes_what_rpmbuild_wrote() {
    let archive = real_archive();
    let found = read(&archive, &no_index).unwrap();
    let mut contents = BTreeMap::new();
    let members: Vec<_> = found
        .iter()
        .map(|(found, content)| {
            let Found::NewAscii { path, inode, mode, links, mtime, length, device } = found else {
                panic!("{found:?}");
            };
            contents.insert(String::from_utf8(path.clone()).unwrap(), &**content);
            let member = Member {
                index: 0,
                path,
                is_rooted: false,
                inode: *inode,
                mode: *mode,
                links: *links,
                mtime: *mtime,
                length: *length,
                device: *device,
            };
            (member, &**content)
        })
        .collect();
    assert_eq!(write(&members, Dialect::NewAscii), archive);

    assert_eq!(contents.len(), 9);
    assert_eq!(contents["./opt/files/link"], b"one");
    assert_eq!(contents["./opt/files/long"], b"four bytes at a time");
    let set = ["one", "two", "three"].map(|name| contents[&*format!("./opt/files/{name}")]);
    assert_eq!(set.concat(), b"hello");
    let console = members.iter().find(|(member, _)| member.path.ends_with(b"console")).unwrap().0;
    assert_eq!((console.mode, console.device), (0o020_600, (5, 1)));
}

#[test]
fn cpio_unpacks_what_is_written() {
    let mut hello = [member("./bin/a", 0o100_755, 0), member("./bin/b", 0o100_755, 5)];
    for linked in &mut hello {
        (linked.inode, linked.links) = (7, 2);
    }
    let pipe = member("./pipe", 0o010_640, 0);
    let archive = write(
        &[
            (member("./bin", 0o040_750, 0), b""),
            (hello[0], b""),
            (hello[1], b"hello"),
            (member("./link", 0o120_777, 5), b"bin/a"),
            (pipe, b""),
        ],
        Dialect::NewAscii,
    );
    let folder = cpio(&archive);
    let at = |path: &str| folder.path().join(path);
    let metadata = |path: &str| fs::symlink_metadata(at(path)).unwrap();
    assert_eq!(fs::read(at("bin/a")).unwrap(), b"hello");
    assert_eq!(metadata("bin/a").ino(), metadata("bin/b").ino());
    assert_eq!(metadata("bin/b").mtime(), 1_700_000_000);
    assert_eq!(metadata("bin").permissions().mode(), 0o040_750);
    assert_eq!(fs::read_link(at("link")).unwrap().as_os_str(), "bin/a");
    assert!(metadata("pipe").file_type().is_fifo());
}

#[test]
fn writes_the_stripped_dialect_as_rpm_does() {
    let stripped = |index, length| Member { index, ..member("", 0, length) };
    let members = [(stripped(0, 0), b"".as_slice()), (stripped(0x1a, 5), b"hello")];
    let archive = write(&members, Dialect::Stripped);
    let trailer = "070701000000000000000000000000000000000000000100000000000000000000000000000000\
                   00000000000000000000000b00000000TRAILER!!!\0\0\0\0";
    let text = format!("07070X00000000\0\007070X0000001a\0\0hello\0\0\0{trailer}");
    assert_eq!(archive, text.as_bytes());

    let length_of = |index| match index {
        0 => Some(0),
        0x1a => Some(5),
        _ => None,
    };
    let found = read(&archive, &length_of).unwrap();
    let index = |index| Found::Stripped { index };
    assert_eq!(found, [(index(0), Vec::new()), (index(0x1a), b"hello".to_vec())]);
    assert_eq!(
        read(&archive, &no_index).unwrap_err(),
        "at byte 0 of the archive: file 0 of the header cannot have a member"
    );
}

#[test]
fn knows_the_length_of_what_is_too_long_to_write() {
    let large = |length| [member("./large", 0o100_644, length)].into_iter();
    let size = 5 << 40;
    assert_eq!(archive_length(large(size), Dialect::Stripped), 16 + size + 124);
    let head = archive_length(large(0), Dialect::NewAscii) - 124;
    assert_eq!(archive_length(large(3), Dialect::NewAscii), head + 4 + 124);

    let largest = u64::from(u32::MAX);
    let mut writer = CpioWriter::new(Vec::new(), Dialect::NewAscii);
    writer.begin(&member("./large", 0o100_644, largest)).unwrap();
    let mut writer = CpioWriter::new(Vec::new(), Dialect::NewAscii);
    let error = writer.begin(&member("./large", 0o100_644, largest + 1)).unwrap_err();
    assert_eq!(error.to_string(), "a member of 4 GiB or more needs the stripped dialect");
}

#[test]
fn holds_members_to_their_length() {
    for dialect in [Dialect::NewAscii, Dialect::Stripped] {
        let one = member("./one", 0o100_644, 3);
        let begun = || {
            let mut writer = CpioWriter::new(Vec::new(), dialect);
            writer.begin(&one).unwrap();
            writer.data(b"12").unwrap();
            writer
        };
        let longer = begun().data(b"34").unwrap_err().to_string();
        assert_eq!(longer, "a member is longer than announced");
        let shorter = "a member is shorter than announced";
        assert_eq!(begun().begin(&one).unwrap_err().to_string(), shorter);
        assert_eq!(begun().finish().unwrap_err().to_string(), shorter);
        let mut whole = begun();
        whole.data(b"3").unwrap();
        whole.begin(&one).unwrap();
    }
}

#[test]
fn skips_what_is_not_read() {
    let archive = write(
        &[(member("./one", 0o100_644, 5), b"first"), (member("./two", 0o100_644, 6), b"second")],
        Dialect::NewAscii,
    );
    let mut reader = CpioReader::new(&archive[..]);
    assert!(reader.next(&no_index).unwrap().is_some());
    assert_eq!(reader.read(&mut [0; 2]).unwrap(), 2);
    assert!(reader.next(&no_index).unwrap().is_some());
    let mut content = [0; 6];
    assert_eq!(reader.read(&mut content).unwrap(), 6);
    assert_eq!(&content, b"second");
    assert!(reader.next(&no_index).unwrap().is_none());
    assert_eq!(reader.end().unwrap(), None);
}

#[test]
fn padding_after_the_trailer_is_zero() {
    let mut archive = write(&[], Dialect::NewAscii);
    archive.resize(10_000, 0);
    assert_eq!(read(&archive, &no_index), Ok(Vec::new()));
    archive[9000] = 1;
    assert_eq!(
        read(&archive, &no_index).unwrap_err(),
        "at byte 9000 of the archive: the padding is not zero"
    );
}

#[test]
fn every_cut_is_an_error_with_its_place() {
    let archive = write(
        &[(member("./one", 0o100_644, 5), b"first"), (member("./two", 0o100_644, 0), b"")],
        Dialect::NewAscii,
    );
    for length in 0..archive.len() {
        let error = read(&archive[..length], &no_index).unwrap_err();
        assert!(error.contains("of the archive: it ends inside"), "{length}: {error}");
    }
}

#[test]
fn refuses_with_the_place() {
    let archive = write(&[(member("./one", 0o100_644, 5), b"first")], Dialect::NewAscii);
    let changed = |at: usize, bytes: &[u8]| {
        let mut archive = archive.clone();
        archive[at..at + bytes.len()].copy_from_slice(bytes);
        read(&archive, &no_index).unwrap_err()
    };
    for (at, bytes, problem) in [
        (
            0,
            "070702",
            "0 of the archive: \"070702\" is not the start of a member: expected 070701 \
                       or 07070X",
        ),
        (6, "0000000g", "6 of the archive: \"0000000g\" is not a hexadecimal number"),
        (6, "+0000001", "6 of the archive: \"+0000001\" is not a hexadecimal number"),
        (94, "00000000", "110 of the archive: a name has 0 bytes; allowed are 1 to 4096"),
        (94, "00001001", "110 of the archive: a name has 4097 bytes; allowed are 1 to 4096"),
        (94, "ffffffff", "110 of the archive: a name has 4294967295 bytes; allowed are 1 to 4096"),
        (94, "00000005", "110 of the archive: a name does not end in its first NUL"),
        (112, "\0", "110 of the archive: a name does not end in its first NUL"),
        (121, "xx", "121 of the archive: the padding is not zero"),
    ] {
        assert_eq!(changed(at, bytes.as_bytes()), format!("at byte {problem}"));
    }
}

proptest! {
    #[test]
    fn never_panics(mut archive in vec(any::<u8>(), 0..300), stripped: bool) {
        let magic = if stripped { "07070X" } else { "070701" };
        let length = archive.len().min(6);
        archive[..length].copy_from_slice(&magic.as_bytes()[..length]);
        let _ = read(&archive, &|index| Some(u64::from(index)));
    }

    #[test]
    fn what_is_written_reads_back(
        files in vec((vec(1..=255_u8, 0..9), any::<u32>(), vec(any::<u8>(), 0..9)), 0..5),
    ) {
        let members: Vec<_> = files
            .iter()
            .map(|(path, number, content)| {
                let member = Member {
                    index: *number,
                    path,
                    is_rooted: false,
                    inode: *number,
                    mode: number.rotate_left(8),
                    links: number.rotate_left(16),
                    mtime: number.rotate_left(24),
                    length: content.len() as u64,
                    device: (*number, !*number),
                };
                (member, &**content)
            })
            .collect();
        let found = read(&write(&members, Dialect::NewAscii), &no_index).unwrap();
        let expected: Vec<_> = members
            .iter()
            .map(|(member, content)| {
                let found = Found::NewAscii {
                    path: member.path.to_vec(),
                    inode: member.inode,
                    mode: member.mode,
                    links: member.links,
                    mtime: member.mtime,
                    length: member.length,
                    device: member.device,
                };
                (found, content.to_vec())
            })
            .collect();
        prop_assert_eq!(found, expected);
    }
}
