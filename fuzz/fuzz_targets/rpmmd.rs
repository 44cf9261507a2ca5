//! The lists of an RPM repository: what is read prints as what reads the same, and each package can be
//! moved; what is trusted reads as what is not. Documents that a repository carries are read or refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repo_index::rpmmd::{Document, List, Metadata};

fuzz_target!(|text: &[u8]| {
    // The lists of one repository, one behind the other.
    let mut parts = text.splitn(3, |&byte| byte == 0).map(<[u8]>::to_vec);
    let mut part = || parts.next().unwrap_or_default();
    let (primary, filelists, other) = (part(), part(), part());
    if let Ok(document) = Document::parse(primary.clone()) {
        let _ = document.added_to(&filelists);
        let added = document.added_to(document.text()).expect("a document is added to itself");
        assert_eq!(Document::parse(added.text().to_vec()), Ok(added));
    }
    let trusted = Metadata::parse_trusted(primary.clone(), filelists.clone(), other.clone());
    let Ok(metadata) = Metadata::parse(primary, filelists, other) else { return };
    assert_eq!(trusted.as_ref(), Ok(&metadata));
    let [primary, filelists, other] = List::ALL.map(|list| metadata.printed(list).to_bytes());
    let again = Metadata::parse(primary, filelists, other).expect("what is printed parses");
    assert_eq!(again, metadata);
    for record in metadata.records() {
        let moved = record.at("Packages/x");
        assert_eq!((moved.location(), moved.base()), ("Packages/x", None));
        assert_eq!((moved.nevra(), moved.checksum()), (record.nevra(), record.checksum()));
    }
    let below = metadata.primary_below("../../").to_bytes();
    let below = Metadata::parse(below, Vec::new(), Vec::new()).expect("what is moved parses");
    assert_eq!(below.records().len(), metadata.records().len());
    for (below, record) in below.records().iter().zip(metadata.records()) {
        let up = if record.base().is_some() { "" } else { "../../" };
        assert_eq!(below.location(), format!("{up}{}", record.location()));
    }
    // Added to nothing, they are there once, or contradict each other.
    let mut added = Metadata::default();
    if let Ok(count) = added.add(metadata.records().iter().cloned()) {
        assert_eq!(count, added.records().len());
        assert_eq!(added.add(metadata.records().iter().cloned()), Ok(0));
    }
});
