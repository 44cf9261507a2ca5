//! Packages that would take all memory, or never end.

use std::fs;
use std::time::{Duration, Instant};

use conformance::forge::rpm::{LEAD, Parts, data, patch};
use conformance::program::{Mkrpm, plain};
use conformance::tool::{command, outcome, shell};

use super::super::case::check_messages;
use super::{Bench, COMMANDS, FILE};

/// Each command says no within 512 MiB of address space, and so of memory.
#[track_caller]
fn stopped_early(name: &str, bytes: &[u8], says: &[&str]) {
    let bench = Bench::new();
    bench.put(bytes);
    for arguments in COMMANDS {
        let mut shell = plain(shell("ulimit -v 524288; exec \"$@\""));
        shell.arg("sh").arg(Mkrpm.path()).args(arguments).current_dir(bench.folder.path());
        let refused = check_messages(&outcome(&mut shell), 3, says);
        refused.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(fs::read(bench.path(FILE)).unwrap() == bytes, "{name}: {arguments:?}");
    }
}

/// The archive and a thousand times more after it; for one of them more than the memory there is.
#[test]
fn payloads_that_hold_more_than_is_listed() {
    for (golden, tool, length) in
        [("minimal", "zstd -qc", "768M"), ("xz-9", "xz -0c", "96M"), ("gzip", "gzip -1c", "96M")]
    {
        let parts = Parts::golden(golden);
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("archive");
        fs::write(&path, Parts::golden("none").payload).unwrap();
        let script = format!("{{ cat \"$1\"; head -c {length} /dev/zero; }} | {tool}");
        let bomb = conformance::tool::run(shell(&script).arg("sh").arg(path));
        let bomb = parts.with_payload(bomb, &Parts::golden("none").payload);
        stopped_early(golden, &bomb.to_bytes(), &["payload", "more than the files"]);
    }
}

/// A few bytes that ask for a window of gigabytes.
#[test]
fn windows_of_gigabytes() {
    let plain = Parts::golden("none").payload;
    // RFC 8878: a frame with a window of 2 GiB and one raw block.
    let block = 1 | (plain.len() as u32) << 3;
    let head = [0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3];
    let zstd = [&head[..], &block.to_le_bytes()[..3], &plain].concat();
    let parts = Parts::golden("minimal").with_payload(zstd, &plain);
    stopped_early("zstd", &parts.to_bytes(), &["payload: zstd: "]);

    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("archive");
    fs::write(&path, &plain).unwrap();
    let mut xz = command("xz");
    let mut lzma = conformance::tool::run(xz.args(["--format=lzma", "-c"]).arg(path));
    lzma[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut parts = Parts::golden("gzip").with_payload(lzma, &plain);
    // PAYLOADCOMPRESSOR
    let place = data(&parts.header, 1125);
    parts.header[place..place + 4].copy_from_slice(b"lzma");
    stopped_early("lzma", &parts.to_bytes(), &["payload", "more than 129 MiB"]);
}

/// A header of so many texts of one letter.
fn of_texts(count: usize) -> Vec<u8> {
    let number = |number: usize| (number as u32).to_be_bytes();
    let data = b"a\0".repeat(count);
    let entry = [number(5999), number(8), number(0), number(count)].concat();
    let mut header = b"\x8e\xad\xe8\x01\0\0\0\0".to_vec();
    header.extend([number(1), number(data.len())].concat());
    [header, entry, data].concat()
}

#[test]
fn headers_of_texts_alone() {
    let mut parts = Parts::golden("none");
    parts.header = of_texts(60 << 20);
    stopped_early("one array", &parts.to_bytes(), &["62914560 elements; the limit is 1048575"]);
    // Several arrays of what is allowed for each, over the same texts as if they were their own.
    let arrays = 9;
    let mut header = of_texts(0xf_ffff * arrays);
    patch(&mut header, 8, arrays as u32);
    let entries = (0..arrays).flat_map(|array| {
        let offset = array * 0xf_ffff * 2;
        [6000 + array, 8, offset, 0xf_ffff].map(|number| (number as u32).to_be_bytes())
    });
    header.splice(16..32, entries.flatten());
    parts.header = header;
    stopped_early("nine arrays", &parts.to_bytes(), &["9437175 texts; the limit is 8388600"]);
}

/// A header that claims what is not there is no reason to make room for it.
#[test]
fn headers_that_claim_much() {
    let mut bytes = Parts::golden("none").to_bytes();
    patch(&mut bytes, LEAD + 12, 64 << 20);
    stopped_early("signature", &bytes, &["is truncated: it ends within the signature header"]);
    let parts = Parts::golden("none");
    let mut bytes = parts.to_bytes();
    patch(&mut bytes, LEAD + parts.signature.len() + 12, 0x0fff_ffff);
    stopped_early("main", &bytes, &["is truncated: it ends within the main header"]);
}

/// A pipe that goes on after the package.
#[test]
fn inputs_that_never_end() {
    let bench = Bench::new();
    // Built here if nobody asked for it before, and not while the clock runs.
    let mkrpm = Mkrpm.path();
    for golden in ["none", "minimal", "xz-9", "gzip"] {
        bench.put(&Parts::golden(golden).to_bytes());
        for arguments in ["inspect -", "verify --key=ed25519.asc -", "diff good.rpm -"] {
            let started = Instant::now();
            let script = "cat \"$1\" /dev/zero | timeout 20 \"$0\" $2";
            let mut shell = plain(shell(script));
            shell.arg(&mkrpm).args([FILE, arguments]);
            let outcome = outcome(shell.current_dir(bench.folder.path()));
            check_messages(&outcome, 3, &["-: payload", "follow"])
                .unwrap_or_else(|failure| panic!("{golden}: {failure}"));
            assert!(started.elapsed() < Duration::from_secs(10), "{golden}: {outcome}");
        }
    }
    let mut shell = plain(shell("exec timeout 10 \"$0\" inspect - < /dev/zero"));
    check_messages(&outcome(shell.arg(&mkrpm)), 3, &["is not an RPM package"]).unwrap();
}
