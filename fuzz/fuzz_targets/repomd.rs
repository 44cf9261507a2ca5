//! `repomd.xml`: what is read prints as what reads the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repo_index::rpmmd::Repomd;

fuzz_target!(|text: &[u8]| {
    let Ok(repomd) = Repomd::parse(text) else { return };
    let printed = repomd.to_bytes();
    let again = Repomd::parse(&printed).expect("what is printed parses");
    assert_eq!(again, repomd);
    assert_eq!(again.to_bytes(), printed);
    for data in &repomd.data {
        let _ = (data.encoding(), data.list(), data.repeats_lists());
    }
});
