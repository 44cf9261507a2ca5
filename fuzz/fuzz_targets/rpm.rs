//! Packages: reading keeps to its limits, the metadata alone are those of the whole, and a package
//! is like itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgio::Algorithms;
use rpmpkg::diff::compare;
use rpmpkg::header::HeaderLimits;
use rpmpkg::read::{DependencyKind, Limits, Metadata, contents, metadata};

fuzz_target!(|package: &[u8]| {
    let header = HeaderLimits { entries: 1000, data: 1 << 20, ..HeaderLimits::MAIN };
    let limits = Limits {
        signature: header,
        header,
        files: 1000,
        names: 1 << 20,
        payload: 16 << 20,
        strict: false,
        ..Limits::default()
    };
    let Ok(metadata) = metadata(&mut &package[..], &limits) else { return };
    look(&metadata);
    let Ok(whole) = contents(&mut &package[..], Algorithms::NONE, &limits) else { return };
    assert_eq!(metadata.header_bytes, whole.metadata.header_bytes);
    assert!(whole.files.len() <= limits.files as usize);
    assert!(whole.archive_length <= limits.payload);
    if let Ok(differences) = compare(&mut &package[..], &mut &package[..], &limits) {
        assert_eq!(differences, []);
    }
});

/// Reads what is read when it is asked for.
fn look(metadata: &Metadata) {
    let _ = metadata.files();
    let _ = metadata.changelog();
    let _ = metadata.scriptlets();
    let _ = metadata.triggers();
    for kind in DependencyKind::ALL {
        let _ = metadata.dependencies(kind);
    }
    assert!(!metadata.nvra().contains(['/', '\n', ' ']));
    assert!(metadata.header_range.end - metadata.header_range.start >= 16);
}
