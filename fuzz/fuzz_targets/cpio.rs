//! The payload behind sound headers that list a file of each kind.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pkgio::Algorithms;
use rpmpkg::header::{Header, Region, Value, tag};
use rpmpkg::read::{Limits, contents};

/// Everything before the payload, which is not compressed.
static FRONT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut signature = Header::new();
    signature.insert(tag::signature::RESERVEDSPACE, Value::Binary([0; 16].into()));
    let mut header = Header::new();
    for (tag, text) in [
        (tag::NAME, "files"),
        (tag::VERSION, "1"),
        (tag::RELEASE, "1"),
        (tag::OS, "linux"),
        (tag::ARCH, "noarch"),
        (tag::SOURCERPM, "files-1-1.src.rpm"),
        (tag::PAYLOADFORMAT, "cpio"),
    ] {
        header.insert(tag, Value::text(text));
    }
    header.insert(tag::DIRNAMES, Value::texts(["/", "/d/"]));
    header.insert(tag::DIRINDEXES, Value::int32([0, 1, 1, 1, 1, 1]));
    header.insert(tag::BASENAMES, Value::texts(["d", "console", "file", "link", "one", "two"]));
    header.insert(
        tag::FILEMODES,
        Value::int16([0o040_755, 0o020_600, 0o100_644, 0o120_777, 0o100_644, 0o100_644]),
    );
    header.insert(tag::FILESIZES, Value::int32([0, 0, 5, 4, 3, 3]));
    header.insert(tag::FILERDEVS, Value::int16([0, 0x501, 0, 0, 0, 0]));
    header.insert(tag::FILEINODES, Value::int32([1, 2, 3, 4, 5, 5]));
    header.insert(tag::FILEDEVICES, Value::int32([1; 6]));
    header.insert(tag::FILEMTIMES, Value::int32([0; 6]));
    header.insert(tag::FILEFLAGS, Value::int32([0; 6]));
    header.insert(tag::FILEDIGESTS, Value::texts([""; 6]));
    header.insert(tag::FILELINKTOS, Value::texts(["", "", "", "file", "", ""]));

    let mut front = vec![0xed, 0xab, 0xee, 0xdb, 3, 0];
    front.resize(96, 0);
    front[79] = 5;
    front.extend(signature.to_bytes(Region::Signature).expect("it is small"));
    front.resize(front.len().next_multiple_of(8), 0);
    front.extend(header.to_bytes(Region::Immutable).expect("it is small"));
    front
});

fuzz_target!(|payload: &[u8]| {
    let package = [&FRONT[..], payload].concat();
    match contents(&mut &package[..], Algorithms::default(), &Limits::default()) {
        Ok(contents) => {
            assert_eq!(contents.payload_length, payload.len() as u64);
            assert_eq!(contents.files.len(), 6);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
