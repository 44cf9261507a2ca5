//! Headers against those of the real rpmbuild, and every way in which one can be wrong.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::testing::rpmbuild;

const LEAD: usize = crate::lead::LENGTH;

/// A package with every kind of value: translated texts, all integer widths, binary data.
const SPEC: &str = "\
Name: values
Version: 1
Release: 1
Summary: A summary
Summary(de): Eine Zusammenfassung
License: MIT
Group: Unspecified
Provides: one = 1, two
Requires(pre): three
%description
Text
%description -l de
Ein Text
%install
mkdir -p %{buildroot}/opt/values
echo one > %{buildroot}/opt/values/one
ln %{buildroot}/opt/values/one %{buildroot}/opt/values/two
ln -s one %{buildroot}/opt/values/three
%post
echo post
%triggerin -- four, five
echo trigger
%filetriggerin -P 5 -- /usr/lib /opt
echo file trigger
%files
%config(noreplace) /opt/values
%changelog
* Wed Nov 15 2023 One <one@example.org> - 1-1
- Change
";

/// The bytes of both headers of a package.
fn headers(package: &[u8]) -> [&[u8]; 2] {
    let length = |bytes: &[u8], limits| {
        let intro = Intro::parse(bytes.first_chunk().unwrap(), &limits).unwrap();
        usize::try_from(intro.length()).unwrap()
    };
    let signature = &package[LEAD..];
    let signature_length = length(signature, HeaderLimits::SIGNATURE);
    let main = &signature[signature_length.next_multiple_of(8)..];
    [&signature[..signature_length], &main[..length(main, HeaderLimits::MAIN)]]
}

#[test]
fn parses_and_prints_what_rpmbuild_wrote() {
    let packages = rpmbuild(SPEC, &["-ba"]);
    assert_eq!(packages.len(), 2);
    for (name, package) in &packages {
        let [signature, main] = headers(package);
        let header = Header::parse(signature, Region::Signature, &HeaderLimits::SIGNATURE).unwrap();
        assert_eq!(header.to_bytes(Region::Signature).unwrap(), signature, "{name}");
        assert_eq!(header.text(tag::signature::SHA256).unwrap().len(), 64);
        assert!(header.entries().all(|(tag, _)| tag::signature::name(tag).is_some()));

        let header = Header::parse(main, Region::Immutable, &HeaderLimits::MAIN).unwrap();
        assert_eq!(header.to_bytes(Region::Immutable).unwrap(), main, "{name}");
        assert_eq!(header.text(tag::NAME), Some(b"values".as_slice()));
        let summaries: Vec<_> = header.texts(tag::SUMMARY).collect();
        assert_eq!(summaries, [b"A summary".as_slice(), b"Eine Zusammenfassung"]);
        assert!(header.entries().all(|(tag, _)| tag.name().is_some()));
        assert_eq!(header.len() + 1, main[11] as usize);
    }
}

#[test]
fn every_cut_and_every_flipped_bit_is_an_error_or_another_header() {
    let (_, package) = &rpmbuild(SPEC, &["-bb"])[0];
    for (bytes, region) in headers(package).into_iter().zip([Region::Signature, Region::Immutable])
    {
        let header = Header::parse(bytes, region, &HeaderLimits::MAIN).unwrap();
        for length in 0..bytes.len() {
            Header::parse(&bytes[..length], region, &HeaderLimits::MAIN).unwrap_err();
        }
        let mut bytes = bytes.to_vec();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                if let Ok(other) = Header::parse(&bytes, region, &HeaderLimits::MAIN) {
                    // A value that starts later in its padding is the same value.
                    let in_offset = at >= INTRO && at % INTRO / 4 == 2;
                    assert!(in_offset || other != header, "byte {at}, bit {bit}");
                }
                bytes[at] ^= 1 << bit;
            }
        }
    }
}

/// A header of `entries` (tag, type, offset, count) and `data`, which nothing checked.
fn raw(entries: &[[i64; 4]], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0];
    bytes.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    for field in entries.as_flattened() {
        bytes.extend(&field.to_be_bytes()[4..]);
    }
    bytes.extend(data);
    bytes
}

/// The trailer of a region.
fn trailer(tag: i64, entries: i64) -> Vec<u8> {
    let fields = [tag, 7, -16 * entries, 16];
    fields.iter().flat_map(|field| field.to_be_bytes()[4..].to_vec()).collect()
}

fn refusal(bytes: &[u8], region: Region) -> String {
    Header::parse(bytes, region, &HeaderLimits::MAIN).unwrap_err().to_string()
}

#[test]
fn reads_headers_without_a_region() {
    let bytes = raw(&[[1000, 6, 0, 1], [1003, 4, 4, 1]], b"a\0\0\0\0\0\0\x07");
    let header = Header::parse(&bytes, Region::Immutable, &HeaderLimits::MAIN).unwrap();
    assert_eq!(header.text(tag::NAME), Some(b"a".as_slice()));
    assert_eq!(header.number(tag::EPOCH), Some(7));
}

#[test]
fn reads_what_was_added_after_the_region_of_a_signature() {
    for region_tag in [62, 61] {
        let data = [b"abc".to_vec(), trailer(region_tag, 2), vec![0, 0, 0, 0]].concat();
        let bytes = raw(&[[62, 7, 3, 16], [1004, 7, 0, 3], [1000, 4, 20, 1]], &data);
        assert_eq!(
            refusal(&bytes, Region::Signature),
            "tag 1000 (SIZE), at byte 84 of the header: it has 1 elements, and there is room for 0"
        );
        let data = [data, vec![5]].concat();
        let bytes = raw(&[[62, 7, 3, 16], [1004, 7, 0, 3], [1000, 4, 20, 1]], &data);
        let header = Header::parse(&bytes, Region::Signature, &HeaderLimits::SIGNATURE).unwrap();
        assert_eq!(header.number(tag::signature::SIZE), Some(5));
        assert_eq!(
            header.value(tag::signature::MD5),
            Some(&Value::Binary(b"abc".as_slice().into()))
        );
    }
}

#[test]
fn refuses_what_two_readers_could_take_for_two_things() {
    let one = |entry: [i64; 4], data: &[u8]| refusal(&raw(&[entry], data), Region::Immutable);
    let two = |second: [i64; 4], data: &[u8]| {
        refusal(&raw(&[[1000, 6, 0, 1], second], data), Region::Immutable)
    };
    let at_32 = "tag 1000 (NAME), at byte 32 of the header: ";
    let at_16 = "tag 1000 (NAME), at byte 16 of the header: ";
    let second = "tag 1003 (EPOCH), at byte 32 of the header: ";
    for (found, problem) in [
        (one([1000, 6, 0, 1], b"abc"), format!("{at_32}text 1 of 1 has no end")),
        (one([1000, 8, 0, 3], b"a\0b\0"), format!("{at_32}text 3 of 3 has no end")),
        (
            one([1000, 8, 0, 0xffff_ffff], b"a\0"),
            format!("{at_32}it has 4294967295 elements, and there is room for 2"),
        ),
        (
            one([1000, 5, 0, 2], &[0; 15]),
            format!("{at_32}it has 2 elements, and there is room for 1"),
        ),
        (one([1000, 6, 0, 2], b"a\0b\0"), format!("{at_32}it has 2 elements, and can have one")),
        (one([1000, 6, 0, 0], b"a\0"), format!("{at_16}it has no elements")),
        (one([1000, 0, 0, 1], b"a\0"), format!("{at_16}its type is 0; types are 1 to 9")),
        (one([1000, 10, 0, 1], b"a\0"), format!("{at_16}its type is 10; types are 1 to 9")),
        (one([1000, 6, -1, 1], b"a\0"), format!("{at_16}its offset is -1, not in the data")),
        (one([1000, 6, 2, 1], b"a\0"), format!("{at_16}its offset is 2, not in the data")),
        (one([1000, 4, 2, 1], &[0; 8]), format!("{at_16}its offset is 2, no multiple of 4")),
        (
            one([99, 6, 0, 1], b"a\0"),
            "tag 99 (unknown), at byte 16 of the header: a value cannot have a tag below 100"
                .into(),
        ),
        (
            one([1000, 6, 0, 1], b"a\0\0b"),
            "at byte 35 of the header: the padding is not zero".into(),
        ),
        (
            one([1000, 6, 0, 1], b"a\0\0\0\0\0\0\0\0\0"),
            "at byte 34 of the header: 8 bytes belong to no value".into(),
        ),
        (
            two([1003, 4, 0, 1], b"abcdefg\0"),
            format!("{second}its offset is 0, within or before another value"),
        ),
        (
            two([1000, 6, 2, 1], b"a\0b\0"),
            "tag 1000 (NAME), at byte 32 of the header: it comes after tag 1000; tags ascend"
                .into(),
        ),
        (
            two([100, 8, 2, 1], b"a\0b\0"),
            "tag 100 (HEADERI18NTABLE), at byte 32 of the header: it comes after tag 1000; tags \
             ascend"
                .into(),
        ),
        (
            two([1003, 4, 4, 1], b"a\0\0x\0\0\0\0"),
            "at byte 51 of the header: the padding is not zero".into(),
        ),
    ] {
        assert_eq!(found, problem);
    }
}

#[test]
fn refuses_regions_that_lie() {
    let header = |entry: [i64; 4], data: Vec<u8>| {
        refusal(&raw(&[entry, [1000, 6, 0, 1]], &data), Region::Immutable)
    };
    let data = |trailer: Vec<u8>| [b"a\0".to_vec(), trailer].concat();
    let entry = "tag 63 (HEADERIMMUTABLE), at byte 16 of the header: ";
    let end = "tag 63 (HEADERIMMUTABLE), at byte 50 of the header: ";
    for (found, problem) in [
        (
            header([63, 6, 2, 16], data(trailer(63, 2))),
            format!("{entry}the region's entry is not 16 bytes of binary data"),
        ),
        (
            header([63, 7, 2, 17], data(trailer(63, 2))),
            format!("{entry}the region's entry is not 16 bytes of binary data"),
        ),
        (
            header([63, 7, 3, 16], data(trailer(63, 2))),
            format!("{entry}the region's trailer is not within the data"),
        ),
        (
            header([63, 7, -2, 16], data(trailer(63, 2))),
            format!("{entry}the region's trailer is not within the data"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(62, 2))),
            format!("{end}the region's trailer does not match its entry"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(61, 2))),
            format!("{end}the region's trailer does not match its entry"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(63, 3))),
            format!("{end}the region's trailer does not lead back to the index"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(63, 0))),
            format!("{end}the region's trailer does not lead back to the index"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(63, -2))),
            format!("{end}the region's trailer does not lead back to the index"),
        ),
        (
            header([63, 7, 2, 16], data(trailer(63, 1))),
            format!("{end}the region does not cover all of the header"),
        ),
        (
            header([63, 7, 2, 16], [data(trailer(63, 2)), vec![0]].concat()),
            format!("{end}the region does not cover all of the header"),
        ),
        (
            header([63, 7, 1, 16], [b"a".to_vec(), trailer(63, 2)].concat()),
            "tag 1000 (NAME), at byte 48 of the header: text 1 of 1 has no end".into(),
        ),
    ] {
        assert_eq!(found, problem);
    }
    let bytes = raw(&[[63, 7, 0, 16], [1000, 6, 16, 1]], &[&*trailer(63, 1), b"a\0"].concat());
    assert_eq!(
        refusal(&bytes, Region::Signature),
        "tag 63 (unknown), at byte 16 of the header: a value cannot have a tag below 100"
    );
}

#[test]
fn makes_room_for_nothing_that_is_not_there() {
    let limits = HeaderLimits { entries: 2, data: 3 };
    let refused =
        |bytes: &[u8]| Header::parse(bytes, Region::Immutable, &limits).unwrap_err().to_string();
    let intro = |entries: u32, data: u32| Intro { entries, data }.to_bytes();
    for (bytes, problem) in [
        (&intro(3, 3), "at byte 8 of the header: it has 3 entries; 2 at most"),
        (&intro(u32::MAX, 3), "at byte 8 of the header: it has 4294967295 entries; 2 at most"),
        (&intro(0, 3), "at byte 8 of the header: it has no entries"),
        (&intro(2, 4), "at byte 12 of the header: it has 4 bytes of data; 3 at most"),
        (&intro(2, 3), "at byte 16 of the header: it has 16 bytes, and says that it has 51"),
        (&[0; 16], "at byte 0 of the header: it does not start like a header"),
    ] {
        assert_eq!(refused(bytes), problem);
    }
    assert_eq!(refused(b"a"), "at byte 1 of the header: it ends before its 16th byte");
}

#[test]
fn writes_no_more_than_every_rpm_reads() {
    let refused = |header: &Header, region| header.to_bytes(region).unwrap_err().to_string();
    let mut header = Header::new();
    header.insert(tag::signature::RESERVEDSPACE, Value::Binary(vec![0; 8192 - 16].into()));
    assert_eq!(header.to_bytes(Region::Signature).unwrap().len(), 16 + 32 + 8192);
    header.insert(tag::signature::MD5, Value::Binary([0].into()));
    let problem = "at byte 12 of the header: it has 8193 bytes of data; 8192 at most";
    assert_eq!(refused(&header, Region::Signature), problem);
    assert!(header.to_bytes(Region::Immutable).is_ok());

    let entries = |count| {
        let mut header = Header::new();
        (0..count).for_each(|at| header.insert(Tag(1000 + at), Value::text("")));
        header
    };
    assert!(entries(31).to_bytes(Region::Signature).is_ok());
    let problem = "at byte 8 of the header: it has 33 entries; 32 at most";
    assert_eq!(refused(&entries(32), Region::Signature), problem);
    assert!(entries(65_534).to_bytes(Region::Immutable).is_ok());
    let problem = "at byte 8 of the header: it has 65536 entries; 65535 at most";
    assert_eq!(refused(&entries(65_535), Region::Immutable), problem);

    let mut header = Header::new();
    header.insert(tag::DIRNAMES, Value::texts(["/", "/a\0b/"]));
    let problem = "tag 1118 (DIRNAMES), at byte 32 of the header: a text holds a NUL byte";
    assert_eq!(refused(&header, Region::Immutable), problem);
}

/// Any value.
fn values() -> impl Strategy<Value = Value> {
    let text = || vec(1..=255_u8, 0..6);
    prop_oneof![
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Char(bytes.into())),
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Int8(bytes.into())),
        vec(any::<u8>(), 1..9).prop_map(|bytes| Value::Binary(bytes.into())),
        vec(any::<u16>(), 1..5).prop_map(Value::int16),
        vec(any::<u32>(), 1..5).prop_map(Value::int32),
        vec(any::<u64>(), 1..5).prop_map(Value::int64),
        text().prop_map(Value::text),
        vec(text(), 1..5).prop_map(Value::texts),
        vec(text(), 1..5).prop_map(Value::translated),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_parses(entries in vec((100_u32..6000, values()), 0..24), main: bool) {
        let region = if main { Region::Immutable } else { Region::Signature };
        let mut header = Header::new();
        for (number, value) in entries {
            header.insert(Tag(number), value);
        }
        let bytes = header.to_bytes(region).unwrap();
        prop_assert_eq!(Header::parse(&bytes, region, &HeaderLimits::MAIN), Ok(header));
    }

    #[test]
    fn never_panics(
        entries in vec((60..110_i64, 0..11_i64, -20..60_i64, 0..6_i64), 0..5),
        data in vec(0..4_u8, 0..60),
        at in 0..60_usize,
        region_entries in 0..5_i64,
    ) {
        let entries: Vec<_> = entries.into_iter().map(|entry| entry.into()).collect();
        let at = at.min(data.len());
        let data = [&data[..at], &trailer(63, region_entries), &data[at..]].concat();
        for region in [Region::Signature, Region::Immutable] {
            if let Ok(header) = Header::parse(&raw(&entries, &data), region, &HeaderLimits::MAIN) {
                prop_assert!(header.len() <= entries.len());
            }
        }
    }
}
