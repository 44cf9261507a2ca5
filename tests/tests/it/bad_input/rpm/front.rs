//! The lead and the two headers.

use std::fs;

use conformance::forge::rpm::{LEAD, Parts, data, entry, length, patch};
use conformance::golden::DEBS;

use super::{Bench, Case, FILE, damaged, golden, refused, take_all, tolerated, try_all};

#[test]
fn what_is_no_package() {
    let deb = fs::read(DEBS[0].committed()).unwrap();
    let says = ["is not an RPM package"];
    try_all(&[
        refused("empty", Vec::new(), &says),
        refused("one byte", b"\xee".to_vec(), &says),
        refused("a text", b"not a package\n".to_vec(), &says),
        refused("an archive", b"PK\x03\x04".repeat(100), &says),
        refused("a deb", deb, &says),
        refused("zeros", vec![0; 1 << 20], &says),
        refused("the magic alone", b"\xed\xab\xee\xdb".to_vec(), &["within the lead"]),
    ]);
    // A package is known by its magic, whatever it is called.
    let bench = Bench::new();
    fs::copy(golden("minimal"), bench.path("good.deb")).unwrap();
    let _ = bench.mkrpm(&["inspect", "good.deb"]).succeeded();
    let _ = bench.mkrpm(&["sign", "--sign-key=ed25519.secret.asc", "good.deb"]).succeeded();
    let _ = bench.mkrpm(&["verify", "--key=ed25519.asc", "good.deb"]).succeeded();
}

#[test]
fn leads() {
    let with = |place: usize, bytes: &[u8]| {
        let mut parts = Parts::golden("none");
        parts.lead[place..place + bytes.len()].copy_from_slice(bytes);
        parts.to_bytes()
    };
    try_all(&[
        refused("magic", with(3, &[0]), &["ed ab ee db"]),
        refused("format 2", with(4, &[2]), &["the lead, at byte 4, has the format 2"]),
        refused("format 5", with(4, &[5]), &["the lead, at byte 4, has the format 5"]),
        refused("signature 1", with(78, &[0, 1]), &["at byte 78, has the signature type 1"]),
    ]);
    take_all(&[
        tolerated("type 2", with(6, &[0, 2]), "the lead, at byte 6, has the type 2"),
        tolerated("source", with(6, &[0, 1]), "the lead, at byte 6, marks this as a source"),
        tolerated("name", with(10, &[b'a'; 66]), "the name in the lead, at byte 10"),
    ]);
}

/// One of the headers, with tags to bend.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    region: u32,
    /// The most entries that it may have.
    entries: u32,
    /// The most bytes of data.
    data: u32,
    /// Two texts next to each other, and a number.
    texts: [u32; 2],
    number: u32,
}

const SIGNATURE: Place = Place {
    name: "signature",
    region: 62,
    entries: 32,
    data: 64 << 20,
    texts: [269, 273],
    number: 1000,
};

const MAIN: Place = Place {
    name: "main",
    region: 63,
    entries: 0xffff,
    data: 0x0fff_ffff,
    texts: [1000, 1001],
    number: 1006,
};

impl Place {
    /// The package with this header bent.
    fn bent(self, bend: impl FnOnce(&mut [u8])) -> Vec<u8> {
        let mut parts = Parts::golden("none");
        if self.region == MAIN.region {
            bend(&mut parts.header);
            return parts.to_bytes();
        }
        let mut bytes = parts.to_bytes();
        let end = LEAD + length(&bytes[LEAD..]);
        bend(&mut bytes[LEAD..end]);
        bytes
    }

    /// It is refused when bent, naming the header and what is wrong.
    fn of_header(self, what: &str, bend: impl FnOnce(&mut [u8]), says: &str) -> Case {
        let says = format!("{} header: {says}", self.name);
        refused(format!("{} header: {what}", self.name), self.bent(bend), &[&says])
    }

    /// The same, naming a tag and an offset too.
    fn of_tag(self, tag: u32, what: &str, bend: impl FnOnce(&mut [u8]), says: &str) -> Case {
        let start = format!("tag {tag} (");
        let mut case = self.of_header(what, bend, &start);
        case.says.extend([", at byte ".to_owned(), says.to_owned()]);
        case
    }

    /// The entry of `tag` with another number in one of its fields.
    fn of_entry(self, tag: u32, field: Field, number: u32, says: &str) -> Case {
        let what = format!("{field:?} of {tag} is {number}");
        let bend = |header: &mut [u8]| {
            let place = entry(header, tag) + 4 * field as usize;
            patch(header, place, number);
        };
        self.of_tag(tag, &what, bend, says)
    }

    /// The region's trailer with another number in one of its fields.
    fn of_trailer(self, field: Field, number: u32, says: &str) -> Case {
        let what = format!("{field:?} of the trailer is {number}");
        let bend = |header: &mut [u8]| {
            let place = data(header, self.region) + 4 * field as usize;
            patch(header, place, number);
        };
        self.of_tag(self.region, &what, bend, says)
    }
}

/// The fields of an entry.
#[derive(Clone, Copy, Debug)]
enum Field {
    Tag,
    Type,
    Offset,
    Count,
}

fn negative(number: i32) -> u32 {
    number.cast_unsigned()
}

#[test]
fn intros_and_regions() {
    use Field::{Count, Offset, Tag, Type};

    let mut cases = Vec::new();
    for place in [SIGNATURE, MAIN] {
        let region = place.region;
        let most = |most: u32| format!("{} ", most + 1) + "%; " + &format!("{most} at most");
        let at_most = |text: &str, number: u32| most(number).replace('%', text);
        let entries =
            format!("at byte 8 of the header: it has {}", at_most("entries", place.entries));
        let length = at_most("bytes of data", place.data);
        let length = format!("at byte 12 of the header: it has {length}");
        let (within, matching) = ("not within the data", "does not match its entry");
        let back = "does not lead back to the index";
        cases.extend([
            place.of_header("magic", |it| it[0] = 0, "at byte 0 of the header"),
            place.of_header("version", |it| it[3] = 2, "at byte 0 of the header"),
            place.of_header("reserved", |it| it[7] = 1, "at byte 0 of the header"),
            place.of_header("no entries", |it| patch(it, 8, 0), "at byte 8 of the header"),
            place.of_header("entries", |it| patch(it, 8, place.entries + 1), &entries),
            place.of_header("data", |it| patch(it, 12, place.data + 1), &length),
            place.of_entry(region, Type, 6, "not 16 bytes of binary data"),
            place.of_entry(region, Count, 32, "not 16 bytes of binary data"),
            place.of_entry(region, Offset, negative(-16), within),
            place.of_entry(region, Offset, 0x7fff_fff0, within),
            place.of_trailer(Tag, 1000, matching),
            place.of_trailer(Type, 6, matching),
            place.of_trailer(Count, 8, matching),
            place.of_trailer(Offset, 16, back),
            place.of_trailer(Offset, 0, back),
            place.of_trailer(Offset, negative(-15), back),
            place.of_trailer(Offset, negative(-0x10_0000), back),
        ]);
    }
    cases.push(MAIN.of_trailer(Offset, negative(-160), "does not cover all of the header"));
    try_all(&cases);
}

#[test]
fn entries() {
    use Field::{Count, Offset, Type};

    let mut cases = Vec::new();
    for place in [SIGNATURE, MAIN] {
        let [first, second] = place.texts;
        let swap = |header: &mut [u8]| {
            let [a, b] = place.texts.map(|tag| entry(header, tag));
            patch(header, a, second);
            patch(header, b, first);
        };
        let retag = |tag: u32, new: u32| {
            move |header: &mut [u8]| {
                let place = entry(header, tag);
                patch(header, place, new);
            }
        };
        let unaligned = |header: &mut [u8]| {
            let place = entry(header, place.number) + 8;
            header[place + 3] += 1;
        };
        cases.extend([
            place.of_tag(first, "a tag twice", retag(second, first), "it is repeated"),
            place.of_tag(99, "a tag below 100", retag(first, 99), "a tag below 100"),
            place.of_tag(place.number, "unaligned", unaligned, "no multiple of 4"),
            place.of_entry(first, Offset, negative(-1), "its offset is -1, not in the data"),
            place.of_entry(first, Offset, 0x7fff_ffff, "not in the data"),
            place.of_entry(first, Offset, place.data, "not in the data"),
            place.of_entry(second, Offset, 0, "within or before another value"),
            place.of_entry(first, Type, 0, "its type is 0; types are 1 to 9"),
            place.of_entry(first, Type, 10, "its type is 10; types are 1 to 9"),
            place.of_entry(first, Count, 0, "it has no elements"),
            place.of_entry(first, Count, 2, "it has 2 elements, but only one is allowed"),
            place.of_entry(
                place.number,
                Count,
                0x10_0000,
                "1048576 elements; the limit is 1048575",
            ),
            place.of_entry(place.number, Count, 0xf_fff0, "but there is space for"),
        ]);
        if place.region == MAIN.region {
            // The name and the version have changed places.
            let bytes = place.bent(swap);
            take_all(&[tolerated(
                "tags out of order",
                bytes,
                "it comes after tag 1001; tags ascend",
            )]);
        }
    }
    try_all(&cases);
}

#[test]
fn data_of_entries() {
    let nul = |header: &mut [u8]| {
        let place = data(header, 5097) + 64;
        assert_eq!(header[place], 0);
        header[place] = b'0';
    };
    let padding = |header: &mut [u8]| {
        let place = data(header, 1045) - 1;
        assert_eq!(header[place], 0);
        header[place] = b'0';
    };
    let shorter = |header: &mut [u8]| {
        let place = entry(header, 1117) + 12;
        patch(header, place, 1);
    };
    let mut after = Parts::golden("none");
    *after.signature.last_mut().unwrap() = 1;
    try_all(&[
        MAIN.of_tag(5097, "a text without an end", nul, "text 1 of 1 is not terminated"),
        refused("a shorter array", MAIN.bent(shorter), &["elements instead of 1"]),
        refused(
            "the signature header's type",
            SIGNATURE.bent(|header| {
                let place = entry(header, 269) + 4;
                patch(header, place, 9);
            }),
            &["of the signature header is of another type"],
        ),
        refused(
            "files that do not fit",
            MAIN.bent(|header| {
                let place = data(header, 1116);
                patch(header, place, 7);
            }),
            &["tag 1116 (DIRINDEXES)"],
        ),
    ]);
    take_all(&[
        tolerated("padding", MAIN.bent(padding), "main header: at byte "),
        tolerated("padding after the signature", after.to_bytes(), "at byte 4503 of the package"),
    ]);
}

#[test]
fn lengths() {
    let wrong = |tag: u32| {
        let mut bytes = Parts::golden("none").to_bytes();
        let place = LEAD + data(&bytes[LEAD..], tag);
        patch(&mut bytes, place, 5);
        bytes
    };
    take_all(&[
        tolerated("of the whole", wrong(1000), "bytes follow its end"),
        tolerated("of the archive", wrong(1007), "(PAYLOADSIZE) does not match: expected 5"),
    ]);
}

#[test]
fn digests() {
    let flipped = |place: usize| {
        let mut bytes = Parts::golden("none").to_bytes();
        bytes[place] ^= 1;
        bytes
    };
    let parts = Parts::golden("none");
    let start = LEAD + parts.signature.len();
    let payload = start + parts.header.len();
    let sha256 = LEAD + data(&parts.signature, 273);
    let md5 = LEAD + data(&parts.signature, 1004);
    let version = start + data(&parts.header, 1001);
    let promise = start + data(&parts.header, 5092);
    let content = payload + parts.payload.windows(8).position(|it| it == b"smallest").unwrap();
    try_all(&[
        damaged("a byte of the header", flipped(version), &["of the header does not match"]),
        damaged("the header's digest", flipped(sha256), &["the SHA-256 of the header"]),
        damaged("the whole's digest", flipped(md5), &["the MD5 of header and payload"]),
        damaged("the payload's digest", flipped(promise), &["of the header does not match"]),
        damaged("a byte of the payload", flipped(content), &["payload does not match"]),
    ]);
    let bench = Bench::new();
    bench.put(&flipped(version));
    let document = bench.mkrpm(&["inspect", "--json", FILE]);
    let document = serde_json::from_slice::<serde_json::Value>(&document.stdout).unwrap();
    assert_eq!(document["errors"][0]["subject"], FILE);
}
