//! Headers: what parses prints, what prints parses to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmpkg::header::{Header, HeaderLimits, Region};

fuzz_target!(|bytes: &[u8]| {
    for region in [Region::Signature, Region::Immutable] {
        match Header::parse(bytes, region, &HeaderLimits::MAIN) {
            Ok(header) => {
                // Not all that is read may be written: a signature header is short then.
                if let Ok(printed) = header.to_bytes(region) {
                    let again = Header::parse(&printed, region, &HeaderLimits::MAIN);
                    assert_eq!(again.as_ref(), Ok(&header));
                }
            }
            Err(error) => assert!(error.offset <= bytes.len() as u64, "{error}"),
        }
    }
});
