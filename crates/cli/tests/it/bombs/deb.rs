//! Debian packages.

use pkgio::Codec;

use super::{Package, inspect, packed};

const CONTROL: &[u8] =
    b"Package: bomb\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: x\n";
/// The window of the compressor, at most.
const WINDOW: u64 = 8 << 20;

#[test]
fn packages_take_little_memory() {
    let nothing = tar([]);
    let control = |more: &[u8]| tar([("./control".to_owned(), [CONTROL, more].concat())]);
    let with = |name: &str, bytes: Vec<u8>| {
        tar([("./control".to_owned(), CONTROL.to_vec()), (name.to_owned(), bytes)])
    };
    let list = |bytes: usize| [b"Depends: a", &b", a".repeat(bytes / 3)[..], b"\n"].concat();
    let sums = |count: usize| {
        let line = |at| format!("d41d8cd98f00b204e9800998ecf8427e  usr/share/bomb/{at:040}\n");
        (0..count).map(line).collect::<String>().into_bytes()
    };
    let files = |count: usize, width: usize| {
        let name = |at: usize| (format!("./{at:0width$}"), Vec::new());
        tar((0..count).map(name))
    };
    let all = [
        ("many entries", control(b""), files(30_000, 7), 30_000, 0),
        ("long names", control(b""), files(30_000, 97), 30_000, 0),
        ("a list of 60 MB", control(&list(40_000_000)), nothing.clone(), 0, 3),
        ("a list of nearly 4 MiB", control(&list((4 << 20) - 200)), nothing.clone(), 0, 0),
        ("a long description", control(&b" .\n".repeat(1_390_000)), nothing.clone(), 0, 0),
        ("many fields", control(&fields(700_000)), nothing.clone(), 0, 3),
        ("a script of 64 MB", with("./postinst", vec![b' '; 64 << 20]), nothing.clone(), 0, 3),
        ("a script of no text", with("./postinst", vec![0xff; 8 << 20]), nothing.clone(), 0, 0),
        ("sums of no files", with("./md5sums", sums(500_000)), nothing.clone(), 0, 0),
        ("sums that are none", with("./md5sums", vec![0; 50 << 20]), nothing, 0, 3),
    ];
    let packages = all.iter().map(|(name, control, data, entries, exit)| Package {
        name,
        bytes: deb(control, data),
        entries: *entries,
        exit: *exit,
    });
    inspect(env!("CARGO_BIN_EXE_mkdeb"), WINDOW, packages.collect());
}

fn fields(count: usize) -> Vec<u8> {
    (0..count).map(|at| format!("X{at}: \n")).collect::<String>().into_bytes()
}

fn deb(control: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.xz", packed(Codec::Xz, control)),
        ("data.tar.xz", packed(Codec::Xz, data)),
    ];
    for (name, member) in members {
        let length = member.len();
        bytes.extend(format!("{name:<16}{:<12}{:<6}{:<6}100644  {length:<10}`\n", 0, 0, 0).bytes());
        bytes.extend(member);
        if length % 2 == 1 {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// A tar archive of files.
fn tar(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, &name.as_bytes()[..name.len().min(100)]);
        put(100, b"0000644\0");
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", content.len()).as_bytes());
        put(136, b"00000000000\0        0");
        put(257, b"ustar  \0root");
        put(297, b"root");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        bytes.extend(header);
        bytes.extend(&content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}
