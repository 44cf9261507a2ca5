//! Packages: reading keeps to its limits, and the metadata alone are those of the whole.

#![no_main]

use debpkg::read::{Limits, contents, metadata};
use libfuzzer_sys::fuzz_target;
use pkgio::Algorithms;

fuzz_target!(|package: &[u8]| {
    let limits = Limits {
        control: 1 << 20,
        data: 16 << 20,
        entries: 1000,
        names: 1 << 20,
        ..Limits::default()
    };
    let whole = contents(&mut &package[..], Algorithms::default(), &limits);
    if let Ok(whole) = whole {
        let metadata = metadata(&mut &package[..], &limits).expect("the whole could be read");
        assert_eq!(metadata.control, whole.metadata.control);
        assert!(whole.entries.len() as u64 <= limits.entries);
    }
});
