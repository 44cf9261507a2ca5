//! Versions print and read back, and their order is total.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rpmpkg::{Evr, vercmp};

fuzz_target!(|text: &str| {
    let parts: Vec<&str> = text.splitn(3, '\n').collect();
    let mut versions = Vec::new();
    for part in &parts {
        match Evr::parse(part) {
            Ok(evr) => {
                let again = Evr::parse(&evr.to_string()).expect("what is printed parses");
                assert_eq!(again, evr);
                versions.push(evr);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    if let [a, b, c] = &versions[..] {
        assert_eq!(a.compare(b), b.compare(a).reverse());
        assert!(!(a.compare(b).is_le() && b.compare(c).is_le()) || a.compare(c).is_le());
    }
    if let [a, b, c] = parts[..] {
        let compare = |one: &str, other: &str| vercmp(one.as_bytes(), other.as_bytes());
        assert_eq!(compare(a, b), compare(b, a).reverse());
        assert!(!(compare(a, b).is_le() && compare(b, c).is_le()) || compare(a, c).is_le());
    }
});
