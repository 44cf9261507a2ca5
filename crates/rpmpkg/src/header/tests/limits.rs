//! How much a header may hold.

use super::*;

#[test]
fn makes_room_for_nothing_that_is_not_there() {
    let limits = HeaderLimits { entries: 2, data: 3, ..HeaderLimits::MAIN };
    let refused =
        |bytes: &[u8]| Header::parse(bytes, Region::Immutable, &limits).unwrap_err().to_string();
    let intro = |entries: u32, data: u32| Intro { entries, data }.to_bytes();
    for (bytes, problem) in [
        (&intro(3, 3), "at byte 8 of the header: it has 3 entries; 2 at most"),
        (&intro(u32::MAX, 3), "at byte 8 of the header: it has 4294967295 entries; 2 at most"),
        (&intro(0, 3), "at byte 8 of the header: it has no entries"),
        (&intro(2, 4), "at byte 12 of the header: it has 4 bytes of data; 3 at most"),
        (&intro(2, 3), "at byte 16 of the header: it has 16 bytes, but its length field says 51"),
        (&[0; 16], "at byte 0 of the header: it does not start like a header"),
    ] {
        assert_eq!(refused(bytes), problem);
    }
    assert_eq!(refused(b"a"), "at byte 1 of the header: it ends before its 16th byte");
}

#[test]
fn arrays_have_no_more_elements_than_rpm_reads() {
    let header = |value: Value| {
        let mut header = Header::new();
        header.insert(tag::BASENAMES, value);
        header
    };
    let texts = |count| header(Value::texts((0..count).map(|_| "")));
    let limits = HeaderLimits { elements: 3, texts: 5, ..HeaderLimits::MAIN };
    let parsed = |header: &Header| {
        Header::parse(&header.to_bytes(Region::Immutable).unwrap(), Region::Immutable, &limits)
    };
    assert!(parsed(&texts(3)).is_ok());
    assert!(parsed(&header(Value::Binary(vec![0; 4].into()))).is_ok());
    let problem = "tag 1117 (BASENAMES), at byte 32 of the header: it has 4 elements; the limit \
                   is 3";
    for value in [Value::texts([""; 4]), Value::int32([0; 4]), Value::Char(vec![0; 4].into())] {
        assert_eq!(parsed(&header(value)).unwrap_err().to_string(), problem);
    }
    let mut twice = texts(3);
    twice.insert(tag::DIRNAMES, Value::texts([""; 3]));
    let problem = "at byte 16 of the header: its arrays have 6 texts; the limit is 5";
    assert_eq!(parsed(&twice).unwrap_err().to_string(), problem);

    assert!(texts(1_048_575).to_bytes(Region::Immutable).is_ok());
    let problem = "tag 1117 (BASENAMES), at byte 32 of the header: it has 1048576 elements; the \
                   limit is 1048575";
    let error = texts(1_048_576).to_bytes(Region::Immutable).unwrap_err();
    assert_eq!(error.to_string(), problem);
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
