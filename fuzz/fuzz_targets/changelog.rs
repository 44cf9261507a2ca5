//! Changelogs: any text gives entries or flaws, by line, that print on one line each.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pkgtree::changelog::Changelog;

fuzz_target!(|text: &str| {
    for changelog in [Changelog::from_spec(text), Changelog::from_debian(text)] {
        assert!(!changelog.entries.is_empty() || !changelog.flaws.is_empty());
        assert!(changelog.flaws.is_sorted_by_key(|flaw| flaw.line));
        assert!(changelog.entries.is_sorted_by(|one, other| one.time >= other.time));
        for flaw in &changelog.flaws {
            assert!(!flaw.problem.to_string().contains('\n'));
        }
        for entry in &changelog.entries {
            assert!(!entry.title.is_empty() && !entry.text.trim().is_empty());
            assert!(!entry.title.contains('\n'));
        }
    }
});
