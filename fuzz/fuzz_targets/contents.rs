//! Contents: lists that are merged read back the same, and merging them again changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use repo_index::apt::contents;

fuzz_target!(|index: &[u8]| {
    let lists = contents::parse(index);
    let merged = contents::merge(lists.iter().map(|(name, list)| (name.as_str(), list)));
    let again = contents::parse(&merged);
    assert_eq!(again, lists, "{}", String::from_utf8_lossy(&merged));
    let names = again.iter().map(|(name, list)| (name.as_str(), list));
    assert_eq!(contents::merge(names.clone().chain(names)), merged);
});
