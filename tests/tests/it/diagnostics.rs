//! The list of diagnostic codes.

use std::fs;

use conformance::diagnostics::{all, document, path};

#[test]
fn no_code_stands_for_two_things() {
    for pair in all().windows(2) {
        assert_ne!(pair[0].number, pair[1].number, "{pair:?}");
    }
}

#[test]
fn the_list_for_users_is_up_to_date() {
    let found = fs::read_to_string(path()).unwrap_or_default();
    assert!(found == document(), "{}: run make golden", path().display());
}
