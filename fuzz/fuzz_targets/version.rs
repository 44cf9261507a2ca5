//! Versions print and read back, and their order is total.

#![no_main]

use debpkg::Version;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let versions: Vec<Version> = text
        .splitn(3, '\n')
        .filter_map(|text| match Version::parse(text) {
            Ok(version) => Some(version),
            Err(error) => {
                let _ = (error.to_string(), error.hint());
                None
            }
        })
        .collect();
    for version in &versions {
        let printed = version.to_string();
        let again = Version::parse(&printed).expect("what is printed parses");
        assert_eq!((&again, again.to_string()), (version, printed));
    }
    if let [a, b, c] = &versions[..] {
        assert_eq!(a.cmp(b), b.cmp(a).reverse());
        assert!(!(a <= b && b <= c) || a <= c);
    }
});
