//! Releases: what parses prints, and what prints parses to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repo_index::apt::Release;

fuzz_target!(|text: &[u8]| {
    match Release::parse(text) {
        Ok(release) => {
            let Ok(printed) = release.print() else { return };
            assert_eq!(Release::parse(printed.as_bytes()).as_ref(), Ok(&release), "{printed}");
            assert_eq!(release.print().as_ref(), Ok(&printed));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
