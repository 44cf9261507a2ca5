//! Indexes of packages: what is read prints as it was but for empty lines, and each paragraph stands
//! for itself. What is trusted reads as what is not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repo_index::apt::{Format, Packages, Record};

fuzz_target!(|text: &[u8]| {
    for format in [Format::Packages, Format::Sources] {
        let trusted = Packages::parse_trusted(text.to_vec(), format);
        let Ok(index) = Packages::parse(text.to_vec(), format) else { continue };
        let trusted = trusted.expect("what parses is trusted");
        assert_eq!(trusted, index);
        for (trusted, record) in trusted.records().iter().zip(index.records()) {
            assert_eq!(trusted.to_string(), record.to_string());
            assert_eq!(trusted.files(), record.files());
        }
        let printed = index.to_bytes();
        let again = Packages::parse(printed.clone(), format).expect("what is printed parses");
        assert_eq!(again, index);
        assert_eq!(again.to_bytes(), printed);
        for record in index.records() {
            let alone = Record::parse(record.paragraph().to_vec(), format);
            assert_eq!(alone.as_ref(), Ok(record));
            let _ = (record.sha256(), record.to_string(), record.files());
        }
        // Added to nothing, they are there once, or contradict each other.
        let mut added = Packages::default();
        if let Ok(count) = added.add(index.records().iter().cloned()) {
            assert_eq!(count, added.records().len());
            assert_eq!(added.add(index.records().iter().cloned()), Ok(0));
        }
    }
});
