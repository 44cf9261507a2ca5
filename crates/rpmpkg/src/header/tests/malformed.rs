//! Headers that are wrong, or old.

use super::*;

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
            "tag 1000 (SIZE), at byte 84 of the header: it has 1 elements, but there is space for 0"
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
        (one([1000, 6, 0, 1], b"abc"), format!("{at_32}text 1 of 1 is not terminated")),
        (one([1000, 8, 0, 3], b"a\0b\0"), format!("{at_32}text 3 of 3 is not terminated")),
        (
            one([1000, 8, 0, 0xffff_ffff], b"a\0"),
            format!("{at_16}it has 4294967295 elements; the limit is 1048575"),
        ),
        (
            one([1000, 8, 0, 0xf_ffff], b"a\0"),
            format!("{at_32}it has 1048575 elements, but there is space for 2"),
        ),
        (
            one([1000, 5, 0, 2], &[0; 15]),
            format!("{at_32}it has 2 elements, but there is space for 1"),
        ),
        (
            one([1000, 6, 0, 2], b"a\0b\0"),
            format!(
                "{at_32}it has 2 elements, but only one is \
                                                   allowed"
            ),
        ),
        (
            one([1 << 31, 6, 0, 1], b"a\0"),
            "tag 2147483648 (unknown), at byte 16 of the header: a value cannot have a tag of 2^31"
                .to_owned(),
        ),
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
            "tag 1000 (NAME), at byte 32 of the header: it is repeated".into(),
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
            "tag 1000 (NAME), at byte 48 of the header: text 1 of 1 is not terminated".into(),
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
