//! Relationships print in a form that reads back as the same.

#![no_main]

use debpkg::relationship::Relationships;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for result in [Relationships::parse(text), Relationships::parse_lenient(text)] {
        match result {
            Ok(list) => {
                assert_eq!(Relationships::parse(&list.to_string()).as_ref(), Ok(&list));
                assert_eq!(Relationships::parse_lenient(&list.to_string()).as_ref(), Ok(&list));
            }
            Err(error) => assert!((1..=text.chars().count() + 1).contains(&error.column)),
        }
    }
});
