//! What parses prints as it was, and owned as borrowed.

#![no_main]

use debpkg::deb822::Paragraphs;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let mut printed = Vec::new();
    for paragraph in Paragraphs::new(text) {
        let Ok(paragraph) = paragraph else { return };
        printed.extend(paragraph.to_string().into_bytes());
        assert_eq!(paragraph.clone().into_owned(), paragraph);
        for field in paragraph.fields() {
            assert!(paragraph.field(&field.name().to_ascii_uppercase()).is_some());
        }
    }
    let mut kept = text.to_vec();
    let mut before = b'\n';
    kept.retain(|&byte| {
        let is_empty_line = byte == b'\n' && before == b'\n';
        before = byte;
        !is_empty_line
    });
    assert_eq!(printed, kept);
});
