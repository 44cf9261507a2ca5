//! The payload.

use conformance::forge::rpm::{Parts, member, member_head};
use conformance::tool::command;
use tempfile::TempDir;

use super::{Case, damaged, refused, take_all, tolerated, try_all};

const FOLDER: &str = "./usr/share/minimal";
const FILE: &str = "./usr/share/minimal/README";
const CONTENT: &[u8] = b"The smallest package there is.\n";

/// The package `none` with this archive as its payload; all digests fit.
fn with_archive(archive: &[u8]) -> Vec<u8> {
    Parts::golden("none").with_payload(archive.to_vec(), archive).to_bytes()
}

fn archive(members: &[Vec<u8>]) -> Vec<u8> {
    [&members.concat()[..], &member("TRAILER!!!", 0, b"")].concat()
}

#[test]
fn members_of_the_archive() {
    let folder = member(FOLDER, 0o040_755, b"");
    let file = member(FILE, 0o100_644, CONTENT);
    let other = |path: &str| member(path, 0o100_644, CONTENT);
    let refused = |name: &str, members: &[&Vec<u8>], says: &str| {
        let members = members.iter().map(|member| (*member).clone()).collect::<Vec<_>>();
        refused(name, with_archive(&archive(&members)), &["payload", says])
    };
    let unlisted = "which the header does not list";
    let mut magic = file.clone();
    magic[5] = b'9';
    let mut digits = file.clone();
    digits[60] = b'x';
    let longer = member(FILE, 0o100_644, &[CONTENT, b"x"].concat());
    let kind = member(FILE, 0o120_777, b"/etc/passwd");
    let huge = member_head(FILE, 0o100_644, u32::MAX);
    let mut other_content = CONTENT.to_vec();
    other_content[0] = b't';
    let changed = archive(&[folder.clone(), member(FILE, 0o100_644, &other_content)]);
    let after = |bytes: &[u8]| [archive(&[folder.clone(), file.clone()]), bytes.to_vec()].concat();
    try_all(&[
        refused("a file is missing", &[&folder], "is not in the payload"),
        refused("a file twice", &[&folder, &file, &file], "is in the payload twice"),
        refused("not listed", &[&folder, &file, &other("./etc/shadow")], unlisted),
        refused("from above", &[&folder, &other("./../etc/shadow")], unlisted),
        refused("from the root", &[&folder, &other("/etc/shadow")], unlisted),
        refused("magic", &[&folder, &magic], "070709"),
        refused("digits", &[&folder, &digits], "payload"),
        refused("longer", &[&folder, &longer], "has 32 bytes in the payload"),
        refused("huge", &[&folder, &huge], "has 4294967295 bytes in the payload"),
        refused("another kind", &[&folder, &kind], "is of another kind"),
        super::refused("no end", with_archive(&[&folder[..], &file].concat()), &["payload"]),
        super::refused("nothing", with_archive(b""), &["payload"]),
        super::refused("not an archive", with_archive(&[b'x'; 300]), &["payload"]),
        damaged("another content", with_archive(&changed), &["minimal/README"]),
    ]);
    let disorder = archive(&[file.clone(), folder.clone()]);
    // rpm stops at the trailer.
    take_all(&[
        tolerated("out of order", with_archive(&disorder), "is out of order"),
        tolerated("bytes after the end", with_archive(&after(b"junk")), "the padding is not zero"),
        tolerated("another archive", with_archive(&after(&after(b""))), "the padding is not zero"),
    ]);
}

/// Compresses with a real tool.
fn compressed(tool: &[&str], bytes: &[u8]) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, bytes).unwrap();
    conformance::tool::run(command(tool[0]).args(&tool[1..]).arg(file))
}

#[test]
fn compressed_streams() {
    let plain = Parts::golden("none").payload;
    let mut cases: Vec<Case> = Vec::new();
    for (golden, tool) in
        [("minimal", &["zstd", "-q", "-c"][..]), ("xz-9", &["xz", "-c"]), ("gzip", &["gzip", "-c"])]
    {
        let stream = compressed(tool, &plain);
        let with = |payload: &[u8]| {
            Parts::golden(golden).with_payload(payload.to_vec(), &plain).to_bytes()
        };
        let short = &stream[..stream.len() - 3];
        let mut flipped = stream.clone();
        let last = flipped.len() - 6;
        flipped[last] ^= 0x10;
        let name = |what: &str| format!("{golden}: {what}");
        cases.extend([
            refused(name("junk after it"), with(&[&stream[..], b"junk"].concat()), &["payload"]),
            refused(name("zeros after it"), with(&[&stream[..], &[0; 8]].concat()), &["payload"]),
            refused(name("two streams"), with(&stream.repeat(2)), &["payload"]),
            refused(name("truncated"), with(short), &["payload"]),
            refused(name("damaged"), with(&flipped), &["payload"]),
            refused(name("empty"), with(b""), &["payload"]),
        ]);
        let stored = with(&plain);
        match golden {
            // rpm's reader of gzip takes it.
            "gzip" => take_all(&[tolerated("stored", stored, "is not compressed, although")]),
            _ => cases.push(refused(name("not compressed"), stored, &["payload"])),
        }
        // What is well is not refused for how it was made.
        let bench = super::Bench::new();
        bench.put(&with(&stream));
        let _ = bench.mkrpm(&["inspect", super::FILE]).succeeded();
    }
    try_all(&cases);
}
