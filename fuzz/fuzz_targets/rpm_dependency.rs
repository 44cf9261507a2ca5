//! Dependencies print in a form that reads back as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmpkg::Dependency;

fuzz_target!(|text: &str| match Dependency::parse_list(text) {
    Ok(list) => {
        let shown = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        assert_eq!(Dependency::parse_list(&shown).as_ref(), Ok(&list));
    }
    Err(error) => assert!((1..=text.chars().count() + 1).contains(&error.column)),
});
